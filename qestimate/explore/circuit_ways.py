"""A circuit with each way to mitigate errors, side by side."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Literal

from qestimate.core.numeric import LN10, exp_or_zero
from qestimate.core.quantity import Interval
from qestimate.core.records import NamedTuple
from qestimate.estimation.circuit_mitigation import mitigated_run
from qestimate.estimation.constraints import verdict
from qestimate.estimation.mitigation import bias
from qestimate.estimation.placement import Unplaced
from qestimate.workload.goal import MITIGATIONS

if TYPE_CHECKING:
    from qestimate.estimation.circuit import CircuitEstimate
    from qestimate.estimation.circuit_mitigation import MitigatedRun
    from qestimate.estimation.constraints import Verdict
    from qestimate.formats.circuits.reading import LogicalCircuit
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.workload.goal import Goal

Gain = Literal["as it is", "close already", "no closer", "closer", "enough", "unknown"]
"""What a way brings. *As it is*: no way at all. *Close already*: without it values are as near as
the precision asks. *No closer*: it brings nothing. *Closer*: not as near as the precision asks.
*Enough*: as near as that."""

GATES_ALONE = ("zne", "pec")
"""Ways that act on the noise of gates alone: what resets and measurements on the way add stays, and
how much that is of a value is not known."""

SAME = 1e-9
"""Difference of two biases that is none. [1]"""


class CircuitWay(NamedTuple):
    """A circuit with one way to mitigate errors."""

    name: str
    """One of ``MITIGATIONS``."""
    run: MitigatedRun
    settings: int
    """Measurement settings of the circuit."""
    bias: float | None
    """How far a value of 1 stays off however often the circuit runs; None if unknown. [1]"""
    gain: Gain
    asked: bool
    """Whether it is the one that was asked for."""

    @property
    def left(self) -> Interval:
        """What is left of the signal after it. [log10]"""
        return self.run.placed.needed.left.interval()

    @property
    def overhead(self) -> Interval:
        """How many times as many runs as that signal would take without it. [log10]"""
        return self.run.placed.needed.overhead.interval()

    @property
    def circuits(self) -> int:
        """Circuits, those of its own for each measurement setting included."""
        of_each = 10 ** float(self.run.placed.again.log10_circuits)
        return round(self.settings * of_each)

    @property
    def log10_runs(self) -> Interval:
        """Runs of all circuits together, calibration not included. [log10]"""
        shots = self.run.placed.shots.log10_value
        more = log10(self.settings) + self.run.placed.again.log10_circuits
        return Interval(*(None if end is None else end + more for end in shots))

    @property
    def verdict(self) -> Verdict:
        """Of the circuit with it."""
        return verdict(self.run.constraints)


def circuit_ways(found: CircuitEstimate, goal: Goal | None = None) -> tuple[CircuitWay, ...]:
    """Return a circuit with each way to mitigate errors, none first; nothing if it has no place.

    Args:
        found: The circuit on its device.
        goal: Another precision or budget; its own if None.
    """
    goal = goal or found.goal
    if isinstance(found.placed, Unplaced) or isinstance(found.compiled, Unplaced):
        return ()
    if found.program is None:
        return ()
    ways = []
    before: float | None = None
    for name in MITIGATIONS:
        run = mitigated_run(
            found.program,
            found.compiled,
            found.device,
            goal._replace(mitigation=name),
            found.placed.signal,
            found.placed.local,
            found.readout,
        )
        value = run.placed.needed.left.interval().value
        share = None if value is None else exp_or_zero(value * LN10)
        off = bias(name, share, one_factor_misses(found.placed.local, found.n_observables))
        if name in GATES_ALONE and not gates_alone(found.logical):
            off = None
        before = off if name == "none" else before
        gain = gain_of(name, off, before, goal.precision)
        asked = name == found.goal.mitigation
        ways.append(CircuitWay(name, run, found.settings, off, gain, asked))
    return tuple(ways)


def gates_alone(logical: LogicalCircuit) -> bool:
    """Return whether nothing but gates happens before the end: no reset, no measurement.

    >>> from qestimate.formats.circuits.reading import Gate, LogicalCircuit
    >>> gates = (Gate("h", (), (0,)), Gate("reset", (), (0,)))
    >>> [gates_alone(LogicalCircuit("x", 1, gates[:n], (0,), 0, ())) for n in (1, 2)]
    [True, False]
    """
    return logical.shorter is None and not any(
        gate.name in ("reset", "measure") for gate in logical.gates
    )


def one_factor_misses(local: LocalSignal, n_observables: int) -> float | None:
    """Return what rescaling all values by one factor leaves of the error, root mean square. [1]

    A single value is always met by a factor of its own; the factor that is measured on another
    circuit misses it by what paths differ in what they keep.

    Args:
        local: What noise leaves.
        n_observables: Values that are read. [1]
    """
    return (local if n_observables > 1 else local._replace(exact_residual=None)).residual


def gain_of(name: str, off: float | None, before: float | None, precision: float) -> Gain:
    """Return what a way brings.

    Args:
        name: Of the way.
        off: How far values stay off with it. [1]; None if unknown.
        before: How far without any. [1]; None if unknown.
        precision: Asked for. [1]

    >>> gain_of("zne", 0.03, 0.5, 0.05), gain_of("zne", 0.2, 0.5, 0.05)
    ('enough', 'closer')
    >>> gain_of("zne", 0.5, 0.5, 0.05), gain_of("zne", 0.0, 0.04, 0.05)
    ('no closer', 'close already')
    >>> gain_of("pec", 0.1, None, 0.05), gain_of("none", 0.5, 0.5, 0.05)
    ('unknown', 'as it is')
    """
    if name == "none":
        return "as it is"
    if before is not None and before <= precision:
        return "close already"
    if off is None or before is None:
        return "unknown"
    if off >= before - SAME:
        return "no closer"
    return "enough" if off <= precision else "closer"


def nothing_to_gain(ways: tuple[CircuitWay, ...]) -> bool:
    """Return whether no way brings anything that is known."""
    brought = [way.gain for way in ways if way.name != "none"]
    return bool(brought) and all(gain in ("close already", "no closer") for gain in brought)
