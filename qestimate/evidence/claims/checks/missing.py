"""What is missing to decide a statement, and what its announcement would add."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import CatalogError
from qestimate.core.formatting import count, seconds
from qestimate.evidence.claims.checks.source import reported_step
from qestimate.evidence.claims.finding import Finding, Step, known, place
from qestimate.evidence.claims.settings import shortest_period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.catalog.claim_records import Statement
    from qestimate.evidence.claims.settings import Case

FLIPS = "Any of what is missing, published, could decide it."


def check(
    case: Case,
    statement: Statement,
    *,
    missing: Sequence[str],
    further: Sequence[Mapping[str, str]],
) -> Finding:
    """Say what is missing to decide a statement."""
    steps = [reported_step(statement, figure) for figure in statement.figures]
    steps += known(further)
    steps += [Step("missing", line, "", "") for line in missing]
    said = f" Known: {further[0]['text']}." if further else ""
    return Finding("not checkable", f"Missing: {'; '.join(missing)}.{said}", tuple(steps), FLIPS)


def added(
    case: Case,
    statement: Statement,
    *,
    setting: str,
    items: Sequence[Mapping[str, Any]],
    missing: Sequence[str],
) -> Finding:
    """Say what further tokens would add; what is announced can not be checked.

    Raises:
        CatalogError: A method whose circuits do not depend on the data.
    """
    found = case.at(setting)
    chosen = found.setting
    if not found.per_token:
        raise CatalogError(
            f"the circuits of {chosen.method} do not depend on the data: nothing is added",
            hint="a method that runs a circuit per token, such as qtha",
        )
    steps = []
    said = []
    for item in items:
        circuits = item["tokens"] * found.per_token
        steps.append(
            Step(
                item["name"],
                f"{count(circuits)} circuits",
                f"{count(item['tokens'])} tokens x {count(found.per_token)} circuits a token",
                place(item["source"], item["locator"]),
            )
        )
        said.append(f"{item['name']} {count(circuits)} circuits")
        for e in found.estimates:
            period = shortest_period(e.device)
            if not period or chosen.shots is None:
                continue
            steps.append(
                Step(
                    f"{item['name']} on {e.device.id} {e.device.snapshot.id}",
                    seconds(log10(circuits * chosen.shots * period)),
                    f"{count(circuits)} x {count(chosen.shots)} shots x "
                    f"{seconds(log10(period))}, the shortest published, forward only, one after "
                    "another",
                    place(e.device.snapshot.source, e.device.snapshot.locator),
                )
            )
    steps += [Step("missing", line, "", "") for line in missing]
    return Finding(
        "not checkable",
        f"Missing: {'; '.join(missing)}. One forward pass would add: {', '.join(said)}.",
        tuple(steps),
        FLIPS,
    )
