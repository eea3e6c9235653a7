"""The short answer: the question, yes or no, a few rows, and where to read on."""

from __future__ import annotations

from functools import partial
from math import log10
from pathlib import PurePath
from typing import TYPE_CHECKING

from qestimate.core.formatting import (
    count,
    number,
    rounded_in_words,
    span_in_words,
    time_in_words,
    usd,
)
from qestimate.core.formatting import count_in_words as in_words
from qestimate.core.records import NamedTuple
from qestimate.estimation.constraints import SECONDS_PER_DAY
from qestimate.explore.brief import brief_of, brief_of_one
from qestimate.explore.fit_search import STATUSES
from qestimate.explore.fits import Fit, best_of_groups
from qestimate.report.document import Column, Screen, Table
from qestimate.report.figures.fits import GRID
from qestimate.report.figures.fits import in_words as in_words_of
from qestimate.report.figures.fits import name as name_of
from qestimate.report.views.sentences import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qestimate.device.device import Device
    from qestimate.estimation.estimate import Estimate
    from qestimate.explore.brief import Brief
    from qestimate.explore.survey import Survey
    from qestimate.methods.program import Group
    from qestimate.report.document import Tone
    from qestimate.scenario.scenario import Scenario
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import LanguageModel

INSIDE: Sequence[Group] = ("step", "token")
"""Groups of ways that train the model, or what is added to it."""

WHOLE_MODEL = "qt-model"
"""The way that makes every weight of the model."""

MAX_ROWS = 9
"""Rows of the table, headings of devices left out."""

MAX_DEVICES = 8
"""Devices that have a row."""

MAX_HEADED = 4
"""Devices that have a heading of their own, which says how many of their qubits are usable."""

ASSUMED = "Assumed: "
"""Start of the line that says what was assumed."""

_ORDER: Sequence[Group] = ("sample", "step", "token", "features", "sequence", "run")
"""Groups of ways as rows, where nothing else decides."""

