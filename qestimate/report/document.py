"""Tables and documents as data, before any format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from qestimate.core.errors import UnknownNameError
from qestimate.core.quantity import Interval
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

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
    "log10_usd_interval",
    "interval",
    "log10_interval",
    "log10_seconds_interval",
    "shots",
    "signal",
    "fidelity",
    "written",
]
"""What a column holds, which decides how its cells are written in each format; ``written`` are
numbers in words already."""

INTERVALS: tuple[Kind, ...] = (
    *("interval", "log10_interval", "log10_seconds_interval", "log10_usd_interval"),
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
    names: str = ""
    """Key of the column that names a row; rows that differ in it alone are shown as one."""
    faint: tuple[int, ...] = ()
    """Numbers of rows that matter less: dim on a terminal, grey on a page. They say why in words
    too."""


def joined(whole: Table) -> Table:
    """Return a table whose rows that differ in their names alone are one row.

    >>> columns = (Column("way", "way"), Column("width", "width"))
    >>> rows = (("a", 8), ("b", 9), ("c", 8))
    >>> joined(Table("t", "T", columns, rows, names="way")).rows
    (('a, c', 8), ('b', 9))
    """
    if not whole.names:
        return whole
    at = [column.key for column in whole.columns].index(whole.names)
    names: dict[tuple[Value, ...], list[str]] = {}
    for cells in whole.rows:
        names.setdefault((*cells[:at], *cells[at + 1 :]), []).append(str(cells[at]))
    rows = (
        (*rest[:at], ", ".join(dict.fromkeys(those)), *rest[at:]) for rest, those in names.items()
    )
    return whole._replace(rows=tuple(rows))


def groups(table: Table) -> list[tuple[str, Table]]:
    """Return a table cut at its group column, each part without it; whole if it has none.

    >>> columns = (Column("of", "of"), Column("x", "x"))
    >>> parts = groups(Table("t", "T", columns, (("a", 1), ("a", 2), ("b", 3)), group="of"))
    >>> [(name, part.rows) for name, part in parts]
    [('a', ((1,), (2,))), ('b', ((3,),))]
    """
    if not table.group:
        return [("", table)]
    at = [column.key for column in table.columns].index(table.group)
    found: list[tuple[str, list[tuple[Value, ...]]]] = []
    for row in table.rows:
        name = str(row[at])
        if not found or found[-1][0] != name:
            found.append((name, []))
        found[-1][1].append(row[:at] + row[at + 1 :])
    columns = table.columns[:at] + table.columns[at + 1 :]
    return [
        (name, table._replace(columns=columns, rows=tuple(rows), group="", faint=()))
        for name, rows in found
    ]


class Document(NamedTuple):
    """A conclusion, tables, and closing lines."""

    title: str
    conclusion: str
    tables: tuple[Table, ...]
    closing: tuple[str, ...] = ()
    headed: bool = False
    """Whether the title is part of what is read."""

    def chosen(self, names: Sequence[str]) -> Document:
        """Return some of the tables alone.

        Raises:
            UnknownNameError: No such table in this document.
        """
        known = {table.key: table for table in self.tables}
        for name in names:
            if name not in known:
                raise UnknownNameError("table", name, known)
        chosen = tuple(known[name] for name in dict.fromkeys(names))
        return self._replace(conclusion="", tables=chosen, closing=())


Tone = Literal["", "strong", "faint", "yes", "part", "no", "command"]
"""How a piece of text is meant, for terminals and pages that show it; never by colour alone."""


EXTRA = ("settings", "method", "price_usd")
"""Columns of a short answer that are left out where there is no room for them, in this order."""


class Screen(NamedTuple):
    """An answer that fits on one screen."""

    question: str
    word: str
    """The answer in a word or two."""
    tone: Tone
    answer: str
    """The sentences behind the word."""
    grid: Table
    """Ways in rows, grouped by device."""
    tones: tuple[Tone, ...]
    """Of the last cell of each row."""
    closing: tuple[str, ...]
    read_on: tuple[tuple[str, str], ...]
    """Commands, and what each shows."""

    @property
    def rows(self) -> Table:
        """The rows without what other tables say of them."""
        kept = [k for k, one in enumerate(self.grid.columns) if one.key not in EXTRA]
        return self.grid._replace(
            columns=tuple(self.grid.columns[k] for k in kept),
            rows=tuple(tuple(row[k] for k in kept) for row in self.grid.rows),
        )

    @property
    def said(self) -> str:
        """The answer with its word."""
        return f"{self.word} {self.answer}"

    def document(self) -> Document:
        """Return the answer for formats that are pasted: all but the commands to read on."""
        return Document(self.question, self.said, (self.grid,), self.closing, headed=True)
