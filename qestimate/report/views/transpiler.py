"""Closed forms and the transpiler's figures, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.estimation.placement import Unplaced
from qestimate.evidence.transpiler import LARGEST, LEVEL, distinct, key_of
from qestimate.report.document import Column, Table
from qestimate.report.views.sentences import device_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.estimation.estimate import Estimate
    from qestimate.evidence.transpiler import Found
    from qestimate.report.document import Value


def transpiled_table(estimates: Sequence[Estimate], found: Found, seeds: int) -> Table:
    """Return closed forms and transpiler side by side."""
    rows: list[tuple[Value, ...]] = []
    skipped = []
    for e in distinct(estimates):
        one = found[key_of(e)]
        if one is None or isinstance(e.placement, Unplaced):
            skipped.append(f"{e.method.id} on {device_label(e.device)}")
            continue
        counts = e.placement.counts
        rows.append(
            (
                e.method.id,
                device_label(e.device),
                counts.two_qubit_gates,
                str(one.two_qubit_gates),
                counts.depth,
                str(one.depth),
                counts.two_qubit_depth,
                str(one.two_qubit_depth),
            )
        )
    notes = [
        f"qiskit transpile, level {LEVEL}, {seeds} seeds, on the couplers of the same patch. "
        "Where it needs more gates, the intervals above hold that."
    ]
    if skipped:
        notes.append(
            f"Left out, above {LARGEST:,} two-qubit gates or not placed: {', '.join(skipped)}."
        )
    columns = (
        Column("method", "method"),
        Column("device", "device"),
        Column("two_qubit_gates", "2q gates", "count"),
        Column("transpiled_two_qubit_gates", "transpiled"),
        Column("depth", "depth", "count"),
        Column("transpiled_depth", "transpiled"),
        Column("two_qubit_depth", "2q depth", "count"),
        Column("transpiled_two_qubit_depth", "transpiled"),
    )
    return Table("transpiled", "Compared with the transpiler", columns, tuple(rows), tuple(notes))
