"""How far each input moves the verdict: every input at both ends of its interval, one by one."""

from __future__ import annotations

from math import inf, isfinite
from typing import TYPE_CHECKING, Literal

from qestimate.core import late_bound
from qestimate.core.records import NamedTuple
from qestimate.device.uncertainty import uncertainty_factors
from qestimate.estimation.runtime import OVERHEADS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.device.device import Device
    from qestimate.estimation.estimate import Estimate

HALF_TO_DOUBLE = (0.5, 2.0)
"""Ends of an input that nobody published and that was not asked about further. Assumed."""

_ERRORS = {
    "two_qubit_error": "two-qubit errors",
    "one_qubit_error": "one-qubit errors",
    "readout_error": "readout errors",
    "memory_error": "memory errors",
}
_TIMES = ("shot_period", "repetition_delay", "readout_duration", *OVERHEADS)
_COUNTS = {"tokens_per_sample": "tokens per sample", "samples": "samples"}


Sided = Literal["feasible", "infeasible", "unknown"]
"""On which side of the tightest limit the figures themselves lie, intervals of the others left
out: an input that is moved to its end would otherwise carry its interval along."""


@late_bound.shown
class Swing(NamedTuple):
    """One input, and where its ends bring the margin and the verdict."""

    name: str
    origin: str
    """Why the ends are where they are."""
    low: float
    """Low end, as a factor on the value; on the low end itself where there is no value. [1]"""
    high: float
    margin_low: float | None
    """Least margin of all limits at the low end. [log10]; None where unknown."""
    margin_high: float | None
    verdict_low: Sided
    verdict_high: Sided

    @property
    def span(self) -> float:
        """Decades that the margin moves from end to end; infinite if one end is unknown."""
        if self.margin_low is None or self.margin_high is None:
            return float("inf")
        return abs(self.margin_high - self.margin_low)


class Scenario(NamedTuple):
    """What an estimate was made of."""

    name: str
    origin: str
    low: float
    high: float
    at_low: Estimate
    at_high: Estimate


def side(found: Estimate) -> Sided:
    """Return on which side of its tightest limit an estimate lies, by its values alone."""
    least = margin(found)
    if least is None:
        return "unknown"
    return "feasible" if least >= 0 else "infeasible"


def baseline(found: Estimate) -> Estimate:
    """Return the estimate from which inputs are moved.

    It is the estimate itself, unless a time was published with ends and without a value: then
    that time is its low end in every row, since a bound and a value cannot be compared.
    """
    device = found.device
    for figure in _TIMES:
        published = _published_ends(device, figure)
        if published is not None and device.value(figure) is None:
            device = _fixed(device, figure, published[0])
    if device is found.device:
        return found
    return found.changed(device=device)


def bounded(found: Estimate) -> bool:
    """Whether a limit is violated by a bound alone, so that the margin is at most what it says."""
    return any(c.reason and c.status == "violated" for c in found.constraints)


def margin(found: Estimate) -> float | None:
    """Return the least margin of all limits. [log10]; None where the one that binds is unknown.

    >>> from qestimate import Workload, catalog, estimate
    >>> work = Workload.of(catalog.model("tinyllama-1.1b"))
    >>> round(margin(estimate(work, "qtha", catalog.device("origin-wukong-72"))), 1)
    -5.7
    """
    if found.binding.margin_log10 is None:
        return None
    known = [c.margin_log10 for c in found.constraints if c.margin_log10 is not None]
    return min(known) if known else None


def swings(found: Estimate) -> tuple[Swing, ...]:
    """Return every input that has an interval, the one that moves the margin most first.

    Those at one of whose ends the margin is unknown come last.

    Errors move by what the calibration leaves open, a factor on the exponent, taken for each kind
    of error alone; times per shot between their published ends; the size of the data, and shots if
    they were given, from half to double.

    >>> from qestimate import Workload, catalog, estimate
    >>> work = Workload.of(catalog.model("tinyllama-1.1b"))
    >>> found = swings(estimate(work, "qtha", catalog.device("origin-wukong-72")))
    >>> found[0].name, found[0].span >= found[1].span
    ('two-qubit errors', True)
    """
    rows = [
        Swing(
            case.name,
            case.origin,
            case.low,
            case.high,
            margin(case.at_low),
            margin(case.at_high),
            side(case.at_low),
            side(case.at_high),
        )
        for case in _cases(found, baseline(found))
    ]
    return tuple(sorted(rows, key=lambda row: -row.span if isfinite(row.span) else 1.0))


