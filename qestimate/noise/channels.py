"""The noise of a device on the wires of a patch, and a circuit with that noise in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.numeric import expm1, log1p, maximum, minimum
from qestimate.core.records import NamedTuple
from qestimate.device.elements import elements, log_infidelity
from qestimate.noise.paths.steps import (
    EVEN,
    Clifford,
    Collapse,
    Noise,
    NoisyElements,
    PathCircuit,
    Rotation,
    Wait,
    capped,
    chance_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from qestimate.circuits.native import NativeCircuit, Operation, Turn
    from qestimate.core.numeric import Number
    from qestimate.device.angle import ErrorByAngle
    from qestimate.device.device import Device
    from qestimate.device.elements import Elements, Table
    from qestimate.noise.paths.steps import Rate, Step

RESET = "error of a reset"
MEASUREMENT = "error of a measurement in mid-circuit"
DELAY = "error of a delay"

VITAL = frozenset(
    ("two-qubit error", "one-qubit error", "readout error", RESET, MEASUREMENT, DELAY)
)
"""What must be published so that there is a value of what noise leaves, not only a bound."""

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
    by_angle: ErrorByAngle | None = None
    """How the cost of a ZZ gate depends on its angle; None if it does not, or is not known to."""
    readout_duration: float | None = None
    reset_duration: float | None = None
    reset: float | None = None
    """Of resetting a wire in mid-circuit."""
    measurement: float | None = None
    """Of what goes on after reading a wire in mid-circuit."""
    lacking: tuple[str, ...] = ()
    """What else a circuit asks for that is not published."""

    @property
    def missing(self) -> tuple[str, ...]:
        """What is not published and therefore not in the circuit."""
        gate_times = self.one_qubit_duration is not None and self.two_qubit_duration is not None
        idle = self.memory is not None or (self.rates is not None and gate_times)
        return self.lacking + tuple(
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
        process_cost: -ln(1 - e), as ``log_infidelity`` gives it.
        n_qubits: Qubits of the gate, 1 or 2.

    Source: [nielsen-2002].

    >>> round(pauli_cost(log_infidelity(0.015), 2), 6), round(-log1p(-0.016), 6)
    (0.016129, 0.016129)
    """
    p = -expm1(-process_cost) / (1 - 0.25**n_qubits)
    return capped(-log1p(-minimum(p, 1.0)))


def patch_noise(
    device: Device,
    width: int,
    qubits: tuple[int, ...] = (),
    edges: Iterable[tuple[int, int]] = (),
    known: Elements | None = None,
    *,
    n_qubits: int | None = None,
) -> PatchNoise:
    """Return the noise of a device on the wires of a patch.

    Args:
        device: With its calibration.
        width: Wires.
        qubits: Device qubit of each wire; empty if the patch is not chosen, which takes what
            stands for all elements of a kind.
        edges: Pairs of wires that are coupled, for a chosen patch.
        known: The errors of the device's elements, if they were resolved already.
        n_qubits: Qubits of the program, where only some of its wires are asked for.
    """
    known = known or elements(device)
    memory = None if known.memory is None else known.memory.of(n_qubits or width)
    wires = qubits or (-1,) * width  # no qubit has this number

    def each(table: Table, loss: Callable[[Any], float]) -> tuple[float, ...] | None:
        found = [table.of(q) for q in wires]
        return None if None in found else tuple(loss(one) for one in found)

    return PatchNoise(
        each(known.one_qubit, lambda error: pauli_cost(log_infidelity(error), 1)),
        _two_qubit(known, qubits, edges),
        each(known.readout, lambda both: readout_loss(*both)),
        None if memory is not None else _rates(known, wires),
        None if memory is None else pauli_cost(log_infidelity(memory), 1),
        device.value("one_qubit_duration"),
        device.value("two_qubit_duration"),
        device.two_qubit_error_by_angle,
        device.value("readout_duration"),
        device.value("reset_duration"),
        _cost_of_one(known.reset),
        _cost_of_one(known.measurement),
    )


