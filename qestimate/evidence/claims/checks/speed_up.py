"""Whether a speed-up follows from its times, and what is left of it beside faster other ways."""

from __future__ import annotations

from math import inf, log10
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from qestimate.catalog.check_schema import CheckFile, Date, FigureName, FurtherFile, Number
from qestimate.catalog.claim_records import Relation
from qestimate.catalog.schema import Name, Sourced
from qestimate.core.errors import CatalogError
from qestimate.core.formatting import number, seconds
from qestimate.core.records import NamedTuple
from qestimate.evidence.claims.finding import (
    PERIODS,
    Finding,
    Step,
    cited,
    in_full,
    known,
    missing_in_words,
    place,
    positive,
    published,
    seconds_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.catalog.claim_records import Figure, Statement
    from qestimate.evidence.claims.settings import Case

TEMPLATE = """\
[[statements]]
id = "faster"
text = "13,000 times faster than a supercomputer"
source = "the-article"
locator = "title"

[[statements.figures]]
name = "speed-up"
value = 13000
digits = 2                       # 13,000 is printed for 12,500 to 13,499
unit = "times"

[[statements.figures]]
name = "classical time"
value = 3.2
unit = "y"                       # s, min, h, d, y

[[statements.figures]]
name = "quantum time"
value = 2.1
unit = "h"

[statements.check]
kind = "speed-up"
figure = "speed-up"
slow = "classical time"
fast = "quantum time"
classical = "estimated"          # measured, extrapolated, estimated, not stated

[[statements.check.baselines]]   # other published times of the same task; leave it out if none is
name = "another way, on one GPU"
value = 40
unit = "h"
date = "2026-01-15"
source = "a-later-paper"
locator = "table 2"
"""
"""A statement with such a check, for ``claim new``."""

UNITS = ("times", "x", "")
"""Of a speed-up."""

HowClassical = Literal["measured", "extrapolated", "estimated", "not stated"]


class OtherTimeFile(Sourced):
    """How long another way took for the same task."""

    name: Name
    value: Number = Field(gt=0)
    unit: Literal["s", "min", "h", "d", "y"]
    date: Date | None = None
    """Day it was published."""


class SpeedUp(CheckFile):
    """Whether a speed-up follows from its times, and what faster other ways leave of it."""

    kind: Literal["speed-up"]
    figure: FigureName
    """Name of the figure: how many times faster."""
    slow: FigureName
    """Name of the figure: the time of what is said to be slower."""
    fast: FigureName
    """Name of the figure: the time of what is said to be faster."""
    relation: Relation = "equal"
    """What the figure is said to be of the ratio."""
    classical: HowClassical = "not stated"
    """How the slower time was got: by a run, from smaller runs, or by counting operations."""
    simulation: Name | None = None
    """Circuit of the catalogue with published runs of the same task."""
    baselines: list[OtherTimeFile] = Field(default_factory=list)
    """Other published times of the same task."""
    missing: list[Name] = Field(default_factory=list)
    """What would have to be known besides: without it nothing is consistent."""
    further: list[FurtherFile] = Field(default_factory=list)
    """What else is known of it."""


class OtherTime(NamedTuple):
    """A time that the same task took in another way."""

    name: str
    seconds: float
    date: str
    at: str


def check(
    case: Case,
    statement: Statement,
    *,
    figure: str,
    slow: str,
    fast: str,
    relation: Relation,
    classical: HowClassical,
    simulation: str | None,
    baselines: Sequence[Mapping[str, Any]],
    missing: Sequence[str],
    further: Sequence[Mapping[str, str]],
) -> Finding:
    """Divide the two times, and then the fastest other way's time by the faster one.

    Contradicted if the ratio is another, or if another way for the same task leaves less of it,
    whenever it was published. Else reproduced where the slower time was measured, and consistent
    where nobody waited for it.
    """
    said, slower, faster = (statement.figure(name) for name in (figure, slow, fast))
    wanted = positive(said)
    if said.unit not in UNITS:
        raise CatalogError(
            f"figure {said.name}: unit {said.unit!r} is no speed-up", hint='unit = "times"'
        )
    times = seconds_of(slower), seconds_of(faster)
    ratio = times[0] / times[1]
    others = _others(case, simulation, baselines)
    steps = [
        Step("speed-up, as published", published(said), "", cited(said)),
        Step(slower.name, published(slower), _how(classical), cited(slower), _KINDS[classical]),
        Step(faster.name, published(faster), "", cited(faster)),
        Step("speed-up, computed", f"{number(ratio)} times", _divided(slower, faster), ""),
        *(
            Step(
                f"{one.name}{f', {one.date}' if one.date else ''}",
                seconds(log10(one.seconds)),
                f"{_slower_by(one.seconds / times[1])} than the faster one",
                one.at,
            )
            for one in others
        ),
        *known(further),
        *(Step("missing", line, "", "") for line in missing),
    ]
    if not _agree(said, slower, faster, relation):
        return Finding(
            "contradicted",
            f"{published(slower)} are {number(ratio)} times {published(faster)}, not "
            f"{'' if relation == 'equal' else f'{relation} '}{in_full(wanted)} times.",
            tuple(steps),
            "Other times than those stated would give another ratio.",
        )
    exact = f"{ratio:,.0f}" if ratio >= 1000 else number(ratio)
    follows = f"the two published times give it ({_divided(slower, faster)} = {exact})"
    best = others[0] if others else None
    less = best is not None and best.seconds / times[1] < wanted - said.half_step
    if best is not None and less and relation != "at most":
        left = _slower_by(best.seconds / times[1])
        later = " It was published after the statement." if best.date > case.claim.date else ""
        brief = f"{best.name} did the same in {seconds(log10(best.seconds))}, {left}"
        return Finding(
            "contradicted",
            f"{follows[0].upper()}{follows[1:]}; but {brief}.{later}",
            tuple(steps),
            "Another task than this one, or one that was not done whole, would leave it open.",
            brief,
        )
    if missing:
        return Finding(
            "not checkable",
            f"{follows[0].upper()}{follows[1:]}. Missing: {'; '.join(missing)}.",
            tuple(steps),
            "What is missing, published, could decide it.",
            f"{missing_in_words(missing)}. Known: {follows}",
        )
    if classical == "measured":
        return Finding(
            "reproduced",
            f"{follows[0].upper()}{follows[1:]}.",
            tuple(steps),
            "A faster other way would contradict it.",
        )
    nobody = f"{_NOT_RUN[classical]}; no published way that is faster is known here"
    return Finding(
        "consistent",
        f"{follows[0].upper()}{follows[1:]}. {nobody[0].upper()}{nobody[1:]}.",
        tuple(steps),
        "A faster other way would contradict it; a run of the slower one would reproduce it.",
        f"{follows}; {nobody}",
    )


_KINDS = {
    "measured": "measured",
    "extrapolated": "derived",
    "estimated": "derived",
    "not stated": "claimed",
}
"""What a classical time is, by how it was got."""

_NOT_RUN = {
    "extrapolated": "the slower time was extrapolated from smaller runs",
    "estimated": "the slower time was estimated, never run",
    "not stated": "how the slower time was got is not stated",
}


def _how(classical: HowClassical) -> str:
    return "how it was got is not stated" if classical == "not stated" else classical


def _others(
    case: Case, simulation: str | None, baselines: Sequence[Mapping[str, Any]]
) -> list[OtherTime]:
    """Return the times of other ways, the fastest first."""
    found = [
        OtherTime(
            one["name"],
            one["value"] * PERIODS[one["unit"]],
            one["date"] or "",
            place(one["source"], one["locator"]),
        )
        for one in baselines
    ]
    if simulation is not None:
        circuit = case.simulations[simulation]
        found += [
            OtherTime(
                f"{run.method} on {run.machine}",
                run.seconds,
                run.date,
                place(circuit.source, run.locator),
            )
            for run in circuit.runs
        ]
    return sorted(found, key=lambda one: one.seconds)


def _divided(slower: Figure, faster: Figure) -> str:
    return f"{published(slower)} / {published(faster)}"


def _slower_by(ratio: float) -> str:
    return f"{number(ratio)} times longer" if ratio >= 1 else f"{number(1 / ratio)} times shorter"


def _agree(said: Figure, slower: Figure, faster: Figure, relation: Relation) -> bool:
    """Whether the ratio may be as said, with both times as they were rounded."""
    units = PERIODS[slower.unit] / PERIODS[faster.unit]
    shortest = faster.value - faster.half_step
    least = (slower.value - slower.half_step) / (faster.value + faster.half_step) * units
    most = inf if shortest <= 0 else (slower.value + slower.half_step) / shortest * units
    return said.holds(least, most, relation)
