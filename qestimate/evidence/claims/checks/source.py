"""What the primary source says, against what was reported of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.evidence.claims.finding import Finding, Step, cited, in_full, known, place, published

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.catalog.claim_records import Figure, Statement
    from qestimate.evidence.claims.settings import Case


def check(
    case: Case,
    statement: Statement,
    *,
    figure: str | None,
    says: str,
    value: float | None,
    meaning: str | None,
    agrees: bool | None,
    source: str,
    locator: str,
    further: Sequence[Mapping[str, str]],
) -> Finding:
    """Hold the report against the primary source: its figure and what the figure is of.

    Misreported if either differs; consistent if both agree, since the source itself is not checked.
    """
    reported = statement.figure(figure) if figure is not None else None
    steps = [reported_step(statement, reported)]
    of = ": ".join(
        part for part in ("" if value is None else in_full(value), meaning or "") if part
    )
    steps.append(Step("the primary source says", says, of, place(source, locator)))
    steps += known(further)
    same = bool(agrees) if reported is None else _same(reported, value, meaning)
    only_figure = reported is not None and meaning is None
    if same:
        return Finding(
            "consistent",
            f"The primary source, not checked itself, {'has' if only_figure else 'says'} the same"
            f"{' figure' if only_figure else ''}: {says}.",
            tuple(steps),
            "The data behind it would allow to compute it anew.",
        )
    return Finding(
        "misreported",
        f"The primary source says: {says}.",
        tuple(steps),
        "A primary source that says what was reported would be needed.",
    )


def reported_step(statement: Statement, figure: Figure | None) -> Step:
    """Return what was reported, as the first line of a derivation."""
    if figure is None:
        return Step("reported", statement.text, "", place(statement.source, statement.locator))
    return Step("reported", published(figure), figure.meaning, cited(figure))


def _same(figure: Figure, value: float | None, meaning: str | None) -> bool:
    if value is not None and not figure.agrees_with(value):
        return False
    return meaning is None or meaning.strip().lower() == figure.meaning.strip().lower()
