"""How old a calibration is on the day that is asked for, and how much of a table still holds then.

A table of single elements is a picture of one day: which coupler is good and which is bad changes
within months, while the median of a chip stays. What is left of a table's word is therefore an
exponential of its age, and the rest of each entry is the chip's median.
"""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any

from qestimate.core.dates import date_of
from qestimate.core.errors import DomainError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

FORGETTING_DAYS = 100.0
"""Days after which a table keeps 1/e of its word on single elements. By correlations of the
logarithm of errors: 0.40 between a table and 32 pairs of iqm-garnet 84 days apart (experiment
``iqm-garnet-bell``), 0.06 between one and 20 lines of ibm-brisbane 261 days apart (``lr-qaoa-1d``).
Two tables of origin-wukong-72 still agree by 0.10 after 641 days, which this does not have."""

LEAST_OF_MEDIAN = 0.1
"""Share of the chip's median below which an entry counts as that: a zero is no measurement.
Assumed."""


def day_of(text: str) -> date | None:
    """Return the day that an ISO date names, the middle of a month or year; None for no date.

    >>> day_of("2025-11"), day_of("assumed")
    (datetime.date(2025, 11, 15), None)
    """
    try:
        return date_of(text)
    except ValueError:
        return None


def checked_day(text: str) -> str:
    """Return a date as it is written.

    Raises:
        DomainError: No date.

    >>> checked_day("2026-11-27")
    '2026-11-27'
    """
    if day_of(text) is None:
        raise DomainError(f"{text!r} is no date", hint="for example 2026-11-27")
    return text


def age_days(calibrated: str, asked: str) -> float:
    """Return the days between a calibration and the day that is asked for. [d]

    0 where either is no date: a table without one is taken at its word.

    >>> age_days("2026-03-06", "2026-03-16"), age_days("assumed", "2026-03-16")
    (10.0, 0.0)
    """
    first, second = day_of(calibrated), day_of(asked)
    return 0.0 if first is None or second is None else float(abs((second - first).days))


def kept_word(age: float) -> float:
    """Return how much of a table's word on single elements holds at an age.

    exp(-age / FORGETTING_DAYS), as a share of the logarithm of an error over the chip's median.

    Args:
        age: [d], >= 0.

    >>> kept_word(0.0), round(kept_word(100.0), 3)
    (1.0, 0.368)
    """
    return exp(-age / FORGETTING_DAYS)


def drawn_to_median(own: Mapping[Any, float], kept: float) -> dict[Any, float]:
    """Return a table with each entry drawn to the median of all, as a geometric mean.

    Args:
        own: Errors or times of single elements. > 0
        kept: Share of its own word. [1], 0 to 1.

    >>> drawn_to_median({0: 1.0, 1: 4.0, 2: 16.0}, 0.5)
    {0: 2.0, 1: 4.0, 2: 8.0}
    """
    if kept >= 1.0 or not own:
        return dict(own)
    middle = _median(own.values())
    if middle <= 0:
        return dict(own)
    least = LEAST_OF_MEDIAN * middle
    return {key: middle ** (1 - kept) * max(value, least) ** kept for key, value in own.items()}


def _median(values: Iterable[float]) -> float:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
