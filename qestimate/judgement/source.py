"""What the primary source says, against what was reported of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.judgement.finding import Finding, Step, cited, in_full, known, place, published

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.claim import Claim, Figure, Statement


def check(
    claim: Claim,
    statement: Statement,
    *,
    figure: str | None,
    says: str,
    value: float | None,
    meaning: str | None,
    source: str,
    locator: str,
    further: Sequence[Mapping[str, str]],
) -> Finding:
    """Hold the report against the primary source: its figure and what the figure is of.

    Misreported if either differs; consistent if both agree, since the source itself is not checked.
    Without a figure the words differ, which is why the statement is in the file.
    """
    reported = statement.figure(figure) if figure is not None else None
    steps = [_reported(statement, reported)]
    steps.append(Step("the primary source says", says, _of(value, meaning), place(source, locator)))
    steps += known(further)
    same = reported is not None and _same(reported, value, meaning)
    if same:
        return Finding(
            "consistent",
            f"The primary source says the same: {says}.",
            tuple(steps),
            "The data behind the figure, to compute it anew.",
        )
    return Finding(
        "misreported",
        f"The primary source says: {says}.",
        tuple(steps),
        "A primary source that says what was reported.",
    )


def _reported(statement: Statement, figure: Figure | None) -> Step:
    if figure is None:
        return Step("reported", statement.text, "", place(statement.source, statement.locator))
    return Step("reported", published(figure), figure.meaning, cited(figure))


def _of(value: float | None, meaning: str | None) -> str:
    parts = [in_full(value) if value is not None else "", meaning or ""]
    return ": ".join(part for part in parts if part)


def _same(figure: Figure, value: float | None, meaning: str | None) -> bool:
    if value is not None and not figure.agrees_with(value):
        return False
    return meaning is None or meaning == figure.meaning


def missing(
    claim: Claim,
    statement: Statement,
    *,
    missing: Sequence[str],
    further: Sequence[Mapping[str, str]],
) -> Finding:
    """Say what is missing to decide a statement."""
    steps = [_reported(statement, figure) for figure in statement.figures]
    steps += known(further)
    steps += [Step("missing", line, "", "") for line in missing]
    said = f" Known: {further[0]['text']}." if further else ""
    return Finding(
        "not checkable",
        f"Missing: {'; '.join(missing)}.{said}",
        tuple(steps),
        "Any of what is missing, published.",
    )
