"""Days as sources say them: a day, a month, a year, or from one to another."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


def date_of(text: str) -> date:
    """Return the day that a date means; of a month, a year or a range the middle.

    Raises:
        ValueError: No date of ISO 8601, nor two of them with *to* between.

    >>> str(date_of("2024-05-28")), str(date_of("2025-10"))
    ('2024-05-28', '2025-10-16')
    >>> str(date_of("2026-02 to 2026-08"))
    '2026-05-17'
    """
    first, _, last = text.partition(" to ")
    (start, end), (start_of_last, end_of_last) = _ends(first), _ends(last or first)
    if start_of_last < start:
        raise ValueError(f"date: {text!r} ends before it begins")
    return start + (max(end, end_of_last) - start) / 2


def _ends(text: str) -> tuple[date, date]:
    """Return the first and the last day of a day, a month or a year."""
    wrong = f"date: {text!r} is no date such as 2026-03-08 or 2026-03"
    found = _DATE.fullmatch(text.strip())
    if found is None:
        raise ValueError(wrong)
    year, month, day = (int(part) if part else None for part in found.groups())
    try:
        start = date(year or 0, month or 1, day or 1)
        last_month = month or 12
        return start, date(start.year, last_month, day or monthrange(start.year, last_month)[1])
    except ValueError:
        raise ValueError(wrong) from None
