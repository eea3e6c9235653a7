"""The claims of the catalogue, judged: one row each, for somebody who looks for a headline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.catalog.claim_records import in_words
from qestimate.core.records import NamedTuple
from qestimate.report.document import Column, Document, Table
from qestimate.report.views.claim import bibliography

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qestimate.catalog.claim_records import Result
    from qestimate.catalog.references import Reference
    from qestimate.evidence.claims.judge import Judgement

WRONG: tuple[Result, ...] = ("contradicted", "misreported")
"""Results of statements that do not hold as printed."""

MARKS: dict[Result, str] = {
    "reproduced": "\N{CHECK MARK}",
    "consistent": "~",
    "contradicted": "\N{BALLOT X}",
    "misreported": "\N{BALLOT X}",
    "not checkable": "?",
}
"""One sign a statement."""

LEGEND = (
    f"{MARKS['reproduced']} holds as printed: the same figure is computed. "
    f"{MARKS['contradicted']} does not: a count excludes it, or its source says something else. "
    f"{MARKS['consistent']} possible, not shown. {MARKS['not checkable']} not checkable: something "
    "is missing."
)


class ListedClaim(NamedTuple):
    """A judged claim in one row."""

    id: str
    date: str
    topic: str
    headline: str
    """What is said, in plain words."""
    result: Result
    """Of the headline."""
    because: str
    """What decides it, to stand behind a colon."""
    counts: str
    """How many of its statements hold as printed, as a number that sticks."""
    marks: str
    """One sign for each statement, in their order."""
    sources: tuple[Reference, ...]
    """Where the claim was published, and what its headline was held against."""

    @property
    def found(self) -> str:
        """The result in words."""
        return in_words(self.result)

    @property
    def why(self) -> str:
        """What decides it, as a sentence."""
        return f"{self.because[0].upper()}{self.because[1:]}."

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        return f"{self.found.capitalize()}: {self.because}."


def listed(found: Judgement) -> ListedClaim:
    """Return a judged claim as one row.

    >>> from qestimate import judge
    >>> one = listed(judge("nighthawk-qcnn-2026"))
    >>> one.result, one.counts
    ('contradicted', '1 of 7 published statements holds as printed, 3 do not, 3 are open')
    """
    claim, headline = found.claim, found.headline
    known = bibliography(claim)
    keys = [claim.source, headline.statement.source]
    keys += [step.source.partition(",")[0] for step in headline.finding.steps]
    return ListedClaim(
        claim.id,
        claim.date,
        claim.topic,
        claim.headline_plain or f"{headline.statement.text.rstrip('.')}.",
        headline.finding.result,
        headline.finding.because,
        counts_of(found),
        "".join(MARKS[one.finding.result] for one in found.judged if one.statement.seen),
        tuple({known[key].link or key: known[key] for key in keys if key in known}.values()),
    )


def counts_of(found: Judgement) -> str:
    """Say how many published statements hold as printed, how many do not, and how many are open.

    >>> from qestimate import judge
    >>> counts_of(judge("qpa-gpt2-2025"))
    '3 of 5 published statements hold as printed, 2 are open'
    """
    tally = found.tally(seen=True)
    hold, total = tally.get("reproduced", 0), sum(tally.values())
    wrong = sum(tally.get(one, 0) for one in WRONG)
    parts = [f"{hold or 'none'} of {total} published statements {_holds(hold)} as printed"]
    if wrong:
        parts.append(f"{wrong} {'does' if wrong == 1 else 'do'} not")
    if total - hold - wrong:
        open_ = total - hold - wrong
        parts.append(f"{open_} {'is' if open_ == 1 else 'are'} open")
    return ", ".join(parts)


def _holds(n: int) -> str:
    return "holds" if n == 1 else "hold"


def newest_first(found: Iterable[Judgement]) -> list[Judgement]:
    """Return judged claims, the newest publication first."""
    return sorted(found, key=lambda one: (one.claim.date, one.claim.id), reverse=True)


def matching(found: Iterable[Judgement], words: str, topic: str) -> list[Judgement]:
    """Return the claims in whose headline, names or statements every word occurs.

    Args:
        found: Judged claims.
        words: Separated by blanks; capitals do not matter. Empty takes all.
        topic: Only claims of it; empty takes all.
    """
    asked = words.casefold().split()
    return [
        one
        for one in found
        if topic in ("", one.claim.topic) and all(word in _text(one) for word in asked)
    ]


def _text(found: Judgement) -> str:
    claim = found.claim
    parts = [claim.id, claim.name, claim.publication, claim.headline_plain, claim.date]
    parts += [one.text for one in claim.statements]
    return " ".join(parts).casefold()


def claims_document(found: Sequence[Judgement]) -> Document:
    """Return judged claims as a table, the newest first."""
    rows = [listed(one) for one in newest_first(found)]
    table = Table(
        "claims",
        "Claims, judged",
        (
            Column("claim", "claim"),
            Column("headline", "what is said"),
            Column("finding", "found"),
            Column("counts", "statements"),
            Column("marks", "each of them"),
            Column("topic", "topic"),
            Column("source", "published at"),
        ),
        tuple(
            (f"{one.id} ({one.date})", one.headline, one.sentence, one.counts, one.marks,
             one.topic, one.sources[0].address if one.sources else "")
            for one in rows
        ),
        (LEGEND,),
        stacked=True,
    )  # fmt: skip
    plural = "claim" if len(rows) == 1 else "claims"
    return Document(
        "Claims, judged",
        f"{len(rows)} {plural}, the newest first. `qestimate claim check CLAIM` has each statement "
        "with its reasons.",
        (table,),
    )


def claims_rows(found: Sequence[Judgement]) -> list[dict[str, Any]]:
    """Return judged claims as plain objects, the newest first."""
    rows = []
    for judgement in newest_first(found):
        one = listed(judgement)
        rows.append(
            {
                "claim": one.id,
                "date": one.date,
                "topic": one.topic,
                "headline": one.headline,
                "published_words": judgement.headline.statement.text,
                "result": one.result,
                "sentence": one.sentence,
                "counts": one.counts,
                "statements": judgement.tally(seen=True),
                "publication": judgement.claim.publication,
                "sources": [
                    {"key": each.key, "title": each.title, "link": each.address}
                    for each in one.sources
                ],
                "command": f"qestimate claim check {one.id}",
            }
        )
    return rows
