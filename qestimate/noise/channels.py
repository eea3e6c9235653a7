"""The noise of a device on the wires of a patch, and a circuit with that noise in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qestimate.core.numeric import expm1, log1p, maximum, minimum
from qestimate.device.elements import cost, element_costs
from qestimate.noise.paths.steps import (
    Clifford,
    Elements,
    Noise,
    PathCircuit,
    Rotation,
    Wait,
    capped,
    chance_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from qestimate.circuits.native import NativeCircuit, Operation, Turn
    from qestimate.core.numeric import Number
    from qestimate.device.device import Device
    from qestimate.device.elements import Costs
    from qestimate.noise.paths.steps import Step

AXES = {"rx": (True, False), "ry": (True, True), "rz": (False, True)}
"""X and Z part of the generator of a rotation."""


class PatchNoise(NamedTuple):
    """What each element of a patch costs a Pauli operator; None where not published.

    Costs are -ln of the factor by which an operator shrinks. Times are in seconds.
    """

    one_qubit: tuple[float, ...] | None
    """Of one pulse on each wire."""
    two_qubit: tuple[tuple[tuple[int, int], float], ...] | float | None
    """Of a gate on each pair of wires, smaller first; one number if all are alike."""
    readout: tuple[float, ...] | None
    """Of reading each wire."""
    rates: tuple[tuple[float, float], ...] | None
    """1/T2 and 1/T1 of each wire. [1/s]"""
    memory: float | None
    """Of a layer of two-qubit gates on any wire, on devices that publish that instead of T1, T2."""
    one_qubit_duration: float | None
    two_qubit_duration: float | None

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not published and therefore not in the circuit."""
        gate_times = self.one_qubit_duration is not None and self.two_qubit_duration is not None
        idle = self.memory is not None or (self.rates is not None and gate_times)
        return tuple(
            name
            for name, known in (
                ("two-qubit error", self.two_qubit is not None),
                ("readout error", self.readout is not None),
                ("one-qubit error", self.one_qubit is not None),
                ("idle error", idle),
            )
            if not known
        )

    def of_gates(self) -> Callable[[int, int], float]:
        """Return a function from two wires to what a gate on them costs."""
        if isinstance(self.two_qubit, float):
            cost_of_all = self.two_qubit
            return lambda _a, _b: cost_of_all
        table = dict(self.two_qubit or ())
        return lambda a, b: table[(a, b) if a < b else (b, a)]


def pauli_cost(process_cost: Number, n_qubits: int) -> Number:
    """Return what depolarizing noise costs a Pauli operator.

    A process infidelity e = (1 - 4^-n) p leaves 1 - p of every operator but the identity, so the
    cost is -ln(1 - e / (1 - 4^-n)).

    Args:
        process_cost: -ln(1 - e), as ``cost`` gives it.
        n_qubits: Qubits of the gate, 1 or 2.

    Source: [nielsen-2002].

    >>> round(pauli_cost(cost(0.015), 2), 6), round(-log1p(-0.016), 6)
    (0.016129, 0.016129)
    """
    p = -expm1(-process_cost) / (1 - 0.25**n_qubits)
    return capped(-log1p(-minimum(p, 1.0)))


def patch_noise(
    device: Device,
    width: int,
    qubits: tuple[int, ...] = (),
    edges: Iterable[tuple[int, int]] = (),
    costs: Costs | None = None,
) -> PatchNoise:
    """Return the noise of a device on the wires of a patch.

    Args:
        device: With its calibration.
        width: Wires.
        qubits: Device qubit of each wire; empty if the patch is not chosen, which takes the
            device's figures for all elements alike.
        edges: Pairs of wires that are coupled, for a chosen patch.
        costs: What the elements of the device cost, if that was worked out already.
    """
    costs = costs or element_costs(device)

    def each(table: Mapping[int, float], uniform: float | None) -> list[float] | None:
        """Return the cost of each wire: its own, else the mean of the patch, else the uniform."""
        known = [table[q] for q in qubits if q in table]
        if known:
            mean = sum(known) / len(known)
            return [table.get(q, mean) for q in qubits]
        return None if uniform is None else [cost(uniform)] * width

    one = each(costs.one_qubit, device.infidelity("one_qubit_error", 1))
    flips = each(_readout_losses(device), None)
    readout_error = device.value("readout_error")
    if flips is None and readout_error is not None:
        flips = [readout_loss(readout_error, readout_error)] * width
    memory = device.infidelity("memory_error", 1)
    return PatchNoise(
        None if one is None else tuple(pauli_cost(c, 1) for c in one),
        _two_qubit(device, qubits, edges, costs),
        None if flips is None else tuple(flips),
        None if memory is not None else _rates(device, width, qubits),
        None if memory is None else pauli_cost(cost(memory), 1),
        device.value("one_qubit_duration"),
        device.value("two_qubit_duration"),
    )


