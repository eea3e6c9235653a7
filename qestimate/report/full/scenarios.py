"""The report of a scenario."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from qestimate.core.formatting import number
from qestimate.estimation.placement import Placement
from qestimate.explore.brief import brief_of
from qestimate.report.full.captions import (
    budget_caption,
    chip_caption,
    drawn,
    layers_caption,
    times_caption,
    where_caption,
)
from qestimate.report.full.explained import ways_section, words_section
from qestimate.report.full.report import Front, Picture, Report, Section, sections_of
from qestimate.report.full.sources import entries, made_with, of_survey
from qestimate.report.plots.budget import MAX_ROWS, budget
from qestimate.report.plots.chip import chip
from qestimate.report.plots.layers import layers
from qestimate.report.plots.times import MAX_ROWS as MAX_TIMES
from qestimate.report.plots.times import times
from qestimate.report.plots.where import MAX_DEVICES, where
from qestimate.report.views.brief import ASSUMED, grid_rows, scenario_screen
from qestimate.report.views.model import model_document
from qestimate.report.views.sentences import (
    best_of,
    change_sentence,
    conclusion,
    device_label,
    nearest_of,
)
from qestimate.scenario.values import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.estimation.estimate import Estimate
    from qestimate.explore.brief import Brief
    from qestimate.explore.survey import Survey
    from qestimate.report.document import Screen
    from qestimate.scenario.scenario import Scenario

MAX_CHIPS = 3

CHAPTERS = (
    ("asked", "What was asked", ("workload",), (),
     "All that the answer rests on: what was said, and what was taken where nothing was said."),
    ("fits", "What fits", ("fits", "fits-cost"), (),
     "How far each way can be enlarged until it no longer fits, and what that takes."),
    ("circuits", "The circuits", ("circuits",), ("where-it-fits", "chip"),
     "What each way would put on the chip at its own settings, or at those that were asked for; "
     "what noise leaves of it; and where on the chip it would run."),
    ("shots", "Runs of the circuits", ("mitigation", "shots"), ("signal",),
     "How often each circuit has to be run for results that are precise enough to train with."),
    ("cost", "Time, price and verdict", ("cost",), ("budget",),
     "What a whole training takes at those settings, and which limit stops it."),
    ("without", "Without a quantum chip", ("lora", "simulation"), (),
     "The same work on a GPU, and the same circuits simulated on an ordinary computer."),
    ("bounds", "What no circuit can exceed", ("bounds",), (),
     "Limits of each device that hold for every way, also for one that nobody has thought of yet."),
)  # fmt: skip
"""Key, title, tables, starts of the names of pictures, and a sentence, of each chapter."""


def scenario_report(asked: Scenario, found: Survey, command: str) -> Report:
    """Return the report of a scenario.

    Args:
        asked: Its inputs, with their origins.
        found: Its answer.
        command: That was typed.
    """
    short = brief_of(found)
    screen = scenario_screen(short, asked)
    tables = {table.key: table for table in model_document(found, asked.lines, screen).tables[1:]}
    pictures = list(_pictures(found))
    assumed = tuple(_assumptions(asked))
    chapters = [
        one._replace(lines=assumed) if one.key == "asked" else one
        for one in sections_of(CHAPTERS, tables, pictures)
    ]
    change = change_sentence(found.nearest)
    result = Section(
        "result", "The answer in full", (conclusion(found), *([change] if change else []))
    )
    ways = ways_section((one.method for one in found.estimates), found.skipped)
    return Report(
        screen.question,
        _front(short, screen),
        (ways, result, *chapters, words_section()),
        entries(of_survey(found)),
        made_with(),
        command,
    )


def _front(short: Brief, screen: Screen) -> Front:
    """Return the first page: the same words as on a terminal."""
    rows = grid_rows(short)
    picture = None
    if 1 <= len(rows) <= MAX_TIMES:
        picture = Picture(
            "times",
            "How long would each way take?",
            times_caption(rows, short.goal),
            partial(times, [row[1:] for row in rows], short.goal.max_days),
        )
    assumed = [one for one in screen.closing if one.startswith(ASSUMED)]
    return Front(
        screen.word,
        screen.tone,
        screen.answer,
        screen.rows,
        picture,
        tuple(one for one in screen.closing if one not in assumed),
        _one_sentence(*(one.removeprefix(ASSUMED) for one in assumed), *_assumed_of_devices(short)),
    )


def _one_sentence(*parts: str) -> tuple[str, ...]:
    return ("; ".join(part.rstrip(".") for part in parts) + ".",) if parts else ()


def _assumed_of_devices(short: Brief) -> Iterator[str]:
    """Say of which devices figures are assumed."""
    names = [
        one.name
        for one in short.devices
        if any(figure.kind == "assumed" for figure in one.snapshot.figures.values())
    ]
    if names:
        yield f"some figures of {' and '.join(dict.fromkeys(names))}."


def _assumptions(asked: Scenario) -> Iterator[str]:
    defaults = [
        f"{name.replace('-', ' ')} {_said(one.value)}"
        for name, one in asked.values.items()
        if one.origin == DEFAULT
    ]
    if asked.workload.adapter.targets and not {"target", "adapter-config"} & asked.values.keys():
        defaults.append(f"target {', '.join(asked.workload.adapter.targets)}")
    if "layers" not in asked.values:
        defaults.append("layers the methods' own")
    if not asked.methods:
        defaults.append("all methods")
    if defaults:
        yield f"Not given, so the default: {', '.join(defaults)}."
    model = asked.workload.model
    if model.assumed:
        yield (f"Only a size was given: the shape is that of {model.id}, scaled to {model.note}.")
    for device in asked.devices:
        assumed = sorted(
            name.replace("_", " ")
            for name, figure in device.snapshot.figures.items()
            if figure.kind == "assumed"
        )
        if assumed:
            yield f"{device_label(device)}: assumed, not measured: {', '.join(assumed)}."


def _said(value: object) -> str:
    return number(value) if isinstance(value, int | float) else str(value)


def _pictures(found: Survey) -> Iterator[Picture]:
    placed = [e for e in found.estimates if isinstance(e.placement, Placement)]
    if placed and len(found.bounds) <= MAX_DEVICES:
        yield Picture(
            "where-it-fits", "Which circuits fit?", where_caption(best_of(placed)),
            partial(where, found.estimates),
        )  # fmt: skip
    rows = nearest_of(found.estimates, MAX_ROWS)
    caption = f"{budget_caption(found.estimates)} {drawn(rows, MAX_ROWS, len(found.estimates))}"
    yield Picture(
        "budget", "What is missing, and what is there to spare?", caption.rstrip(),
        partial(budget, rows),
    )  # fmt: skip
    yield from _chips(found, placed)
    layered = {
        e.method.id for e in placed if any(one.name == "layers" for one in e.method.settings)
    }
    local = [e for e in placed if e.method.id in layered and e.local is not None and e.local.n_kept]
    if local:
        one = best_of(local)
        yield Picture(
            "signal-against-layers",
            "How much signal is left as the circuit gets deeper?",
            layers_caption(one),
            partial(layers, one),
        )


def _chips(found: Survey, placed: list[Estimate]) -> Iterator[Picture]:
    tables = [device for device, _ in found.bounds if device.snapshot.qubits]
    for number_of, device in enumerate(tables[:MAX_CHIPS], 1):
        mine = [e for e in placed if e.device.id == device.id and e.device == device]
        if not mine:
            continue
        one = best_of(mine)
        more = ""
        if number_of == MAX_CHIPS < len(tables):
            more = f" Of {len(tables)} chips the first {MAX_CHIPS} are drawn."
        yield Picture(
            f"chip-{device.id}-{device.snapshot.id}",
            f"Which qubits of {device_label(device)} are chosen?",
            f"{chip_caption(one)}{more}",
            partial(chip, device, one.placement),
        )
