"""How often a circuit must run until its result is precise enough in spite of the noise.

Every function takes numbers or arrays; the number of shots is a logarithm to base 10 throughout,
as some exceed every float.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from qestimate.core.numeric import ceil, isnan, log, log10, where
from qestimate.core.quantity import UNKNOWN, Ends, Interval
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from qestimate.core.numeric import Number
    from qestimate.methods.program import Program
    from qestimate.workload.goal import Goal

LOG10_2 = log10(2)


class Shots(NamedTuple):
    """Shots of one circuit, by what it is run for. [log10]"""

    log10_value: Interval
    """Read for its values."""
    log10_gradient: Interval
    """One of those that a gradient adds."""

    @property
    def value(self) -> Interval:
        """Deprecated: ``log10_value``. [log10]"""
        return self._renamed("value")

    @property
    def gradient(self) -> Interval:
        """Deprecated: ``log10_gradient``. [log10]"""
        return self._renamed("gradient")

    def _renamed(self, name: str) -> Interval:
        from warnings import warn

        message = f"shots.{name} is shots.log10_{name} since 0.6 and goes with 0.8"
        warn(message, DeprecationWarning, stacklevel=3)
        found: Interval = getattr(self, f"log10_{name}")
        return found


NO_SHOTS = Shots(UNKNOWN, UNKNOWN)
"""Of a program that has no place."""


class Reading(NamedTuple):
    """How the result of a circuit is read. Numbers or arrays."""

    local: Number
    """Whether by expectation values; else by the whole distribution."""
    n_qubits: Number
    n_observables: Number


def reading_of(program: Program) -> Reading:
    """Return how a program is read."""
    return Reading(
        program.readout == "local", program.n_qubits, float(min(program.n_observables, 10**300))
    )


def needed_shots(
    reading: Reading, left: Ends, gradient: Ends, precision: Number, confidence: Number
) -> tuple[Ends, Ends]:
    """Return log10 of the shots of circuits read for their values, and of those of gradients.

    A signal that noise has shrunk by a factor F takes 1/F^2 as many shots: for expectation
    values F is the attenuation of the observable, for a whole distribution the circuit fidelity.
    Simultaneous perturbation takes as many shots as a parameter shift here: its step shrinks the
    difference by about as much as moving all angles at once enlarges it.

    Args:
        reading: How the circuit is read.
        left: What is left of the signal. [log10], nan where unknown.
        gradient: Variance of the derivative under noise, of circuits read by expectation values.
            [log10 rad^-2], nan where unknown.
        precision: Absolute error of a value; relative of a probability of 2^-n. [1]
        confidence: For all observables at once. [1]

    >>> reading, left = Reading(True, 4, 1.0), Ends(-1.0, -2.0, -0.5)
    >>> values, _ = needed_shots(reading, left, left, 0.1, 0.95)
    >>> [round(end, 2) for end in values]
    [4.87, 3.87, 6.87]
    """
    clean = noiseless_shots(reading, precision, confidence)
    values = Ends(
        clean - 2 * left.value,
        clean - 2 * where(isnan(left.high), 0.0, left.high),
        clean - 2 * left.low,
    )
    resolving = log10_gradient_shots(1.0, confidence, reading.n_observables)

    def resolved(variance: Number, of_value: Number) -> Number:
        # no variance at all takes no number of shots
        found = where(variance == -inf, float("nan"), resolving - variance)
        return where(reading.local, found, of_value)

    return values, Ends(*map(resolved, gradient.turned(), values))


def noiseless_shots(reading: Reading, precision: Number, confidence: Number) -> Number:
    """Return log10 of the shots of one circuit on a device without noise.

    Expectation values: (2 / precision^2) ln(2 K / delta) for K of them at once, with delta =
    1 - confidence [hoeffding-1963]. All 2^n probabilities: 2^n / precision^2, which brings a
    probability of 2^-n to that relative standard deviation; smaller ones stay less precise, and
    the confidence does not enter.
    """
    return where(
        reading.local,
        log10_value_shots(precision, confidence, reading.n_observables),
        log10_distribution_shots(precision, reading.n_qubits),
    )


def log10_noiseless_shots(program: Program, goal: Goal) -> float:
    """Return the same of a program.

    >>> from qestimate import Goal, Workload, catalog, estimate
    >>> work = Workload.of(catalog.model("gpt2"))
    >>> found = estimate(work, "qtha", catalog.device("ibm-fez"))
    >>> round(10 ** log10_noiseless_shots(found.program, Goal()))
    4615
    """
    return float(noiseless_shots(reading_of(program), goal.precision, goal.confidence))


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
