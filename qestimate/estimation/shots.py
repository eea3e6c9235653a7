"""How often a circuit must run until its result is precise enough in spite of the noise."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from qestimate.core.numeric import ceil, log, log10
from qestimate.core.quantity import UNKNOWN, Interval

if TYPE_CHECKING:
    from qestimate.core.numeric import Number
    from qestimate.estimation.fidelity import Signal
    from qestimate.methods.program import Program
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.workload.goal import Goal

LOG10_2 = log10(2)


class Shots(NamedTuple):
    """log10 of the shots of one circuit, by what it is run for."""

    value: Interval
    """Read for its values."""
    gradient: Interval
    """One of those that a gradient adds."""


NO_SHOTS = Shots(UNKNOWN, UNKNOWN)
"""Of a program that has no place."""


def log10_noiseless_shots(program: Program, goal: Goal) -> float:
    """Return log10 of the shots of one circuit on a device without noise.

    Expectation values: (2 / precision^2) ln(2 K / delta) for K of them at once, with delta =
    1 - confidence [hoeffding-1963]. All 2^n probabilities: 2^n / precision^2, which brings a
    probability of 2^-n to that relative standard deviation; smaller ones stay less precise, and
    the confidence does not enter.
    """
    if program.readout == "local":
        return float(log10_value_shots(goal.precision, goal.confidence, program.n_observables))
    return float(log10_distribution_shots(goal.precision, program.n_qubits))


def log10_value_shots(precision: Number, confidence: Number, n_observables: Number) -> Number:
    """Return log10 of the whole number of shots that ``value_shots`` asks for.

    >>> round(10 ** log10_value_shots(0.05, 0.95, 8))
    4615
    """
    return log10(ceil(value_shots(precision, confidence, n_observables)))


def log10_distribution_shots(precision: Number, n_qubits: Number) -> Number:
    """Return log10 of the shots for all probabilities of a register: 2^n / precision^2.

    >>> round(log10_distribution_shots(0.05, 1000), 3)
    303.632
    """
    return n_qubits * LOG10_2 - 2 * log10(precision)


def value_shots(precision: Number, confidence: Number, n_observables: Number) -> Number:
    """Return the shots that bring expectation values, read together, to a precision.

    (2 / precision^2) ln(2 K / delta), with delta = 1 - confidence.

    Source: [hoeffding-1963], theorem 2, for outcomes of -1 and 1 and K of them at once.

    >>> ceil(value_shots(0.05, 0.95, 8))
    4615
    """
    return 2 / precision**2 * log(2 * n_observables / (1 - confidence))


def log10_gradient_shots(variance: Number, confidence: Number, n_observables: Number) -> Number:
    """Return log10 of the shots of each of the two circuits of a parameter shift.

    A gradient must resolve its own standard deviation s: the mean of N differences of two
    outcomes, each difference halved and thus in [-1, 1], is within s with the confidence asked
    for if N = ln(2 K / delta) / s^2.

    Args:
        variance: Of the derivative under noise, over random angles. [rad^-2]
        confidence: For all observables at once. [1]
        n_observables: Observables read together.

    Source: [hoeffding-1963], for the 2 N outcomes.

    >>> round(10 ** log10_gradient_shots(0.01, 0.95, 1))
    369
    """
    return log10(log(2 * n_observables / (1 - confidence))) - log10(variance)


def log10_shots(
    program: Program, signal: Signal, goal: Goal, local: LocalSignal | None = None
) -> Shots:
    """Return log10 of the shots of one circuit under noise.

    A signal that noise has shrunk by a factor F takes 1/F^2 as many shots: for expectation
    values F is the attenuation of the observable, for a whole distribution the circuit fidelity.
    Simultaneous perturbation takes as many shots as a parameter shift here: its step shrinks the
    difference by about as much as moving all angles at once enlarges it.
    """
    clean = log10_noiseless_shots(program, goal)
    if local is None:
        left = signal.log10_fidelity
        both = _inflated(clean, left)
        return Shots(both, both)
    k = program.n_observables
    value, low, high = local.gradient

    def gradient(variance: float | None) -> float | None:
        return log10_gradient_shots(variance, goal.confidence, k) if variance else None

    return Shots(
        _inflated(clean, local.log10_attenuation),
        Interval(gradient(value), gradient(high), gradient(low)),
    )


def _inflated(clean: float, log10_left: Interval) -> Interval:
    """Return the shots that a signal takes of which so much is left."""
    value, low, high = log10_left
    return Interval(
        None if value is None else clean - 2 * value,
        clean if high is None else clean - 2 * high,
        None if low is None else clean - 2 * low,
    )
