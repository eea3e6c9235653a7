"""A published run beside what it should have measured."""

from __future__ import annotations

from math import inf, log
from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from qestimate.catalog.experiment_records import Run
    from qestimate.device.uncertainty import UncertaintyFactors

SIGMAS = 2.0
"""Standard deviations of the measurement within which it may miss the interval."""


class Prediction(NamedTuple):
    """What a run should have measured, beside what it did."""

    run: Run
    value: float | None
    """None where a figure that it needs is not published."""
    low: float
    high: float
    reason: str = ""
    plain: float | None = None
    """What multiplying the median fidelities of gates and readout as published would say."""
    medians: float | None = None
    """What the same model says with the medians of the chip for all elements, and nothing said of
    bad ones that no table shows; None where the device has no table."""
    formula: str = ""
    """What gives the value, in the symbols of its numbers."""
    numbers: tuple[tuple[str, str, float], ...] = ()
    """Symbol, meaning and value of what goes into the formula."""
    basis: str = ""
    """What had to be assumed of where or how it ran."""
    factors: UncertaintyFactors | None = None
    """What the calibration leaves open of the exponent; None for a time."""
    exponent: float = 0.0
    """What noise takes, as the sum over elements. >= 0"""
    outcome: Callable[[float, float], float] | None = None
    """What is measured at an exponent, with errors of readout so many times as large."""

    @property
    def inside(self) -> bool | None:
        """Whether the measured value lies in the interval, to SIGMAS of its own uncertainty."""
        if self.value is None:
            return None
        slack = SIGMAS * self.run.uncertainty
        return self.low - slack <= self.run.measured <= self.high + slack

    @property
    def ratio(self) -> float | None:
        """Predicted over measured; None where either is zero, or their signs differ."""
        if not self.value or self.value * self.run.measured <= 0:
            return None
        return self.value / self.run.measured

    @property
    def pull(self) -> float | None:
        """How far off it is: ln of measured over predicted, over half the width of the interval.

        Half of ln(high / low), so that -1 is about the end of the interval at which less is
        measured than predicted. None where the ratio or the width is not known, or not finite.
        """
        if self.ratio is None or self.width is None or not 1.0 < self.width < inf:
            return None
        return -2 * log(self.ratio) / log(self.width)

    @property
    def width(self) -> float | None:
        """The end of the interval that is further from zero over the nearer one."""
        if self.value is None:
            return None
        if self.low * self.high <= 0:
            return inf
        return max(self.high / self.low, self.low / self.high)
