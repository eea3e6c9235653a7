"""What a check finds out about a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.claim import Figure, Result


class Step(NamedTuple):
    """One line of a derivation."""

    what: str
    value: str
    """With its unit."""
    how: str
    """The formula with the numbers put in, or how it was found."""
    source: str


class Finding(NamedTuple):
    """The result of a check, with all that it rests on."""

    result: Result
    finds: str
    """One sentence with numbers."""
    steps: tuple[Step, ...]
    flips: str
    """What would have to be true for the result to be another."""


def in_full(value: float) -> str:
    """Write a published number with all its digits.

    >>> in_full(89.56), in_full(1e9), in_full(76)
    ('89.56', '1,000,000,000', '76')
    """
    return f"{int(value):,}" if value == int(value) and abs(value) < 1e15 else f"{value:,}"


def published(figure: Figure) -> str:
    """Write a figure with all its digits and its unit."""
    return f"{in_full(figure.value)} {figure.unit}".rstrip()


def place(source: str, locator: str) -> str:
    """Write a source with the place in it.

    >>> place("paper", "table 1"), place("paper", "")
    ('paper, table 1', 'paper')
    """
    return f"{source}, {locator}" if locator else source


def known(further: Sequence[Mapping[str, str]]) -> list[Step]:
    """Return what else is known, each with where it stands."""
    return [Step("known", one["text"], "", place(one["source"], one["locator"])) for one in further]


def cited(figure: Figure) -> str:
    """Write where a figure was published."""
    return place(figure.source, figure.locator)
