"""Days as vendors' files and their names have them."""

from __future__ import annotations

import re
from datetime import date

_DAY = re.compile(r"(?<!\d)(\d{4})[-_]?(\d\d)[-_]?(\d\d)(?!\d)")
_WORDED_DAY = re.compile(r"\b([A-Z][a-z]{2}) (\d\d?) (\d{4})\b")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_in(text: str) -> str:
    """Return the day in a text, empty if there is none.

    >>> day_in("ibm_kyoto_calibrations_2024-03-01T08_29_49Z"), day_in("Fri Feb 28 2020 09:27:24")
    ('2024-03-01', '2020-02-28')
    >>> day_in("run_12345678")
    ''
    """
    found = _DAY.search(text)
    worded = _WORDED_DAY.search(text)
    if worded is not None and worded[1] in MONTHS:
        parts = int(worded[3]), MONTHS.index(worded[1]) + 1, int(worded[2])
    elif found is not None:
        parts = int(found[1]), int(found[2]), int(found[3])
    else:
        return ""
    try:
        return date(*parts).isoformat()
    except ValueError:
        return ""
