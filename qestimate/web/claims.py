"""Judged claims as plain objects, for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.catalog.claim_records import MEANINGS, RESULTS
from qestimate.catalog.claims import claim, claims
from qestimate.evidence.claims.judge import judge
from qestimate.report.full.claim_pages import INTRODUCTION, TITLE, pages_of
from qestimate.report.views.claim import claim_document, tally
from qestimate.report.views.claim_brief import claim_screen
from qestimate.report.views.claim_list import LEGEND
from qestimate.web.answers import table_of

if TYPE_CHECKING:
    from qestimate.evidence.claims.judge import Judgement
    from qestimate.report.views.claim_page import ClaimPage


def all_judged() -> list[Judgement]:
    """Return every claim of the catalogue with what is found of each statement."""
    return [judge(claim(name)) for name in claims()]


def claim_list() -> dict[str, Any]:
    """Return the claims of the catalogue in short, the newest first."""
    return {
        "title": TITLE,
        "introduction": INTRODUCTION,
        "legend": LEGEND,
        "command": "qestimate claim list",
        "claims": [_short(page) for page in pages_of(all_judged())],
    }


def judged_claim(name: str) -> dict[str, Any]:
    """Return a claim with what is found of each statement.

    Args:
        name: Its id.
    """
    found = judge(claim(name))
    (page,) = pages_of([found])
    document, screen = claim_document(found), claim_screen(found)
    return _short(page) | {
        "publication": page.publication,
        "source": plain(page.source),
        "question": screen.question,
        "word": screen.word,
        "tone": screen.tone,
        "answer": screen.answer,
        "tally": f"Of {tally(found)}",
        "meanings": [f"{one.capitalize()}: {MEANINGS[one]}." for one in RESULTS],
        "statements": plain(page.statements),
        "remarks": list(document.closing),
        "tables": [table_of(one) for one in document.tables if one.key != "sources"],
        "sources": plain(page.sources),
        "citation": page.citation,
        "bibtex": page.bibtex,
        "command": page.command,
    }


def _short(page: ClaimPage) -> dict[str, Any]:
    """Return what the list has of a claim."""
    one = page.listed
    return {
        "id": one.id,
        "name": page.name,
        "date": one.date,
        "headline": one.headline,
        "found": one.found,
        "tone": page.tone,
        "why": one.why,
        "counts": one.counts,
        "marks": [
            {"mark": each.mark, "tone": each.tone, "seen": each.seen} for each in page.statements
        ],
    }


def plain(value: Any) -> Any:
    """Return records as objects, however deep they lie.

    >>> from qestimate.report.views.claim_page import Cited
    >>> plain((Cited("A. One", "", "page 1"),))
    [{'words': 'A. One', 'link': '', 'place': 'page 1'}]
    """
    if not isinstance(value, tuple):
        return value
    fields = getattr(value, "_fields", None)
    if fields is None:
        return [plain(one) for one in value]
    return {name: plain(one) for name, one in zip(fields, value, strict=True)}
