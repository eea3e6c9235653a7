"""One figure of a result, and what is made of a list of them: a row, a schema, a table."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

from qestimate.core.quantity import Interval
from qestimate.core.records import NamedTuple
from qestimate.report.document import Column, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from qestimate.report.document import Kind, Value

Shape = dict[str, Any]
"""A JSON schema."""

NUMBER: Shape = {"type": ["number", "null"]}
WHOLE: Shape = {"type": ["integer", "null"]}
COUNT: Shape = {"type": "integer", "minimum": 0}
TEXT: Shape = {"type": "string"}
TEXT_OR_NULL: Shape = {"type": ["string", "null"]}
YES_OR_NO: Shape = {"type": "boolean"}
YES_NO_OR_NULL: Shape = {"type": ["boolean", "null"]}
ANYTHING: Shape = {"type": "object"}


def one_of(*values: str | None) -> Shape:
    """Return the shape of a text that is one of some."""
    return {"enum": list(values)}


def list_of(shape: Shape) -> Shape:
    """Return the shape of a list."""
    return {"type": "array", "items": shape}


def or_null(shape: Shape) -> Shape:
    """Return the shape of something that may be absent."""
    return {"anyOf": [shape, {"type": "null"}]}


def object_of(properties: Mapping[str, Shape], optional: Iterable[str] = ()) -> Shape:
    """Return the shape of an object with these keys and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [key for key in properties if key not in set(optional)],
        "additionalProperties": False,
    }


INTERVAL: Shape = object_of({"value": NUMBER, "low": NUMBER, "high": NUMBER})
BOUNDS: Shape = object_of({"low": NUMBER, "high": NUMBER})


class Figure(NamedTuple):
    """One figure of a kind of result."""

    key: str
    """Its key in JSON, and as a rule in CSV."""
    label: str
    """What it is, in plain words."""
    shape: Shape | None
    """Its JSON schema; None for what only tables have."""
    get: Callable[[Any], Any]
    """From the result to its value in JSON: plain numbers in SI units."""
    heading: str = ""
    """Of a column; the label if empty."""
    kind: Kind = "text"
    """How a table writes it."""
    cell: Callable[[Any], Value] | None = None
    """From the result to what a table writes, where that is not what JSON has."""
    column: str = ""
    """Key of its column, where that says more than its own."""
    symbol: str = ""
    """In formulas."""
    unit: str = ""
    """SI unit; empty for counts and shares."""
    explained_by: str = ""
    """Name of the explanation that has its formula; empty where nothing is worked out."""
    source: str = ""
    """Of its formula, where no explanation names it."""
    explain: Callable[[Any], Any] | None = None
    """From the result to its explanation, None where there is none; for figures that no stage of
    ``qestimate.report.explain`` has."""
    optional: bool = False
    """Whether the key is left out where there is nothing to say."""

    def shown(self, result: Any) -> Value:
        """Return what a table writes."""
        value: Value = (self.cell or self.get)(result)
        return value


def row(figures: Iterable[Figure], result: Any) -> dict[str, Any]:
    """Return a result as plain values, by the keys of its figures."""
    return {
        figure.key: value
        for figure in figures
        if figure.shape is not None
        and ((value := figure.get(result)) is not None or not figure.optional)
    }


def shape_of(figures: Iterable[Figure]) -> Shape:
    """Return the JSON schema of what ``row`` makes of any result."""
    known = [figure for figure in figures if figure.shape is not None]
    return object_of(
        {figure.key: figure.shape or {} for figure in known},
        [figure.key for figure in known if figure.optional],
    )


class Layout(NamedTuple):
    """A table of some results: which figures it has, in their order."""

    key: str
    title: str
    keys: tuple[str, ...]
    notes: tuple[str, ...] = ()
    group: str = ""
    """Key of a column that plain text shows as a line above its rows."""
    of: Callable[[Any], bool] = bool
    """Whether it is about a result; any that is there."""
    names: str = ""
    """Key of the column that names a row; rows that differ in it alone are shown as one."""


def table(layout: Layout, figures: Mapping[str, Figure], results: Sequence[Any]) -> Table:
    """Return results as a table, one row each."""
    shown = [figures[key] for key in layout.keys]
    return Table(
        layout.key,
        layout.title,
        tuple(Column(one.column or one.key, one.heading or one.label, one.kind) for one in shown),
        tuple(tuple(one.shown(result) for one in shown) for result in results),
        layout.notes,
        layout.group,
        names=layout.names,
    )


def by_key(figures: Iterable[Figure]) -> dict[str, Figure]:
    """Return figures by their keys."""
    return {figure.key: figure for figure in figures}


LARGEST = 300.0
"""log10 of the largest number that JSON has."""


def plain(log10_value: float | None) -> float | None:
    """Return 10^x to twelve digits, so that a whole number stays one; None beyond any double.

    >>> plain(3.0), plain(400.0), plain(-400.0)
    (1000.0, None, 0.0)
    """
    if log10_value is None or log10_value > LARGEST:
        return None
    return float(f"{10.0**log10_value:.12g}") if log10_value > -LARGEST else 0.0


def whole(log10_value: float | None) -> int | float | None:
    """Return a number of shots, rounded up; beyond 2^53 as the double that it is."""
    value = plain(log10_value)
    if value is None or value >= 2**53:
        return value
    nearest = round(value)
    return nearest if abs(value - nearest) <= 1e-9 * value else int(-(-value // 1))


def ends(interval: Interval) -> dict[str, float | None]:
    """Return an interval."""
    return {"value": interval.value, "low": interval.low, "high": interval.high}


def plain_ends(log10_interval: Interval) -> dict[str, float | None]:
    """Return an interval from the logarithms of its ends."""
    return ends(Interval(*(plain(end) for end in log10_interval)))


def root(variance: Interval) -> dict[str, float | None]:
    """Return the standard deviation of a variance."""
    return ends(Interval(*(None if x is None else sqrt(x) for x in variance)))
