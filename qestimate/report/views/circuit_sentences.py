"""The first sentences about a circuit on a device, in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.estimation.constraints import binding, verdict
from qestimate.estimation.placement import Unplaced
from qestimate.report.views.sentences import device_label, limit_phrase

if TYPE_CHECKING:
    from qestimate.core.quantity import Interval
    from qestimate.estimation.circuit import CircuitEstimate
    from qestimate.noise.attenuation import LocalSignal

WHOLE_PERCENT = 0.01
"""Share below which no number is written."""

FITS = {
    "feasible": "{name} fits {device}.",
    "marginal": "{name} may fit {device} or not ({limit}).",
    "infeasible": "{name} does not fit {device} ({limit}).",
    "unknown": "Whether {name} fits {device} is not known ({limit}).",
}
"""Whether a circuit keeps to all limits, by the verdict."""


def verdict_sentence(found: CircuitEstimate) -> str:
    """Return whether a circuit fits a device, and what noise leaves of what it measures."""
    said = FITS[verdict(found.constraints)].format(
        name=found.logical.name,
        device=device_label(found.device),
        limit=limit_phrase(binding(found.constraints)),
    )
    if isinstance(found.placed, Unplaced):
        return said
    return f"{said} {left_sentence(found.placed.local)}"


def vanishes(local: LocalSignal) -> bool:
    """Return whether there is nothing without noise that noise could leave anything of."""
    return not local.n_kept and local.ideal_variance.high == 0.0


def left_sentence(local: LocalSignal) -> str:
    """Return what noise leaves of what is measured, as a sentence."""
    if vanishes(local):
        return "What it measures is zero even without noise."
    return f"Noise leaves {share_left(local.attenuation)} of what it measures."


def share_left(left: Interval) -> str:
    """Write a share in percent, as far as it is known.

    >>> from qestimate.core.quantity import UNKNOWN, Interval
    >>> share_left(Interval(0.907, 0.612, 1.0)), share_left(Interval(0.004, 0.001, 0.05))
    ('91 % (61 to 100 %)', 'less than 1 % (less than 1 to 5 %)')
    >>> share_left(Interval(None, 0.5, 0.8)), share_left(Interval(None, None, 0.8))
    ('50 to 80 %', 'at most 80 %')
    >>> share_left(UNKNOWN)
    'an unknown share'
    """
    value, low, high = left
    if value is None and high is None:
        return "an unknown share"
    most = _percent(1.0 if high is None else high)
    if value is None:
        return f"at most {most} %" if low is None else f"{_percent(low)} to {most} %"
    least = _percent(0.0 if low is None else low)
    between = f"{most} %" if least == most else f"{least} to {most} %"
    return f"{_percent(value)} % ({between})"


def _percent(share: float) -> str:
    """Write a share in whole percent."""
    return "less than 1" if share < WHOLE_PERCENT else f"{100 * share:.0f}"
