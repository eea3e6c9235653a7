"""Whether a test set is large enough for a difference of accuracies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, model_validator

from qestimate.catalog.check_schema import BaselineFile, FigureName, Primary, SizeFile
from qestimate.catalog.schema import Name
from qestimate.core.formatting import count, number
from qestimate.core.records import NamedTuple
from qestimate.core.statistics import difference, least_questions, planned_questions
from qestimate.evidence.claims.finding import (
    Finding,
    Step,
    cited,
    in_full,
    original,
    percent_of,
    place,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.catalog.claim_records import Figure, Statement
    from qestimate.evidence.claims.settings import Case


class Accuracy(Primary):
    """Whether a test set is large enough for a difference of accuracies."""

    kind: Literal["accuracy"]
    after: FigureName
    """Name of the figure: the new accuracy, in percent."""
    before: FigureName | None = None
    """Name of the figure: the old one, in percent."""
    baselines: list[BaselineFile] = Field(default_factory=list)
    questions: SizeFile | None = None
    """The test set that was used, if it is known."""
    candidates: list[SizeFile] = Field(default_factory=list)
    missing: list[Name] = Field(default_factory=list)
    """What else is missing, so that the statement is not checkable whatever the size."""
    confidence: Annotated[float, Field(gt=0, lt=1)] = 0.95

    @model_validator(mode="after")
    def _compared(self) -> Accuracy:
        if self.before is None and not self.baselines:
            raise ValueError("neither before nor baselines: nothing to compare with")
        return self


INDEPENDENT = "score intervals squared and added, both samples taken as independent"

MAX_TRIED = 1000
"""Sizes of a test set that are tried for one that can give two percentages."""

Side = Literal["above", "below", "undecided"]


class Compared(NamedTuple):
    """A baseline, and on which side of it the new accuracy lies."""

    name: str
    value: float
    side: Side


TEMPLATE = """\
[[statements]]
id = "accuracy"
text = "accuracy rose from 68 % to 82 %"
source = "the-article"
locator = "results"

[[statements.figures]]
name = "before"
value = 68
unit = "%"

[[statements.figures]]
name = "after"
value = 82
unit = "%"

[statements.check]
kind = "accuracy"
before = "before"
after = "after"

