"""Error mitigation of a circuit from a file: what must be measured beside it, and the run with it.

What each technique leaves and how many more shots it takes is in ``estimation.mitigation``. Here
stands what comes on top once for a run: circuits that calibrate readout, circuits that learn the
noise of a layer of gates, and the loading of the circuits that cancellation samples.
"""

from __future__ import annotations

from math import exp, inf, isnan, log10, nan
from typing import TYPE_CHECKING

from qestimate.circuits.protocol import NativeCounts
from qestimate.core.numeric import LN10, add_log10, whole_log10
from qestimate.core.quantity import UNKNOWN, Ends, Interval
from qestimate.core.records import NamedTuple
from qestimate.estimation.constraints import budgets
from qestimate.estimation.fidelity import ReadoutLeft
from qestimate.estimation.pipeline import assess
from qestimate.estimation.runtime import Repetition, executions, loading, runtime, terms_of, work_of
from qestimate.estimation.shots import Shots, log10_value_shots
from qestimate.estimation.two_qubit_layers import two_qubit_layers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.device.device import Device
    from qestimate.estimation.compiled_circuit import CompiledCircuit
    from qestimate.estimation.constraints import Constraint
    from qestimate.estimation.fidelity import Signal
    from qestimate.estimation.pipeline import PlacedProgram
    from qestimate.estimation.placement import Placement
    from qestimate.estimation.runtime import Runtime
    from qestimate.methods.program import Program
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.noise.path_statistics import Part
    from qestimate.workload.goal import Goal

READOUT_CIRCUITS = 2
"""Circuits that calibrate readout: all qubits in 0, and all in 1. Source: [bravyi-2021], errors
that are independent from qubit to qubit."""

LEARNING_BASES = 9
"""Measurement bases that learn the noise of a layer, however wide.
Source: [van-den-berg-pec-2023]; [qiskit-ibm-runtime-learning]."""

LEARNING_PAIRS = (0, 1, 2, 4, 16, 32)
"""How often a layer is repeated to learn its noise, in pairs: what the service takes by default.
Source: [qiskit-ibm-runtime-learning], layer_pair_depths."""

LEARNING_TWIRLS = 32
"""Randomizations of each circuit that learns, by default.
Source: [qiskit-ibm-runtime-learning], num_randomizations."""

LEARNING_SHOTS = 128
"""Shots of each randomization, by default.
Source: [qiskit-ibm-runtime-learning], shots_per_randomization."""


NOTHING = Interval(-inf, -inf, -inf)
"""Logarithm of nought."""


class Calibration(NamedTuple):
    """What a technique measures beside the circuit, once for a run."""

    circuits: int = 0
    log10_shots: float = nan
    """Of each circuit; nan for none, or where unknown."""
    twirls: int = 1
    """Randomizations of each circuit, loaded one by one."""
    layers: int = 0
    """Different layers of two-qubit gates whose noise is learned."""
    gates: float = 0.0
    """Two-qubit gates of a circuit, on average."""
    depth: float = 0.0
    """Layers of two-qubit gates of a circuit, on average."""

    @property
    def log10_all_shots(self) -> float | None:
        """Shots of all circuits. [log10]; None for none, or where unknown."""
        if not self.circuits or isnan(self.log10_shots):
            return None
        return log10(self.circuits) + self.log10_shots


class MitigatedRun(NamedTuple):
    """A circuit on a device with one way to mitigate errors, and all that comes with it."""

    placed: PlacedProgram
    """Time and price are those of the whole run, calibration included."""
    constraints: tuple[Constraint, ...]
    calibration: Calibration
    log10_besides: Interval
    """Time of calibration, and of loading the circuits that are sampled. [log10 s]; no value where
    there is nothing of the kind, or where it is unknown"""


def readout_left(parts: Sequence[Part], weakest: int | None) -> ReadoutLeft:
    """Return what readout alone leaves of the observables of a circuit. [log10]

    Args:
        parts: The circuit with its noise and observables, once for each choice of angles.
        weakest: Which observable noise leaves least of; None where they are not told apart.

    >>> from math import log
    >>> from qestimate.noise.path_statistics import Part
    >>> from qestimate.noise.paths import PathCircuit
    >>> pair = (((0, "Z"),), ((0, "Z"), (1, "Z")))
    >>> part = Part(PathCircuit(2, (), (), ()), pair, (-log(0.9), -log(0.8)))
    >>> [round(10**left, 2) for left in readout_left([part], 1)]
    [0.81, 0.72]
    """
    costs = [
        sum(sum(part.readout[wire] for wire, _ in part.observables[k]) for part in parts)
        / len(parts)
        for k in range(len(parts[0].observables))
    ]
    mean = log10(sum(exp(-cost) for cost in costs) / len(costs))
    return ReadoutLeft(mean, mean if weakest is None else -costs[weakest] / LN10)


