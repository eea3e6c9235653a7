"""Whether a test set is large enough for a difference of accuracies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.judgement.finding import Finding, Step, cited, in_full, place
from qestimate.proportions import difference, excludes_zero, least_questions, planned_questions
from qestimate.writing import count, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.claim import Claim, Figure, Statement

INDEPENDENT = "score intervals squared and added, both samples taken as independent"


def check(
    claim: Claim,
    statement: Statement,
    *,
    after: str,
    before: str | None,
    baselines: Sequence[Mapping[str, Any]],
    questions: Mapping[str, Any] | None,
    candidates: Sequence[Mapping[str, Any]],
    confidence: float,
) -> Finding:
    """Compare accuracies in percent on a test set of known or unknown size.

    Not checkable if the size is not known; consistent if the difference to the statement's own
    baseline is larger than the sampling error, whatever others reached.
    """
    new = statement.figure(after)
    olds = [(figure.name, figure.value, cited(figure)) for figure in _own(statement, before)]
    olds += [(b["name"], b["value"], place(b["source"], b["locator"])) for b in baselines]
    steps = [Step(new.name, f"{in_full(new.value)} %", "as published", cited(new))]
    steps += [Step(name, f"{in_full(value)} %", "as published", at) for name, value, at in olds]
    first = olds[0][1]
    least = least_questions(new.value / 100, first / 100, confidence)
    planned = planned_questions(new.value / 100, first / 100, confidence)
    level = f"{number(100 * confidence)} %"
    if least is not None and planned is not None:
        steps += [
            Step(
                f"questions at which {in_full(new.value)} and {in_full(first)} % differ surely",
                count(least),
                f"least n whose {level} interval of the difference excludes 0",
                "newcombe-1998",
            ),
            Step(
                "questions to find such a difference 8 times in 10",
                count(planned),
                f"{level} confidence, 80 % power",
                "fleiss-1980",
            ),
        ]
    if questions is None:
        steps += [_interval(new, first, size, confidence)[0] for size in candidates]
        return _unknown_size(new, first, steps, least, level)
    compared = []
    for name, value, _ in olds:
        step, sure = _interval(new, value, questions, confidence, name)
        steps.append(step)
        compared.append((name, value, sure))
    return _known_size(new, compared, steps, questions, level)


def _own(statement: Statement, before: str | None) -> list[Figure]:
    return [] if before is None else [statement.figure(before)]


def _interval(
    new: Figure, old: float, size: Mapping[str, Any], confidence: float, against: str = ""
) -> tuple[Step, bool]:
    n = size["questions"]
    found = difference(new.value / 100, n, old / 100, n, confidence)
    low, high = (100 * (end or 0.0) for end in (found.low, found.high))
    sure = excludes_zero(found)
    what = f"against {against}" if against else f"if the test was {size['name']}"
    return (
        Step(
            f"{what}, {count(n)} questions",
            f"{number(new.value - old)} points [{number(low)}, {number(high)}]",
            f"{INDEPENDENT}: {'excludes' if sure else 'includes'} 0",
            place(size["source"], size["locator"]),
        ),
        sure,
    )


def _unknown_size(
    new: Figure, old: float, steps: list[Step], least: int | None, level: str
) -> Finding:
    if least is None:
        finds = "Both accuracies are the same."
    else:
        finds = (
            f"The size of the test set is not published; {in_full(old)} and {in_full(new.value)} % "
            f"differ by more than chance at {level} from {count(least)} questions on."
        )
    return Finding(
        "not checkable",
        finds,
        tuple(steps),
        "The size of the test set, or the answers one by one.",
    )


def _known_size(
    new: Figure,
    compared: list[tuple[str, float, bool]],
    steps: list[Step],
    size: Mapping[str, Any],
    level: str,
) -> Finding:
    name, value, sure = compared[0]
    rest = [f"{other} ({in_full(v)} %)" for other, v, holds in compared[1:] if not holds]
    n = count(size["questions"])
    if not sure:
        return Finding(
            "not checkable",
            f"On {n} questions {in_full(new.value)} % and {in_full(value)} % do not differ by more "
            f"than chance at {level}.",
            tuple(steps),
            "A larger test set, or the answers one by one.",
        )
    against = f"; it does not against {', '.join(rest)}" if rest else ""
    return Finding(
        "consistent",
        f"On {n} questions {in_full(new.value)} % exceeds {name} ({in_full(value)} %) by more than "
        f"chance at {level}{against}.",
        tuple(steps),
        "Repetitions with other seeds and samples: the interval holds the choice of questions, not "
        "that of the best of several models.",
    )
