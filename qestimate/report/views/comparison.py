"""Ways of training side by side: what differs between them, and what does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.formatting import number
from qestimate.core.numeric import log10
from qestimate.core.quantity import Interval
from qestimate.core.records import NamedTuple
from qestimate.report.document import INTERVALS, Column, Document, Table
from qestimate.report.figures.estimates import COMPARED, FIGURES, NONE
from qestimate.report.figures.explore import ComparisonAnswer
from qestimate.report.figures.outputs import output
from qestimate.report.render.cells import cell
from qestimate.report.views.sentences import device_label, plural
from qestimate.scenario.inputs import INPUTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.estimation.estimate import Estimate
    from qestimate.report.document import Kind, Value
    from qestimate.report.figures.figure import Figure
    from qestimate.scenario.values import Given


ABREAST = 3
"""Ways that have a column each; of more, each has a row."""


class Way(NamedTuple):
    """One estimate, and the scenario it belongs to."""

    scenario: str
    """Name of its file; empty for the flags alone."""
    values: Mapping[str, Given]
    """Inputs of the scenario."""
    found: Estimate


class Line(NamedTuple):
    """One row of a comparison."""

    name: str
    kind: Kind
    values: tuple[Value, ...]
    log10: tuple[float | None, ...] = ()
    """Of each value, where ratios make sense."""

    @property
    def alike(self) -> bool:
        """Whether all ways have the same."""
        return len({repr(value) for value in self.values}) == 1


def labels(ways: Sequence[Way]) -> list[str]:
    """Return a name for each way, of the parts in which they differ."""
    parts = [(way.scenario, device_label(way.found.device), way.found.method.id) for way in ways]
    varied = [len({part[k] for part in parts}) > 1 for k in range(3)]
    names = [
        " ".join(part for part, varies in zip(mine, varied, strict=True) if varies)
        for mine in parts
    ]
    if len(set(names)) == len(names) and all(names):
        return names
    return [f"{k}: {name}".removesuffix(": ") for k, name in enumerate(names, 1)]


def lines(ways: Sequence[Way]) -> list[Line]:
    """Return every input and every result, one row each."""
    rows = [
        Line("verdict", "text", tuple(way.found.verdict for way in ways)),
        Line("limit that binds", "text", tuple(w.found.binding.name for w in ways)),
        _line(FIGURES["margin"], ways),
        *_inputs(ways),
        *(_line(FIGURES[key], ways) for key in COMPARED),
    ]
    return [row for row in rows if any(value is not None for value in row.values)]


def _line(figure: Figure, ways: Sequence[Way]) -> Line:
    """Return a figure of the registry, one value a way; unknown where there is no value."""
    values = tuple(_known(figure.shown(way.found)) for way in ways)
    logs: tuple[float | None, ...] = ()
    if figure.kind == "count":
        logs = tuple(log10(value) if isinstance(value, int) and value else None for value in values)
    elif figure.kind in INTERVALS:
        logs = tuple(v.value if isinstance(v, Interval) else None for v in values)
    return Line(figure.label, figure.kind, values, logs)


def _known(value: Value) -> Value:
    if value == NONE or (isinstance(value, Interval) and value.value is None):
        return None
    return value


def _inputs(ways: Sequence[Way]) -> list[Line]:
    found = [
        Line("device", "text", tuple(device_label(way.found.device) for way in ways)),
        Line("method", "text", tuple(way.found.method.id for way in ways)),
    ]
    for name in INPUTS:
        if name in ("device", "method", "snapshot", "qubits"):
            continue
        texts = tuple(_text(way.values[name].value) if name in way.values else "" for way in ways)
        if any(texts):
            found.append(Line(f"--{name}", "text", tuple(text or "none" for text in texts)))
    return found


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(value)
    return number(value) if isinstance(value, float | int) else str(value)


def comparison_document(ways: Sequence[Way], skipped: Sequence[str] = ()) -> Document:
    """Return ways side by side: what differs, each against the first, then what is alike.

    Args:
        ways: At least two.
        skipped: Methods without a circuit, and why.
    """
    names = labels(ways)
    rows = lines(ways)
    differ = [row for row in rows if not row.alike]
    same = [row for row in rows if row.alike]
    tables = [_differences(names, differ)] if differ else []
    if same:
        tables.append(
            Table(
                "alike",
                "What is alike",
                (Column("figure", ""), Column("value", "value")),
                tuple((row.name, cell(row.kind, row.values[0])) for row in same),
            )
        )
    return Document("qestimate compare", _conclusion(ways, names), tuple(tables), tuple(skipped))


def _differences(names: Sequence[str], rows: Sequence[Line]) -> Table:
    """Return the rows that differ: one a figure for a few ways, else one a way."""
    notes = (f"In brackets: against {names[0]}.",)
    if len(names) <= ABREAST:
        columns = (
            Column("figure", ""),
            *(Column(f"way_{k}", name) for k, name in enumerate(names, 1)),
        )
        cells = tuple((row.name, *_cells(row)) for row in rows)
        return Table("differences", "What differs", columns, cells, notes)
    columns = (Column("way", "way"), *(Column(_key(row.name), row.name) for row in rows))
    turned = zip(*(_cells(row) for row in rows), strict=True)
    cells = tuple((name, *mine) for name, mine in zip(names, turned, strict=True))
    return Table("differences", "What differs", columns, cells, notes)


def _key(name: str) -> str:
    return name.lstrip("-").replace(",", "").replace(" ", "_")


def _cells(row: Line) -> list[str]:
    """Return the cells of a row, ratios to the first beside numbers that differ."""
    shown = [cell(row.kind, value) for value in row.values]
    if not row.log10 or row.log10[0] is None:
        return shown
    first = row.log10[0]
    return [
        text if log is None or log == first else f"{text} ({_ratio(log - first)})"
        for text, log in zip(shown, row.log10, strict=True)
    ]


def _ratio(log10_ratio: float) -> str:
    if abs(log10_ratio) > 15:
        return f"×10^{log10_ratio:.0f}"
    return f"×{number(10**log10_ratio)}"


def _conclusion(ways: Sequence[Way], names: Sequence[str]) -> str:
    by_verdict: dict[str, list[str]] = {}
    for way, name in zip(ways, names, strict=True):
        by_verdict.setdefault(way.found.verdict, []).append(name)
    order = ("feasible", "marginal", "infeasible", "unknown")
    said = [f"{v}: {', '.join(by_verdict[v])}" for v in order if v in by_verdict]
    whole = "; ".join(said)
    return f"{plural(len(ways), 'way')} side by side. {whole[0].upper()}{whole[1:]}."


def comparison_object(ways: Sequence[Way]) -> dict[str, Any]:
    """Return ways side by side as plain values."""
    differ = [line.name for line in lines(ways) if not line.alike]
    answer = ComparisonAnswer(
        labels(ways), differ, [dict(way.values) for way in ways], [way.found for way in ways]
    )
    return output("compare", answer)
