"""Cost against precision of a circuit from a file, with each way to mitigate errors."""

from __future__ import annotations

from math import ceil, floor, log10
from typing import TYPE_CHECKING

from matplotlib import rcParams

from qestimate.core.errors import ScenarioError
from qestimate.core.formatting import (
    YEAR,
    count_in_words,
    number,
    rounded_in_words,
    time_in_words,
    usd,
)
from qestimate.explore.circuit_costs import PRECISIONS, circuit_costs
from qestimate.report.figures.circuit_ways import WORDS
from qestimate.report.plots.chosen_qubits import compiled_of
from qestimate.report.plots.lettering import letter, mark
from qestimate.report.plots.style import BLACK, GREY, MARKERS, SERIES, drawing
from qestimate.report.views.sentences import device_label
from qestimate.workload.goal import MITIGATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from qestimate.core.quantity import Interval
    from qestimate.estimation.circuit import CircuitEstimate
    from qestimate.explore.circuit_costs import CircuitCost
    from qestimate.report.plots.lettering import Entry
    from qestimate.report.plots.style import Size

TIMES = {
    "1 ms": 1e-3, "1 s": 1.0, "1 min": 60.0, "1 h": 3600.0, "1 day": 86400.0,
    "30 days": 30 * 86400.0, "1 year": YEAR, "100 years": 100 * YEAR, "10,000 years": 1e4 * YEAR,
}  # fmt: skip
"""Marks of a scale of times. [s]"""

PRECISION_TICKS = (0.3, 0.1, 0.03, 0.01, 0.003, 0.001)

SHORTEST = (("log10_time", "shortest"), ("log10_price", "cheapest"), ("log10_runs", "shortest"))
"""What ways are compared by: the first that is known, and what the best of them is called."""

MARKED = 5
"""Points from one mark on a line to the next; each line begins at another, so that marks of lines
that lie on each other are seen."""


def circuit_cost(found: CircuitEstimate, size: Size = "report") -> Figure:
    """Draw what a circuit costs as its values get sharper, with each way to mitigate errors.

    Args:
        found: The circuit on its device.
        size: Of the picture.

    Raises:
        ScenarioError: It has no place, or nothing is known of its runs.
    """
    compiled_of(found)
    asked = found.goal.precision
    rows = circuit_costs(found, sorted({*PRECISIONS, asked}, reverse=True))
    panels = [
        (name, unit, [row for row in rows if getattr(row, field).value is not None], field)
        for name, unit, field in (
            ("runs of the circuits", "", "log10_runs"),
            ("time of everything", "s", "log10_time"),
            ("price of everything", "USD", "log10_price"),
        )
    ]
    panels = [panel for panel in panels if panel[2]]
    if not panels:
        raise ScenarioError(
            f"what {found.logical.name} costs on {found.device.id} is not known",
            hint="choose another --device, or observables with --observable, such as Z0Z1",
        )
    with drawing(size) as figure:
        drawn = figure.subplots(1, len(panels), sharex=True, squeeze=False)[0]
        key: list[Entry] = []
        for axes, (name, unit, known, field) in zip(drawn, panels, strict=True):
            made = _lines(axes, known, field)
            key = max(key, made, key=len)
            axes.set_title(name)
            _scales(axes, found, unit)
        for axes in drawn if len(panels) < 3 else drawn[1:2]:
            axes.set_xlabel("precision asked for, finer to the right")
        key += _rules(found, {unit for _, unit, *_ in panels})
        letter(
            figure,
            f"What does {found.logical.name} cost as its values get sharper?",
            _message(found, [row for row in rows if row.precision == asked]),
            key,
        )
    return figure


def _message(found: CircuitEstimate, rows: Sequence[CircuitCost]) -> str:
    """Say what the precision that is asked for takes, by the shortest way that gets there."""
    where, asked = device_label(found.device), number(found.goal.precision)
    there = [row for row in rows if row.reached]
    known = [(field, word) for field, word in SHORTEST if any(_known(row, field) for row in there)]
    if known:
        field, word = known[0]
        best = min(
            (row for row in there if _known(row, field)),
            key=lambda row: _value(getattr(row, field)),
        )
        parts = [
            write(getattr(best, name).value)
            for name, write in (
                ("log10_time", time_in_words),
                ("log10_price", usd),
                ("log10_runs", lambda runs: f"{rounded_in_words(runs)} runs"),
            )
            if _known(best, name)
        ]
        said = f"values within {asked} take {parts[0]}"
        if len(parts) > 1:
            said += f" and {parts[1]}"
        said += f", by the {word} way that comes as close ({best.way}: {WORDS[best.way]})"
    elif all(row.reached is None for row in rows):
        said = "how close any way comes is not known"
    elif there:
        said = f"some ways come within {asked}; what they take is not known"
    else:
        said = f"no way comes within {asked}, however long it runs"
    return f"{where}: {said}. Ten times finer takes about a hundred times as many runs."


