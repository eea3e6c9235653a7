"""The short answer: the question, yes or no, a few rows, and where to read on."""

from __future__ import annotations

from functools import partial
from math import log10
from pathlib import PurePath
from typing import TYPE_CHECKING

from qestimate.core.formatting import count, span_in_words, time_in_words, usd
from qestimate.core.records import NamedTuple
from qestimate.explore.brief import brief_of, brief_of_one
from qestimate.explore.fit_search import STATUSES
from qestimate.report.document import Column, Screen, Table
from qestimate.report.figures.fits import GRID
from qestimate.report.figures.fits import in_words as in_words_of
from qestimate.report.figures.fits import name as name_of
from qestimate.report.views.brief_answer import answer, named_answer
from qestimate.report.views.brief_words import INSIDE, Words, featured_of, rank_of
from qestimate.report.views.sentences import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qestimate.device.device import Device
    from qestimate.estimation.estimate import Estimate
    from qestimate.explore.brief import Brief
    from qestimate.explore.fits import Fit
    from qestimate.explore.survey import Survey
    from qestimate.report.document import Tone
    from qestimate.scenario.scenario import Scenario
    from qestimate.workload.workload import LanguageModel

MAX_ROWS = 9
"""Rows of the table, headings of devices left out."""

MAX_DEVICES = 8
"""Devices that have a row."""

MAX_HEADED = 4
"""Devices that have a heading of their own, which says how many of their qubits are usable."""

ASSUMED = "Assumed: "
"""Start of the line that says what was assumed."""

_TONES: Mapping[str, Tone] = {"fits": "yes", "perhaps": "part", "unknown": "faint", "nothing": "no"}


def brief_screen(
    found: Brief, *, qubits: int | None = None, defaults: frozenset[str] | None = None
) -> Screen:
    """Return the short answer.

    Args:
        found: What it rests on.
        qubits: Number of qubits by which the devices were chosen, if they were.
        defaults: Names of the inputs that nobody gave; None where nothing is to be said of them.
    """
    words = Words(found)
    word, tone, said = named_answer(words) if found.ways else answer(words)
    rows = _rows(words)
    return Screen(
        _question(words, qubits),
        word,
        tone,
        said,
        _grid(words, rows),
        tuple(_TONES[one.status] for one in rows),
        tuple(
            line
            for line in (
                *_perhaps_rows(words, rows),
                without_chip(found),
                _limits(found),
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
    words = Words(found)
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


def _question(words: Words, qubits: int | None) -> str:
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


def _rows(words: Words) -> list[Fit]:
    """Return the mappings that have a row, device by device: that of the answer among them."""
    if words.found.ways:
        shown = [*words.found.asked, *(one for one in words.found.largest if one.settings)]
        return [
            one for device in words.found.devices for one in shown if words.device(one) is device
        ]
    if not words.best:
        return []
    chosen = featured_of(words)

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
        for one in (sorted(rows[:first], key=rank_of) if rank == 0 else rows[:1])
    ]


def _alone(fit: Fit) -> tuple[int, bool, tuple[int, int, int]]:
    """Return where a mapping stands that is shown alone: inside the model first, where it fits."""
    outside = fit.status == "fits" and fit.group not in INSIDE
    return STATUSES.index(fit.status), outside, rank_of(fit)


def _grid(words: Words, rows: Sequence[Fit]) -> Table:
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
        notes.append("A + means that or more, even with the fewest shots on all qubits at once.")
    shots = words.found.goal.shots
    if shots is not None and any((one.log10_shots.value or 0) > log10(shots) for one in rows):
        notes.append(
            f"You asked for {plural(shots, 'shot')}; where more is shown, reading takes more."
        )
    shown_of = len(devices), len(words.found.devices)
    if words.searched and not words.found.ways:
        notes.append("Each row is the largest of its kind that fits, or the smallest if none fits.")
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


def _heading(words: Words, device: Device) -> str:
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


def _perhaps_rows(words: Words, rows: Sequence[Fit]) -> Iterable[str]:
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
    how = {"full": "all weights", "dora": "LoRA"}.get(adapter.kind, adapter.label)
    gpus = f"one {gpu}" if found.lora.n_gpus == 1 else f"{found.lora.n_gpus} {gpu}"
    return f"Without a quantum chip: {time_in_words(time)}{cost} on {gpus} ({how})."


def _limits(found: Brief) -> str:
    """Say what no figure tells, and for which day they hold if chips have aged by then."""
    days = {one.asked for one in found.devices if one.age > 0}
    if days:
        return f"Figures for {max(days)}. They cannot tell if results would be better or worse."
    return "These figures cannot tell whether the result would be better or worse."


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


def _read_on(words: Words) -> tuple[tuple[str, str], ...]:
    several = len(words.found.devices)
    every = f", all {several} devices" if several > MAX_DEVICES else ""
    return (
        ("--full", f"every table{every}"),
        ("--explain", "where each number comes from"),
        ("qestimate explain depth", "what a word means"),
        ("qestimate claim list", "articles and papers, checked line by line"),
    )