def _cost_of_one(error: float | None) -> float | None:
    """Return what an operation of one qubit costs by its process infidelity."""
    return None if error is None else float(pauli_cost(log_infidelity(error), 1))


def readout_loss(p_1_given_0: Number, p_0_given_1: Number) -> Number:
    """Return what asymmetric readout costs <Z>: -ln(F00 + F11 - 1).

    >>> round(readout_loss(0.014, 0.67), 4)
    1.152
    """
    kept = 1 - p_1_given_0 - p_0_given_1
    return capped(-log1p(maximum(kept, 0.0) - 1))


def _two_qubit(
    known: Elements, qubits: tuple[int, ...], edges: Iterable[tuple[int, int]]
) -> tuple[tuple[tuple[int, int], float], ...] | float | None:
    """Return what a gate on each pair of wires costs; one number if all are alike."""
    if not qubits:
        other = known.two_qubit.other
        return None if other is None else float(pauli_cost(log_infidelity(other), 2))
    found: dict[tuple[int, int], float] = {}
    for a, b in edges:
        error = known.gate(qubits[a], qubits[b])
        if error is None:
            return None
        found[min(a, b), max(a, b)] = pauli_cost(log_infidelity(error), 2)
    return tuple(found.items())


def _rates(known: Elements, wires: Sequence[int]) -> tuple[tuple[float, float], ...] | None:
    """Return 1/T2 and 1/T1 of each wire; None if a time is not known."""
    times = [(known.t1.of(q), known.t2.of(q)) for q in wires]
    if any(not t1 or not t2 for t1, t2 in times):
        return None
    return tuple((1 / min(t2, 2 * t1), 1 / t1) for t1, t2 in times)