def readout_loss(p_1_given_0: Number, p_0_given_1: Number) -> Number:
    """Return what asymmetric readout costs <Z>: -ln(F00 + F11 - 1).

    >>> round(readout_loss(0.014, 0.67), 4)
    1.152
    """
    kept = 1 - p_1_given_0 - p_0_given_1
    return capped(-log1p(maximum(kept, 0.0) - 1))


def _readout_losses(device: Device) -> dict[int, float]:
    return {
        index: readout_loss(q.readout_error_0, q.readout_error_1)
        for index, q in device.snapshot.qubits.items()
        if q.readout_error_0 is not None and q.readout_error_1 is not None
    }


def _two_qubit(
    device: Device, qubits: tuple[int, ...], edges: Iterable[tuple[int, int]], costs: Costs
) -> tuple[tuple[tuple[int, int], float], ...] | float | None:
    infidelity = device.infidelity("two_qubit_error", 2)
    uniform = None if infidelity is None else pauli_cost(cost(infidelity), 2)
    if not qubits:
        return uniform
    found: dict[tuple[int, int], float] = {}
    for a, b in edges:
        pair = (min(qubits[a], qubits[b]), max(qubits[a], qubits[b]))
        if pair in costs.two_qubit:
            found[min(a, b), max(a, b)] = pauli_cost(costs.two_qubit[pair], 2)
        elif uniform is None:
            return None
        else:
            found[min(a, b), max(a, b)] = uniform
    return tuple(found.items())


def _rates(
    device: Device, width: int, qubits: tuple[int, ...]
) -> tuple[tuple[float, float], ...] | None:
    """Return 1/T2 and 1/T1 of each wire; a wire without takes the mean of the others."""
    t1, t2 = device.value("t1"), device.value("t2")
    found: list[tuple[float, float] | None] = []
    for wire in range(width):
        row = device.snapshot.qubits[qubits[wire]] if qubits else None
        at_1, at_2 = (row.t1 or t1, row.t2 or t2) if row else (t1, t2)
        found.append((1 / min(at_2, 2 * at_1), 1 / at_1) if at_1 and at_2 else None)
    known = [pair for pair in found if pair is not None]
    if not known:
        return None
    mean = (sum(a for a, _ in known) / len(known), sum(b for _, b in known) / len(known))
    return tuple(mean if pair is None else pair for pair in found)