[statements.check.questions]     # leave this table out if the size is not published
name = "the test set"
questions = 60
source = "the-article"
locator = "results"
"""
"""A statement with such a check, for ``claim new``."""


def check(
    case: Case,
    statement: Statement,
    *,
    after: str,
    before: str | None,
    baselines: Sequence[Mapping[str, Any]],
    questions: Mapping[str, Any] | None,
    candidates: Sequence[Mapping[str, Any]],
    missing: Sequence[str],
    confidence: float,
    primary: str | None,
    primary_source: str | None,
    primary_locator: str | None,
) -> Finding:
    """Compare accuracies in percent on a test set of known or unknown size.

    Misreported where the primary source has them of something else; not checkable if the size, or
    something else, is missing; contradicted if the new accuracy lies surely below the statement's
    own baseline; else consistent, whatever others reached.
    """
    found = _judged(statement, after, before, baselines, questions, candidates, missing, confidence)
    if primary is None:
        return found
    said = original(primary, primary_source, primary_locator)
    return Finding(
        "misreported",
        f"The primary source says: {primary}. {found.finds}",
        (found.steps[0], said, *found.steps[1:]),
        "A primary source that says what was reported would be needed.",
    )


def _judged(
    statement: Statement,
    after: str,
    before: str | None,
    baselines: Sequence[Mapping[str, Any]],
    questions: Mapping[str, Any] | None,
    candidates: Sequence[Mapping[str, Any]],
    missing: Sequence[str],
    confidence: float,
) -> Finding:
    """Return what the size of the test set says of the difference."""
    new = statement.figure(after)
    percent_of(new)
    own = [] if before is None else [statement.figure(before)]
    olds = [(figure.name, percent_of(figure), cited(figure)) for figure in own]
    olds += [(b["name"], b["value"], place(b["source"], b["locator"])) for b in baselines]
    said = new.meaning or "as published"
    steps = [Step(new.name, f"{in_full(new.value)} %", said, cited(new))]
    steps += [Step(name, f"{in_full(value)} %", "as published", at) for name, value, at in olds]
    first = olds[0][1]
    level = f"{number(100 * confidence)} %"
    steps += _sizes(new, own[0] if own else None, first, confidence)
    if questions is None:
        steps += [_candidate(new, own, first, size, confidence) for size in candidates]
        steps += [Step("missing", line, "", "") for line in missing]
        return _unknown_size(new, first, steps, confidence, level, missing)
    compared = []
    for name, value, _ in olds:
        step, side = _interval(new, value, questions, confidence, f"against {name}")
        steps.append(step)
        compared.append(Compared(name, value, side))
    finding = _known_size(new, compared, steps, questions, level)
    if not missing:
        return finding
    steps += [Step("missing", line, "", "") for line in missing]
    return Finding(
        "not checkable",
        f"Missing: {'; '.join(missing)}. As it stands: {finding.finds}",
        tuple(steps),
        "What is missing, published, could decide it.",
    )


def _sizes(new: Figure, old: Figure | None, first: float, confidence: float) -> list[Step]:
    """Return the sizes that two accuracies ask for, and the least that can give them."""
    least = least_questions(new.value / 100, first / 100, confidence)
    planned = planned_questions(new.value / 100, first / 100, confidence)
    level = f"{number(100 * confidence)} %"
    steps = []
    if least is not None and planned is not None:
        steps += [
            Step(
                f"questions at which {in_full(new.value)} and {in_full(first)} % differ surely",
                count(least),
                f"least n whose {level} interval of the difference excludes 0, {INDEPENDENT}",
                "newcombe-1998",
                "derived",
            ),
            Step(
                "questions to find such a difference 8 times in 10",
                count(planned),
                f"{level} confidence, 80 % power, without correction for continuity",
                "fleiss-1980",
                "derived",
            ),
        ]
    if old is not None:
        sizes = (n for n in range(1, MAX_TRIED) if can_give(new, n) and can_give(old, n))
        smallest = next(sizes, None)
        if smallest is not None:
            steps.append(
                Step(
                    "fewest questions that can give both",
                    count(smallest),
                    f"right answers {_right(new, smallest)} and {_right(old, smallest)}, rounded "
                    "to the published digits; a mean over runs can give others",
                    "definition",
                )
            )
    return steps


def can_give(figure: Figure, questions: int) -> bool:
    """Whether a whole number of right answers gives a percentage at its published digits.

    >>> from qestimate.catalog.claim_records import Figure
    >>> [can_give(Figure("x", 68, "%", "", "", ""), n) for n in (10, 22, 30, 50)]
    [False, True, False, True]
    """
    return figure.agrees_with(100 * _right(figure, questions) / questions)


def _right(figure: Figure, questions: int) -> int:
    return round(figure.value / 100 * questions)


def _candidate(
    new: Figure, own: Sequence[Figure], old: float, size: Mapping[str, Any], confidence: float
) -> Step:
    step, _ = _interval(new, old, size, confidence, f"if the test was {size['name']}")
    if all(can_give(figure, size["questions"]) for figure in (new, *own)):
        return step
    return step._replace(how=f"{step.how}; no whole number of right answers gives both")


def _interval(
    new: Figure, old: float, size: Mapping[str, Any], confidence: float, what: str
) -> tuple[Step, Side]:
    n = size["questions"]
    found = difference(new.value / 100, n, old / 100, n, confidence)
    low, high = (100 * (end or 0.0) for end in (found.low, found.high))
    side: Side = "above" if low > 0 else "below" if high < 0 else "undecided"
    holds = "includes" if side == "undecided" else "excludes"
    return (
        Step(
            f"{what}, {count(n)} questions",
            f"{number(new.value - old)} points [{number(low)}, {number(high)}]",
            f"{INDEPENDENT}: {holds} 0",
            place(size["source"], size["locator"]),
            "derived",
        ),
        side,
    )


def _unknown_size(
    new: Figure,
    old: float,
    steps: list[Step],
    confidence: float,
    level: str,
    missing: Sequence[str],
) -> Finding:
    least = least_questions(new.value / 100, old / 100, confidence)
    lacking = "; ".join(("the size of the test set", *missing))
    finds = f"Missing: {lacking}."
    if least is not None:
        finds += (
            f" {in_full(old)} and {in_full(new.value)} % of as many questions each, taken as "
            f"independent, differ by more than chance at {level} from {count(least)} questions on."
        )
    return Finding(
        "not checkable",
        finds,
        tuple(steps),
        "The size of the test set, or the answers one by one, could decide it.",
    )


def _known_size(
    new: Figure,
    compared: list[Compared],
    steps: list[Step],
    size: Mapping[str, Any],
    level: str,
) -> Finding:
    own, *others = compared
    n = count(size["questions"])
    says = {
        "above": f"exceeds {own.name} ({in_full(own.value)} %) by more than chance at {level}",
        "below": f"lies below {own.name} ({in_full(own.value)} %) by more than chance at {level}",
        "undecided": f"does not differ from {own.name} ({in_full(own.value)} %) by more than "
        f"chance at {level}",
    }[own.side]
    rest = "".join(
        f"; {words} {', '.join(names)}"
        for side, words in (
            ("above", "it exceeds"),
            ("undecided", "it is not told apart from"),
            ("below", "it lies below"),
        )
        if (names := [f"{c.name} ({in_full(c.value)} %)" for c in others if c.side == side])
    )
    return Finding(
        "contradicted" if own.side == "below" else "consistent",
        f"On {n} questions {in_full(new.value)} % {says}{rest}.",
        tuple(steps),
        "Repetitions with other seeds and samples could: the interval holds the choice of "
        "questions, not that of the best of several models.",
    )
