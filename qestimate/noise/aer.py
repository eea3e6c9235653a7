"""Expectation values of a circuit with the noise of its patch, simulated by Aer.

The schedule and its waiting are those of Qiskit's passes, the channels those of Aer: depolarizing
noise behind each gate, thermal relaxation while a qubit waits. None of that is shared with the
sampler of Pauli paths that it is to judge; what the elements cost is. Readout is left to the
caller: it multiplies <Z> by F00 + F11 - 1 and adds F00 - F11, which calibration tells.
"""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any

from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qiskit import QuantumCircuit

    from qestimate.noise.channels import PatchNoise

EXACT = 8
"""Qubits up to which the density matrix is simulated; trajectories beyond."""

TRAJECTORIES = 4000
"""Trajectories of a circuit."""

UNREAD = "unread"
"""Name of a measurement in mid-circuit."""

TICK = 1e-9
"""Unit of time of a schedule. [s]"""


class Values(NamedTuple):
    """<Z> of each wire, noiseless and noisy, before readout."""

    ideal: list[float]
    noisy: list[float]


def simulate(
    circuit: QuantumCircuit, noise: PatchNoise, wires: Sequence[int], seed: int = 0
) -> Values:
    """Simulate a circuit without and with noise.

    Args:
        circuit: Native gates on the wires of a patch.
        noise: On the same wires.
        wires: Whose <Z> to return, in this order.
        seed: Of trajectories.
    """
    from qiskit.quantum_info import SparsePauliOp
    from qiskit_aer import AerSimulator

    n = circuit.num_qubits

    def values(what: QuantumCircuit, method: str, shots: int) -> list[float]:
        what = what.copy()
        for wire in wires:
            z = SparsePauliOp.from_sparse_list([("Z", [wire], 1.0)], n)
            what.save_expectation_value(z, list(range(n)), label=f"z{wire}")
        simulator = AerSimulator(method=method, seed_simulator=seed, max_parallel_threads=1)
        data = simulator.run(what, shots=shots).result().data()
        return [float(data[f"z{wire}"]) for wire in wires]

    noisy = with_noise(circuit, noise)
    if n <= EXACT:
        return Values(values(circuit, "statevector", 1), values(noisy, "density_matrix", 1))
    return Values(values(circuit, "statevector", 1), values(noisy, "statevector", TRAJECTORIES))


def on_wires(circuit: QuantumCircuit, wires: dict[int, int]) -> QuantumCircuit:
    """Return a circuit on the qubits of a device as one on the wires it uses."""
    from qiskit import QuantumCircuit

    small = QuantumCircuit(len(wires))
    for instruction in circuit.data:
        numbers = [circuit.find_bit(q).index for q in instruction.qubits]
        on = [wires[q] for q in numbers if q in wires]  # a barrier may be on others
        if instruction.operation.name == "measure":
            small.append(_unread(), on)
        elif instruction.operation.name == "delay":
            small.delay(round(float(instruction.operation.duration) / TICK), on[0])
        else:
            small.append(instruction.operation, on)
    return small


def _unread() -> Any:
    """Return a measurement whose result nobody looks at: Z happens or does not."""
    from qiskit_aer.noise import pauli_error

    measured = pauli_error([("I", 0.5), ("Z", 0.5)]).to_instruction()
    measured.name = UNREAD
    return measured


def with_noise(circuit: QuantumCircuit, noise: PatchNoise) -> QuantumCircuit:
    """Return a circuit with the channels of its noise written in as instructions."""
    from qiskit_aer.noise import depolarizing_error

    timed = _scheduled(circuit, noise)
    at = {bit: index for index, bit in enumerate(timed.qubits)}
    noisy = timed.copy_empty_like()
    layer = [0] * timed.num_qubits
    of_gate = noise.of_gates()
    channels: dict[tuple[int, float], Any] = {}

    def depolarize(cost: float, wires: list[int]) -> None:
        key = (len(wires), cost)
        if key not in channels:
            channels[key] = depolarizing_error(1 - exp(-cost), len(wires)).to_instruction()
        noisy.append(channels[key], wires)

    def remember(wire: int, until: int) -> None:
        if noise.memory is not None:
            for _ in range(until - layer[wire]):
                depolarize(noise.memory, [wire])
        layer[wire] = until

    for instruction in timed.data:
        name = instruction.operation.name
        wires = [at[q] for q in instruction.qubits]
        if name == "barrier":
            for wire in wires:
                remember(wire, max(layer[w] for w in wires))
            continue
        if len(wires) == 2:
            until = 1 + max(layer[w] for w in wires)
            for wire in wires:
                remember(wire, until)
        if name == "delay":
            _relax(noisy, wires[0], instruction.operation.duration * TICK, noise)
            continue
        noisy.append(instruction.operation, wires)
        if len(wires) == 2:
            share = 1.0
            if noise.by_angle is not None and name == "rzz":
                share = float(noise.by_angle.share(float(instruction.operation.params[0])))
            depolarize(share * of_gate(wires[0], wires[1]), wires)
        elif name in (UNREAD, "reset"):
            cost = noise.reset if name == "reset" else noise.measurement
            if cost is not None:
                depolarize(cost, wires)
        elif name != "rz" and noise.one_qubit is not None:
            depolarize(noise.one_qubit[wires[0]], wires)
    for wire in range(timed.num_qubits):
        remember(wire, max(layer))
    return noisy


def _scheduled(circuit: QuantumCircuit, noise: PatchNoise) -> QuantumCircuit:
    """Fill what qubits wait with delays, as soon as possible, where gate times are known."""
    one, two = noise.one_qubit_duration, noise.two_qubit_duration
    if noise.rates is None or one is None or two is None:
        return circuit
    from qiskit.transpiler import InstructionDurations, PassManager
    from qiskit.transpiler.passes import ASAPScheduleAnalysis, PadDelay

    n = circuit.num_qubits
    ticks = {name: round(one / TICK) for name in ("u", "sx", "x")}
    ticks |= {name: round(two / TICK) for name in ("cz", "rzz")}
    ticks["reset"] = round((noise.reset_duration or 0.0) / TICK)
    ticks[UNREAD] = round((noise.readout_duration or 0.0) / TICK)
    durations = InstructionDurations(
        [(name, None, time) for name, time in ticks.items()] + [("rz", None, 0)], dt=TICK
    )
    closed = circuit.copy()
    closed.barrier(range(n))  # all wires wait for the last before they are read
    passes = PassManager([ASAPScheduleAnalysis(durations), PadDelay(durations=durations)])
    padded: QuantumCircuit = passes.run(closed)
    fresh = set(padded.qubits)
    plain = padded.copy_empty_like()
    for instruction in padded.data:
        name = instruction.operation.name
        if name == "delay" and instruction.qubits[0] in fresh:
            continue  # in |0>, which does not relax
        plain.append(instruction)
        if name == "reset":
            fresh |= set(instruction.qubits)
        elif name != "barrier":
            fresh -= set(instruction.qubits)
    return plain


def _relax(circuit: QuantumCircuit, wire: int, seconds: float, noise: PatchNoise) -> None:
    from qiskit_aer.noise import thermal_relaxation_error

    if noise.rates is None or not seconds:
        return
    per_t2, per_t1 = noise.rates[wire]
    error = thermal_relaxation_error(1 / per_t1, 1 / per_t2, seconds)
    circuit.append(error.to_instruction(), [wire])