class Timeline:
    """Puts operations on wires one after another, as early as they can, with noise between."""

    def __init__(self, width: int, noise: PatchNoise) -> None:
        self.noise = noise
        self.elements = Elements()
        self._of_gate = noise.of_gates()
        self.steps: list[Step] = []
        self._ready: list[float | None] = [None] * width
        self._layer = [0] * width
        self._n_layers = 0
        self._one = noise.one_qubit_duration
        self._two = noise.two_qubit_duration
        self._timed = noise.rates is not None and self._one is not None and self._two is not None

    def one(self, wire: int, steps: Iterable[Step], pulses: int = 1) -> None:
        """Add a one-qubit operation of so many pulses."""
        self._until(self._ready[wire] or 0.0, wire)
        self.steps += steps
        if self.noise.one_qubit is not None:
            element = self.elements.add("one", "pulse", pulses, self.noise.one_qubit[wire])
            self.steps.append(Noise(element, wire))
        if self._timed:
            self._ready[wire] = (self._ready[wire] or 0.0) + pulses * (self._one or 0.0)

    def frame(self, steps: Iterable[Step]) -> None:
        """Add a change of frame, which takes no time and makes no noise."""
        self.steps += steps

    def two(self, a: int, b: int, steps: Iterable[Step]) -> None:
        """Add a two-qubit operation."""
        start = max(self._ready[a] or 0.0, self._ready[b] or 0.0)
        layer = max(self._layer[a], self._layer[b]) + 1
        for wire in (a, b):
            self._until(start, wire)
            self._remember(wire, layer)
        self._n_layers = max(self._n_layers, layer)
        self.steps += steps
        if self.noise.two_qubit is not None:
            self.steps.append(Noise(self.elements.add("two", "gate", 1, self._of_gate(a, b)), a, b))
        if self._timed:
            self._ready[a] = self._ready[b] = start + (self._two or 0.0)

    def _until(self, time: float, wire: int) -> None:
        """Let a wire wait; before its first gate it is in |0>, which does not decay."""
        since = self._ready[wire]
        if not self._timed or since is None or time - since <= 1e-15 or self.noise.rates is None:
            return
        to_xy, to_z = self.noise.rates[wire]
        xy = self.elements.add("idle", "dephasing", time - since, to_xy)
        z = self.elements.add("idle", "decay", time - since, to_z)
        self.steps.append(Wait(wire, xy, z))
        self._ready[wire] = time

    def _remember(self, wire: int, layer: int) -> None:
        """Let a wire keep its state through the layers since its last gate."""
        if self.noise.memory is not None and layer > self._layer[wire]:
            passed = layer - self._layer[wire]
            element = self.elements.add("idle", "memory", passed, self.noise.memory)
            self.steps.append(Noise(element, wire))
        self._layer[wire] = layer

    def close(self) -> PathCircuit:
        """Let all wires wait for the last one, and return the circuit."""
        end = max((time for time in self._ready if time is not None), default=0.0)
        for wire in range(len(self._ready)):
            self._until(end, wire)
            self._remember(wire, self._n_layers)
        return PathCircuit(
            len(self._ready),
            tuple(self.steps),
            self.elements.costs,
            self.elements.kinds,
            self.elements.rates,
        )


def path_circuit(
    circuit: NativeCircuit, noise: PatchNoise, pulses: int = 1, *, given: bool = False
) -> PathCircuit:
    """Return a native circuit as Pauli paths see it.

    Args:
        circuit: Operations on the wires of a patch.
        noise: Of the same wires.
        pulses: For a one-qubit operation.
        given: Whether its angles are taken as they are; else as uniformly random, but for
            quarter turns, which belong to the gates themselves.
    """

    def chance(angle: float) -> float:
        return chance_of(angle, random=not given)

    line = Timeline(circuit.n_qubits, noise)
    for op in circuit.operations:
        if len(op.qubits) == 1:
            wire = op.qubits[0]
            run = [(turn, _angle(turn, circuit)) for turn in op.run]
            steps = [s for turn, angle in run for s in _turn(turn, wire, chance(angle))]
            line.one(wire, steps, pulses)
        else:
            a, b = op.qubits
            line.two(a, b, [_entangler(op, circuit, chance)])
    return line.close()


def _angle(turn: Turn, circuit: NativeCircuit) -> float:
    """Return the angle of a one-qubit gate; of a block, that of its RY on this side."""
    if turn.part is None:
        return turn.angle
    return circuit.blocks[turn.part.block].angles[1 + turn.part.side]


def _turn(turn: Turn, wire: int, chance: float) -> Iterable[Step]:
    """Return a gate of a run; of a block, its RY stands between the two CZ."""
    if turn.part is not None:
        if turn.part.place == 1:
            yield Rotation(wire, AXES["ry"], chance=chance)
    elif turn.name == "h":
        yield Clifford("h", wire)
    else:
        yield Rotation(wire, AXES[turn.name], chance=chance, pair=turn.pair)


def _entangler(op: Operation, circuit: NativeCircuit, chance: Callable[[float], float]) -> Step:
    """Return a two-qubit gate; of a block, the RZZ that its CZ stands for."""
    a, b = op.qubits
    z = AXES["rz"]
    if op.part is not None:
        block = circuit.blocks[op.part.block]
        angle = block.angles[3 * op.part.place]
        return Rotation(a, z, b, z, chance=chance(angle), pair=block.pairs[op.part.place])
    if circuit.entangler == "zz":
        return Rotation(a, z, b, z, chance=chance(op.angle), pair=op.pair)
    return Clifford("cz", a, b)
