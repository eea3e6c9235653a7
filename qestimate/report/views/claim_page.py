"""A judged claim as a page of its own: every statement, the figures it rests on, how to cite it."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple
from qestimate.report.views.citation import bibtex, citation
from qestimate.report.views.claim import NO_FIGURES, NO_SOURCES, bibliography, used_sources
from qestimate.report.views.claim_brief import TONES
from qestimate.report.views.claim_list import MARKS, ListedClaim, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qestimate.catalog.references import Reference
    from qestimate.evidence.claims.finding import Step
    from qestimate.evidence.claims.judge import JudgedStatement, Judgement
    from qestimate.report.document import Tone
    from qestimate.report.views.citation import Edition


class Cited(NamedTuple):
    """Where something stands."""

    words: str
    """Who, what and when."""
    link: str
    """Its address; empty if that is not known."""
    place: str
    """In it."""


class ShownFigure(NamedTuple):
    """A figure that a statement rests on."""

    name: str
    value: str
    how: str
    label: str
    """measured, claimed, derived, given or assumed; empty where it is no figure."""
    source: Cited | None


class ShownStatement(NamedTuple):
    """A judged statement."""

    number: int
    id: str
    text: str
    reading: str
    seen: bool
    result: str
    tone: Tone
    mark: str
    finds: str
    flips: str
    source: Cited
    figures: tuple[ShownFigure, ...]
    """What it rests on, each with its label and source."""
    remarks: tuple[ShownFigure, ...]
    """What else is known, and what the source behind a report says."""
    missing: tuple[str, ...]


class ClaimPage(NamedTuple):
    """A judged claim."""

    listed: ListedClaim
    tone: Tone
    name: str
    publication: str
    source: Cited
    printed: str
    """The headline in the words of the publication."""
    note: str
    statements: tuple[ShownStatement, ...]
    sources: tuple[Cited, ...]
    citation: str
    bibtex: str
    command: str


def claim_page(found: Judgement, made: Edition) -> ClaimPage:
    """Return a judged claim as a page.

    Args:
        found: The claim, statement by statement.
        made: With which catalogue, for the citation.
    """
    claim, known = found.claim, bibliography(found.claim)
    keys = sorted(used_sources(found) - NO_SOURCES)
    return ClaimPage(
        listed(found),
        _tone(found),
        claim.name,
        claim.publication,
        _cited(claim.source, claim.locator, known),
        found.headline.statement.text.rstrip("."),
        claim.note,
        tuple(_statement(n, one, known) for n, one in enumerate(found.judged, 1)),
        tuple(_cited(key, "", known) for key in keys),
        citation(found, made),
        bibtex(found, made),
        f"qestimate claim check {quote(claim.id)}",
    )


def _tone(found: Judgement) -> Tone:
    """Return the tone of a headline: arithmetic that holds is no confirmation of it."""
    result = found.headline.finding.result
    return "part" if result == "reproduced" else TONES[result]


def _statement(number: int, one: JudgedStatement, known: Mapping[str, Reference]) -> ShownStatement:
    statement, finding = one.statement, one.finding
    steps = [(step, _figure(step, known)) for step in finding.steps]
    return ShownStatement(
        number,
        statement.id,
        statement.text.rstrip("."),
        statement.reading,
        statement.seen,
        finding.in_words,
        TONES[finding.result],
        MARKS[finding.result],
        finding.finds,
        finding.flips,
        _cited(statement.source, statement.locator, known),
        tuple(shown for step, shown in steps if step.what not in NO_FIGURES),
        tuple(shown for step, shown in steps if step.what in NO_FIGURES and step.what != "missing"),
        tuple(step.value for step in finding.steps if step.what == "missing"),
    )


def _figure(step: Step, known: Mapping[str, Reference]) -> ShownFigure:
    key, _, place = step.source.partition(",")
    source = None if key in NO_SOURCES else _cited(key, place.strip(), known)
    return ShownFigure(step.what, step.value, step.how, step.label, source)


def _cited(key: str, place: str, known: Mapping[str, Reference]) -> Cited:
    one = known.get(key)
    if one is None:
        return Cited(key, "", place)
    return Cited(one.words.rstrip("."), one.address, place)
