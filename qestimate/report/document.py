"""Tables and documents as data, before any format."""

from __future__ import annotations

from typing import Literal

from qestimate.core.quantity import Interval
from qestimate.core.records import NamedTuple

Kind = Literal[
    "text",
    "math",
    "count",
    "exact",
    "number",
    "log10",
    "seconds",
    "log10_seconds",
    "usd",
    "log10_usd",
    "interval",
    "log10_interval",
    "log10_seconds_interval",
    "shots",
    "signal",
    "fidelity",
]
"""What a column holds, which decides how its cells are written in each format."""

INTERVALS: tuple[Kind, ...] = (
    *("interval", "log10_interval", "log10_seconds_interval"),
    *("shots", "signal", "fidelity"),
)
"""Kinds whose cells are a value between bounds."""

Value = str | int | float | Interval | None
"""A cell; None is shown as unknown."""


class Column(NamedTuple):
    """A column: its key in CSV, its heading, what it holds, and how wide plain text writes it."""

    key: str
    heading: str
    kind: Kind = "text"
    room: int = 0
    """Columns of plain text that it takes at most; 0 for as many as there are."""


class Table(NamedTuple):
    """A table with a title and remarks below it."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()
    group: str = ""
    """Key of a column that plain text shows as a line above its rows, to save width."""
    stacked: bool = False
    """Whether plain text writes the cells of a row one below the other: they are sentences."""


def groups(table: Table) -> list[tuple[str, Table]]:
    """Return a table cut at its group column, each part without it.

    >>> columns = (Column("of", "of"), Column("x", "x"))
    >>> parts = groups(Table("t", "T", columns, (("a", 1), ("a", 2), ("b", 3)), group="of"))
    >>> [(name, part.rows) for name, part in parts]
    [('a', ((1,), (2,))), ('b', ((3,),))]
    """
    at = [column.key for column in table.columns].index(table.group)
    found: list[tuple[str, list[tuple[Value, ...]]]] = []
    for row in table.rows:
        name = str(row[at])
        if not found or found[-1][0] != name:
            found.append((name, []))
        found[-1][1].append(row[:at] + row[at + 1 :])
    columns = table.columns[:at] + table.columns[at + 1 :]
    return [
        (name, table._replace(columns=columns, rows=tuple(rows), group="")) for name, rows in found
    ]


class Document(NamedTuple):
    """A conclusion, tables, and closing lines."""

    title: str
    conclusion: str
    tables: tuple[Table, ...]
    closing: tuple[str, ...] = ()
