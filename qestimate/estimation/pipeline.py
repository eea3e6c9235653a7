"""The stages behind a signal, one after the other: shots, time and price, limits.

What a placed program comes to is put together here and nowhere else: an estimate and a circuit of
the user's own pass through ``assess``. A sweep calls the same stage functions with arrays.
"""

from __future__ import annotations

from math import nan
from operator import add
from typing import TYPE_CHECKING

from qestimate.core.quantity import Ends
from qestimate.core.records import NamedTuple
from qestimate.estimation.constraints import (
    Constraint,
    budgets,
    qubits_constraint,
    signal_constraint,
)
from qestimate.estimation.fidelity import NoisySignal, log10_readout, to_cancel
from qestimate.estimation.mitigation import mitigated, repetition_of, variance_after
from qestimate.estimation.runtime import Repetition, runtime
from qestimate.estimation.shots import Shots, needed_shots, reading_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.core.numeric import Number
    from qestimate.device.device import Device
    from qestimate.estimation.fidelity import Signal
    from qestimate.estimation.placement import Placement, Unplaced
    from qestimate.estimation.runtime import Runtime
    from qestimate.estimation.shots import Reading
    from qestimate.methods.program import Program
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.workload.goal import Goal


class Needed(NamedTuple):
    """What a circuit takes under noise. Numbers or arrays."""

    values: Ends
    """Shots of a circuit that is read for its values. [log10]"""
    gradients: Ends
    """Shots of one that a gradient adds. [log10]"""
    left: Ends
    """What is left of the signal, as the floor is held against it. [log10]"""
    variance: Ends
    """Of the derivative, as gradients are resolved against it. [log10 rad^-2]"""
    overhead: Ends
    """Times as many shots as what is left would take. [log10]"""
    noisy: NoisySignal
    """What noise leaves without mitigation."""


def repetition(choices: Mapping[str, Number]) -> Repetition:
    """Return how often each circuit is run.

    Args:
        choices: As in ``needed``.
    """
    return repetition_of(choices["mitigation"])


def needed(
    reading: Reading,
    noisy: NoisySignal,
    precision: Number,
    confidence: Number,
    choices: Mapping[str, Number],
) -> Needed:
    """Return what a circuit takes under noise.

    Args:
        reading: How it is read.
        noisy: What noise leaves.
        precision: Asked for. [1]
        confidence: Asked for. [1]
        choices: Numbers of the goal's choices among their options, by field; see
            ``Goal.choices``.
    """
    left, overhead = mitigated(choices["mitigation"], reading, noisy)
    variance = variance_after(noisy.gradient, noisy.left, left)
    shots = needed_shots(reading, left, variance, precision, confidence)
    values, gradients = (Ends(*map(add, kind, overhead)) for kind in shots)
    return Needed(values, gradients, left, variance, overhead, noisy)


class PlacedProgram(NamedTuple):
    """A program on a device, with everything that follows from its place."""

    placement: Placement
    signal: Signal
    local: LocalSignal | None
    """Of programs that are read by expectation values; a mean over the observables."""
    shots: Shots
    runtime: Runtime
    needed: Needed
    again: Repetition


def assess(
    program: Program,
    placement: Placement,
    device: Device,
    goal: Goal,
    signal: Signal,
    local: LocalSignal | None = None,
    *,
    each: Sequence[LocalSignal] = (),
    copies: int = 1,
) -> tuple[PlacedProgram, tuple[Constraint, ...]]:
    """Return what a placed program comes to, and the limits it is held against.

    Args:
        program: What runs.
        placement: Where.
        device: The device it was placed on.
        goal: Precision and budgets.
        signal: What noise leaves of the circuit.
        local: What it leaves of expectation values, if the program is read by them.
        each: The same observable by observable, where they are told apart: the shots must do for
            the one that noise leaves least of.
        copies: Circuits side by side.
    """
    mean = needed_by(program, signal, goal, local)
    takes = needed_by(program, signal, goal, weakest(local, each)) if each else mean
    shots = Shots(takes.values.interval(), takes.gradients.interval())
    again = repetition(goal.choices)
    time = runtime(program, placement, device, shots, copies, again)
    limits = (
        qubits_constraint(program, placement, device),
        signal_constraint(signal, goal, local, mean.left.interval()),
        *budgets(time, goal),
    )
    return PlacedProgram(placement, signal, local, shots, time, takes, again), limits


def without_place(program: Program, unplaced: Unplaced, device: Device) -> tuple[Constraint, ...]:
    """Return the limits of a program that has no place."""
    qubits = qubits_constraint(program, unplaced, device)
    if unplaced.limit != "gates":
        return (qubits,)
    return qubits, Constraint("gates", None, None, "", "unknown", unplaced.reason)


def needed_by(
    program: Program, signal: Signal, goal: Goal, local: LocalSignal | None = None
) -> Needed:
    """Return what a program takes under noise."""
    left = signal.log10_fidelity if local is None else local.log10_attenuation
    two, one, read, idle = (nan if x is None else -x for x in signal[1:5])
    noisy = NoisySignal(
        Ends.of(left),
        Ends.of(left if local is None else local.log10_gradient),
        log10_readout(read, program.n_qubits, local is not None),
        to_cancel(two, one, idle) if local is None else local.bounds.to_cancel,
        signal.width,
    )
    return needed(reading_of(program), noisy, goal.precision, goal.confidence, goal.choices)


def shots_for(
    program: Program, signal: Signal, goal: Goal, local: LocalSignal | None = None
) -> Shots:
    """Return the shots that a program takes under noise."""
    takes = needed_by(program, signal, goal, local)
    return Shots(takes.values.interval(), takes.gradients.interval())


def weakest(local: LocalSignal | None, each: Sequence[LocalSignal]) -> LocalSignal | None:
    """Return the observable that noise leaves least of; their mean where none is told apart."""
    known = [one for one in each if one.attenuation.value is not None]
    return min(known, key=lambda one: one.attenuation.value or 0.0) if known else local
