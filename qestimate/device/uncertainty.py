"""How far a predicted exponent may be off: what a calibration leaves open.

The exponent of what noise leaves is a sum over elements, and three things leave it open. The chip
as a whole drifts, as a random walk from the day of its calibration on. Single elements change
places: what a table says of one of them fades (``qestimate.device.age``), and few elements scatter
more than many. And errors of elements have a heavy tail: the wider a circuit, the worse the worst
element that it cannot avoid, so that the exponent of a whole circuit grows faster than its gates.
A mean over local values does not: a bad coupler spoils its own share of them only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.numeric import exp, log, maximum, minimum, root
from qestimate.core.records import NamedTuple
from qestimate.device.age import kept_word

if TYPE_CHECKING:
    from qestimate.core.numeric import Number
    from qestimate.device.device import Device

UNCERTAINTY = 1.25
"""Factor on the exponent, either way, for errors of the very machine and days. Assumed; published
random circuits of H2 and Sycamore lie within it [h2-rcs-data; arute-2019]."""

LEAST_UNCERTAINTY = 0.1
"""Least half-width of the interval of the exponent, for circuits so short that a factor on it
says nothing: 10 % of the fidelity. Assumed."""

EXCESS_TIMES = 3.0
"""How many times an exponent may at most come on top of it where its table is forgotten: what
changes is what costs something. Assumed; all local values of published runs cost more than a third
of the excess, so that none of them tells."""

FIFTH = 1.645
"""Standard deviations from the middle of a normal distribution to its 5th percentile."""

ISOLATED = 1.25
"""Further factor on its upper side where one figure is not stated to be simultaneous: isolated
errors over-predict the 53-qubit circuits of [arute-2019] 3.4 times, e^-4.9 for e^-6.1."""

NO_IDLE = 1.6
"""Further factor where nothing is known of waiting: without the memory term the 20-layer
circuits of [decross-2024] are over-predicted 1.9 times, e^-1.1 for e^-1.8."""

MEANS = ("mean", "sd", "worst")
"""Statistics of a figure that bad elements do move."""

CONVENTION = 1.25
"""Factor on the lower side where the convention of a gate error is not stated: read as a Pauli
error it is 1.25 times smaller than read as an average error [nielsen-2002]."""

COMPILED = "more gates from the transpiler"
"""Why an interval is wider where a compiler needs more gates than the formula counts."""

DAYS_A_YEAR = 365.25


class Constants(NamedTuple):
    """What published runs on chips with tables set: the narrowest intervals that hold nine of ten.

    ``benchmarks/calibration.py`` sets them, and says how they do on a device that is left out.
    """

    drift: float
    """Standard deviation of the logarithm of a chip's errors a year after its calibration; it
    grows with the root of time."""
    places: float
    """Standard deviation of the logarithm of the error of one element, once its table is
    forgotten."""
    local_excess: float
    """By how much the exponent of local values may be larger, however few the gates, once a table
    is forgotten: readout changes by so much."""
    selection: float
    """Standard deviation of the logarithm of the exponent of a whole circuit, once a table is
    forgotten, besides the drift: on which patch it ran, and as how many gates, is not known."""
    whole_excess: float
    """By how much that exponent may be larger, likewise."""
    heavy_tail: float
    """Power of the width by which it outgrows the sum over its elements, once the table is
    forgotten: sums of errors with a heavy tail grow so."""
    even_width: float
    """Width up to which it does not: a compiler finds a good place for narrow circuits on any
    day. [qubits]"""


CONSTANTS = Constants(0.2, 0.2, 0.35, 0.4, 0.35, 0.5, 16.0)
"""By the runs of all devices."""


class UncertaintyFactors(NamedTuple):
    """By how much an exponent may be smaller and larger than the sum over elements, and why."""

    lower: Number
    """Divides it for the high end of what is left."""
    upper: Number
    """Multiplies it for the low end."""
    widened: tuple[str, ...]
    center: Number = 1.0
    """Multiplies it for the value: bad elements that no table shows."""
    excess: Number = 0.0
    """By how much it may be larger besides, however few the gates, up to EXCESS_TIMES of it."""

    def with_gate_overhead(self, factor: float, why: str) -> UncertaintyFactors:
        """Return the factors if the circuit may turn out longer by a factor.

        >>> UncertaintyFactors(1.25, 1.5, ()).with_gate_overhead(2, "routing").upper
        3.0
        """
        if factor <= 1:
            return self
        return self._replace(upper=self.upper * factor, widened=(*self.widened, why))

    def of(self, exponent: Number) -> tuple[Number, Number]:
        """Return the least and the greatest that a positive exponent may be.

        >>> UncertaintyFactors(1.25, 1.5, ()).of(2.0)
        (1.6, 3.0)
        """
        middle = exponent * self.center
        return (
            minimum(exponent / self.lower, maximum(0.0, middle - LEAST_UNCERTAINTY)),
            maximum(exponent * self.upper, middle + self.above(middle)),
        )

    def above(self, middle: Number) -> Number:
        """Return by how much an exponent may be larger than its middle in any case.

        >>> [UncertaintyFactors(1.25, 1.5, (), excess=0.3).above(x) for x in (0.01, 1.0)]
        [0.13, 0.4]
        """
        return LEAST_UNCERTAINTY + minimum(self.excess, EXCESS_TIMES * middle)


def uncertainty_factors(
    device: Device,
    idle_missing: bool,
    gate_overhead: float = 1.0,
    *,
    width: float = 1.0,
    whole: bool = True,
    constants: Constants = CONSTANTS,
) -> UncertaintyFactors:
    """Return the factors that the calibration of a device leaves open: 90 % lie between.

    Args:
        device: With its calibration, and the day that is asked about.
        idle_missing: Whether nothing is known of waiting.
        gate_overhead: How many times as many two-qubit gates a compiler needed; 1 if not asked.
        width: Qubits of the circuit. [1], >= 1
        whole: Whether the circuit is judged as a whole, or by the mean of local values.
        constants: Those of all devices, or of all but the one whose runs are predicted.
    """
    figure = device.figure("two_qubit_error")
    tabled = bool(device.snapshot.two_qubit_errors)
    given = figure is not None and figure.kind in ("given", "assumed")
    by_median = not tabled and not given and (figure is None or figure.statistic not in MEANS)
    forgotten = 1.0 if by_median else 1 - kept_word(device.age) if tabled else 0.0
    years = 0.0 if given else device.age / DAYS_A_YEAR
    center, around = _of_table(forgotten, years, width, constants, whole=whole)
    lower, upper = around / center, around * center
    widened = []
    if tabled and forgotten > 0:
        widened.append(f"drift from the calibration to {device.asked}")
    elif not tabled and years > 0:
        widened.append(f"age of the calibration on {device.asked}")
    simultaneous = figure.simultaneous if figure is not None else device.snapshot.simultaneous
    if not tabled and not given and not simultaneous:
        upper *= ISOLATED
        widened.append("errors not stated to be simultaneous")
    if idle_missing:
        upper *= NO_IDLE
        widened.append("idle error unknown")
    if by_median:
        widened.append("one figure for the whole chip, not a mean")
    convention = figure.convention if figure is not None else device.snapshot.convention
    if not given and convention not in ("average", "pauli", "process"):
        lower *= CONVENTION
        widened.append("convention of the gate errors not stated")
    excess = forgotten * (constants.whole_excess if whole else constants.local_excess)
    found = UncertaintyFactors(lower, upper, tuple(widened), center, excess)
    return found.with_gate_overhead(gate_overhead, COMPILED)


def _of_table(
    forgotten: float, years: float, width: float, constants: Constants, *, whole: bool
) -> tuple[float, float]:
    """Return the middle of the exponent over the sum of its elements, and the factor around it.

    Args:
        forgotten: Share of a table's word that is lost. [1]
        years: Age of the calibration.
        width: Qubits.
        constants: As in ``uncertainty_factors``.
        whole: Whether the circuit is judged as a whole.
    """
    scatter = constants.selection if whole else constants.places / root(width)
    variance = (log(UNCERTAINTY) / FIFTH) ** 2
    variance += constants.drift**2 * years + forgotten * scatter**2
    power = constants.heavy_tail * forgotten if whole else 0.0
    growth = max(1.0, width / constants.even_width) ** power
    return growth, float(exp(FIFTH * root(variance)))
