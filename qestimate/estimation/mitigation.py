"""Error mitigation: what it brings back of a signal, and what that takes in shots and circuits.

A technique turns what noise leaves of a value into what is left after it, the *mitigated* signal;
the estimator that does so has a larger variance, its *overhead*; and something stays off, its
*bias*, however many shots are taken. Shots are those of the mitigated signal, as often as the
overhead says. Numbers or arrays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.numeric import LN10, anywhere, equal, exp, expm1, log1p, log10, minimum, where
from qestimate.core.quantity import Ends
from qestimate.core.records import NamedTuple
from qestimate.estimation.runtime import Repetition
from qestimate.estimation.shots import NO_OVERHEAD
from qestimate.workload.goal import CHOICES

if TYPE_CHECKING:
    from collections.abc import Callable

    from qestimate.core.numeric import Number
    from qestimate.estimation.fidelity import NoisySignal
    from qestimate.estimation.shots import Reading

FOLDS = {1: 15 / 8, 3: -5 / 4, 5: 3 / 8}
"""Noise as a multiple of the circuit's own, and the weight of the value that is read there: the
parabola through three values, at no noise. Source: [cai-2023], eq. 10."""

WEIGHT = sum(abs(weight) for weight in FOLDS.values())
"""Its square is the overhead of the extrapolation if shots are shared out by weight.
Source: [cai-2023], eqs. 11 and A4."""


class Mitigated(NamedTuple):
    """What a technique makes of a noisy signal."""

    left: Ends
    """Of the signal. [log10]"""
    overhead: Ends
    """Times as many shots of each circuit as that signal would take. [log10]"""


class Technique(NamedTuple):
    """One way to mitigate errors.

    Its formulas are in the symbols a (what noise leaves), r (what readout alone leaves), g (ln of
    the norm of the inverse of all other noise) and n (qubits that are read).
    """

    title: str
    applied: Callable[[Reading, NoisySignal], Mitigated]
    repetition: Repetition
    left: str
    """Formula of what is left."""
    overhead: str
    """Formula of the shots, times those of that signal."""
    overhead_of_distribution: str
    """The same where all probabilities are read."""
    bias: str
    """What stays off, in words."""
    source: str


def _none(reading: Reading, noisy: NoisySignal) -> Mitigated:  # noqa: ARG001
    return Mitigated(noisy.left, NO_OVERHEAD)


def _readout(reading: Reading, noisy: NoisySignal) -> Mitigated:
    """Divide by what readout leaves.

    The inverse of an assignment that errs with e either way has the norm 1 / (1 - 2 e) on each
    qubit that counts: one for a single <Z>, all for a distribution.
    """
    left = Ends(*(minimum(0.0, end - noisy.readout) for end in noisy.left))
    error = -expm1(noisy.readout * LN10 / reading.n_qubits)
    of_all = -2 * reading.n_qubits * log1p(-minimum(2 * error, 1 - 1e-12)) / LN10
    overhead = where(reading.local, -2 * noisy.readout, of_all)
    return Mitigated(left, Ends(overhead, overhead, overhead))


def _extrapolated(reading: Reading, noisy: NoisySignal) -> Mitigated:  # noqa: ARG001
    """Read at one, three and five times the noise of the gates; the error of readout stays.

    What is left at c times the noise is taken as its c-th power.
    """

    def left(end: Number) -> Number:
        of_gates = minimum(0.0, end - noisy.readout)
        square = exp(2 * LN10 * of_gates)
        return noisy.readout + of_gates + log10(FOLDS[1] + square * (FOLDS[3] + square * FOLDS[5]))

    each = log10(WEIGHT**2 / len(FOLDS))
    return Mitigated(Ends(*map(left, noisy.left)), Ends(each, each, each))


def _cancelled(reading: Reading, noisy: NoisySignal) -> Mitigated:  # noqa: ARG001
    """Sample the inverse of all noise in the light cone but that of readout."""
    least, most = noisy.width.of(noisy.to_cancel)
    fewest, greatest = noisy.width.of(-LN10 * noisy.readout)
    return Mitigated(
        Ends(noisy.readout, -greatest / LN10, -fewest / LN10),
        Ends(*(2 * norm / LN10 for norm in (noisy.to_cancel, least, most))),
    )


TECHNIQUES = {
    "none": Technique(
        "no mitigation",
        _none,
        Repetition(),
        "a",
        "1",
        "1",
        "all that noise takes",
        "definition",
    ),
    "readout": Technique(
        "inversion of readout",
        _readout,
        Repetition(),
        "min(1, a/r)",
        "1/r**2",
        "1/(2*r**(1/n) - 1)**(2*n)",
        "what gates take; two calibration circuits for the whole run are not counted",
        "bravyi-2021; van-den-berg-trex-2022",
    ),
    "rescaling": Technique(
        "global rescaling",
        _none,
        Repetition(log10_circuits=log10(2)),
        "a",
        "1",
        "1",
        "what one common factor misses; beside each circuit runs one that measures the factor",
        "urbanek-2021",
    ),
    "zne": Technique(
        "zero-noise extrapolation",
        _extrapolated,
        Repetition(
            log10_circuits=log10(len(FOLDS)),
            stretch=sum(fold * abs(weight) for fold, weight in FOLDS.items()) / WEIGHT,
        ),
        "r*(15/8*min(1, a/r) - 5/4*min(1, a/r)**3 + 3/8*min(1, a/r)**5)",
        "(15/8 + 5/4 + 3/8)**2/3",
        "(15/8 + 5/4 + 3/8)**2/3",
        "what a parabola misses of an exponential, and readout",
        "giurgica-tiron-2020; cai-2023",
    ),
    "pec": Technique(
        "probabilistic error cancellation",
        _cancelled,
        Repetition(),
        "r",
        "exp(2*g)",
        "exp(2*g)",
        "readout; of gates nothing, if their noise is just as learned. Circuits to learn it, and "
        "those that the sampling makes of each one, are not counted",
        "temme-2017; van-den-berg-pec-2023",
    ),
}
"""By the name that a goal has for them."""


def mitigated(choice: Number, reading: Reading, noisy: NoisySignal) -> Mitigated:
    """Return what a technique leaves, and its overhead.

    Args:
        choice: Number of the technique among ``CHOICES``.
        reading: How a circuit is read.
        noisy: What noise leaves of it.
    """
    found = _none(reading, noisy)
    for number, name in enumerate(CHOICES["mitigation"]):
        here = equal(choice, number)
        if not anywhere(here) or TECHNIQUES[name].applied is _none:
            continue
        of_this = TECHNIQUES[name].applied(reading, noisy)
        found = Mitigated(
            *(
                Ends(*(where(here, new, old) for new, old in zip(*pair, strict=True)))
                for pair in zip(of_this, found, strict=True)
            )
        )
    return found


def variance_after(variance: Ends, before: Ends, after: Ends) -> Ends:
    """Return the variance of a derivative, shrunk as the values are. [log10 rad^-2]"""
    return Ends(
        *(end + 2 * (new - old) for end, new, old in zip(variance, after, before, strict=True))
    )


def repetition_of(choice: Number) -> Repetition:
    """Return how often, and how much longer, each circuit is run.

    >>> repetition_of(CHOICES["mitigation"].index("zne")).stretch
    2.142857142857143
    """
    found = Repetition()
    for number, name in enumerate(CHOICES["mitigation"]):
        here = equal(choice, number)
        if anywhere(here):
            pairs = zip(TECHNIQUES[name].repetition, found, strict=True)
            found = Repetition(*(where(here, new, old) for new, old in pairs))
    return found


def bias(name: str, left: float | None, residual: float | None) -> float | None:
    """Return how far a value of 1 stays off however many shots are taken; None if unknown. [1]

    Args:
        name: Of the technique.
        left: What is left after it. [1]
        residual: What one common factor misses; None where a program is read otherwise. [1]

    >>> bias("readout", 0.75, 0.01), bias("rescaling", 0.75, 0.01)
    (0.25, 0.01)
    """
    if name == "rescaling":
        return residual
    return None if left is None else 1 - left
