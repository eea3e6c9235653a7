"""Tables and documents as data, before any format."""

from __future__ import annotations

from typing import Literal, NamedTuple

from qestimate.quantity import Interval

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
]
"""What a column holds, which decides how its cells are written in each format."""

INTERVALS: tuple[Kind, ...] = ("interval", "log10_interval", "log10_seconds_interval")
"""Kinds whose cells are a value between bounds."""

Value = str | int | float | Interval | None
"""A cell; None is shown as unknown."""


class Column(NamedTuple):
    """A column: its key in CSV, its heading, and what it holds."""

    key: str
    heading: str
    kind: Kind = "text"


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


class Document(NamedTuple):
    """A conclusion, tables, and closing lines."""

    title: str
    conclusion: str
    tables: tuple[Table, ...]
    closing: tuple[str, ...] = ()
