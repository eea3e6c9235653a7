"""Whether dated calibrations of a device have a figure that is said of it."""

from __future__ import annotations

from datetime import date
from math import exp, sqrt
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from qestimate.catalog.check_schema import CheckFile, FigureName, FurtherFile
from qestimate.catalog.claim_records import Relation
from qestimate.catalog.schema import Name
from qestimate.core.statistics import standard_deviations
from qestimate.device.uncertainty import CONSTANTS, DAYS_A_YEAR
from qestimate.evidence.claims.device_words import (
    apart,
    calibration_steps,
    drift_steps,
    larger_is_better,
    name_of,
    reach_of,
    scale_of,
    sign_of,
    told_of,
)
from qestimate.evidence.claims.element_figures import (
    COUNTS,
    FIDELITIES,
    Convention,
    Statistic,
    element_figure,
)
from qestimate.evidence.claims.finding import (
    Finding,
    Step,
    cited,
    known,
    missing_in_words,
    published,
    result_of,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.catalog.claim_records import Result, Statement
    from qestimate.evidence.claims.settings import Case

TEMPLATE = """\
[[statements]]
id = "fidelity"
text = "median two-qubit fidelity of 99.5 %"
source = "the-article"
locator = "second paragraph"

[[statements.figures]]
name = "fidelity"
value = 99.5
unit = "%"                       # for errors and fidelities; s, ms, us for times; none for counts

[statements.check]
kind = "device-figure"
figure = "fidelity"
quantity = "two_qubit_fidelity"  # also readout_error, t1, couplers: all in the schema
devices = ["rigetti-cepheus-1-108q@2026-05-05"]   # ID@DATE, or a file of yours
# statistic = "mean"             # median if left out; best, worst
# within_days = 90               # of the publication, that a calibration may lie away
"""
"""A statement with such a check, for ``claim new``."""

MOST_DRIFTS = standard_deviations(0.99)
"""Standard deviations within which 99 of 100 chips drift."""


class DeviceFigure(CheckFile):
    """Whether dated calibrations of a device have a figure that is said of it."""

    kind: Literal["device-figure"]
    figure: FigureName
    """Name of the figure: % for errors and fidelities, a time with its unit, or a count."""
    quantity: Literal[
        "one_qubit_fidelity",
        "two_qubit_fidelity",
        "readout_fidelity",
        "one_qubit_error",
        "two_qubit_error",
        "readout_error",
        "t1",
        "t2",
        "one_qubit_duration",
        "two_qubit_duration",
        "readout_duration",
        "shot_period",
        "qubits",
        "qubits_calibrated",
        "qubits_connected",
        "couplers",
    ]
    """What of the device it is."""
    statistic: Statistic = "median"
    """Over the qubits or couplers."""
    relation: Relation | None = None
    """What is said of it: *at least* for what is better larger, *at most* for the rest."""
    convention: Convention = "average"
    """In which an error of a gate is said; benchmarks give average ones."""
    devices: Annotated[list[Name], Field(min_length=1)]
    """Calibrations to compare with, as ID@DATE, or files."""
    every: bool = False
    """Whether it is said of each of the devices; else one that has it is enough."""
    within_days: Annotated[int, Field(ge=0, le=36500)] = 90
    """How far from the day of the publication a calibration may lie to decide."""
    missing: list[Name] = Field(default_factory=list)
    """What would have to be known besides: without it nothing is consistent."""
    further: list[FurtherFile] = Field(default_factory=list)
    """What else is known of it."""


def check(
    case: Case,
    statement: Statement,
    *,
    figure: str,
    quantity: str,
    statistic: Statistic,
    relation: Relation | None,
    convention: Convention,
    devices: Sequence[str],
    every: bool,
    within_days: int,
    missing: Sequence[str],
    further: Sequence[Mapping[str, str]],
) -> Finding:
    """Compare a figure with the same figure of calibrations near the day it was published.

    Consistent if one calibration has it, or comes so near that the chip may have had it on the
    day: its errors drift. Contradicted if all are near enough in time, have the figure, and miss
    it. With ``every`` each must have it, and one that misses it contradicts.
    """
    said = statement.figure(figure)
    scale = scale_of(said, quantity)
    how = relation or ("at least" if larger_is_better(quantity) else "at most")
    words = name_of(quantity, statistic)
    steps = [Step(f"{words}, as published", f"{sign_of(how)}{published(said)}", "", cited(said))]
    told: list[str] = []
    before = ""
    more: list[str] = []
    met: list[bool | None] = []
    unknown: list[str] = []
    for name in devices:
        device = case.devices[name]
        found = element_figure(device, quantity, statistic, convention)
        days = _days(device.snapshot.id, case.claim.date)
        near = days is not None and days <= within_days
        steps += calibration_steps(device, found, said, quantity, statistic)
        if found is None:
            unknown.append(f"the {words} of {device.name}")
            met.append(None)
        elif not near or days is None:
            unknown.append(
                f"a calibration of {device.name} within {within_days} days of the publication"
            )
            met.append(None)
        else:
            ends = _on_the_day(found.value, quantity, days)
            low, high = min((found.value, *ends)), max((found.value, *ends))
            met.append(said.holds(low, high, how, scale))
            steps += drift_steps(device, ends, said, quantity, days)
        if found is None:
            continue
        again = bool(told) and device.name == before
        before = device.name
        told.append(told_of(device, found, said, quantity, statistic, again=again))
        if met[-1] is False:
            told[-1] += f", not {published(said)}"
        elif met[-1] and not said.holds(found.value, found.value, how, scale):
            told[-1] += f"; {days} days apart, so small a difference may be drift"
        if found.elements:
            more.append(reach_of(found, said, quantity))
        if not near:
            more.append(
                f"The calibration of {device.snapshot.id} is {apart(days)} the publication."
            )
    steps += known(further)
    steps += [Step("missing", line, "", "") for line in missing]
    lacks = [*missing, *unknown]
    result = _of_every(met) if every else result_of(met)
    if result == "consistent" and missing:
        result = "not checkable"
    said_of_missing = f"Missing: {'; '.join(lacks)}." if result == "not checkable" else ""
    brief = "; ".join(told)
    if result == "not checkable":
        brief = missing_in_words(lacks) + (f". Known: {brief}" if told else "")
    return Finding(
        result,
        " ".join(part for part in (_capital("; ".join(told)), *more, said_of_missing) if part),
        tuple(steps),
        "A calibration of another day, of other elements or by another kind of benchmark could "
        "give another figure.",
        brief,
    )


def _capital(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _of_every(met: Sequence[bool | None]) -> Result:
    """Return the result of what is said of each of several devices.

    >>> _of_every([True, False, None]), _of_every([True, None]), _of_every([True, True])
    ('contradicted', 'not checkable', 'consistent')
    """
    if False in met:
        return "contradicted"
    return "not checkable" if None in met else "consistent"


def _on_the_day(value: float, quantity: str, days: int) -> tuple[float, ...]:
    """Return the least and the greatest that a figure may have been so many days apart.

    Errors of a chip wander, as measured runs have it (``qestimate.device.uncertainty``); 99 in
    100 stay within these ends. A lifetime is taken to do the same.

    >>> [round(end, 4) for end in _on_the_day(0.99, "two_qubit_fidelity", 6)]
    [0.9893, 0.9906]
    """
    if quantity in COUNTS or quantity.endswith("_duration") or quantity == "shot_period":
        return ()
    factor = exp(MOST_DRIFTS * CONSTANTS.drift * sqrt(days / DAYS_A_YEAR))
    if quantity in FIDELITIES:
        return 1 - (1 - value) * factor, 1 - (1 - value) / factor
    return value / factor, value * factor


def _days(day: str, other: str) -> int | None:
    """Return the days between two dates; None where one is no whole date.

    >>> _days("2026-05-05", "2026-04-15"), _days("2026-05", "2026-04-15")
    (20, 16)
    """
    try:
        whole = [
            date.fromisoformat(one + "-01" * (2 - one.count("-"))) for one in (day[:10], other)
        ]
    except ValueError:
        return None
    if day.count("-") < 2:  # a month or a year: its nearest day
        start = whole[0]
        if day == other[: len(day)]:
            return 0
        if start < whole[1]:
            last = {1: 30, 0: 364}[day.count("-")]
            return max(0, (whole[1] - start).days - last)
    return abs((whole[0] - whole[1]).days)
