"""The stages behind a signal, one after the other: shots, time and price, limits.

What a placed program comes to is put together here and nowhere else: an estimate and a circuit of
the user's own pass through ``assess``. A sweep calls the same stage functions with arrays.
"""

from __future__ import annotations

from math import nan
from operator import add
from typing import TYPE_CHECKING

from qestimate.core.numeric import equal, isnan, log10, maximum, where
from qestimate.core.quantity import Ends
from qestimate.core.records import NamedTuple
from qestimate.estimation.constraints import (
    Constraint,
    budgets,
    qubits_constraint,
    signal_constraint,
)
from qestimate.estimation.fidelity import NoisySignal, log10_readout
from qestimate.estimation.mitigation import mitigated, repetition_of, variance_after
from qestimate.estimation.runtime import Repetition, runtime
from qestimate.estimation.shots import (
    Shots,
    least_shots,
    precise_shots,
    reading_of,
    training_shots,
)
from qestimate.estimation.side_by_side import ONE
from qestimate.workload.goal import GRADIENTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qestimate.core.numeric import Number
    from qestimate.device.device import Device
    from qestimate.estimation.fidelity import ReadoutLeft, Signal
    from qestimate.estimation.placement import Placement, Unplaced
    from qestimate.estimation.runtime import Runtime
    from qestimate.estimation.shots import Reading
    from qestimate.estimation.side_by_side import Copies
    from qestimate.methods.program import Program
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.workload.goal import Goal


class Needed(NamedTuple):
    """What a circuit takes under noise. Numbers or arrays."""

    values: Ends
    """Shots of a circuit that is read for its values, as training needs or as given. [log10]"""
    gradients: Ends
    """Shots of one that a gradient adds, the same. [log10]"""
    precise: Ends
    """Shots of a circuit with which every value is as precise as asked for. [log10]"""
    least: Number
    """Fewest shots of any circuit. [log10]"""
    left: Ends
    """What is left of the signal, as the floor is held against it. [log10]"""
    variance: Ends
    """Of the derivative, as gradients are resolved against it. [log10 rad^-2]"""
    overhead: Ends
    """Times as many shots as what is left would take. [log10]"""
    noisy: NoisySignal
    """What noise leaves without mitigation."""


def repetition(choices: Mapping[str, Number], twirls: Number = 1) -> Repetition:
    """Return how often each circuit is run.

    Args:
        choices: As in ``needed``.
        twirls: Randomizations of each circuit. [1]
    """
    return repetition_of(choices["mitigation"])._replace(twirls=twirls)


def needed(
    reading: Reading,
    noisy: NoisySignal,
    precision: Number,
    confidence: Number,
    choices: Mapping[str, Number],
    given: Number = nan,
) -> Needed:
    """Return what a circuit takes under noise.

    Args:
        reading: How it is read.
        noisy: What noise leaves.
        precision: Asked for. [1]
        confidence: Asked for. [1]
        choices: Numbers of the goal's choices among their options, by field; see
            ``Goal.choices``.
        given: Shots of every circuit, in place of what training needs; no fewer than reading
            takes. [log10]; nan for none.
    """
    fewest = least_shots(reading)
    taken = maximum(fewest, where(isnan(given), fewest, given))
    left, overhead = mitigated(choices["mitigation"], reading, noisy)
    weakest, over = mitigated(choices["mitigation"], reading, noisy.at_weakest)
    variance = variance_after(noisy.gradient, noisy.left, left)
    sizes = variance_after(noisy.variance, noisy.left, left), variance
    values, gradients = (
        Ends(*(where(isnan(given), end, taken) for end in ends))
        for ends in training_shots(reading, *sizes, overhead)
    )
    # both circuits of a simultaneous perturbation are read as values are
    at_once = equal(choices["gradient"], GRADIENTS.index("spsa"))
    gradients = Ends(*(where(at_once, *both) for both in zip(values, gradients, strict=True)))
    precise = precise_shots(reading, weakest, precision, confidence)
    precise = Ends(*map(add, precise, over))
    return Needed(values, gradients, precise, fewest, left, variance, overhead, noisy)


