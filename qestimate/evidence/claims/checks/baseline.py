"""Whether a gain stays when it is taken against every baseline that counts."""

from __future__ import annotations

from math import copysign, inf
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field, model_validator

from qestimate.catalog.check_schema import CheckFile, FigureName, FurtherFile, Number
from qestimate.catalog.claim_records import half_step
from qestimate.catalog.schema import Name, Sourced
from qestimate.core.errors import CatalogError
from qestimate.core.formatting import number
from qestimate.core.records import NamedTuple
from qestimate.evidence.claims.finding import (
    Finding,
    Step,
    cited,
    in_full,
    known,
    missing_in_words,
    place,
    published,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.catalog.claim_records import Figure, Result, Statement
    from qestimate.evidence.claims.settings import Case

TEMPLATE = """\
[[statements]]
id = "better"
text = "34 % better than classical methods"
source = "the-article"
locator = "title"

[[statements.figures]]
name = "gain"
value = 34
unit = "%"

[statements.check]
kind = "baseline"
figure = "gain"
measure = "relative"             # % of the baseline; points: the difference; times: the ratio
better = "higher"                # or lower: which way is better
value = 0.67                     # of the new way; leave it out if it is not published
compared = "classical methods"

[[statements.check.baselines]]   # every one that it should be compared with
name = "the method in use"
value = 0.50                     # or gain = 34; or says = "no gain" with beaten = false
source = "the-paper"
locator = "table 2"
"""
"""A statement with such a check, for ``claim new``."""

Measure = Literal["relative", "points", "times"]
Better = Literal["higher", "lower"]


class AnyBaselineFile(Sourced):
    """Something a gain is, or should be, taken against."""

    name: Name
    value: Number | None = None
    """Its own figure."""
    gain: Number | None = None
    """The gain against it, as published."""
    says: Name | None = None
    """What is said of it where no number is."""
    beaten: bool | None = None
    """Without a number: whether the new way is better."""

    @model_validator(mode="after")
    def _one_way(self) -> AnyBaselineFile:
        ways = [self.value is not None, self.gain is not None, self.beaten is not None]
        if (self.value is not None and self.gain is not None) or not any(ways):
            raise ValueError("value, gain, or says with beaten, says how it compares")
        return self


class Baseline(CheckFile):
    """Whether a gain stays when it is taken against every baseline that counts."""

    kind: Literal["baseline"]
    figure: FigureName | None = None
    """Name of the figure: the gain, where one is published."""
    own: FigureName | None = None
    """Name of the figure: what the new way reached, where that is published instead."""
    measure: Measure = "relative"
    """Percent of the baseline, difference, or ratio."""
    better: Better = "higher"
    """Which way is better of the quantity."""
    value: Number | None = None
    """What the new way reached, where the statement does not have it."""
    compared: Name
    """What the statement compares with, in words."""
    baselines: list[AnyBaselineFile] = Field(min_length=1)
    """Every one that the gain should be taken against."""
    missing: list[Name] = Field(default_factory=list)
    """What would have to be known besides."""
    further: list[FurtherFile] = Field(default_factory=list)
    """What else is known of it."""

    @model_validator(mode="after")
    def _comparable(self) -> Baseline:
        if self.figure is None and self.own is None:
            raise ValueError("figure, the gain, or own, what the new way reached, is missing")
        known = self.own is not None or self.value is not None
        if not known and any(one.value is not None for one in self.baselines):
            raise ValueError("a baseline has a value, but the new way has none to compare with")
        return self


class Against(NamedTuple):
    """How the new way compares with one baseline."""

    name: str
    gain: float | None
    """In the measure of the statement; None where only words are published."""
    new: float | None
    base: float | None
    """Both figures, where the gain is computed from them."""
    beaten: bool
    says: str
    at: str
    between: tuple[float, float] = (0.0, 0.0)
    """The least and the greatest gain, with both figures as they were rounded."""

    @property
    def how(self) -> str:
        """How the gain was found."""
        if self.new is None or self.base is None:
            return self.says or "as published"
        return f"{in_full(self.new)} against {in_full(self.base)}"

    def words(self, unit: str) -> str:
        """Write the gain, or what is said in its place."""
        if self.gain is not None:
            return f"{number(self.gain)}{unit}"
        return "better" if self.beaten else "no better"

    def compared(self, unit: str) -> str:
        """Write how the new way compares, as a part of a sentence."""
        if self.new is not None and self.base is not None and not self.beaten:
            return f"{in_full(self.new)} is no better than {self.name}, {in_full(self.base)}"
        if self.gain is not None:
            return f"{self.words(unit)} against {self.name}"
        said = f" ({self.says.rstrip('.')})" if self.says else ""
        return f"{self.words(unit)} than {self.name}{said}"


def check(
    case: Case,
    statement: Statement,
    *,
    figure: str | None,
    own: str | None,
    measure: Measure,
    better: Better,
    value: float | None,
    compared: str,
    baselines: Sequence[Mapping[str, Any]],
    missing: Sequence[str],
    further: Sequence[Mapping[str, str]],
) -> Finding:
    """Take a gain against each baseline.

    Contradicted if one is not beaten, or if the gain against none of them is as large as said.
    Where all are beaten, not checkable if something is missing that could decide; reproduced if a
    gain is computed from both figures and is as said; else consistent.
    """
    gain = None if figure is None else statement.figure(figure)
    reached = None if own is None else statement.figure(own)
    if gain is not None and gain.value < 0:
        raise CatalogError(
            f"figure {gain.name}: a gain of {published(gain)}",
            hint='the size of the gain; better = "lower" says which way is better',
        )
    said = gain or reached
    if said is None:
        raise CatalogError(f"statement {statement.id}: neither a gain nor what was reached")
    new = value if reached is None else reached.value
    found = [_against(one, new, measure, better) for one in baselines]
    unit = _unit(said, measure)
    steps = [
        Step(said.name, published(said), f"compared with {compared}", cited(said)),
        *_own(value, better, statement),
        *(Step(f"against {one.name}", one.words(unit), one.how, one.at) for one in found),
        *known(further),
        *(Step("missing", line, "", "") for line in missing),
    ]
    unbeaten = [one for one in found if not one.beaten]
    lacking = f"Missing: {'; '.join(missing)}." if missing else ""
    each = "; ".join(one.compared(unit) for one in unbeaten or found)
    brief = _brief(unbeaten, unit) or each
    gains = [one for one in found if one.gain is not None]
    all_known = gain is not None and len(gains) == len(found)
    if (
        gain is not None
        and all_known
        and not any(gain.holds(*one.between, "at least") for one in gains)
    ):
        each += f", not {published(gain)}" * (not unbeaten)
        brief = brief if unbeaten else each
        unbeaten = found
    if unbeaten:
        return Finding("contradicted", _sentences(each, lacking), tuple(steps), FLIPS, brief)
    told = [further[0]["text"]] if further else []
    if missing:
        return Finding(
            "not checkable",
            f"{lacking} {_sentences(f'known: {each}')}",
            tuple(steps),
            FLIPS,
            f"{missing_in_words(missing)}. Known: {'; '.join([each, *told])}",
        )
    computed = gain is not None and any(
        one.gain is not None and one.new is not None and gain.agrees_with(one.gain) for one in gains
    )
    result: Result = "reproduced" if computed else "consistent"
    return Finding(result, _sentences(each), tuple(steps), FLIPS, each)


FLIPS = "A comparison with these baselines on the same data, with its spread, would decide it."


def _brief(unbeaten: Sequence[Against], unit: str) -> str:
    """Name what is not beaten, without the words that are said of each."""
    if not unbeaten:
        return ""
    if all(one.gain is None for one in unbeaten):
        return f"no better than {'; nor than '.join(one.name for one in unbeaten)}"
    if all(one.new is not None and one.base is not None for one in unbeaten):
        each = " or ".join(f"{one.name} ({in_full(one.base or 0.0)})" for one in unbeaten)
        return f"{in_full(unbeaten[0].new or 0.0)} is no better than {each}"
    return "; ".join(one.compared(unit) for one in unbeaten)


def _sentences(*parts: str) -> str:
    """Return parts as sentences."""
    return " ".join(f"{one[0].upper()}{one[1:].rstrip('.')}." for one in parts if one)


def _own(value: float | None, better: Better, statement: Statement) -> list[Step]:
    if value is None:
        return []
    at = place(statement.source, statement.locator)
    return [Step("of the new way", in_full(value), f"{better} is better", at)]


def _against(
    one: Mapping[str, Any], new: float | None, measure: Measure, better: Better
) -> Against:
    """Return how the new way compares with a baseline: computed, as published, or in words.

    Raises:
        CatalogError: A relative gain on a baseline of zero.
    """
    at, says = place(one["source"], one["locator"]), one["says"] or ""
    if one["gain"] is not None:
        none = 1.0 if measure == "times" else 0.0
        beaten = one["gain"] > none if one["beaten"] is None else one["beaten"]
        between = (one["gain"], one["gain"])
        return Against(one["name"], one["gain"], None, None, beaten, says, at, between)
    base = one["value"]
    if base is None or new is None:
        return Against(one["name"], None, None, None, bool(one["beaten"]), says, at)
    if measure != "points" and 0 in (base, new):
        raise CatalogError(f"baseline {one['name']}: a gain on 0", hint='measure = "points"')
    up = new - base if better == "higher" else base - new
    gain = _gain(new, base, measure, better)
    between = _between(new, base, measure, better)
    return Against(one["name"], gain, new, base, up > 0, says, at, between)


def _gain(new: float, base: float, measure: Measure, better: Better) -> float:
    """Return what a new way gains on a baseline; infinite on nothing."""
    up = new - base if better == "higher" else base - new
    if measure == "points":
        return up
    if measure == "relative":
        return 100 * up / abs(base) if base else copysign(inf, up)
    over, under = (new, base) if better == "higher" else (base, new)
    return over / under if under else inf


def _between(
    new: int | float, base: int | float, measure: Measure, better: Better
) -> tuple[float, float]:
    """Return the least and the greatest gain of two figures as they were rounded."""
    found = [_gain(a, b, measure, better) for a in _ends(new) for b in _ends(base)]
    return min(found), max(found)


def _ends(value: int | float) -> tuple[float, ...]:
    """Return a figure and the ends of its rounding; a whole number is exact."""
    step = 0.0 if isinstance(value, int) else half_step(value)
    return value - step, value, value + step


def _unit(said: Figure, measure: Measure) -> str:
    if measure == "relative":
        return " %"
    return " times" if measure == "times" else f" {said.unit or 'points'}"
