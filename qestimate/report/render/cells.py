"""Cells of tables as plain text, and how wide the columns are that they make up."""

from __future__ import annotations

import re
from math import inf, log10
from typing import TYPE_CHECKING

from qestimate.core.formatting import (
    UNKNOWN,
    count,
    fidelity,
    interval,
    log10_interval,
    log10_number,
    number,
    seconds,
    seconds_interval,
    shots_interval,
    signal,
    usd,
    usd_interval,
)
from qestimate.core.quantity import Interval
from qestimate.report.document import INTERVALS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.report.document import Kind, Table, Value


_OF_INTERVALS = {
    "interval": interval,
    "log10_interval": log10_interval,
    "log10_seconds_interval": seconds_interval,
    "log10_usd_interval": usd_interval,
    "shots": shots_interval,
    "signal": signal,
    "fidelity": fidelity,
}


FARTHEST_POWER = 100
"""Power of ten beyond which a number is not written out: nothing can be told from its size."""

_POWER = re.compile(r"(?<![\w.^])(-?)(?:\d(?:\.\d+)?e|10\^)(-?)(\d{3,})(?![\d.]\d|\d)")

_SAID_TWICE = (
    (re.compile(r"(?:at least|over|≥|more than) (more than 10\^)"), r"\1"),
    (re.compile(r"(?:at most|below|≤|less than) (less than 10\^)"), r"\1"),
    (re.compile(r"((?:more|less) than 10\^-?100) \[\1, \1\]"), r"\1"),
)


def tamed(text: str) -> str:
    """Return a text without numbers that are too large or too small to mean anything.

    >>> tamed("10^13436 shots"), tamed("2e-336 [1e-500, 1e-179]"), tamed("at least 1e120 y, 4e99")
    ('more than 10^100 shots', 'less than 10^-100', 'more than 10^100 y, 4e99')

    Names of commits that look like numbers stay as they are.

    >>> tamed("read at commit 849e675")
    'read at commit 849e675'
    """
    if "e" not in text and "^" not in text:
        return text
    text = _POWER.sub(_beyond, text)
    for said, once in _SAID_TWICE:
        text = said.sub(once, text)
    return text


def _beyond(found: re.Match[str]) -> str:
    minus, small, power = found.groups()
    if int(power) <= FARTHEST_POWER:
        return found[0]
    if small:
        return "almost 0" if minus else f"less than 10^-{FARTHEST_POWER}"
    return f"less than -10^{FARTHEST_POWER}" if minus else f"more than 10^{FARTHEST_POWER}"


def cell(kind: Kind, value: Value) -> str:
    """Write a cell of a table as plain text."""
    return tamed(_cell(kind, value))


def _cell(kind: Kind, value: Value) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, str):
        return value
    if isinstance(value, Interval):
        return _OF_INTERVALS[kind](value)
    if kind == "exact":
        return f"{int(value):,}"
    if kind == "count" or (kind == "interval" and isinstance(value, int)):
        return count(int(value))
    if kind == "log10":
        return log10_number(value)
    if kind in ("seconds", "log10_seconds"):
        at = value if kind == "log10_seconds" else (log10(value) if value > 0 else -inf)
        return "0 s" if at == -inf else seconds(at)
    if kind in ("usd", "log10_usd"):
        at = value if kind == "log10_usd" else (log10(value) if value > 0 else -inf)
        return "$0" if at == -inf else usd(at)
    return number(value)


RIGHT = {
    *("count", "number", "log10", "seconds", "log10_seconds", "usd", "log10_usd", "written"),
    *INTERVALS,
}
"""Kinds of columns that are flush right."""

NARROWEST = 20
"""Columns that a text column keeps when a table is fitted to the width."""

NAMES = 24
"""Columns that the first one keeps: it names the rows."""


def cells_of(table: Table) -> list[list[str]]:
    """Return the cells of a table as plain text."""
    return [
        [cell(column.kind, value) for column, value in zip(table.columns, row, strict=True)]
        for row in table.rows
    ]


def split(
    table: Table, cells: list[list[str]], shown: list[int], width: int
) -> Iterator[list[int]]:
    """Yield the columns of each block that fits the width; the first column leads every one."""
    first, *rest = shown
    block = [first]
    for column in rest:
        if len(block) > 1 and not fit(*sizes(table, cells, [*block, column]), width):
            yield block
            block = [first]
        block.append(column)
    yield block


def sizes(table: Table, cells: list[list[str]], shown: list[int]) -> tuple[list[int], list[bool]]:
    """Return the width that each column takes, and whether it is flush right."""
    widths = [
        max(len(table.columns[i].heading), *(len(row[i]) for row in cells))
        if cells
        else len(table.columns[i].heading)
        for i in shown
    ]
    rooms = [min(w, table.columns[i].room or w) for w, i in zip(widths, shown, strict=True)]
    return rooms, [table.columns[i].kind in RIGHT for i in shown]


def fit(widths: list[int], right: list[bool], width: int) -> bool:
    """Narrow the widest text columns until the table fits; return whether it does."""
    while sum(widths) + 2 * (len(widths) - 1) > width:
        least = [NAMES, *[NARROWEST] * (len(widths) - 1)]
        wide = [i for i, room in enumerate(widths) if not right[i] and room > least[i]]
        if not wide:
            return False
        widths[max(wide, key=lambda i: widths[i])] -= 1
    return True
