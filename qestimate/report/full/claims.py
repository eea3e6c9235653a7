"""The report of a judged claim."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from qestimate.core.formatting import number
from qestimate.estimation.placement import Placement
from qestimate.report.full.report import Picture, Report
from qestimate.report.full.sources import entries, made_by
from qestimate.report.plots.budget import MAX_ROWS, budget
from qestimate.report.plots.chip import chip
from qestimate.report.views.claim import claim_document, used_sources
from qestimate.report.views.sentences import best_of, device_label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.evidence.claims.judge import Judgement


def claim_report(found: Judgement, command: str) -> Report:
    """Return the report of a judged claim.

    Args:
        found: The claim, statement by statement.
        command: That was typed.
    """
    document = claim_document(found)
    tables = tuple(table for table in document.tables if table.key != "sources")
    return Report(
        found.claim.name,
        document._replace(tables=tables),
        tuple(_pictures(found)),
        tuple(
            f"{setting.name}: {setting.note}" for setting in found.claim.settings if setting.note
        ),
        entries(used_sources(found)),
        made_by(command),
    )


def _pictures(found: Judgement) -> Iterator[Picture]:
    estimates = [e for one in found.configured for e in one.estimates]
    if not estimates:
        return
    if len(estimates) <= MAX_ROWS:
        one = best_of(estimates)
        margin = one.binding.margin_log10
        by = "" if margin is None else f" ({number(margin)} decades)"
        yield Picture(
            "budget",
            "The budget of what is claimed",
            f"{one.method.id} on {device_label(one.device)} comes nearest: {one.verdict}, by its "
            f"{one.binding.name}{by}.",
            partial(budget, estimates),
        )
    shown: set[str] = set()
    for one in estimates:
        placed = isinstance(one.placement, Placement) and one.placement.qubits
        if placed and one.device.snapshot.qubits and device_label(one.device) not in shown:
            shown.add(device_label(one.device))
            yield Picture(
                f"chip-{one.device.id}-{one.device.snapshot.id}",
                f"The chip: {device_label(one.device)}",
                f"Outlined: where {one.method.id} runs, {one.program.n_qubits} of "
                f"{one.device.qubits_connected} connected qubits.",
                partial(chip, one.device, one.placement),
            )
