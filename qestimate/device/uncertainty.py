"""How far a predicted exponent may be off: what a calibration leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.numeric import maximum, minimum
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from qestimate.core.numeric import Number
    from qestimate.device.device import Device

UNCERTAINTY = 1.25
"""Factor on the exponent, either way, for errors of the very machine and days. Assumed; published
random circuits of H2 and Sycamore lie within it [h2-rcs-data; arute-2019]."""

LEAST_UNCERTAINTY = 0.1
"""Least half-width of the interval of the exponent, for circuits so short that a factor on it
says nothing: 10 % of the fidelity. Assumed."""

ANOTHER_DAY = (1.9, 2.4)
"""Factors on the exponent, down and up, where a patch was chosen by a table of elements: they
drift, and the best of a table are better in it than on another day. The 5th and the 95th
percentile of measured over predicted exponent in the experiment ``ibm-mirror-circuits``, which
therefore does not count in the score of ``qestimate validate``."""

ISOLATED = 1.25
"""Further factor on its upper side where one figure is not stated to be simultaneous: isolated
errors over-predict the 53-qubit circuits of [arute-2019] 3.4 times, e^-4.9 for e^-6.1."""

NO_IDLE = 1.6
"""Further factor where nothing is known of waiting: without the memory term the 20-layer
circuits of [decross-2024] are over-predicted 1.9 times, e^-1.1 for e^-1.8."""

MEDIANS = 1.5
"""Further factor where one figure for the whole chip is not a mean: a few bad couplers decide a
wide circuit and leave a median alone [metriq-data]. Assumed."""

MEANS = ("mean", "sd", "worst")
"""Statistics of a figure that bad elements do move."""

CONVENTION = 1.25
"""Factor on the lower side where the convention of a gate error is not stated: read as a Pauli
error it is 1.25 times smaller than read as an average error [nielsen-2002]."""


COMPILED = "more gates from the transpiler"
"""Why an interval is wider where a compiler needs more gates than the formula counts."""


class UncertaintyFactors(NamedTuple):
    """By how much an exponent may be smaller and larger, and why."""

    lower: float
    """Divides it for the high end of what is left."""
    upper: float
    """Multiplies it for the low end."""
    widened: tuple[str, ...]

    def with_gate_overhead(self, factor: float, why: str) -> UncertaintyFactors:
        """Return the spread if the circuit may turn out longer by a factor.

        >>> UncertaintyFactors(1.25, 1.5, ()).with_gate_overhead(2, "routing").upper
        3.0
        """
        if factor <= 1:
            return self
        return UncertaintyFactors(self.lower, self.upper * factor, (*self.widened, why))

    def of(self, exponent: Number) -> tuple[Number, Number]:
        """Return the least and the greatest that a positive exponent may be.

        >>> UncertaintyFactors(1.25, 1.5, ()).of(2.0)
        (1.6, 3.0)
        """
        return (
            minimum(exponent / self.lower, maximum(0.0, exponent - LEAST_UNCERTAINTY)),
            maximum(exponent * self.upper, exponent + LEAST_UNCERTAINTY),
        )


def uncertainty_factors(
    device: Device, idle_missing: bool, gate_overhead: float = 1.0
) -> UncertaintyFactors:
    """Return the spread that the calibration of a device leaves.

    Args:
        device: With its calibration.
        idle_missing: Whether nothing is known of waiting.
        gate_overhead: How many times as many two-qubit gates a compiler needed; 1 if not asked.
    """
    figure = device.figure("two_qubit_error")
    tabled = bool(device.snapshot.two_qubit_errors)
    given = figure is not None and figure.kind in ("given", "assumed")
    lower, upper = UNCERTAINTY, UNCERTAINTY
    widened = []
    simultaneous = figure.simultaneous if figure is not None else device.snapshot.simultaneous
    if tabled:
        lower, upper = ANOTHER_DAY
        widened.append("drift since the calibration")
    elif not given and not simultaneous:
        upper *= ISOLATED
        widened.append("errors not stated to be simultaneous")
    if idle_missing:
        upper *= NO_IDLE
        widened.append("idle error unknown")
    if not tabled and not given and (figure is None or figure.statistic not in MEANS):
        lower *= MEDIANS
        upper *= MEDIANS
        widened.append("one figure for the whole chip, not a mean")
    convention = figure.convention if figure is not None else device.snapshot.convention
    if not given and convention not in ("average", "pauli", "process"):
        lower *= CONVENTION
        widened.append("convention of the gate errors not stated")
    return UncertaintyFactors(lower, upper, tuple(widened)).with_gate_overhead(
        gate_overhead, COMPILED
    )
