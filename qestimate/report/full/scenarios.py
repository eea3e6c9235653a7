"""The report of a scenario."""

from __future__ import annotations

from functools import partial
from math import isfinite
from typing import TYPE_CHECKING

from qestimate.core.formatting import number
from qestimate.estimation.placement import Placement, Unplaced
from qestimate.report.full.report import Picture, Report
from qestimate.report.full.sources import entries, made_by, of_survey
from qestimate.report.plots.budget import MAX_ROWS, budget
from qestimate.report.plots.chip import chip
from qestimate.report.plots.layers import layers
from qestimate.report.plots.where import MAX_DEVICES, SHARE, deepest, where
from qestimate.report.views.model import model_document
from qestimate.report.views.sentences import best_of, device_label, nearest_of
from qestimate.scenario.values import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.estimation.constraints import Constraint
    from qestimate.estimation.estimate import Estimate
    from qestimate.explore.survey import Survey
    from qestimate.scenario.scenario import Scenario

MAX_CHIPS = 3


def scenario_report(asked: Scenario, found: Survey, command: str) -> Report:
    """Return the report of a scenario.

    Args:
        asked: Its inputs, with their origins.
        found: Its answer.
        command: That was typed.
    """
    model = asked.workload.model
    return Report(
        f"Fine-tuning {model.name} on a quantum device",
        model_document(found, asked.lines),
        tuple(_pictures(found)),
        (*_assumptions(asked), *_left_out(found)),
        entries(of_survey(found)),
        made_by(command),
    )


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


def _left_out(found: Survey) -> Iterator[str]:
    """Say which pictures have no room."""
    if len(found.bounds) > MAX_DEVICES:
        yield f"Not drawn: where circuits fit, which has room for {MAX_DEVICES} devices."
    if len(found.estimates) > MAX_ROWS:
        yield f"Drawn in the budget: the {MAX_ROWS} of {len(found.estimates)} nearest to feasible."
    chips = sum(bool(device.snapshot.qubits) for device, _ in found.bounds)
    if chips > MAX_CHIPS:
        yield f"Drawn of {chips} chips: the first {MAX_CHIPS}."


def _said(value: object) -> str:
    return number(value) if isinstance(value, int | float) else str(value)


def _pictures(found: Survey) -> Iterator[Picture]:
    placed = [e for e in found.estimates if isinstance(e.placement, Placement)]
    if placed and len(found.bounds) <= MAX_DEVICES:
        yield Picture(
            "where-it-fits", "Where it fits", _where(best_of(placed)),
            partial(where, found.estimates),
        )  # fmt: skip
    rows = nearest_of(found.estimates, MAX_ROWS)
    yield Picture("budget", "The budget", _budget(found), partial(budget, rows))
    drawn = [device for device, _ in found.bounds if device.snapshot.qubits]
    for device in drawn[:MAX_CHIPS]:
        mine = [e for e in placed if e.device.id == device.id and e.device == device]
        if mine:
            one = best_of(mine)
            yield Picture(
                f"chip-{device.id}", f"The chip: {device_label(device)}", _chip(one),
                partial(chip, device, one.placement),
            )  # fmt: skip
    layered = {
        e.method.id for e in placed if any(one.name == "layers" for one in e.method.settings)
    }
    local = [e for e in placed if e.method.id in layered and e.local is not None and e.local.n_kept]
    if local:
        one = best_of(local)
        yield Picture(
            "signal-against-layers", "Signal against layers", _layers(one), partial(layers, one)
        )


def _where(one: Estimate) -> str:
    """Explain where circuits fit, by the one nearest to feasible."""
    if isinstance(one.placement, Unplaced):
        return ""
    width, depth = one.program.n_qubits, one.placement.counts.two_qubit_depth
    said = (
        f"{one.method.id} on {device_label(one.device)} is {width} qubits wide and "
        f"{number(depth)} two-qubit layers deep"
    )
    reach = deepest(one.device, width, one.goal)
    if reach is None or not isfinite(reach):
        return f"{said}; what the device reaches at that width is not known from what is published."
    return (
        f"{said}; a brick wall on the best line of {width} keeps a circuit fidelity of "
        f"{number(one.goal.signal_floor or SHARE)} down to {number(reach)} layers."
    )


def _budget(found: Survey) -> str:
    """Explain the budget, by the limit that is missed by most and the nearest way."""
    known = [
        (margin, limit, one)
        for one in found.estimates
        for limit in one.constraints
        if (margin := limit.margin_log10) is not None
    ]
    if not known:
        return "No limit can be told from what is published."
    worst, limit, one = min(known, key=lambda row: row[0])
    best = best_of(found.estimates)
    said = f"{_way(best)} comes nearest: {best.verdict}, by its {_by(best.binding)}"
    if worst >= 0:
        return f"{said}; no limit is missed."
    return f"{said}; farthest off is the {limit.name} of {_way(one)}, by {number(-worst)} decades."


def _by(limit: Constraint) -> str:
    margin = limit.margin_log10
    if margin is None:
        return limit.name
    return f"{limit.name} ({'+' if margin > 0 else ''}{number(margin)} decades)"


def _way(one: Estimate) -> str:
    return f"{one.method.id} on {device_label(one.device)}"


def _chip(one: Estimate) -> str:
    """Explain a chip by its chosen patch."""
    if isinstance(one.placement, Unplaced):
        return ""
    table, wires = one.device.snapshot.couplers, one.placement.qubits
    patch = [
        error
        for a, b, _ in one.placement.edges
        if (error := table.get((min(wires[a], wires[b]), max(wires[a], wires[b])))) is not None
    ]
    every = one.device.snapshot.two_qubit_errors
    said = f"Outlined: the {one.placement.shape} of {len(wires)} qubits chosen for {one.method.id}"
    if not patch or not every:
        return f"{said}."
    return (
        f"{said}; its two-qubit errors are {number(sum(patch) / len(patch))} on average, those of "
        f"all live couplers {number(sum(every) / len(every))}."
    )


def _layers(one: Estimate) -> str:
    """Explain the signal by what is left of it at the layers asked for."""
    left = None if one.local is None else one.local.attenuation.value
    ideal = None if one.local is None else one.local.ideal_variance.value
    if left is None or ideal is None:
        return f"{_way(one)}: what noise leaves is bounded, not known."
    return (
        f"{_way(one)}: at {one.program.n_layers} layers noise leaves {number(left)} of the signal, "
        f"whose spread over random angles is {number(ideal**0.5)} without it."
    )
