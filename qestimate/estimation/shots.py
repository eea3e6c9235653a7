"""How often a circuit must run: once at least, as training needs it, as precisely as is asked.

Three levels, always side by side. *Least*: one shot of each circuit, or one for every outcome
that is kept. *Training*: so many that a training keeps most of what it gains without noise, by
simulated trainings. *Precise*: so many that every value has the precision asked for.

Every function takes numbers or arrays; the number of shots is a logarithm to base 10 throughout,
as some exceed every float.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from qestimate.core.numeric import ceil, isnan, log, log10, maximum, where, whole_log10
from qestimate.core.quantity import UNKNOWN, Ends, Interval
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from qestimate.core.numeric import Number
    from qestimate.methods.program import Program

TRAINING_RATIO = 200.0
"""Signal over noise, as variances, with which training keeps 90 % of what it gains without noise.

Read off simulated trainings, models/training/table.json: so it is in nine of ten of the trainings
that set it, and in fewer than half with a tenth of it. To one digit."""


NO_OVERHEAD = Ends(0.0, 0.0, 0.0)


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
    """Whether by expectation values; else by all probabilities."""
    n_qubits: Number
    n_observables: Number
    averaged: Number = 1.0
    """Circuits of a training step over which a gradient averages."""
    kept: Number = 1.0
    """Outcomes that something is made of, where probabilities are read."""
    output_slope: Number = 1.0
    """Of what is made of a probability: its error over the relative error of the probability."""


def reading_of(program: Program) -> Reading:
    """Return how a program is read."""
    return Reading(
        program.readout == "local",
        program.n_qubits,
        float(min(program.n_observables, 10**300)),
        program.averaged,
        float(program.kept_outcomes),
        program.output_slope,
    )


def least_shots(reading: Reading) -> Number:
    """Return log10 of the fewest shots of a circuit: one, or one for each outcome that is kept.

    >>> least_shots(Reading(True, 4, 4.0)), 10 ** least_shots(Reading(False, 9, 512.0, 1, 100))
    (0.0, 100.0)
    """
    return where(reading.local, 0.0, log10(maximum(1.0, reading.kept)))


def training_shots(
    reading: Reading, variance: Ends, gradient: Ends, overhead: Ends = NO_OVERHEAD
) -> tuple[Ends, Ends]:
    """Return log10 of the shots that training needs: of values, and of a gradient's circuits.

    One shot of a value has a variance of about one, so N shots of a value of variance V have a
    signal over noise of N V; a gradient averages over all circuits of a step that share their
    angles. Both must reach TRAINING_RATIO. Probabilities are read as well as that where the
    products of Z that they are made of are.

    Args:
        reading: How a circuit is read.
        variance: Of a value under noise, over random angles. [log10], nan where unknown.
        gradient: Of a derivative under noise. [log10 rad^-2], nan where unknown.
        overhead: Times as many, for error mitigation. [log10]

    Source: simulated trainings, models/training/table.json.

    >>> reading = Reading(True, 4, 4.0, averaged=32)
    >>> values, gradients = training_shots(reading, Ends.one(-2.0), Ends.one(-3.0))
    >>> round(10**values.value), round(10**gradients.value)
    (20000, 6250)
    """
    ratio, least = log10(TRAINING_RATIO), least_shots(reading)

    def needed(size: Number, averaged: Number, more: Number) -> Number:
        # no variance at all takes no number of shots
        found = where(size == -inf, float("nan"), ratio - size - averaged + more)
        return where(isnan(found), found, whole_log10(maximum(least, found)))

    def ends(sizes: Ends, averaged: Number) -> Ends:
        by_end = zip(sizes, overhead.turned(), strict=True)
        value, most, fewest = (needed(size, averaged, more) for size, more in by_end)
        return Ends(value, where(isnan(fewest), least, fewest), most)

    return ends(variance, 0.0), ends(gradient, log10(reading.averaged))


def precise_shots(reading: Reading, left: Ends, precision: Number, confidence: Number) -> Ends:
    """Return log10 of the shots with which every value has the precision asked for.

    A signal that noise has shrunk by a factor F takes 1/F^2 as many shots.

    Args:
        reading: How a circuit is read.
        left: What is left of the weakest observable, or of probabilities. [log10], nan where
            unknown.
        precision: Largest error of a value, or of what is made of a probability of 2^-n. [1]
        confidence: For all observables at once. [1]

    >>> shots = precise_shots(Reading(True, 4, 1.0), Ends(-1.0, -2.0, -0.5), 0.1, 0.95)
    >>> [round(end, 2) for end in shots]
    [4.87, 3.87, 6.87]
    """
    clean = noiseless_shots(reading, precision, confidence)
    return Ends(
        clean - 2 * left.value,
        clean - 2 * where(isnan(left.high), 0.0, left.high),
        clean - 2 * left.low,
    )


def noiseless_shots(reading: Reading, precision: Number, confidence: Number) -> Number:
    """Return log10 of the shots of one circuit on a device without noise.

    Expectation values: (2 / precision^2) ln(2 K / delta) for K of them at once, with delta =
    1 - confidence [hoeffding-1963]. All 2^n probabilities: 2^n over the square of the relative
    error that a probability of 2^-n may have; smaller ones stay less precise, and the confidence
    does not enter.
    """
    return where(
        reading.local,
        log10_value_shots(precision, confidence, reading.n_observables),
        log10_distribution_shots(precision / reading.output_slope, reading.n_qubits),
    )


def log10_value_shots(precision: Number, confidence: Number, n_observables: Number) -> Number:
    """Return log10 of the whole number of shots that ``value_shots`` asks for.

    >>> round(10 ** log10_value_shots(0.05, 0.95, 8))
    4615
    """
    return log10(ceil(value_shots(precision, confidence, n_observables)))


def log10_distribution_shots(precision: Number, n_qubits: Number) -> Number:
    """Return log10 of the shots for all probabilities of a register: 2^n / precision^2.

    Args:
        precision: Relative standard deviation of a probability of 2^-n. [1]
        n_qubits: Of the register.

    >>> round(log10_distribution_shots(0.05, 1000), 3)
    303.632
    """
    return n_qubits * log10(2) - 2 * log10(precision)


def value_shots(precision: Number, confidence: Number, n_observables: Number) -> Number:
    """Return the shots that bring expectation values, read together, to a precision.

    (2 / precision^2) ln(2 K / delta), with delta = 1 - confidence.

    Source: [hoeffding-1963], theorem 2, for outcomes of -1 and 1 and K of them at once.

    >>> ceil(value_shots(0.05, 0.95, 8))
    4615
    """
    return 2 / precision**2 * log(2 * n_observables / (1 - confidence))
