"""What an explanation is: a formula, the numbers put in, a source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from qestimate.core.records import NamedTuple
from qestimate.report.explain.wording import explanation_text

if TYPE_CHECKING:
    from qestimate.core.quantity import Quantity

How = Literal["formula", "sum", "search", "sampling", "taken"]
"""*formula*: one line of arithmetic in the symbols of its inputs, which gives the value exactly;
*sum*: over elements that are too many to list; *search*: the best of many; *sampling*: a mean over
random paths; *taken*: published, given or assumed."""


class Input(NamedTuple):
    """A number that went into a formula."""

    symbol: str
    meaning: str
    value: float | int | None
    unit: str = ""
    source: str = ""
    """Where it comes from; empty for a number of this estimate."""
    log10: bool = False
    """Whether ``value`` is the logarithm of the number."""


class Explanation(NamedTuple):
    """How a figure comes about."""

    name: str
    title: str
    value: float | int | None
    formula: str
    """Arithmetic as Python writes it, with ln, exp, log2, ceil, floor, min and max; or, where the
    figure is no single formula, words."""
    inputs: tuple[Input, ...]
    source: str
    how: How = "formula"
    unit: str = ""
    log10: bool = False
    """Whether ``value`` is the logarithm of the figure."""

    def __str__(self) -> str:
        """Write the explanation as a few lines."""
        return explanation_text(self)


def origin(quantity: Quantity | None) -> str:
    """Write where a published figure comes from.

    >>> from qestimate.core.quantity import Quantity
    >>> origin(Quantity(2.0, kind="measured", source="paper", locator="table 1", date="2026"))
    'paper, table 1 (measured, 2026)'
    """
    if quantity is None:
        return "not published"
    if quantity.kind == "given":
        return "given"
    place = ", ".join(part for part in (quantity.source, quantity.locator) if part)
    how = ", ".join(part for part in (quantity.kind, quantity.date) if part)
    return f"{place} ({how})" if how else place
