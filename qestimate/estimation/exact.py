"""Expectation values of a circuit from a file, simulated where it is small enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qiskit import QuantumCircuit

    from qestimate.estimation.transpile import CompiledCircuit
    from qestimate.noise.channels import PatchNoise
    from qestimate.noise.paths import Observable

WIDEST_IDEAL = 16
"""Qubits up to which noiseless values are worked out from the state vector."""

WIDEST_NOISY = 8
"""Wires up to which noisy values are worked out from the density matrix."""


def ideal_values(circuit: QuantumCircuit, observables: Sequence[Observable]) -> list[float] | None:
    """Return noiseless expectation values of the circuit as the file has it; None if too wide."""
    from qiskit.quantum_info import Statevector

    if circuit.num_qubits > WIDEST_IDEAL:
        return None
    state = Statevector(circuit)
    return [
        float(state.expectation_value(_operator(o, circuit.num_qubits)).real) for o in observables
    ]


def noisy_values(
    found: CompiledCircuit, noise: PatchNoise, observables: Sequence[Observable]
) -> list[float] | None:
    """Return expectation values with the noise of the patch, before readout; None if too wide.

    Args:
        found: A compiled circuit.
        noise: On its wires.
        observables: On the wires where the qubits end.
    """
    from qestimate.noise.aer import on_wires, with_noise

    if found.placement.width > WIDEST_NOISY:
        return None
    from qiskit_aer import AerSimulator

    n = found.placement.width
    noisy = with_noise(on_wires(found.circuit, found.wires), noise)
    for number, observable in enumerate(observables):
        noisy.save_expectation_value(_operator(observable, n), list(range(n)), label=str(number))
    simulator = AerSimulator(method="density_matrix", max_parallel_threads=1)
    data = simulator.run(noisy, shots=1).result().data()
    return [float(data[str(number)]) for number in range(len(observables))]


def _operator(observable: Observable, n: int) -> object:
    from qiskit.quantum_info import SparsePauliOp

    paulis = "".join(pauli for _, pauli in observable)
    return SparsePauliOp.from_sparse_list([(paulis, [q for q, _ in observable], 1.0)], n)
