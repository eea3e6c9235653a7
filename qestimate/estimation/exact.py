"""Expectation values of a circuit from a file, simulated where it is small enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qiskit import QuantumCircuit
    from qiskit.quantum_info import DensityMatrix

    from qestimate.estimation.compiled_circuit import CompiledCircuit
    from qestimate.noise.channels import PatchNoise
    from qestimate.noise.paths import Observable

WIDEST_IDEAL = 16
"""Qubits up to which noiseless values are worked out from the state vector."""

WIDEST_NOISY = 8
"""Wires up to which noisy values are worked out from the density matrix."""


def ideal_values(circuit: QuantumCircuit, observables: Sequence[Observable]) -> list[float] | None:
    """Return noiseless expectation values of the circuit as the file has it; None if too wide."""
    from qiskit.quantum_info import Statevector

    n = circuit.num_qubits
    other = set(circuit.count_ops())
    mixed = bool(other & {"reset", "measure"})
    if n > (WIDEST_NOISY if mixed else WIDEST_IDEAL):
        return None
    if other & {"barrier", "delay"}:
        circuit = _instant(circuit)
    state = _state(circuit) if mixed else Statevector(circuit)
    return [float(state.expectation_value(_operator(o, n)).real) for o in observables]


def _instant(circuit: QuantumCircuit) -> QuantumCircuit:
    """Return a circuit without what takes time only."""
    short = circuit.copy_empty_like()
    for instruction in circuit.data:
        if instruction.operation.name not in ("barrier", "delay"):
            short.append(instruction)
    return short


def _state(circuit: QuantumCircuit) -> DensityMatrix:
    """Return the state after a circuit that measures or resets in its course."""
    from qiskit_aer import AerSimulator

    from qestimate.noise.aer import on_wires

    n = circuit.num_qubits
    alike = on_wires(circuit, {q: q for q in range(n)})
    alike.save_density_matrix()
    simulator = AerSimulator(method="density_matrix", max_parallel_threads=1)
    state: DensityMatrix = simulator.run(alike, shots=1).result().data()["density_matrix"]
    return state


def noisy_values(
    found: CompiledCircuit,
    noise: PatchNoise,
    observables: Sequence[Observable],
    *,
    mixed: bool = False,
) -> list[float] | None:
    """Return expectation values with the noise of the patch, before readout; None if too wide.

    Args:
        found: A compiled circuit.
        noise: On its wires.
        observables: On the wires where the qubits end.
        mixed: Whether all qubits begin fully mixed, so that what is left is the pull of waiting
            and of resets.
    """
    from qestimate.noise.aer import on_wires, with_noise

    if found.placement.width > WIDEST_NOISY:
        return None
    from qiskit_aer import AerSimulator

    n = found.placement.width
    noisy = with_noise(on_wires(found.circuit, found.wires), noise)
    if mixed:
        from numpy import eye

        start = noisy.copy_empty_like()
        start.set_density_matrix(eye(2**n) / 2**n)
        noisy = start.compose(noisy)
    for number, observable in enumerate(observables):
        noisy.save_expectation_value(_operator(observable, n), list(range(n)), label=str(number))
    simulator = AerSimulator(method="density_matrix", max_parallel_threads=1)
    data = simulator.run(noisy, shots=1).result().data()
    return [float(data[str(number)]) for number in range(len(observables))]


def _operator(observable: Observable, n: int) -> object:
    from qiskit.quantum_info import SparsePauliOp

    paulis = "".join(pauli for _, pauli in observable)
    return SparsePauliOp.from_sparse_list([(paulis, [q for q, _ in observable], 1.0)], n)
