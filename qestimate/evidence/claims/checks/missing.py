"""What is missing to decide a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from qestimate.catalog.check_schema import CheckFile, FurtherFile
from qestimate.catalog.schema import Name
from qestimate.evidence.claims.checks.source import reported_step
from qestimate.evidence.claims.finding import Finding, Step, known, missing_in_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.catalog.claim_records import Statement
    from qestimate.evidence.claims.settings import Case


class Missing(CheckFile):
    """A statement that can not be decided, and what it would take."""

    kind: Literal["missing"]
    missing: Annotated[list[Name], Field(min_length=1)]
    """What is missing to decide it."""
    further: list[FurtherFile] = Field(default_factory=list)


FLIPS = "Any of what is missing, published, could decide it."


TEMPLATE = """\
[[statements]]
id = "first"
text = "for the first time in the world"
source = "the-article"
locator = "title"

[statements.check]
kind = "missing"                 # nothing decides it: say what is missing
missing = ["a definition that earlier work does not meet"]
"""
"""A statement with such a check, for ``claim new``."""


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
    brief = missing_in_words(missing)
    if further:
        brief += f". Known: {further[0]['text']}"
    return Finding(
        "not checkable", f"Missing: {'; '.join(missing)}.{said}", tuple(steps), FLIPS, brief
    )
