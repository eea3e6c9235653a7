"""Words of the short answer: how a mapping, its size and what it takes are said."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

from qestimate.core.formatting import (
    count_in_words,
    number,
    span_in_words,
    time_in_words,
    usd,
)
from qestimate.explore.fit_search import STATUSES
from qestimate.explore.fits import best_of_groups
from qestimate.report.figures.fits import name as name_of
from qestimate.report.views.sentences import plural

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.device.device import Device
    from qestimate.explore.brief import Brief
    from qestimate.explore.fits import Fit
    from qestimate.methods.program import Group
    from qestimate.workload.goal import Goal

INSIDE: Sequence[Group] = ("step", "token")
"""Groups of ways that train the model, or what is added to it."""

WHOLE_MODEL = "qt-model"
"""The way that makes every weight of the model."""

ORDER: Sequence[Group] = ("sample", "step", "token", "features", "sequence", "run")
"""Groups of ways as rows, where nothing else decides."""

THINGS: Mapping[Group, str] = {
    "token": "an adapter inside the model ({})",
    "step": "a circuit that makes the add-on weights of the model ({})",
    "sample": "a small learner behind the unchanged model ({})",
    "features": "a circuit that turns data into features, with nothing trained on it ({})",
    "sequence": "a small sequence model of its own ({})",
    "run": "a piece that was trained without the chip ({})",
    "none": "a way that needs no chip ({})",
    "baseline": "the plainest mapping, which nobody proposes ({})",
}
"""What the best of a group is."""

_TOO_MUCH = {
    "time": "may take too long",
    "price": "may cost too much",
    "qubits": "needs more usable qubits",
    "gates": "needs more gates than the chip runs",
    "signal": "may leave too little signal",
}
"""What one step more does."""


class Words:
    """What the sentences of one answer are made from."""

    def __init__(self, found: Brief) -> None:
        self.found = found
        self.devices = {(one.id, one.snapshot.id): one for one in found.devices}
        self.searched = bool(found.largest)
        self.all = found.largest or found.asked
        self.best = sorted(best_of_groups(self.all), key=rank_of)

    def is_whole(self, fit: Fit) -> bool:
        """Whether a mapping trains all weights of the model."""
        return fit.method == WHOLE_MODEL or (
            fit.group == "step" and self.found.workload.adapter.kind == "full"
        )

    def device(self, fit: Fit) -> Device:
        """Return the device of a mapping."""
        return self.devices[fit.device, fit.snapshot]

    def name(self, device: Device) -> str:
        """Name a device."""
        return name_of_device(self.found, device)

    def budget(self) -> str:
        """Say within what the work has to be done."""
        return within(self.found.goal)


def name_of_device(found: Brief, device: Device) -> str:
    """Name a device, with its date where two of its dates are there."""
    if device.snapshot.kind == "assumed":  # it is no machine
        return f"a {device.name} with assumed figures"
    dates = sum(other.id == device.id for other in found.devices)
    return f"{device.name} of {device.snapshot.id}" if dates > 1 else device.name


def within(goal: Goal) -> str:
    """Say within what time, and for what money, work has to be done."""
    days = plural(1, "day") if goal.max_days == 1 else f"{number(goal.max_days)} days"
    return days if goal.max_price is None else f"{days} and ${number(goal.max_price)}"


def rank_of(fit: Fit) -> tuple[int, int, int]:
    """Return where a mapping stands among others: what fits first, then the largest."""
    size = fit.independent_angles or 0
    return STATUSES.index(fit.status), ORDER.index(fit.group) if fit.group in ORDER else 9, -size


def featured(found: Brief) -> Fit:
    """Return the mapping that the answer is about: what fits, else what comes nearest."""
    return featured_of(Words(found))


def featured_of(words: Words) -> Fit:
    """Return the mapping that the answer is about."""
    if words.found.ways:
        return min(words.found.asked, key=lambda one: STATUSES.index(one.status))
    fitting = [one for one in words.best if one.status == "fits"]
    whole = [one for one in words.all if words.is_whole(one) and one.status == "fits"]
    inside = [one for one in fitting if one.group in INSIDE]
    if whole:
        return largest_of(whole)
    if fitting:
        return largest_of(inside or fitting)
    perhaps = [one for one in words.best if one.status == "perhaps"]
    open_ones = perhaps or [one for one in words.best if one.status == "unknown"]
    return open_ones[0] if open_ones else min(words.best, key=least_time)


def as_sentence(text: str) -> str:
    """Begin with a capital letter."""
    return f"{text[:1].upper()}{text[1:]}"


def largest_of(fitting: Sequence[Fit]) -> Fit:
    """Return the mapping that trains the most; among equals the widest."""
    return max(fitting, key=lambda one: (one.independent_angles, one.n_qubits))


def least_time(fit: Fit) -> float:
    """Return the shortest time that a mapping may take. [log10 s]"""
    ends = [end for end in fit.log10_run if end is not None]
    return min(ends, default=float("inf"))


def the_most(words: Words, fit: Fit) -> str:
    """Say what the most is that fits, and what stops more."""
    thing = THINGS[fit.group].format(fit.method)
    if words.found.workload.adapter.kind == "full" and fit.group == "step":
        thing = f"a circuit that makes the weights of the model ({fit.method})"
    device = words.name(words.device(fit))
    trained = "fits" if fit.group in ("features", "run") else "can be trained on"
    most = f"The most that {trained}" if words.searched else f"What {trained}"
    if fit.group in INSIDE and words.searched and not words.found.ways:
        most = "The most of its training that fits"
    lead = f"{most} {device} within {words.budget()} is {thing}"
    more = (
        f" A larger one {_TOO_MUCH[fit.limit]}."
        if words.searched and fit.limit in _TOO_MUCH
        else ""
    )
    return f"{lead}: {size_of(fit)}, {cost_of(fit)}.{more}"


def size_of(fit: Fit) -> str:
    """Say how much is trained, on how many qubits."""
    on = f"{plural(fit.n_qubits, 'qubit')}"
    if not fit.independent_angles:
        return on
    if fit.group == "run":
        numbers = count_in_words(log10(fit.independent_angles))
        return f"{numbers} numbers on {on}; they were trained elsewhere"
    beside = (
        f" and {count_in_words(log10(fit.classical_parameters))} on a GPU"
        if fit.group == "step" and fit.classical_parameters
        else ""
    )
    return f"{count_in_words(log10(fit.independent_angles))} trained numbers on {on}{beside}"


def cost_of(fit: Fit) -> str:
    """Say what time and money a mapping takes."""
    run, price = fit.log10_run.value, fit.log10_price.value
    time = "a time that is not known" if run is None else time_in_words(run)
    return time if price is None else f"{time}, {usd(price, 2)}"


def what_it_takes(words: Words, fit: Fit) -> str:
    """Say what a way takes on its device, with its interval."""
    price = "" if fit.log10_price.value is None else f" and {_price_span(words, fit)}"
    taken = f"{span_in_words(fit.log10_run)}{price}"
    return f"{way_on_device(words, fit)} takes {taken}, with {size_of(fit)}."


def _price_span(words: Words, fit: Fit) -> str:
    """Write a price, with its ends where there is a budget of money."""
    ends = [usd(end, 2) for end in (fit.log10_price.low, fit.log10_price.high) if end is not None]
    if words.found.goal.max_price is None or len(set(ends)) < 2:
        return usd(fit.log10_price.value or 0.0, 2)
    return " to ".join(ends)


def way_on_device(words: Words, fit: Fit) -> str:
    """Name a way and its device."""
    return f"{name_of(fit.method)} on {words.name(words.device(fit))}"


def not_published(found: Brief) -> str:
    """Say which figure is missing of published devices; empty where none is."""
    words = Words(found)
    unknown = [words.device(one) for one in words.best if one.status == "unknown"]
    if all(one.snapshot.kind == "assumed" for one in unknown):
        return ""
    return what_is_missing(words, words.best)


def what_is_missing(words: Words, fits: Sequence[Fit]) -> str:
    """Say which figure is missing of the devices."""
    missing: dict[str, list[str]] = {}
    for device in words.found.devices:
        of = [one for one in fits if words.device(one) is device and one.status == "unknown"]
        if of:
            missing.setdefault(_missing(device, of[0]), []).append(words.name(device))
    return as_sentence(
        "; ".join(what.format(" and ".join(names)) for what, names in missing.items()) + "."
    )


def _missing(device: Device, fit: Fit) -> str:
    """Say what of a device is not known, with a place for its name."""
    if device.graph is None and device.topology != "all-to-all" and fit.limit == "qubits":
        return "which qubits of {} work together is not published"
    if fit.limit == "time" and fit.log10_shots.value is None:
        return f"how many shots {name_of(fit.method)} takes on {{}} is known from below only"
    what = {"time": "how long a shot takes on {}", "price": "the price of {}"}
    return f"{what.get(fit.limit, f'what decides about the {fit.limit} of {{}}')} is not published"