def _cases(asked: Estimate, found: Estimate) -> Iterator[Scenario]:
    """Yield the inputs of an estimate, each moved from its baseline."""
    yield from _device_cases(asked, found)
    for field, name in _COUNTS.items():
        now = getattr(found.workload.data, field)
        ends = [max(1, round(now * factor)) for factor in HALF_TO_DOUBLE]
        at = [
            found.workload._replace(data=found.workload.data._replace(**{field: end}))
            for end in ends
        ]
        yield Scenario(
            name,
            "half to double",
            ends[0] / now,
            ends[1] / now,
            *(found.changed(workload=work) for work in at),
        )
    if found.goal.shots is not None:
        now = found.goal.shots
        ends = [max(1, round(now * factor)) for factor in HALF_TO_DOUBLE]
        yield Scenario(
            "shots",
            "half to double",
            ends[0] / now,
            ends[1] / now,
            *(found.changed(goal=found.goal._replace(shots=n)) for n in ends),
        )


def _device_cases(asked: Estimate, found: Estimate) -> Iterator[Scenario]:
    device = found.device

    def at(changed: Device) -> Estimate:
        return found.changed(device=changed)

    width = uncertainty_factors(device, False) if found.local is None else found.local.width
    low, high = 1 / width.lower, width.upper
    origin = ", ".join(width.widened) or "the very machine and day"
    for figure, name in _ERRORS.items():
        if _has(device, figure):
            scaled = (device.scaled(figure, factor) for factor in (low, high))
            yield Scenario(name, origin, low, high, *map(at, scaled))
    if _has(device, "t1") and _has(device, "t2"):
        changed = (
            device.scaled("t1", factor).scaled("t2", factor) for factor in (1 / high, 1 / low)
        )
        yield Scenario("T1 and T2", origin, 1 / high, 1 / low, *map(at, changed))
    for figure in _TIMES:
        published = _published_ends(asked.device, figure)
        if published is None:
            continue
        name = "time per shot" if figure == "shot_period" else figure.replace("_", " ")
        now = device.value(figure)
        low, high = (_times(end, published[0] if now is None else now) for end in published)
        estimates = (at(_fixed(device, figure, end)) for end in published)
        yield Scenario(name, "published ends", low, high, *estimates)


def _times(end: float, base: float) -> float:
    """Return how many times a figure an end of its interval is; a nought is once itself."""
    return 1.0 if end == base else end / base if base else inf


def _published_ends(device: Device, figure: str) -> tuple[float, float] | None:
    """Return the least and greatest that a figure was published with."""
    quantity = device.snapshot.figures.get(figure)
    if quantity is None or quantity.low is None or not quantity.high:
        return None
    if quantity.value is None and not quantity.low:
        return None
    return quantity.low, quantity.high


def _has(device: Device, figure: str) -> bool:
    """Whether a figure is known for the chip, or for its elements."""
    if device.figure(figure) is not None:
        return True
    if figure == "two_qubit_error":
        return bool(device.snapshot.two_qubit_errors)
    field = {"readout_error": "readout_error_0"}.get(figure, figure)
    return any(getattr(q, field, None) is not None for q in device.snapshot.qubits.values())


def _fixed(device: Device, figure: str, value: float) -> Device:
    """Return the device with a figure at one end of its interval, and no interval left."""
    quantity = device.snapshot.figures[figure]
    figures = {
        **device.snapshot.figures,
        figure: quantity._replace(value=value, low=None, high=None),
    }
    return device._replace(snapshot=device.snapshot._replace(figures=figures))
