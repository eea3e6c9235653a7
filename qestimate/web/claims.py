"""Judged claims as plain objects, with links to their sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.catalog.claim_records import MEANINGS, RESULTS
from qestimate.catalog.claims import claim as find_claim
from qestimate.catalog.files import ids
from qestimate.catalog.references import references
from qestimate.evidence.claims.judge import judge
from qestimate.report.views.claim import NO_SOURCES, claim_document, tally, used_sources
from qestimate.report.views.claim_brief import TONES, claim_screen
from qestimate.web.answers import table_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qestimate.catalog.references import Reference
    from qestimate.evidence.claims.judge import JudgedStatement

FIRST = "origin-wukong-2025"
"""The claim that is shown where none is asked for."""


def claim_list() -> list[dict[str, str]]:
    """Return the claims of the catalogue, the one that is shown first at the start."""
    names = sorted(ids("claim"), key=lambda name: (name != FIRST, name))
    found = [find_claim(name) for name in names]
    return [{"id": one.id, "name": one.name, "date": one.date} for one in found]


def judged_claim(name: str) -> dict[str, Any]:
    """Return a claim with what is found of each statement.

    Args:
        name: Its id.
    """
    found = judge(find_claim(name))
    known = references()
    document, short = claim_document(found), claim_screen(found)
    of = found.claim
    keys = sorted(used_sources(found) - NO_SOURCES)
    return {
        "id": of.id,
        "name": of.name,
        "publication": of.publication,
        "date": of.date,
        "link": _link(known.get(of.source)),
        "question": short.question,
        "word": short.word,
        "tone": short.tone,
        "answer": short.answer,
        "tally": f"Of {tally(found)}",
        "meanings": [f"{one.capitalize()}: {MEANINGS[one]}." for one in RESULTS],
        "statements": [_statement(one, known) for one in found.judged],
        "remarks": list(document.closing),
        "tables": [table_of(one) for one in document.tables if one.key != "sources"],
        "sources": [_source(key, known) for key in keys],
        "command": f"qestimate claim check {of.id}",
    }


def _statement(one: JudgedStatement, known: Mapping[str, Reference]) -> dict[str, Any]:
    statement, finding = one.statement, one.finding
    return {
        "text": statement.text,
        "reading": statement.reading,
        "seen": statement.seen,
        "result": finding.in_words,
        "tone": TONES[finding.result],
        "finds": finding.finds,
        "flips": finding.flips,
        "source": _source(statement.source, known) | {"locator": statement.locator},
    }


def _source(key: str, known: Mapping[str, Reference]) -> dict[str, str]:
    one = known.get(key.partition(",")[0])
    if one is None:
        return {"title": key, "by": "", "link": ""}
    by = ", ".join(part for part in (one.authors, one.year) if part)
    return {"title": one.title or key, "by": by, "link": one.address}


def _link(one: Reference | None) -> str:
    return "" if one is None else one.address
