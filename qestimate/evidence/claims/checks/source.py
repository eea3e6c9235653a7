"""What the primary source says, against what was reported of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pydantic import Field, model_validator

from qestimate.catalog.check_schema import CheckFile, FigureName, FurtherFile, Number
from qestimate.catalog.schema import Name
from qestimate.evidence.claims.finding import Finding, Step, cited, in_full, known, place, published

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.catalog.claim_records import Figure, Statement
    from qestimate.evidence.claims.settings import Case


class Source(CheckFile):
    """What the primary source says, against what was reported."""

    kind: Literal["source"]
    figure: FigureName | None = None
    """Name of the figure as reported, which ``value`` and ``meaning`` are compared with."""
    says: Name
    """What the primary source says, in a short sentence."""
    value: Number | None = None
    """The figure there, in the same unit."""
    meaning: Name | None = None
    """What the figure is of there, in the same words if it is of the same."""
    agrees: bool | None = None
    """Without a figure to compare: whether the primary source says the same."""
    source: Name
    """The primary source."""
    locator: Name
    """Place in it."""
    further: list[FurtherFile] = Field(default_factory=list)
    """What else is known of it."""

    @model_validator(mode="after")
    def _comparable(self) -> Source:
        compared = self.value is not None or self.meaning is not None
        if self.figure is None and (compared or self.agrees is None):
            raise ValueError("without a figure, agrees = true or false says how it compares")
        if self.figure is not None and (not compared or self.agrees is not None):
            raise ValueError("with a figure, value or meaning says what it is compared with")
        return self


TEMPLATE = """\
[[statements]]
id = "speed"
text = "learning was accelerated by 15 %"
source = "the-article"
locator = "second paragraph"

[[statements.figures]]
name = "acceleration"
value = 15
unit = "%"
meaning = "speed of learning"

[statements.check]
kind = "source"                  # misreported if figure or meaning differ
figure = "acceleration"          # without a figure: agrees = true or false
says = "training loss is lower by up to 15 %"
value = 15
meaning = "training loss"
source = "the-paper"
locator = "abstract"
"""
"""A statement with such a check, for ``claim new``."""


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
        f"by its source, {says}",
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
