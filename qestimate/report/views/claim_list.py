"""The claims of the catalogue, judged: one row each, for somebody who looks for a headline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from qestimate.catalog.claim_records import in_words
from qestimate.core.records import NamedTuple
from qestimate.report.document import Column, Document, Table
from qestimate.report.views.claim import bibliography

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from qestimate.catalog.claim_records import Result
    from qestimate.catalog.references import Reference
    from qestimate.evidence.claims.judge import JudgedStatement, Judgement

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
    f"{MARKS['reproduced']} holds as printed: its own figures give it; whether these are right is "
    f"not checked. {MARKS['contradicted']} does not hold: a count or a measurement speaks against "
    f"it, or its source says something else. {MARKS['consistent']} possible, not shown. "
    f"{MARKS['not checkable']} cannot be checked: something is missing. In brackets, or dashed: "
    "passed on by others, not found in the source."
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
    """One sign for each statement, in their order; in brackets where the source was not found to
    make it."""
    sources: tuple[Reference, ...]
    """Where the claim was published, and what its headline was held against."""

    @property
    def anchor(self) -> str:
        """Its id as addresses have it: files of one's own may be called anything."""
        return anchor_of(self.id)

    @property
    def found(self) -> str:
        """The result in words."""
        if self.result == "reproduced":
            return "reproduced (the arithmetic; not that its figures are right)"
        return in_words(self.result)

    @property
    def why(self) -> str:
        """What decides it, as a sentence."""
        return f"{self.because[0].upper()}{self.because[1:]}."

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        return f"{self.found.capitalize()}: {self.because}."


def anchor_of(name: str) -> str:
    """Return a name without anything that would end an address or a key.

    >>> anchor_of("ionq-head-2025"), anchor_of("my 50%_{x}, #claim")
    ('ionq-head-2025', 'my-50-_-x-claim')
    """
    return re.sub(r"[^\w.-]+", "-", name).strip("-") or "claim"