class Timeline:
    """Puts operations on wires one after another, as early as they can, with noise between.

    What lasts an unknown time takes none.
    """

    def __init__(self, width: int, noise: PatchNoise) -> None:
        self.noise = noise
        self.elements = NoisyElements()
        self._of_gate = noise.of_gates()
        self.steps: list[Step] = []
        self._ready = [0.0] * width
        self._fresh = [True] * width
        """Whether each wire is in |0>, which does not decay."""
        self._layer = [0] * width
        self._n_layers = 0
        self._one = noise.one_qubit_duration
        self._two = noise.two_qubit_duration
        self._timed = noise.rates is not None and self._one is not None and self._two is not None

    def one(self, wire: int, steps: Iterable[Step], pulses: int = 1) -> None:
        """Add a one-qubit operation of so many pulses."""
        self.steps += steps
        self._fresh[wire] = False
        if self.noise.one_qubit is not None:
            element = self.elements.add("one", "pulse", pulses, self.noise.one_qubit[wire])
            self.steps.append(Noise(element, wire))
        if self._timed:
            self._ready[wire] += pulses * (self._one or 0.0)

    def frame(self, steps: Iterable[Step]) -> None:
        """Add a change of frame, which takes no time and makes no noise."""
        self.steps += steps

    def two(self, a: int, b: int, steps: Iterable[Step], share: float = 1.0) -> None:
        """Add a two-qubit operation, with so large a share of the cost of a full gate."""
        start = max(self._ready[a], self._ready[b])
        layer = max(self._layer[a], self._layer[b]) + 1
        for wire in (a, b):
            self._until(start, wire)
            self._remember(wire, layer)
            self._fresh[wire] = False
        self._n_layers = max(self._n_layers, layer)
        self.steps += steps
        if self.noise.two_qubit is not None:
            element = self.elements.add("two", "gate", share, self._of_gate(a, b))
            self.steps.append(Noise(element, a, b))
        if self._timed:
            self._ready[a] = self._ready[b] = start + (self._two or 0.0)

    def wait(self, wire: int, seconds: float) -> None:
        """Let a wire wait as long as a circuit asks for, gate times known or not. [s]"""
        if self._timed:
            self._until(self._ready[wire] + seconds, wire)
        elif self.noise.rates is not None and not self._fresh[wire]:
            self._idle(wire, seconds, self.noise.rates[wire])

    def together(self, wires: Sequence[int]) -> None:
        """Let wires wait for the last of them, as a barrier does."""
        last = max(self._ready[wire] for wire in wires)
        layer = max(self._layer[wire] for wire in wires)
        for wire in wires:
            self._until(last, wire)
            self._remember(wire, layer)

    def collapse(self, wire: int, *, resets: bool) -> None:
        """Read a wire and go on, or put it into |0>."""
        self.steps.append(Collapse(wire, resets))
        cost = self.noise.reset if resets else self.noise.measurement
        if cost is not None:
            rate: Rate = "reset" if resets else "measurement"
            self.steps.append(Noise(self.elements.add("one", rate, 1, cost), wire))
        if self._timed:
            time = self.noise.reset_duration if resets else self.noise.readout_duration
            self._ready[wire] += time or 0.0
        self._fresh[wire] = resets

    def _until(self, time: float, wire: int) -> None:
        """Let a wire wait; in |0> it does not decay."""
        since = self._ready[wire]
        if not self._timed or time - since <= 1e-15 or self.noise.rates is None:
            return
        self._ready[wire] = time
        if not self._fresh[wire]:
            self._idle(wire, time - since, self.noise.rates[wire])

    def _idle(self, wire: int, seconds: float, rates: tuple[float, float]) -> None:
        """Add what waiting does, at its rates to X and Y and to Z."""
        to_xy, to_z = rates
        xy = self.elements.add("idle", "dephasing", seconds, to_xy)
        z = self.elements.add("idle", "decay", seconds, to_z)
        self.steps.append(Wait(wire, xy, z))

    def _remember(self, wire: int, layer: int) -> None:
        """Let a wire keep its state through the layers since its last gate."""
        if self.noise.memory is not None and layer > self._layer[wire]:
            passed = layer - self._layer[wire]
            element = self.elements.add("idle", "memory", passed, self.noise.memory)
            self.steps.append(Noise(element, wire))
        self._layer[wire] = layer

    def close(self) -> PathCircuit:
        """Let all wires wait for the last one, and return the circuit."""
        end = max(self._ready, default=0.0)
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
    chances: dict[float, float] = {}

    def chance(angle: float) -> float:
        if angle not in chances:
            chances[angle] = chance_of(angle, random=not given)
        return chances[angle]

    line = Timeline(circuit.n_qubits, noise)
    for op in circuit.operations:
        if len(op.qubits) == 1:
            wire = op.qubits[0]
            run = [(turn, _angle(turn, circuit)) for turn in op.run]
            steps = [s for turn, angle in run for s in _turn(turn, wire, chance(angle))]
            line.one(wire, steps, pulses)
        else:
            a, b = op.qubits
            share = 1.0
            if noise.by_angle is not None and circuit.entangler == "zz":
                share = share_of(noise.by_angle, op.angle, random=not given)
            line.two(a, b, [_entangler(op, circuit, chance)], share)
    return line.close()


def share_of(law: ErrorByAngle, angle: float, *, random: bool = False) -> float:
    """Return the cost of a ZZ gate over that of one by a quarter turn. [1]

    Args:
        law: Of the device.
        angle: Of exp(-i angle ZZ / 2). [rad]
        random: Whether to take it as uniformly random unless it is a multiple of a quarter turn.

    >>> from qestimate.device.angle import ErrorByAngle
    >>> law = ErrorByAngle(0.241, 1.518)
    >>> [round(share_of(law, angle, random=True), 4) for angle in (1.5707963267948966, 0.1)]
    [1.0, 0.6205]
    """
    if random and chance_of(angle, random=True) == EVEN:
        return law.mean
    return float(law.share(angle))


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