class PlacedProgram(NamedTuple):
    """A program on a device, with everything that follows from its place."""

    placement: Placement
    signal: Signal
    local: LocalSignal
    """What noise leaves of what the program is read for; a mean over the observables."""
    shots: Shots
    """As training needs them, or as given: what the verdict rests on."""
    runtime: Runtime
    """With these shots."""
    needed: Needed
    again: Repetition
    once: Runtime
    """The whole run with the fewest shots: nothing can be less."""
    precise: Runtime
    """The whole run with every value as precise as asked for."""
    copies: Copies = ONE
    """Circuits side by side."""


def assess(
    program: Program,
    placement: Placement,
    device: Device,
    goal: Goal,
    signal: Signal,
    local: LocalSignal,
    *,
    copies: Copies = ONE,
    trains: bool = True,
    readout: ReadoutLeft | None = None,
) -> tuple[PlacedProgram, tuple[Constraint, ...]]:
    """Return what a placed program comes to, and the limits it is held against.

    Args:
        program: What runs.
        placement: Where.
        device: The device it was placed on.
        goal: Precision and budgets.
        signal: What noise leaves of the circuit.
        local: What it leaves of what the program is read for.
        copies: Circuits side by side.
        trains: Whether the shots are those that training needs; else those of the precision.
        readout: What readout alone leaves, where observables are known one by one.
    """
    takes = needed_by(program, signal, goal, local, trains=trains, readout=readout)
    again = repetition(goal.choices, goal.twirls)

    def run(values: Ends, gradients: Ends, *, parts: bool = False) -> Runtime:
        shots = Shots(values.interval(), gradients.interval())
        return runtime(program, placement, device, shots, copies.n, again, parts=parts)

    once = Ends.one(takes.least)
    placed = PlacedProgram(
        placement,
        signal,
        local,
        Shots(takes.values.interval(), takes.gradients.interval()),
        run(takes.values, takes.gradients, parts=True),
        takes,
        again,
        run(once, once),
        run(takes.precise, takes.precise),
        copies,
    )
    limits = [qubits_constraint(program, placement, device)]
    if goal.signal_floor is not None:
        limits.append(signal_constraint(local, goal.signal_floor, takes.left))
    return placed, (*limits, *budgets(placed.runtime, goal))


def stays_off(program: Program, local: LocalSignal) -> float | None:
    """Return what no number of shots removes if values are rescaled by one factor. [1]

    Root mean square, of a value; of probabilities, of what is made of one of 2^-n.
    """
    if local.residual is None or program.readout == "local":
        return local.residual
    return float(local.residual * 2.0 ** (program.n_qubits / 2) * program.output_slope)


def without_place(program: Program, unplaced: Unplaced, device: Device) -> tuple[Constraint, ...]:
    """Return the limits of a program that has no place."""
    qubits = qubits_constraint(program, unplaced, device)
    if unplaced.limit != "gates":
        return (qubits,)
    return qubits, Constraint("gates", None, None, "", "unknown", unplaced.reason)


def needed_by(
    program: Program,
    signal: Signal,
    goal: Goal,
    local: LocalSignal,
    *,
    trains: bool = True,
    readout: ReadoutLeft | None = None,
) -> Needed:
    """Return what a program takes under noise."""
    read = nan if signal.ln_readout is None else -signal.ln_readout
    noisy = NoisySignal(
        Ends.of(local.log10_attenuation),
        Ends.of(local.log10_weakest),
        Ends.of(local.log10_variance),
        Ends.of(local.log10_gradient),
        log10_readout(read, program.n_qubits, program.readout == "local"),
        local.bounds.to_cancel,
        local.width,
    )
    if readout is not None:
        noisy = noisy._replace(readout=readout.mean, readout_of_weakest=readout.weakest)
    reading = reading_of(program)
    given = nan if goal.shots is None else log10(goal.shots)
    takes = needed(reading, noisy, goal.precision, goal.confidence, goal.choices, given)
    if trains or goal.shots is not None:
        return takes
    return takes._replace(values=takes.precise, gradients=takes.precise)


def shots_for(program: Program, signal: Signal, goal: Goal, local: LocalSignal) -> Shots:
    """Return the shots that a program takes under noise."""
    takes = needed_by(program, signal, goal, local)
    return Shots(takes.values.interval(), takes.gradients.interval())
