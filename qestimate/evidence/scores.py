"""How well predictions hold: which runs count, their score, by quantity and group of devices."""

from __future__ import annotations

from math import inf, log
from statistics import median
from typing import TYPE_CHECKING, Literal

from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from qestimate.catalog.experiment_records import ExperimentKind
    from qestimate.device.device import Device
    from qestimate.evidence.predicted_run import Prediction

NARROW = 10.0
"""High over low up to which an interval still tells something."""

Quantity = Literal["whole circuits", "expectation values", "times"]

_QUANTITIES: Mapping[ExperimentKind, Quantity] = {
    "expectation": "expectation values",
    "job-time": "times",
}
"""What was measured in experiments that measured no whole circuits."""

VENDORS: Mapping[str, str] = {
    "ibm": "IBM",
    "google": "Google",
    "iqm": "IQM, Rigetti, Origin",
    "rigetti": "IQM, Rigetti, Origin",
    "origin": "IQM, Rigetti, Origin",
}
"""Groups of devices by the first word of their vendor."""

TECHNOLOGIES: Mapping[str, str] = {
    "trapped-ion": "ion traps",
    "superconducting": "other superconducting",
}
"""Groups of the devices of all other vendors, by technology."""

NO_GROUP = "other"
"""Group of all that is left: other technologies, and figures that name no device."""

ALL = "all"
"""Name of the row that holds all groups of devices."""


class Score(NamedTuple):
    """How well predictions hold."""

    n: int
    coverage: float
    """Share of measured values inside their interval."""
    median_abs_log: float
    """Median of |ln(predicted / measured)|."""
    median_width: float
    """Median of high over low."""
    plain_median_abs_log: float | None
    """The same of |ln(plain / measured)|, over the runs that have a plain product."""
    compared_median_abs_log: float | None
    """The median of |ln(predicted / measured)| over those runs."""
    n_plain: int = 0
    """How many have a plain product."""
    chip_median_abs_log: float | None = None
    """The same of |ln(medians / measured)|, over the runs with medians of the chip."""
    beside_chip_median_abs_log: float | None = None
    """The median of |ln(predicted / measured)| over those runs."""
    n_chip: int = 0
    """How many have medians of the chip."""


class GroupScore(NamedTuple):
    """The score of the runs on a group of devices in which the same was measured."""

    quantity: Quantity
    devices: str
    score: Score
    narrow: Score | None
    """Of those whose interval is at most NARROW wide; None if there are none."""


def is_test(prediction: Prediction) -> bool:
    """Whether a run counts.

    It set no constant or figure, or is predicted without what it set; and no other experiment has
    its shots.
    """
    run = prediction.run
    return (run.left_out or not run.calibrates) and not run.repeats


def counting(predictions: Iterable[Prediction]) -> list[Prediction]:
    """Return the predictions of the runs that count in the score."""
    return [one for one in predictions if is_test(one)]


def score(predictions: Iterable[Prediction]) -> Score | None:
    """Return the score of the predictions that have a value; None if there are none."""
    told = [p for p in predictions if p.value is not None]
    if not told:
        return None
    ratios = [abs(log(p.ratio)) for p in told if p.ratio is not None]
    plain, beside_plain = _against(told, lambda p: p.plain)
    chip, beside_chip = _against(told, lambda p: p.medians)
    return Score(
        len(told),
        sum(p.inside is True for p in told) / len(told),
        median(ratios) if ratios else inf,
        median(p.width for p in told if p.width is not None),
        median(plain) if plain else None,
        median(beside_plain) if plain else None,
        len(plain),
        median(chip) if chip else None,
        median(beside_chip) if chip else None,
        len(chip),
    )


def _against(
    predictions: Iterable[Prediction], baseline: Callable[[Prediction], float | None]
) -> tuple[list[float], list[float]]:
    """Return |ln| of a baseline and of the prediction over what was measured, where both are."""
    rows = [
        (abs(log(other / p.run.measured)), abs(log(p.ratio)))
        for p in predictions
        if p.ratio is not None and (other := baseline(p)) and other * p.run.measured > 0
    ]
    return [other for other, _ in rows], [ours for _, ours in rows]


def quantity_of(kind: ExperimentKind) -> Quantity:
    """Return what experiments of a kind are about, in three words.

    >>> quantity_of("ghz"), quantity_of("job-time")
    ('whole circuits', 'times')
    """
    return _QUANTITIES.get(kind, "whole circuits")


def device_group(device: Device) -> str:
    """Return the group in which a device is scored: by its vendor, else by its technology.

    >>> from qestimate import catalog
    >>> device_group(catalog.device("iqm-garnet")), device_group(catalog.device("ionq-aria-1"))
    ('IQM, Rigetti, Origin', 'ion traps')
    """
    vendor = device.vendor.partition(" ")[0].casefold()
    return VENDORS.get(vendor, TECHNOLOGIES.get(device.technology, NO_GROUP))


def narrow(predictions: Iterable[Prediction]) -> list[Prediction]:
    """Return the predictions whose interval is at most NARROW wide."""
    return [one for one in predictions if one.width is not None and one.width <= NARROW]


def group_scores(runs: Iterable[tuple[ExperimentKind, Prediction]]) -> list[GroupScore]:
    """Return the scores by quantity and group of devices, with one of all where groups are many.

    Args:
        runs: Predictions, each with the kind of its experiment.

    >>> from qestimate.catalog.experiments import experiment
    >>> from qestimate.evidence.prediction import predict
    >>> found = group_scores(("bell", one) for one in predict(experiment("iqm-garnet-bell")))
    >>> [(one.quantity, one.devices, one.score.n) for one in found]
    [('whole circuits', 'IQM, Rigetti, Origin', 32)]
    """
    table: dict[Quantity, dict[str, list[Prediction]]] = {}
    for kind, one in runs:
        groups = table.setdefault(quantity_of(kind), {})
        groups.setdefault(device_group(one.run.device), []).append(one)
    order = [*dict.fromkeys((*VENDORS.values(), *TECHNOLOGIES.values())), NO_GROUP]
    rows: list[tuple[Quantity, str, Sequence[Prediction]]] = []
    for quantity in ("whole circuits", "expectation values", "times"):
        groups = table.get(quantity, {})
        rows += [(quantity, name, groups[name]) for name in order if name in groups]
        if len(groups) > 1:
            rows.append((quantity, ALL, [one for those in groups.values() for one in those]))
    return [
        GroupScore(quantity, devices, total, score(narrow(those)))
        for quantity, devices, those in rows
        if (total := score(those)) is not None
    ]
