"""What would have to change for more to fit, in sentences for the page of the short answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.formatting import number
from qestimate.explore.brief import device_of, estimate_of
from qestimate.explore.fit_search import STATUSES
from qestimate.explore.fits import best_of_groups
from qestimate.explore.remedy import changes
from qestimate.explore.sensitivity import swings
from qestimate.report.figures.fits import name as name_of
from qestimate.report.views.brief_words import featured, name_of_device, not_published
from qestimate.report.views.sentences import change_phrase

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.explore.brief import Brief
    from qestimate.explore.fits import Fit


def what_would_change(found: Brief) -> tuple[str, ...]:
    """Say what would change the answer: of each way that does not fit, and what is not published.

    Args:
        found: What the short answer rests on.
    """
    first = featured(found)
    shown = found.asked if found.ways else best_of_groups(found.largest or found.asked)
    mine = sorted(
        (one for one in shown if (one.device, one.snapshot) == (first.device, first.snapshot)),
        key=lambda one: STATUSES.index(one.status),
    )
    name = name_of_device(found, device_of(found, first))
    missing = not_published(found)
    return (
        *(f"{text[:1].upper()}{text[1:]}" for one in mine for text in _of(found, one, name)),
        *([f"{missing} Until it is, no answer there can be certain."] if missing else []),
    )


def _of(found: Brief, fit: Fit, device: str) -> Iterator[str]:
    """Say what decides about one way that may fit, or does not."""
    what = f"{name_of(fit.method)} on {device}"
    if fit.status == "nothing":
        needed = change_phrase(changes(estimate_of(found, fit)))
        if needed:
            yield f"{what} would need {needed}."
    elif fit.status == "perhaps":
        decisive = (
            one
            for one in swings(estimate_of(found, fit))
            if {one.verdict_low, one.verdict_high} == {"feasible", "infeasible"}
        )
        for one in decisive:
            best, worst = one.low, one.high
            if one.verdict_low == "infeasible":
                best, worst = worst, best
            yield (
                f"{what} fits with {number(best, 2)} times the {one.name}, and no longer with "
                f"{number(worst, 2)} times."
            )
            return