def _lines(axes: Axes, rows: Sequence[CircuitCost], field: str) -> list[Entry]:
    """Draw a line for each way: full where it comes as close, dotted where it does not."""
    key: list[Entry] = []
    apart = False
    for name, colour, marker in zip(MITIGATIONS, SERIES, MARKERS, strict=False):
        own = sorted((row for row in rows if row.way == name), key=lambda row: -row.precision)
        if not own:
            continue
        x = [row.precision for row in own]
        y = [10.0 ** min(300.0, _value(getattr(row, field))) for row in own]
        close = sum(row.reached is not False for row in own)
        axes.plot(x, y, ":", color=colour, linewidth=0.7 * rcParams["lines.linewidth"])
        apart = apart or close < len(own)
        if close:
            axes.plot(
                x[:close], y[:close], "-", color=colour, marker=marker,
                markevery=(min(MITIGATIONS.index(name), close - 1), MARKED), clip_on=False,
                zorder=3, markersize=0.8 * rcParams["lines.markersize"],
            )  # fmt: skip
        thin = mark(color=colour, linestyle=":", linewidth=0.7 * rcParams["lines.linewidth"])
        sign = (mark(color=colour, marker=marker, linestyle="-"), thin)
        key.append((sign, f"{name}: {WORDS[name]}"))
    if apart:
        thin = 0.7 * rcParams["lines.linewidth"]
        key.append((mark(color=GREY, linestyle=":", linewidth=thin),
                    "dotted: sharp, but off by more than that"))  # fmt: skip
    return key


def _known(row: CircuitCost, field: str) -> bool:
    return getattr(row, field).value is not None


def _value(interval: Interval) -> float:
    return 0.0 if interval.value is None else interval.value


def _scales(axes: Axes, found: CircuitEstimate, unit: str) -> None:
    """Write numbers as people say them, and draw what was asked for and what there is."""
    axes.set(xscale="log", yscale="log")
    goal = found.goal
    limit = {"s": goal.max_days * 86400, "USD": goal.max_price}.get(unit)
    if limit is not None:
        axes.axhline(limit, color=BLACK, linewidth=1.2, zorder=1)
    axes.axvline(goal.precision, color=BLACK, linestyle="--", linewidth=0.8, zorder=1)
    low, high = (log10(end) for end in axes.get_ylim())
    ticks = {name: at for name, at in TIMES.items() if low <= log10(at) <= high}
    if unit != "s" or len(ticks) < 2:
        step = max(1, ceil((high - low) / 6))
        whole = range(ceil(low), floor(high) + 1, step)
        write = {"s": time_in_words, "USD": usd}.get(unit, count_in_words)
        ticks = {write(float(n)): 10.0**n for n in whole}
    axes.set_yticks(list(ticks.values()), list(ticks))
    axes.set_yticks([], minor=True)
    axes.set_xticks(PRECISION_TICKS, [f"{p:g}" for p in PRECISION_TICKS], rotation=45)
    axes.set_xticks([], minor=True)
    axes.set_xlim(max(PRECISIONS) * 1.1, min(PRECISIONS) / 1.1)
    axes.grid(alpha=0.25)


def _rules(found: CircuitEstimate, units: set[str]) -> list[Entry]:
    goal = found.goal
    key: list[Entry] = [
        (
            mark(color=BLACK, linestyle="--", linewidth=0.8),
            f"precision of this answer: {number(goal.precision)}",
        )
    ]
    there = []
    if "s" in units:
        there.append(f"{number(goal.max_days)} days")
    if "USD" in units and goal.max_price is not None:
        there.append(usd(log10(goal.max_price)))
    if there:
        key.append((mark(color=BLACK, linewidth=1.2), f"what there is: {' and '.join(there)}"))
    return key
