"""What further kinds of data would add to a training; an announcement is not checkable."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from qestimate.catalog.check_schema import CheckFile, Count
from qestimate.catalog.schema import Name, Sourced
from qestimate.core.errors import CatalogError
from qestimate.core.formatting import count, seconds
from qestimate.evidence.claims.checks.missing import FLIPS
from qestimate.evidence.claims.finding import Finding, Step, place
from qestimate.evidence.claims.settings import shortest_period

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.catalog.claim_records import Statement
    from qestimate.evidence.claims.settings import Case


class LoadFile(Sourced):
    """Tokens that one more thing adds."""

    name: Name
    tokens: Count


class Added(CheckFile):
    """What further kinds of data would add; an announcement can not be checked."""

    kind: Literal["added-load"]
    setting: Name
    items: Annotated[list[LoadFile], Field(min_length=1)]
    """Things that are added."""
    missing: Annotated[list[Name], Field(min_length=1)]
    """What is missing to decide it."""


TEMPLATE = """\
[[statements]]
id = "images"
text = "next: images and sound"
source = "the-article"
locator = "last paragraph"

[statements.check]
kind = "added-load"
setting = "as-described"
missing = ["a date and a model"]

[[statements.check.items]]
name = "an image"
tokens = 576
source = "the-paper"
locator = "section on images"
"""
"""A statement with such a check, for ``claim new``."""


def check(
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
                "derived",
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
                    "derived",
                )
            )
    steps += [Step("missing", line, "", "") for line in missing]
    return Finding(
        "not checkable",
        f"Missing: {'; '.join(missing)}. One forward pass would add: {', '.join(said)}.",
        tuple(steps),
        FLIPS,
    )
