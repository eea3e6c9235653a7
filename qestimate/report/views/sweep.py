"""What a sweep came to, as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.formatting import number
from qestimate.report.document import Column, Document, Table
from qestimate.report.figures.explore import SweepAnswer, by_verdict
from qestimate.report.figures.outputs import output
from qestimate.report.views.sentences import plural

if TYPE_CHECKING:
    from qestimate.explore.sweep import Sweep
    from qestimate.explore.sweep.tally import Tally
    from qestimate.report.document import Value

SHOWN = ("feasible", "marginal", "infeasible", "unknown", "none")

REASONS = 4
"""Reasons for circuits that do not exist that are shown."""


def sweep_document(sweep: Sweep, tally: Tally) -> Document:
    """Return the summary of a sweep.

    Args:
        sweep: The scenarios.
        tally: What was counted over all of them.
    """
    counts = by_verdict(tally)
    lead = (
        f"Of {_exactly(tally.rows - counts['none'], 'scenario')} {counts['feasible']:,} feasible, "
        f"{counts['marginal']:,} marginal, {counts['infeasible']:,} infeasible, "
        f"{counts['unknown']:,} unknown"
    )
    if counts["none"]:
        lead += f"; {_exactly(counts['none'], 'more combination')} without a circuit"
    tables = [_axes_table(sweep), _verdict_table(tally)]
    if tally.ranges:
        tables.append(_range_table(tally))
    return Document("qestimate sweep", f"{lead}.", tuple(tables), tuple(_remarks(tally)))


def _exactly(number_of: int, noun: str) -> str:
    return f"{number_of:,} {noun}{'' if number_of == 1 else 's'}"


def _axes_table(sweep: Sweep) -> Table:
    rows: list[tuple[Value, ...]] = []
    for axis in sweep.axes:
        unit = axis.spec.unit.strip()
        if axis.drawn:
            scale = "logarithmically" if axis.log else "evenly"
            said = f"{number(axis.low)} to {number(axis.high)}, drawn {scale}"
            rows.append((f"--{axis.name}", said, unit, "drawn"))
            continue
        labels = sweep.labels(axis)
        if axis.numeric:
            labels = tuple(number(float(value)) for value in axis.values)
        said = ", ".join(labels) if len(labels) <= 6 else f"{labels[0]} to {labels[-1]}"
        rows.append((f"--{axis.name}", said, unit, len(labels)))
    notes = []
    if sweep.design.random:
        notes.append(f"random design of {sweep.rows:,} scenarios, seed {sweep.design.seed}")
    return Table(
        "axes",
        "What varies",
        (
            Column("input", "input"),
            Column("values", "values"),
            Column("unit", "unit"),
            Column("count", "how many", "count"),
        ),
        tuple(
            (name, said, unit, "" if count is None else count) for name, said, unit, count in rows
        ),
        tuple(notes),
    )


def _verdict_table(tally: Tally) -> Table:
    found: dict[tuple[str, str], dict[str, int]] = {}
    binding: dict[tuple[str, str], dict[str, int]] = {}
    for key, count in tally.counts.items():
        device, method, verdict, limit = key.split("\t")
        row = found.setdefault((device, method), dict.fromkeys(SHOWN, 0))
        row[verdict] += count
        if limit and verdict in ("infeasible", "unknown"):
            limits = binding.setdefault((device, method), {})
            limits[limit] = limits.get(limit, 0) + count
    return Table(
        "verdicts",
        "Verdicts",
        (
            Column("device", "device"),
            Column("method", "method"),
            *(Column(name, name, "count") for name in SHOWN[:4]),
            Column("none", "no circuit", "count"),
            Column("binding", "what binds"),
        ),
        tuple(
            (device, method, *(row[name] for name in SHOWN), _limits(binding.get((device, method))))
            for (device, method), row in sorted(found.items())
        ),
        ("What binds: of the infeasible and the unknown ones, the limit that decides.",),
        group="device",
    )


def _limits(found: dict[str, int] | None) -> str:
    if not found:
        return ""
    total = sum(found.values())
    ordered = sorted(found.items(), key=lambda pair: -pair[1])
    return ", ".join(f"{name} {100 * count / total:.3g} %" for name, count in ordered)


def _range_table(tally: Tally) -> Table:
    rows: list[tuple[Value, ...]] = []
    for key, ranges in sorted(tally.ranges.items()):
        device, method = key.split("\t")
        rows += [(device, method, name, low, high) for name, (low, high) in ranges.items()]
    return Table(
        "feasible",
        "Where scenarios are feasible",
        (
            Column("device", "device"),
            Column("method", "method"),
            Column("input", "input"),
            Column("least", "from", "number"),
            Column("greatest", "to", "number"),
        ),
        tuple(rows),
        (
            "Least and greatest value of each input among the feasible scenarios; not all between "
            "are feasible.",
        ),
        group="device",
    )


def _remarks(tally: Tally) -> list[str]:
    ordered = sorted(tally.reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    lines = [f"No circuit ({count:,}): {reason}." for reason, count in ordered[:REASONS]]
    if len(ordered) > REASONS:
        rest = sum(count for _, count in ordered[REASONS:])
        lines.append(f"No circuit ({rest:,}): {plural(len(ordered) - REASONS, 'more reason')}.")
    return lines


def sweep_object(sweep: Sweep, tally: Tally, command: str) -> dict[str, Any]:
    """Return the summary as plain numbers."""
    return output("sweep", SweepAnswer(sweep, tally, command))
