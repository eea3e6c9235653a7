"""Figures of judged claims."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from qestimate.catalog.claim_records import MEANINGS, RESULTS
from qestimate.core.records import NamedTuple
from qestimate.report.figures.estimates import ESTIMATE
from qestimate.report.figures.figure import (
    ANYTHING,
    COUNT,
    NUMBER,
    TEXT,
    WHOLE,
    YES_OR_NO,
    Figure,
    list_of,
    one_of,
    row,
    shape_of,
)
from qestimate.report.figures.survey import SWING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.evidence.claims.judge import Judgement

PUBLISHED = (
    Figure("name", "figure", TEXT, lambda f: f.name),
    Figure("value", "value", NUMBER, lambda f: f.value),
    Figure("unit", "unit", TEXT, lambda f: f.unit),
    Figure("meaning", "what it is", TEXT, lambda f: f.meaning),
    Figure("source", "source", TEXT, lambda f: f.source),
    Figure("locator", "place", TEXT, lambda f: f.locator),
    Figure("digits", "digits that were published", WHOLE, lambda f: f.digits),
    Figure("about", "whether it was printed as about so much", YES_OR_NO, lambda f: f.about),
)
"""Of a figure as somebody published it."""

STEP = (
    Figure("what", "what", TEXT, lambda s: s.what),
    Figure("value", "value", TEXT, lambda s: s.value),
    Figure("how", "how", TEXT, lambda s: s.how),
    Figure("label", "measured, claimed, derived, given or assumed", TEXT, lambda s: s.label),
    Figure("source", "source", TEXT, lambda s: s.source),
)
"""Of a step of a derivation."""

STATEMENT = (
    Figure("id", "statement", TEXT, lambda j: j.statement.id),
    Figure("text", "text", TEXT, lambda j: j.statement.text),
    Figure("reading", "how it is read", TEXT, lambda j: j.statement.reading),
    Figure("seen", "whether the source was found to say it", YES_OR_NO, lambda j: j.statement.seen),
    Figure("source", "source", TEXT, lambda j: j.statement.source),
    Figure("locator", "place", TEXT, lambda j: j.statement.locator),
    Figure(
        "figures",
        "its figures",
        list_of(shape_of(PUBLISHED)),
        lambda j: [row(PUBLISHED, one) for one in j.statement.figures],
    ),
    Figure("check", "check", TEXT, lambda j: j.statement.kind),
    Figure("result", "result", one_of(*RESULTS), lambda j: j.finding.result),
    Figure("finding", "finding", TEXT, lambda j: j.finding.finds),
    Figure(
        "derivation",
        "derivation",
        list_of(shape_of(STEP)),
        lambda j: [row(STEP, one) for one in j.finding.steps],
    ),
    Figure("flips", "what would change it", TEXT, lambda j: j.finding.flips),
    Figure(
        "result_in_words",
        "what the result means",
        one_of(*MEANINGS.values()),
        lambda j: MEANINGS[j.finding.result],
    ),
)
"""Of a judged statement."""

CONFIGURATION = (
    Figure("id", "setting", TEXT, lambda c: c.setting.id),
    Figure("name", "name", TEXT, lambda c: c.setting.name),
    Figure("source", "source", TEXT, lambda c: c.setting.source),
    Figure("locator", "place", TEXT, lambda c: c.setting.locator),
    Figure("note", "note", TEXT, lambda c: c.setting.note),
    Figure("authors_shots", "shots of the authors", WHOLE, lambda c: c.setting.shots),
    Figure("prompt_tokens", "tokens of a prompt", COUNT, lambda c: c.setting.prompt_tokens),
    Figure(
        "prompt_circuits",
        "circuits of a prompt",
        WHOLE,
        lambda c: c.prompt_circuits if c.per_token else None,
    ),
    Figure(
        "estimates",
        "estimates",
        list_of(shape_of(ESTIMATE)),
        lambda c: [row(ESTIMATE, one) for one in c.estimates],
    ),
)
"""Of a setting of a claim, worked out."""

CLAIM = tuple(
    Figure(name, name.replace("_", " "), TEXT, attrgetter(name))
    for name in (
        *("id", "name", "publication", "date", "headline_plain", "topic"),
        *("source", "locator", "note"),
    )
)


class JudgementAnswer(NamedTuple):
    """A judged claim, with the tables that its document has."""

    judgement: Judgement
    command: str
    conclusion: str
    work: Sequence[dict[str, Any]]
    lora: Sequence[dict[str, Any]]
    swings: Sequence[Any]
    sources: Sequence[dict[str, Any]]


JUDGEMENT = (
    Figure("conclusion", "conclusion", TEXT, lambda a: a.conclusion),
    Figure("command", "command", TEXT, lambda a: a.command),
    Figure("claim", "claim", shape_of(CLAIM), lambda a: row(CLAIM, a.judgement.claim)),
    Figure(
        "results",
        "statements by result",
        {
            "type": "object",
            "propertyNames": one_of(*RESULTS),
            "additionalProperties": COUNT,
        },
        lambda a: dict(a.judgement.tally()),
    ),
    Figure(
        "statements",
        "statements",
        list_of(shape_of(STATEMENT)),
        lambda a: [row(STATEMENT, one) for one in a.judgement.judged],
    ),
    Figure(
        "configurations",
        "settings, worked out",
        list_of(shape_of(CONFIGURATION)),
        lambda a: [row(CONFIGURATION, one) for one in a.judgement.configured],
    ),
    Figure("work", "work on the chip", list_of(ANYTHING), lambda a: a.work),
    Figure("lora", "plain LoRA", list_of(ANYTHING), lambda a: a.lora),
    Figure(
        "sensitivity",
        "what moves the verdicts",
        list_of(shape_of(SWING)),
        lambda a: [row(SWING, one) for one in a.swings],
    ),
    Figure("sources", "sources", list_of(ANYTHING), lambda a: a.sources),
)
"""Of ``qestimate claim check``."""
