"""Whether a published figure follows from others by a formula."""

from __future__ import annotations

from contextlib import suppress
from itertools import product
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import ConfigDict, Field, model_validator

from qestimate.catalog.check_schema import CheckFile, FigureName, FurtherFile, Number
from qestimate.catalog.claim_records import Relation, half_step
from qestimate.catalog.schema import Name, Sourced
from qestimate.core.errors import CatalogError
from qestimate.core.formatting import plain_formula
from qestimate.evidence.claims.finding import Finding, Step, cited, in_full, known, place, published
from qestimate.evidence.claims.formula import evaluate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qestimate.catalog.claim_records import Result, Statement
    from qestimate.evidence.claims.settings import Case


class InputFile(Sourced):
    """A number that goes into a formula."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    symbol: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")]
    """A letter, then letters, digits or _, as the formula has it."""
    meaning: Name
    """What it is."""
    value: Number
    """As published: a number with a point counts as rounded to its digits, a whole one as exact."""
    exact: bool = False
    """Whether a number with a point is exact too."""


class Arithmetic(CheckFile):
    """Whether a published figure follows from others by a formula."""

    kind: Literal["arithmetic"]
    figure: FigureName
    """Name of the figure that is to follow."""
    formula: Name
    """Arithmetic in the symbols, with sqrt, ln, log2, log10, exp, ceil, floor, min and max."""
    relation: Relation = "equal"
    """What the figure is said to be of the result: *at most* where it is an upper bound."""
    inputs: Annotated[list[InputFile], Field(min_length=1)]
    """Numbers that go into the formula."""
    further: list[FurtherFile] = Field(default_factory=list)

    @model_validator(mode="after")
    def _each_once(self) -> Arithmetic:
        symbols = [one.symbol for one in self.inputs]
        if len(set(symbols)) != len(symbols):
            raise ValueError(f"inputs: symbols repeat: {symbols}")
        return self


TEMPLATE = """\
[[statements]]
id = "share"
text = "52.06 % of the parameters"
source = "the-article"
locator = "abstract"

[[statements.figures]]
name = "share"
value = 52.06                    # as published, with its digits; digits = 4 where they do not show
unit = "%"

[statements.check]
kind = "arithmetic"              # reproduced if it rounds to the published digits
figure = "share"
formula = "100*p/m"              # + - * / **, sqrt, ln, log2, log10, exp, ceil, floor, min, max

[[statements.check.inputs]]
symbol = "p"
meaning = "trainable parameters"
value = 106264
source = "the-article"
locator = "table 1"

[[statements.check.inputs]]
symbol = "m"
meaning = "parameters of LoRA"
value = 204100
source = "the-article"
locator = "table 1"
"""
"""A statement with such a check, for ``claim new``."""


def check(
    case: Case,
    statement: Statement,
    *,
    figure: str,
    formula: str,
    relation: str,
    inputs: Sequence[Mapping[str, Any]],
    further: Sequence[Mapping[str, str]],
) -> Finding:
    """Compute a figure from others: reproduced if it rounds to the published digits.

    Where it does not, but inputs within their own rounding give it, it is consistent. A figure
    that is a bound must hold exactly.
    """
    said = statement.figure(figure)
    values = {one["symbol"]: one["value"] for one in inputs}
    computed = evaluate(formula, values)
    slack = said.half_step if said.about else 0.0
    agrees = {
        "equal": said.agrees_with(computed),
        "at most": computed <= said.value + slack,
        "at least": computed >= said.value - slack,
    }[relation]
    least, most = _between(formula, values, inputs)
    within = not agrees and relation == "equal" and said.holds(least, most)
    shown = plain_formula(formula)
    put_in = ", ".join(f"{symbol} = {in_full(value)}" for symbol, value in values.items())
    result = f"{_digits(computed)} {said.unit}".rstrip()
    steps = [
        Step(
            said.name,
            f"{'' if relation == 'equal' else f'{relation} '}{published(said)}",
            said.meaning or "as published",
            cited(said),
        ),
        *(
            Step(
                f"{one['symbol']}: {one['meaning']}",
                in_full(one["value"]),
                "as published",
                place(one["source"], one["locator"]),
            )
            for one in inputs
        ),
        Step("computed", result, f"{shown} with {put_in}", ""),
        *known(further),
    ]
    more = f" Known: {further[0]['text']}." if further else ""
    unlike = "" if agrees else f", not {published(said)}"
    if within:
        unlike += f", which the rounding of the inputs allows: {_digits(least)} to {_digits(most)}"
    result_of_it: Result = "reproduced" if agrees else "contradicted"
    return Finding(
        "consistent" if within else result_of_it,
        f"{shown} of the figures as stated gives {result}{unlike}.{more}",
        tuple(steps),
        "Other inputs than those stated would give another figure.",
        f"the stated figures give {result}{unlike}" + (f".{more[:-1]}" if more else ""),
    )


MAX_ROUNDED = 10
"""Rounded inputs whose ends are tried, each with each; those after them stay as they are."""


def _between(
    formula: str, values: Mapping[str, float], inputs: Sequence[Mapping[str, Any]]
) -> tuple[float, float]:
    """Return the least and the greatest result with inputs at the ends of their rounding."""
    rounded = [
        one["symbol"] for one in inputs if isinstance(one["value"], float) and not one["exact"]
    ]
    steps = {name: half_step(values[name]) for name in rounded[:MAX_ROUNDED]}
    found = []
    for signs in product((-1, 0, 1), repeat=len(steps)) if len(steps) <= 4 else _ends(len(steps)):
        moved = {
            name: values[name] + sign * step
            for sign, (name, step) in zip(signs, steps.items(), strict=True)
        }
        with suppress(CatalogError):  # an end where the formula has no value
            found.append(evaluate(formula, {**values, **moved}))
    return min(found), max(found)


def _ends(n: int) -> Iterator[tuple[int, ...]]:
    yield (0,) * n
    yield from product((-1, 1), repeat=n)


def _digits(value: float) -> str:
    """Write a computed number with six digits or all before its point, a whole one in full.

    >>> _digits(6144.0), _digits(52.06467), _digits(8030261248)
    ('6,144', '52.0647', '8,030,261,248')
    """
    return in_full(value) if value == int(value) and abs(value) < 1e15 else _plain(value)


def _plain(value: float) -> str:
    return f"{value:,.1f}" if 1e5 <= abs(value) < 1e15 else f"{value:.6g}"
