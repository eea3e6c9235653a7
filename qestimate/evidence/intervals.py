"""From a predicted exponent to an interval of what is measured: done here and nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from qestimate.device.uncertainty import UncertaintyFactors


def interval(
    exponent: float, width: UncertaintyFactors, outcome: Callable[[float, float], float]
) -> tuple[float, float, float]:
    """Return what is measured, and the ends of what the calibration leaves open.

    Args:
        exponent: That noise takes, as predicted. >= 0
        width: What the calibration leaves open.
        outcome: What is measured at an exponent, with errors of readout so many times as large.

    >>> from math import exp
    >>> from qestimate.device.uncertainty import UncertaintyFactors
    >>> found = interval(1.0, UncertaintyFactors(1.25, 2.0, ()), lambda e, _: -exp(-e))
    >>> [round(end, 3) for end in found]
    [-0.368, -0.449, -0.135]
    """
    least, most = width.of(exponent)
    value = outcome(exponent * width.center, width.center)
    ends = (value, outcome(float(most), width.upper), outcome(float(least), 1 / width.lower))
    return value, min(ends), max(ends)