def listed(found: Judgement) -> ListedClaim:
    """Return a judged claim as one row.

    >>> from qestimate import judge
    >>> one = listed(judge("nighthawk-qcnn-2026"))
    >>> one.result, one.marks
    ('contradicted', '✗✗?✓~?')
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
        "".join(map(_mark, found.judged)),
        tuple({known[key].link or key: known[key] for key in keys if key in known}.values()),
    )


def _mark(one: JudgedStatement) -> str:
    mark = MARKS[one.finding.result]
    return mark if one.statement.seen else f"({mark})"


def counts_of(found: Judgement) -> str:
    """Say how many published statements hold as printed, and what becomes of the others.

    >>> from qestimate import judge
    >>> counts_of(judge("qpa-gpt2-2025"))
    'of 5 published statements 3 hold as printed, 2 cannot be checked'
    """
    tally = found.tally(seen=True)
    hold, total = tally.get("reproduced", 0), sum(tally.values())
    wrong = sum(tally.get(one, 0) for one in WRONG)
    parts = [
        *([f"{hold} {_verb(hold, 'hold')} as printed"] if hold else []),
        *([f"{wrong} {_verb(wrong, 'do', 'does')} not"] if wrong and hold else []),
        *([f"{wrong} {_verb(wrong, 'do', 'does')} not hold"] if wrong and not hold else []),
    ]
    possible, missing = tally.get("consistent", 0), tally.get("not checkable", 0)
    parts += [f"{possible} {_verb(possible, 'are', 'is')} possible"] if possible else []
    parts += [f"{missing} cannot be checked"] if missing else []
    others = len(found.judged) - total
    more = f"; {others} more {_verb(others, 'are', 'is')} passed on by others" if others else ""
    return (
        f"of {total} published {_verb(total, 'statements', 'statement')} {', '.join(parts)}{more}"
    )


def _verb(n: int, many: str, one: str = "") -> str:
    """Return a verb as the number before it takes it."""
    return (one or f"{many}s") if n == 1 else many


def newest_first(found: Iterable[Judgement]) -> list[Judgement]:
    """Return judged claims, the newest publication first."""
    return sorted(found, key=lambda one: (one.claim.date, one.claim.id), reverse=True)


def matching(found: Iterable[Judgement], words: str, topic: str) -> list[Judgement]:
    """Return the claims in whose headline, names or statements every word occurs.

    Where none has them all, those that have the most, if that is more than half of them.

    Args:
        found: Judged claims.
        words: Separated by blanks; capitals, commas in numbers and small words do not matter.
            Empty takes all.
        topic: Only claims of it; empty takes all.
    """
    asked = words_of(words)
    chosen = [one for one in found if topic in ("", one.claim.topic)]
    if not asked:
        return chosen
    hits = [len(asked & words_of(_text(one))) for one in chosen]
    most = max(hits, default=0)
    if 2 * most <= len(asked):
        return []
    return [one for one, n in zip(chosen, hits, strict=True) if n == most]


SMALL_WORDS = {"a", "an", "the", "of", "at", "on", "in", "is", "to", "and", "with", "for", "by"}


def words_of(text: str) -> set[str]:
    """Return the words and numbers of a text, as they are looked for.

    >>> sorted(words_of("13,000 times faster at 99.5 %, the claim goes"))
    ['13000', '99.5', 'claim', 'faster', 'goes', 'times']
    """
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", text.casefold())
    return set(re.findall(r"\d+(?:\.\d+)?|[^\W\d_]+", plain)) - SMALL_WORDS


def statements_with(found: Judgement, words: str) -> list[tuple[int, JudgedStatement]]:
    """Return the statements, besides the headline, with more words looked for than it has.

    Args:
        found: A judged claim.
        words: That were looked for.
    """
    asked = words_of(words)
    headline = found.headline
    least = len(asked & words_of(f"{headline.statement.text} {found.claim.headline_plain}"))
    return [
        (n, one)
        for n, one in enumerate(found.judged, 1)
        if one is not headline and len(asked & words_of(one.statement.text)) > least
    ]


def _text(found: Judgement) -> str:
    claim = found.claim
    parts = [claim.id, claim.name, claim.publication, claim.headline_plain, claim.date]
    parts += [one.text for one in claim.statements]
    return " ".join(parts)


def claims_document(found: Sequence[Judgement], words: str = "") -> Document:
    """Return judged claims as a table, the newest first.

    Args:
        found: Judged claims.
        words: That were looked for: statements that have them are named.
    """
    ordered = newest_first(found)
    rows = [listed(one) for one in ordered]
    named = ["\n".join(_named(*one) for one in statements_with(each, words)) for each in ordered]
    table = Table(
        "claims",
        "Claims, judged",
        (
            Column("claim", "claim"),
            Column("headline", "what is said"),
            Column("finding", "found"),
            Column("counts", "statements"),
            Column("marks", "each of them"),
            Column("named", "it says too"),
            Column("topic", "topic"),
            Column("source", "published at"),
        ),
        tuple(
            (f"{one.id} ({one.date})", one.headline, one.sentence, one.counts, one.marks, too,
             one.topic, one.sources[0].address if one.sources else "")
            for one, too in zip(rows, named, strict=True)
        ),
        (LEGEND,),
        stacked=True,
    )  # fmt: skip
    if not rows:
        return Document("Claims, judged", NOTHING, ())
    plural = "claim" if len(rows) == 1 else "claims"
    return Document(
        "Claims, judged",
        f"{len(rows)} {plural}, the newest first. qestimate claim check CLAIM has each statement "
        "with its reasons.",
        (table,),
    )


NOTHING = (
    "No claim has these words. qestimate claim list has all of them; qestimate claim new FILE "
    "begins one of yours."
)


def _named(number: int, one: JudgedStatement) -> str:
    said = "" if one.statement.seen else ", passed on by others"
    words = one.statement.text.rstrip(".")
    return f"{number}. \u201c{words}\u201d{said}: {one.finding.in_words}: {one.finding.because}."


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