def calibration_of(
    name: str, found: CompiledCircuit, goal: Goal, log10_readout: float, n_observables: int
) -> Calibration:
    """Return what a technique measures beside a circuit.

    Readout is divided by what it leaves, r; to keep the precision q of a value that must be known
    to q r, which takes as many shots as a value of that precision does [hoeffding-1963].

    Args:
        name: Of the technique.
        found: The circuit on its wires.
        goal: Precision and confidence.
        log10_readout: What readout leaves of a value; nan if unknown.
        n_observables: Read at once.
    """
    if name == "readout":
        shots = log10_value_shots(goal.precision, goal.confidence, n_observables)
        each = shots - 2 * log10_readout - log10(READOUT_CIRCUITS)
        known = nan if isnan(each) else float(whole_log10(max(0.0, each)))
        return Calibration(READOUT_CIRCUITS, known)
    if name != "pec":
        return Calibration()
    layers = set(two_qubit_layers(found))
    if not layers:
        return Calibration()
    depth = 2 * sum(LEARNING_PAIRS) / len(LEARNING_PAIRS)
    return Calibration(
        len(layers) * LEARNING_BASES * len(LEARNING_PAIRS),
        log10(LEARNING_TWIRLS * LEARNING_SHOTS),
        LEARNING_TWIRLS,
        len(layers),
        depth * sum(map(len, layers)) / len(layers),
        depth,
    )


def mitigated_run(
    program: Program,
    found: CompiledCircuit,
    device: Device,
    goal: Goal,
    signal: Signal,
    local: LocalSignal,
    readout: ReadoutLeft | None,
) -> MitigatedRun:
    """Return what a circuit comes to with the mitigation that the goal names.

    Args:
        program: What is read, and how often.
        found: The circuit on its wires.
        device: Where it was placed.
        goal: Precision, budgets, mitigation.
        signal: What noise leaves of the whole circuit.
        local: What it leaves of the observables.
        readout: What readout alone leaves of them; None where not published.
    """
    placed, limits = assess(
        program, found.placement, device, goal, signal, local, trains=False, readout=readout
    )
    least = nan if readout is None else readout.weakest
    calibration = calibration_of(goal.mitigation, found, goal, least, program.n_observables)
    added = _besides(program, placed, device, goal, calibration)
    if not added:
        return MitigatedRun(placed, limits, calibration, UNKNOWN)
    whole, time = placed.runtime, added[0].time
    for one in added:
        whole = one.on_top_of(whole)
    for one in added[1:]:
        time = interval_sum(time, one.time)
    kept = tuple(one for one in limits if one.name not in ("time", "price"))
    return MitigatedRun(
        placed._replace(runtime=whole), (*kept, *budgets(whole, goal)), calibration, time
    )


class _Added(NamedTuple):
    """What comes on top of a run, all as logarithms; nothing of what has no value at any end."""

    time: Interval
    price: Interval
    shots: Interval = NOTHING
    jobs: Interval = NOTHING
    credits: Interval = NOTHING

    def on_top_of(self, run: Runtime) -> Runtime:
        """Return a run with it."""
        return run._replace(
            log10_run=interval_sum(run.log10_run, self.time),
            price=interval_sum(run.price, self.price),
            log10_shots=interval_sum(run.log10_shots, self.shots),
            log10_jobs=interval_sum(run.log10_jobs, self.jobs),
            log10_credits=interval_sum(run.log10_credits, self.credits),
        )


def _besides(
    program: Program, placed: PlacedProgram, device: Device, goal: Goal, calibration: Calibration
) -> list[_Added]:
    """Return what comes beside the circuits."""
    found: list[_Added] = []
    if calibration.circuits:
        found.append(_calibrating(program, placed.placement, device, calibration))
    if goal.mitigation == "pec":
        found.append(_loading(program, placed, device))
    return found


def _calibrating(
    program: Program, placement: Placement, device: Device, calibration: Calibration
) -> _Added:
    """Return what circuits that calibrate come to."""
    n, depth = calibration.circuits, calibration.depth
    one, two = device.value("one_qubit_duration"), device.value("two_qubit_duration")
    known = None if one is None or two is None else depth * (one + two) + one
    pulses = round((depth + 1) * placement.width)
    circuit = placement._replace(
        counts=NativeCounts(pulses, round(calibration.gates), round(2 * depth + 1), round(depth)),
        duration=known,
        duration_least=known or 0.0,
    )
    alone = program._replace(circuits_forward=n, circuits_epoch=n, circuits_run=n, evaluations=n)
    each = calibration.log10_shots
    shots = UNKNOWN if isnan(each) else Interval(each, each, each)
    taken = runtime(
        alone,
        circuit,
        device,
        Shots(shots, shots),
        again=Repetition(twirls=calibration.twirls),
        parts=False,
    )
    return _Added(
        *(taken.log10_run, taken.price, taken.log10_shots, taken.log10_jobs, taken.log10_credits)
    )


def _loading(program: Program, placed: PlacedProgram, device: Device) -> _Added:
    """Return what loading a circuit for every shot comes to."""
    times, prices = [], []
    for end in range(3):
        terms = terms_of(device, placed.placement, end=end)
        work = work_of((program.circuits_run, 0), placed.shots, end, placed.again)
        time = float(loading(executions(work), terms))
        times.append(time)
        prices.append(time + log10(terms.per_hour / 3600) if terms.per_hour else -float("inf"))
    return _Added(Ends(*times).interval(), Ends(*prices).interval())


def interval_sum(one: Interval, other: Interval) -> Interval:
    """Return the sum of two intervals of logarithms; of an unknown low end, what is known."""
    if other == NOTHING:
        return one
    a, b = Ends.of(one), Ends.of(other)
    low = b.low if isnan(a.low) else a.low if isnan(b.low) else add_log10(a.low, b.low)
    return Ends(add_log10(a.value, b.value), low, add_log10(a.high, b.high)).interval()