_THING: Mapping[Group, str] = {
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

_TONES: Mapping[str, Tone] = {"fits": "yes", "perhaps": "part", "unknown": "faint", "nothing": "no"}

_TOO_MUCH = {
    "time": "may take too long",
    "price": "may cost too much",
    "qubits": "needs more usable qubits",
    "gates": "needs more gates than the chip runs",
    "signal": "may leave too little signal",
}
"""What one step more does."""


class _Words:
    """What the sentences of one answer are made from."""

    def __init__(self, found: Brief) -> None:
        self.found = found
        self.devices = {(one.id, one.snapshot.id): one for one in found.devices}
        self.searched = bool(found.largest)
        self.all = found.largest or found.asked
        self.best = sorted(best_of_groups(self.all), key=_place)

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


def brief_screen(
    found: Brief, *, qubits: int | None = None, defaults: frozenset[str] | None = None
) -> Screen:
    """Return the short answer.

    Args:
        found: What it rests on.
        qubits: Number of qubits by which the devices were chosen, if they were.
        defaults: Names of the inputs that nobody gave; None where nothing is to be said of them.
    """
    words = _Words(found)
    word, tone, answer = _named_answer(words) if found.ways else _answer(words)
    rows = _rows(words)
    return Screen(
        _question(words, qubits),
        word,
        tone,
        answer,
        _grid(words, rows),
        tuple(_TONES[one.status] for one in rows),
        tuple(
            line
            for line in (
                *_perhaps_rows(words, rows),
                without_chip(found),
                "Whether the result would be better or worse, such figures cannot tell.",
                "" if defaults is None else _assumed(found, defaults),
            )
            if line
        ),
        _read_on(words),
    )


def scenario_screen(found: Brief, asked: Scenario) -> Screen:
    """Return the short answer of a scenario."""
    size = asked.values.get("qubits")
    qubits = None if size is None or "device" in asked.values else size.value
    return brief_screen(found, qubits=qubits, defaults=asked.defaults)


class GridRow(NamedTuple):
    """A row of the short answer, for pictures."""

    device: str
    """Name of the device."""
    heading: str
    """The same with what is known of its qubits."""
    way: str
    fit: Fit


def grid_rows(found: Brief) -> tuple[GridRow, ...]:
    """Return the mappings that have a row."""
    words = _Words(found)
    return tuple(
        GridRow(
            words.name(words.device(one)),
            _heading(words, words.device(one)),
            _settled(one) if found.ways else in_words_of(one),
            one,
        )
        for one in _rows(words)
    )


def survey_screen(found: Survey) -> Screen:
    """Return the short answer of a survey."""
    return brief_screen(brief_of(found))


def estimate_screen(found: Estimate) -> Screen:
    """Return the short answer of one estimate."""
    return brief_screen(brief_of_one(found))


def _place(fit: Fit) -> tuple[int, int, int]:
    """Return where a mapping stands among others: what fits first, then the largest."""
    size = fit.independent_angles or 0
    return STATUSES.index(fit.status), _ORDER.index(fit.group) if fit.group in _ORDER else 9, -size


def _question(words: _Words, qubits: int | None) -> str:
    found = words.found
    chip = f"{_article(qubits)} {qubits:,}-qubit chip" if qubits else None
    if chip is None:
        names = list(dict.fromkeys(one.name for one in found.devices))
        several = " or ".join(names) if len(names) == 2 else f"any of {len(names)} devices"
        chip = names[0] if len(names) == 1 else several
    model = _model(found.workload.model)
    if found.ways:
        ways = " or ".join(dict.fromkeys(name_of(one) for one in found.ways))
        return f"Can {chip} run {ways} for {model}?"
    return f"Can {chip} fine-tune {model}?"


def _article(n: int) -> str:
    """Return the article before a number that is read aloud.

    >>> [_article(n) for n in (5, 8, 11, 18, 72, 81, 800, 1100, 11000, 1_000_000)]
    ['a', 'an', 'an', 'an', 'a', 'an', 'an', 'a', 'an', 'a']
    """
    first = f"{n:,}".partition(",")[0]
    return "an" if first.startswith("8") or first in ("11", "18") else "a"


def _model(model: LanguageModel) -> str:
    """Name a model; one that its file does not name by that file."""
    size = f"{model.parameters:,} parameters"
    if model.assumed:
        return f"a model of {size}"
    file = PurePath(model.source)
    nameless = file.suffix == ".json" and model.name in (file.stem, file.parent.name)
    name = f"the model in {'/'.join(file.parts[-2:])}" if nameless else model.name
    return f"{name} ({size})"


def featured(found: Brief) -> Fit:
    """Return the mapping that the answer is about: what fits, else what comes nearest."""
    return _featured(_Words(found))


def _featured(words: _Words) -> Fit:
    if words.found.ways:
        return min(words.found.asked, key=lambda one: STATUSES.index(one.status))
    fitting = [one for one in words.best if one.status == "fits"]
    whole = [one for one in words.all if words.is_whole(one) and one.status == "fits"]
    inside = [one for one in fitting if one.group in INSIDE]
    if whole:
        return _largest(whole)
    if fitting:
        return _largest(inside or fitting)
    perhaps = [one for one in words.best if one.status == "perhaps"]
    open_ones = perhaps or [one for one in words.best if one.status == "unknown"]
    return open_ones[0] if open_ones else min(words.best, key=_run)


def _answer(words: _Words) -> tuple[str, Tone, str]:
    """Return the answer for all ways: its word, how it is meant, its sentences."""
    if not words.best:
        return "NO.", "no", "No way has a circuit for this."
    one = _featured(words)
    if one.status == "fits" and words.is_whole(one):
        return "YES,", "yes", f"in one way. {_whole(words, one)}"
    if not words.searched:
        return _unsearched(words, one)
    whole = [each.status for each in words.all if words.is_whole(each)]
    outside = bool(whole) and set(whole) == {"nothing"}
    not_model = ", not the model itself." if outside else "."
    if one.status == "fits" and one.group in INSIDE:
        return f"PARTLY{not_model}", "part", _most(words, one)
    if one.status == "fits":
        if outside:
            return f"NO{not_model}", "no", _most(words, one)
        said = f"{_most(words, one)} Whether the model itself fits is not known."
        return "NOT KNOWN.", "part", said
    if one.status == "perhaps":
        word = f"NO{not_model}" if outside else "PERHAPS."
        return word, "no" if outside else "part", f"Perhaps a small part: {_perhaps(words, one)}"
    if one.status == "unknown":
        if not outside:
            return "NOT KNOWN.", "part", _unknown(words, words.best)
        said = f"Whether a small part fits is not known. {_unknown(words, words.best)}"
        return f"NO{not_model}", "no", said
    return "NO.", "no", f"Nothing fits within {words.budget()}. {_closest(words, one)}"


def _unsearched(words: _Words, one: Fit) -> tuple[str, Tone, str]:
    """Return the answer where each way was tried at its own settings alone: never a plain no."""
    if one.status == "fits" and one.group in INSIDE:
        return "PARTLY.", "part", _most(words, one)
    smaller = "Smaller circuits were not tried; qestimate fits does."
    if one.status == "fits":
        return "NOT SETTLED.", "part", f"{_most(words, one)} {smaller}"
    if one.status == "perhaps":
        return "PERHAPS.", "part", f"{_sentence(_perhaps(words, one))} {smaller}"
    if one.status == "unknown":
        return "NOT KNOWN.", "part", _unknown(words, words.best)
    said = f"At its own settings no way fits within {words.budget()}. {smaller}"
    return "NOT SETTLED.", "part", said


def _whole(words: _Words, fit: Fit) -> str:
    """Say how all weights of the model are made."""
    return (
        f"A circuit whose probabilities become all weights of the model ({fit.method}) fits "
        f"{words.name(words.device(fit))} within {words.budget()}: {_size(fit)}, {_cost(fit)}."
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def _named_answer(words: _Words) -> tuple[str, Tone, str]:
    """Return the answer for ways that were asked for by name."""
    best = _featured(words)
    less = [one for one in words.found.largest if one.status == "fits"]
    smaller = f" {_most(words, _largest(less))}" if less else ""
    if best.status == "fits":
        return "YES,", "yes", f"within {words.budget()}: {_taken(words, best)}"
    if best.status == "perhaps":
        return "PERHAPS.", "part", f"{_sentence(_taken(words, best))}{_against(words)}"
    if best.status == "unknown":
        return "NOT KNOWN.", "part", f"{_unknown(words, words.found.asked)}{smaller}"
    if not less and any(one.status == "unknown" for one in words.found.largest):
        smaller = " Whether a smaller one fits is not known."
    said = f"not within {words.budget()}. {_sentence(_closest(words, best))}{smaller}"
    return "NO,", "no", said


def _against(words: _Words) -> str:
    """Say what the budget is that may or may not suffice."""
    return f" The budget is {words.budget()}."


def _largest(fitting: Sequence[Fit]) -> Fit:
    return max(fitting, key=lambda one: (one.independent_angles, one.n_qubits))


def _run(fit: Fit) -> float:
    ends = [end for end in fit.log10_run if end is not None]
    return min(ends, default=float("inf"))


def _most(words: _Words, fit: Fit) -> str:
    """Say what the most is that fits, and what stops more."""
    thing = _THING[fit.group].format(fit.method)
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
    return f"{lead}: {_size(fit)}, {_cost(fit)}.{more}"


def _size(fit: Fit) -> str:
    """Say how much is trained, on how many qubits."""
    on = f"{plural(fit.n_qubits, 'qubit')}"
    if not fit.independent_angles:
        return on
    if fit.group == "run":
        numbers = in_words(log10(fit.independent_angles))
        return f"{numbers} numbers on {on}; they were trained elsewhere"
    beside = (
        f" and {in_words(log10(fit.classical_parameters))} on a GPU"
        if fit.group == "step" and fit.classical_parameters
        else ""
    )
    return f"{in_words(log10(fit.independent_angles))} trained numbers on {on}{beside}"


def _cost(fit: Fit) -> str:
    run, price = fit.log10_run.value, fit.log10_price.value
    time = "a time that is not known" if run is None else time_in_words(run)
    return time if price is None else f"{time}, {usd(price, 2)}"


def _taken(words: _Words, fit: Fit) -> str:
    """Say what a way takes on its device, with its interval."""
    price = "" if fit.log10_price.value is None else f" and {_price_span(words, fit)}"
    taken = f"{span_in_words(fit.log10_run)}{price}"
    return f"{_lead(words, fit)} takes {taken}, with {_size(fit)}."


def _price_span(words: _Words, fit: Fit) -> str:
    """Write a price, with its ends where there is a budget of money."""
    ends = [usd(end, 2) for end in (fit.log10_price.low, fit.log10_price.high) if end is not None]
    if words.found.goal.max_price is None or len(set(ends)) < 2:
        return usd(fit.log10_price.value or 0.0, 2)
    return " to ".join(ends)


def _lead(words: _Words, fit: Fit) -> str:
    """Name a way and its device."""
    return f"{name_of(fit.method)} on {words.name(words.device(fit))}"


def _perhaps(words: _Words, fit: Fit) -> str:
    thing = _THING[fit.group].format(fit.method)
    smallest = ", at its smallest," if words.searched else ""
    return (
        f"{thing}{smallest} takes {span_in_words(fit.log10_run)} on "
        f"{words.name(words.device(fit))}.{_against(words)}"
    )


def _closest(words: _Words, fit: Fit) -> str:
    """Say how far from feasible a way is that is not."""
    name = _lead(words, fit)
    where = (
        "comes closest: even at its smallest it" if words.searched and not words.found.ways else ""
    )
    lead = f"{name} {where}".rstrip()
    times = too_long(fit, words.found.goal.max_days)
    if fit.limit == "qubits" or times is None:
        return f"{lead} {_LACKS.get(fit.limit, 'exceeds a limit')}."
    return f"{lead} takes {times} too long."


_LACKS = {
    "qubits": "needs more usable qubits than the chip has",
    "gates": "needs more gates than the chip runs",
    "signal": "leaves too little signal",
    "price": "costs too much",
}


def too_long(fit: Fit, max_days: float) -> str | None:
    """Return how many times too long a mapping takes, in words; None if that is not known."""
    ends = [end for end in (fit.log10_run.value, fit.log10_run.low) if end is not None]
    if not ends:
        return None
    times = ends[0] - log10(max_days * SECONDS_PER_DAY)
    if times <= 0:
        return None
    at_least = "at least " if fit.log10_run.value is None else ""
    return f"{at_least}{rounded_in_words(times)} times"


def not_published(found: Brief) -> str:
    """Say which figure is missing of published devices; empty where none is."""
    words = _Words(found)
    unknown = [words.device(one) for one in words.best if one.status == "unknown"]
    if all(one.snapshot.kind == "assumed" for one in unknown):
        return ""
    return _unknown(words, words.best)


def _unknown(words: _Words, fits: Sequence[Fit]) -> str:
    """Say which figure is missing of the devices."""
    missing: dict[str, list[str]] = {}
    for device in words.found.devices:
        of = [one for one in fits if words.device(one) is device and one.status == "unknown"]
        if of:
            missing.setdefault(_missing(device, of[0]), []).append(words.name(device))
    return _sentence(
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


def _rows(words: _Words) -> list[Fit]:
    """Return the mappings that have a row, device by device: that of the answer among them."""
    if words.found.ways:
        shown = [*words.found.asked, *(one for one in words.found.largest if one.settings)]
        return [
            one for device in words.found.devices for one in shown if words.device(one) is device
        ]
    if not words.best:
        return []
    chosen = _featured(words)

    def place(one: Fit) -> tuple[bool, tuple[int, bool, tuple[int, int, int]]]:
        return one is not chosen, _alone(one)

    best = dict.fromkeys((*words.best, chosen))
    of = [
        sorted((one for one in best if words.device(one) is device), key=place)
        for device in words.found.devices
    ]
    of = sorted((rows for rows in of if rows), key=lambda rows: place(rows[0]))[:MAX_DEVICES]
    if len(of) > MAX_HEADED:
        return [rows[0] for rows in of]
    first = MAX_ROWS - 2 * (len(of) - 1)
    return [
        one
        for rank, rows in enumerate(of)
        for one in (sorted(rows[:first], key=_place) if rank == 0 else rows[:1])
    ]


def _alone(fit: Fit) -> tuple[int, bool, tuple[int, int, int]]:
    """Return where a mapping stands that is shown alone: inside the model first, where it fits."""
    outside = fit.status == "fits" and fit.group not in INSIDE
    return STATUSES.index(fit.status), outside, _place(fit)


def _grid(words: _Words, rows: Sequence[Fit]) -> Table:
    shown = [GRID[key] for key in GRID if key != "price_usd" or any(map(_priced, rows))]
    _, *rest = shown
    way = _settled if words.found.ways else GRID["way"].get
    money = words.found.goal.max_price is not None
    columns = tuple(
        Column(
            "price" if money and one.key == "price_usd" else one.key,  # it decides: it stays
            one.heading or one.label,
            one.kind,
        )
        for one in shown
    )
    devices = {(one.device, one.snapshot) for one in rows}
    headed = len(devices) <= MAX_HEADED
    name = partial(_heading, words) if headed else words.name
    notes = []
    if any(
        one.log10_run.value is None and one.status == "nothing" and one.log10_run.low
        for one in rows
    ):
        notes.append("With +: that or more, even with the fewest shots on all qubits at once.")
    shots = words.found.goal.shots
    if shots is not None and any((one.log10_shots.value or 0) > log10(shots) for one in rows):
        notes.append(f"Of {count(shots)} shots as asked, more are taken where reading needs more.")
    shown_of = len(devices), len(words.found.devices)
    if words.searched and not words.found.ways:
        notes.append("Rows are the largest of their kind that fit, or else the smallest there are.")
    elif not words.found.ways:
        best = (
            "Best {} of {} devices, ways".format(*shown_of) if shown_of[0] < shown_of[1] else "Ways"
        )
        notes.append(f"{best} at their own settings; qestimate fits looks for more.")
    return Table(
        "answer",
        "",
        (Column("device", "device"), *columns),
        tuple(
            (name(words.device(one)), way(one), *(one_of.shown(one) for one_of in rest))
            for one in rows
        ),
        tuple(notes),
        group="device" if headed else "",
    )


def _priced(fit: Fit) -> bool:
    return fit.log10_price.value is not None


def _settled(fit: Fit) -> str:
    """Return a way by what it is set to."""
    if not fit.settings:
        return f"{name_of(fit.method)} as asked"
    return ", ".join([name_of(fit.method), *(f"{name} {value}" for name, value in fit.settings)])


def _heading(words: _Words, device: Device) -> str:
    """Name a device with what is known of its qubits."""
    name, date = words.name(device), device.snapshot.id
    of, all_of = device.qubits_connected, device.qubits_advertised
    own = ", some figures set by you" if device.given else ""
    if device.snapshot.kind == "assumed":
        return f"{name}, {plural(all_of or 0, 'qubit')}: figures assumed{own}"
    if of is None:
        return f"{name}: which qubits work together is not published{own}"
    if of == all_of:
        return f"{name}: all {of} qubits usable on {date}{own}"
    return f"{name}: {of} of its {all_of} qubits usable together on {date}{own}"


def _perhaps_rows(words: _Words, rows: Sequence[Fit]) -> Iterable[str]:
    """Say between what the time of a row lies that is shown as perhaps."""
    for one in rows:
        if one.status == "perhaps" and not words.found.ways:
            yield (
                f"Perhaps: {name_of(one.method)} may take anything from "
                f"{span_in_words(one.log10_run)}."
            )
            return


def without_chip(found: Brief) -> str:
    """Say what a GPU takes for the same work."""
    if found.lora is None or found.lora.log10_training.value is None:
        return ""
    time, price = found.lora.log10_training.value, found.lora.log10_price.value
    cost = "" if price is None else f", {usd(price, 2)}"
    adapter, gpu = found.workload.adapter, found.lora.gpu.name
    how = "all weights" if adapter.kind == "full" else "LoRA"
    gpus = f"one {gpu}" if found.lora.n_gpus == 1 else f"{found.lora.n_gpus} {gpu}"
    return f"Without a quantum chip: {time_in_words(time)}{cost} on {gpus} ({how})."


def _assumed(found: Brief, defaults: frozenset[str]) -> str:
    """Say what was assumed where nobody said anything."""
    data, adapter = found.workload.data, found.workload.adapter
    parts = []
    if "rank" in defaults and adapter.kind != "full":
        parts.append(f"LoRA rank {adapter.rank}")
    samples = plural(data.samples, "sample") if "samples" in defaults else ""
    tokens = f"{count(data.tokens_per_sample)} tokens" if "tokens" in defaults else ""
    passed = [" of ".join(filter(None, (samples or (tokens and "samples"), tokens)))]
    if "epochs" in defaults:
        passed.append(plural(data.epochs, "epoch"))
    if any(passed):
        parts.append(", ".join(filter(None, passed)))
    if found.workload.model.assumed:
        parts.append("the model's layers")
    return f"{ASSUMED}{'; '.join(parts)}." if parts else ""


def _read_on(words: _Words) -> tuple[tuple[str, str], ...]:
    several = len(words.found.devices)
    every = f", all {several} devices" if several > MAX_DEVICES else ""
    return (
        ("--full", f"every table{every}"),
        ("--explain", "where each number comes from"),
        ("qestimate explain depth", "what a word means"),
        ("qestimate claim list", "articles and papers, checked line by line"),
    )
