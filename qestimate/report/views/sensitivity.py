"""Which input moves a verdict most: the table behind a tornado chart."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from qestimate.core.formatting import number
from qestimate.explore.sensitivity import baseline, bounded, margin, swings
from qestimate.report.document import Column, Document, Table
from qestimate.report.views.sentences import device_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.estimation.estimate import Estimate
    from qestimate.explore.sensitivity import Swing
    from qestimate.report.document import Value


def sensitivity_table(estimates: Sequence[Estimate], names: Sequence[str] = ()) -> Table:
    """Return every input of every estimate, the one that moves the margin most first.

    Args:
        estimates: Of any methods and devices.
        names: What to call each; method and device if empty.
    """
    rows: list[tuple[Value, ...]] = []
    silent, at_most, shortest = [], [], []
    called = names or [f"{e.method.id} on {device_label(e.device)}" for e in estimates]
    for of, e in zip(called, estimates, strict=True):
        start = baseline(e)
        if margin(start) is None:
            silent.append(of)
            continue
        if start is not e:
            shortest.append(of)
        if bounded(start):
            at_most.append(of)
        rows += [(of, *_row(one)) for one in swings(e)]
    notes = [
        "Margin: decades by which what is available exceeds what is needed, at the limit that is "
        "missed by most, which need not be the first that binds. "
        "One input at a time, the others at their values; the verdict there is that of the values, "
        "without their intervals.",
    ]
    if shortest:
        notes.append(
            "The time per shot is the shortest published in every row but its own, since none is "
            f"published as its value: {'; '.join(shortest)}."
        )
    if at_most:
        notes.append(f"Margins are at most these, from lower bounds: {'; '.join(at_most)}.")
    if silent:
        notes.append(f"No margin is known, so nothing is ranked, for {'; '.join(silent)}.")
    return Table(
        "sensitivity",
        "Sensitivity: what moves the margin",
        (Column("of", "of"), *_COLUMNS),
        tuple(rows),
        tuple(notes),
        group="of",
    )


_COLUMNS = (
    Column("input", "input"),
    Column("low", "from"),
    Column("high", "to"),
    Column("margin_low", "margin there", "number"),
    Column("margin_high", "and there", "number"),
    Column("span", "moves by", "number"),
    Column("verdict", "verdict"),
    Column("origin", "because"),
)


def _row(one: Swing) -> tuple[Value, ...]:
    return (
        one.name,
        f"x {number(one.low)}",
        f"x {number(one.high)}",
        one.margin_low,
        one.margin_high,
        one.span if isfinite(one.span) else None,
        _verdicts(one.verdict_low, one.verdict_high),
        one.origin,
    )


def swing_document(one: Swing) -> Document:
    """Return one input, and where its ends bring the margin."""
    whole = Table("sensitivity", "What moves the margin", _COLUMNS, (_row(one),))
    return Document("sensitivity", "", (whole,))


def _verdicts(low: str, high: str) -> str:
    return low if low == high else f"{low} to {high}"


def known_swings(estimates: Sequence[Estimate]) -> list[tuple[Estimate, Swing]]:
    """Return each estimate with each of its swings; none for those whose margin is unknown."""
    return [(e, one) for e in estimates if margin(baseline(e)) is not None for one in swings(e)]
