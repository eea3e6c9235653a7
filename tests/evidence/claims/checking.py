"""Checks of statements that are not in a file."""

from __future__ import annotations

from pydantic import TypeAdapter

from qestimate.catalog.claim_records import Claim, Figure, Statement
from qestimate.evidence.claims.judge import _case, check
from qestimate.evidence.claims.kinds import kinds

SOURCE = {"source": "s", "locator": "l"}


def found(kind: str, *figures: tuple, date: str = "2026-01-01", **fields):
    """Return what a check finds, with its fields as a file has them.

    Args:
        kind: Of the check.
        figures: Name, value and unit of each figure of the statement; digits too, if they count.
        date: Of the publication.
        fields: Of the check.
    """
    whole = TypeAdapter(kinds()[kind].fields).validate_python({"kind": kind, **fields})
    inputs = whole.model_dump()
    del inputs["kind"]
    named = tuple(
        Figure(name, value, unit, "", "s", "l", *more) for name, value, unit, *more in figures
    )
    statement = Statement("x", "text", "", "s", "l", named, True, kind, inputs)
    problems, case = _case(Claim("c", "C", "P", date, "s", "l", "", (), (statement,)))
    assert not problems
    return check(case, statement)


def value_of(finding, what: str) -> str:
    """Return the value of the step of a derivation whose name ends so."""
    (value,) = [step.value for step in finding.steps if step.what.endswith(what)]
    return value
