"""The short answer about a claim: its headline, and what is found of each statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.catalog.claim_records import MEANINGS, RESULTS
from qestimate.report.document import Column, Screen, Table
from qestimate.report.views.claim import question, summary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qestimate.catalog.claim_records import Result
    from qestimate.evidence.claims.judge import JudgedStatement, Judgement
    from qestimate.report.document import Tone

TONES: Mapping[Result, Tone] = {
    "reproduced": "yes",
    "consistent": "part",
    "contradicted": "no",
    "misreported": "no",
    "not checkable": "faint",
}
"""How each result is shown, where there are colours."""

_ARITHMETIC = " The arithmetic holds; whether the inputs do is not known from it."

WRONG = ("contradicted", "misreported")
"""Results that come first."""


def claim_screen(found: Judgement, name: str = "") -> Screen:
    """Return the short answer about a claim.

    Args:
        found: The claim, statement by statement.
        name: What was typed for it, for the commands to read on; its id if left out.
    """
    headline = found.headline.finding
    rows = [
        (number, one)
        for result in sorted(RESULTS, key=_place)
        for number, one in enumerate(found.judged, 1)
        if one.finding.result == result
    ]
    return Screen(
        question(found),
        f"{headline.result.upper()}:",
        "part" if headline.result == "not checkable" else TONES[headline.result],
        f"{headline.because}.{_ARITHMETIC if headline.result == 'reproduced' else ''}",
        Table(
            "statements",
            "",
            (
                Column("result", "result"),
                Column("number", "", "count"),
                Column("statement", "statement"),
                Column("finding", "why"),
            ),
            tuple((_heading(one), number, _words(one), _why(one)) for number, one in rows),
            group="result",
            stacked=True,
        ),
        tuple(TONES[one.finding.result] for _, one in rows),
        (summary(found),),
        (
            ("--full", "how each was found, number by number, with sources"),
            ("--table statements", "every reason, a few lines each"),
            (f"qestimate report --claim {name or found.claim.id} -o claim.html", "a page"),
        ),
    )


def _place(result: Result) -> int:
    """Put what is wrong first."""
    return (*WRONG, *(one for one in RESULTS if one not in WRONG)).index(result)


def _heading(one: JudgedStatement) -> str:
    result = one.finding.result
    return f"{result} ({MEANINGS[result]})"


def _words(one: JudgedStatement) -> str:
    words = one.statement.text.rstrip(".")
    return words if one.statement.seen else f"{words} (not found in the source)"


def _why(one: JudgedStatement) -> str:
    """Return the reason where a statement is wrong: a reader must not pass it on."""
    because = one.finding.because if one.finding.result in WRONG else ""
    return f"{because[:1].upper()}{because[1:]}." if because else ""
