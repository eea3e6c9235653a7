"""The largest feasible workloads, as a document and as rows for a plot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.formatting import number
from qestimate.report.document import Column, Document, Table
from qestimate.report.figures.outputs import output
from qestimate.report.views.sentences import device_label, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.explore.frontier import Frontier, FrontierPoint
    from qestimate.report.document import Value


def one_frontier_document(found: Frontier) -> Document:
    """Return one frontier as a document."""
    return frontier_document([found])


def frontier_document(found: Sequence[Frontier], skipped: Sequence[str] = ()) -> Document:
    """Return the answer of ``qestimate frontier``.

    Args:
        found: One for each method and device.
        skipped: Methods without a circuit, and why.
    """
    tables = tuple(_grid(one) for one in found if any(p.feasible for p in one.points))
    none = [_nothing(one) for one in found if not any(p.feasible for p in one.points)]
    reasons = dict.fromkeys(reason for one in found for reason in one.skipped)
    return Document(
        "qestimate frontier",
        _conclusion(found),
        tables,
        (*none, *(f"Left out: {reason}." for reason in reasons), *skipped),
    )


def _conclusion(found: Sequence[Frontier]) -> str:
    feasible = [(one, p) for one in found for p in one.points if p.feasible]
    if not feasible:
        if any(p.at.verdict == "unknown" for one in found for p in one.points):
            return "Nothing is known to be feasible: figures that it takes are not published."
        return "Nothing is feasible: not even a single sample, at any rank and number of layers."
    one, point = max(feasible, key=lambda pair: pair[1].tokens_per_day)
    ways = len({(one.method.id, one.device.id, one.device.snapshot.id) for one, _ in feasible})
    return (
        f"At most {number(point.tokens_per_day)} tokens a day are feasible: {one.method.id} on "
        f"{device_label(one.device)} {_at(point)}{_layers(point)}; "
        f"{plural(ways, 'way')} of {len(found)} can train anything."
    )


def _at(point: FrontierPoint) -> str:
    return f"at rank {point.rank}" if point.rank else "with all weights trained"


def _layers(point: FrontierPoint) -> str:
    return "" if point.layers is None else f" with {plural(point.layers, 'layer')}"


def _nothing(one: Frontier) -> str:
    """Say why a method trains nothing on a device, or why that is not known."""
    name = f"{one.method.id} on {device_label(one.device)}"
    unknown = sorted({p.limit for p in one.points if p.at.verdict == "unknown"})
    limits = sorted({p.limit for p in one.points if p.at.verdict != "unknown"})
    said = []
    if limits:
        stops = "stop" if len(limits) > 1 else "stops"
        said.append(f"{' and '.join(limits)} {stops} even a single sample")
    if unknown:
        said.append(f"what is needed for {' and '.join(unknown)} is not published")
    head = "nothing is known to be feasible" if unknown else "nothing is feasible"
    return f"{name}: {head}; {'; '.join(said)}."


def _grid(one: Frontier) -> Table:
    """Return tokens a day by rank and layers."""
    depths = list(dict.fromkeys(point.layers for point in one.points))
    ranks = list(dict.fromkeys(point.rank for point in one.points))
    at = {(point.rank, point.layers): point for point in one.points}
    rows: list[tuple[Value, ...]] = [
        (rank or "all", *(_cell(at.get((rank, depth))) for depth in depths)) for rank in ranks
    ]
    limits = {point.limit for point in one.points if point.feasible}
    stops = sorted(limit or "nothing that was tried" for limit in limits)
    days = one.points[0].at.goal.max_days
    notes = [
        "A word in place of a number: the limit that stops even a single sample.",
        f"One sample more is stopped by: {', '.join(stops)}; tokens of all epochs over "
        f"{number(days)} days, at both ends of every interval.",
    ]
    if one.points[0].at.program.readout == "distribution":
        notes.append(
            "The circuits know nothing of the data: they run once per training step, so that "
            "larger batches or longer samples bring more tokens."
        )
    return Table(
        f"{one.method.id}-{one.device.id}",
        f"Tokens a day: {one.method.id} on {device_label(one.device)}",
        (
            Column("rank", "rank", "count"),
            *(
                Column(
                    "own" if depth is None else f"layers_{depth}",
                    "its own layers" if depth is None else plural(depth, "layer"),
                )
                for depth in depths
            ),
        ),
        tuple(rows),
        tuple(notes),
    )


def _cell(point: FrontierPoint | None) -> str:
    if point is None:
        return "no circuit"
    if not point.feasible:
        return f"unknown: {point.limit}" if point.at.verdict == "unknown" else point.limit
    more = "" if point.limit else "≥ "
    return f"{more}{number(point.tokens_per_day)}"


def frontier_object(found: Sequence[Frontier]) -> dict[str, Any]:
    """Return every point as plain numbers: the data of a plot."""
    return output("frontier", found)


def frontier_table(found: Sequence[Frontier]) -> Document:
    """Return every point as one table, for CSV."""
    rows = frontier_object(found)["frontier"]
    names = list(rows[0]) if rows else []
    return Document(
        "qestimate frontier",
        "",
        (
            Table(
                "frontier",
                "Frontier",
                tuple(
                    Column(name, name, "text" if isinstance(rows[0][name], str) else "exact")
                    for name in names
                ),
                tuple(tuple(_plain(value) for value in row.values()) for row in rows),
            ),
        ),
    )


def _plain(value: Any) -> Value:
    return int(value) if isinstance(value, bool) else value
