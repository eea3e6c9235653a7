"""Ways of training side by side: what differs between them, and what does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from qestimate.core.formatting import number
from qestimate.estimation.placement import Unplaced
from qestimate.report.document import Column, Document, Table
from qestimate.report.render.cells import cell
from qestimate.report.views.sentences import device_label, plural
from qestimate.scenario.inputs import INPUTS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.core.quantity import Interval
    from qestimate.estimation.estimate import Estimate
    from qestimate.report.document import Kind, Value
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


class Figure(NamedTuple):
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


def figures(ways: Sequence[Way]) -> list[Figure]:
    """Return every input and every result, one row each."""
    rows = [Figure("verdict", "text", tuple(way.found.verdict for way in ways))]
    rows.append(Figure("limit that binds", "text", tuple(w.found.binding.name for w in ways)))
    rows.append(_number("margin, decades", ways, lambda e: e.binding.margin_log10))
    rows += _inputs(ways)
    rows += [
        _count("qubits", ways, lambda e: e.program.n_qubits),
        _count("layers", ways, lambda e: e.program.n_layers),
        _count("adapter weights", ways, lambda e: e.workload.adapter.parameters),
        _count("trainable angles", ways, lambda e: e.program.quantum_parameters),
        _count("circuits of the run", ways, lambda e: e.program.circuits_run),
        _count("two-qubit gates", ways, lambda e: _counts(e, "two_qubit_gates")),
        _count("depth", ways, lambda e: _counts(e, "depth")),
        _log("signal left", "log10_interval", ways, _signal),
        _log("shots of a circuit", "log10_interval", ways, lambda e: e.log10_shots),
        _log("time of the run", "log10_seconds_interval", ways, _run),
        _log("price, USD", "log10_interval", ways, _price),
    ]
    return [row for row in rows if any(value is not None for value in row.values)]


def _inputs(ways: Sequence[Way]) -> list[Figure]:
    found = [
        Figure("device", "text", tuple(device_label(way.found.device) for way in ways)),
        Figure("method", "text", tuple(way.found.method.id for way in ways)),
    ]
    for name in INPUTS:
        if name in ("device", "method", "snapshot", "qubits"):
            continue
        texts = tuple(_text(way.values[name].value) if name in way.values else "" for way in ways)
        if any(texts):
            found.append(Figure(f"--{name}", "text", tuple(text or "none" for text in texts)))
    return found


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(value)
    return number(value) if isinstance(value, float | int) else str(value)


def _counts(estimate: Estimate, name: str) -> int | None:
    if isinstance(estimate.placement, Unplaced):
        return None
    counted: int = getattr(estimate.placement.counts, name)
    return counted


def _signal(estimate: Estimate) -> Interval | None:
    if estimate.signal is None:
        return None
    local = estimate.local
    return estimate.signal.log10_fidelity if local is None else local.log10_attenuation


def _run(estimate: Estimate) -> Interval | None:
    return None if estimate.runtime is None else estimate.runtime.log10_run


def _price(estimate: Estimate) -> Interval | None:
    price = None if estimate.runtime is None else estimate.runtime.price
    return None if price is None or price.value is None else price


def _count(name: str, ways: Sequence[Way], of: Any) -> Figure:
    from qestimate.core.numeric import log10

    values = tuple(of(way.found) for way in ways)
    logs = tuple(log10(value) if value else None for value in values)
    return Figure(name, "count", values, logs)


def _number(name: str, ways: Sequence[Way], of: Any) -> Figure:
    return Figure(name, "number", tuple(of(way.found) for way in ways))


def _log(name: str, kind: Kind, ways: Sequence[Way], of: Any) -> Figure:
    values = tuple(of(way.found) for way in ways)
    known = tuple(None if v is None or v.value is None else v for v in values)
    return Figure(name, kind, known, tuple(None if v is None else v.value for v in known))


def comparison_document(ways: Sequence[Way], skipped: Sequence[str] = ()) -> Document:
    """Return ways side by side: what differs, each against the first, then what is alike.

    Args:
        ways: At least two.
        skipped: Methods without a circuit, and why.
    """
    names = labels(ways)
    rows = figures(ways)
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


def _differences(names: Sequence[str], rows: Sequence[Figure]) -> Table:
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


def _cells(row: Figure) -> list[str]:
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
    names = labels(ways)
    rows = figures(ways)
    return {
        "schema_version": 1,
        "ways": names,
        "differences": [row.name for row in rows if not row.alike],
        "inputs": [
            {name: {"value": one.value, "origin": one.origin} for name, one in way.values.items()}
            for way in ways
        ],
        "estimates": [way.found.to_dict() for way in ways],
    }
