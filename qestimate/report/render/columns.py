"""Columns of a table: how wide they are, and which of them stand side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.report.document import INTERVALS
from qestimate.report.render.cells import cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.report.document import Table

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
