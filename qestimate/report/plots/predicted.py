"""Predictions against published hardware runs."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from matplotlib import rcParams

from qestimate.core.errors import ScenarioError
from qestimate.evidence.prediction import counting, score
from qestimate.report.plots.lettering import letter, mark
from qestimate.report.plots.style import BLACK, MARKERS, SERIES, drawing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from qestimate.catalog.experiment_records import Experiment
    from qestimate.evidence.prediction import Prediction
    from qestimate.report.plots.lettering import Entry
    from qestimate.report.plots.style import Size

BAR = "#B0B0B0"
"""Colour of intervals."""

WORDS = {
    "random-circuit": "random circuits",
    "ghz": "GHZ states",
    "mirror": "mirror circuits",
    "bell": "Bell pairs",
    "sequence": "gate sequences",
    "expectation": "expectation values",
    "job-time": "times of jobs",
}
"""Kinds of runs in plain words."""

Kinds = dict[str, "list[Drawn]"]

Drawn = tuple["Prediction", bool]
"""A prediction, and whether it counts in the score."""


def predicted(
    found: Sequence[tuple[Experiment, list[Prediction]]], size: Size = "report"
) -> Figure:
    """Draw measured against predicted values with their intervals, kind by kind.

    Args:
        found: Experiments and the predictions of their runs.
        size: Of the picture.

    Raises:
        ScenarioError: No run can be predicted.
    """
    kinds, dropped = _by_kind(found)
    signals = {kind: runs for kind, runs in kinds.items() if kind != "job-time"}
    times = {kind: runs for kind, runs in kinds.items() if kind == "job-time"}
    panels = [
        (name, part)
        for name, part in (("share of right results", signals), ("time of a job [s]", times))
        if part
    ]
    if not panels:
        raise ScenarioError("no run can be predicted", hint="qestimate validate names the reasons")
    looks = dict(zip(kinds, zip(MARKERS, SERIES, strict=True), strict=False))
    with drawing(size, 0.55) as figure:
        widths = [1.3, 1.0] if len(panels) == 2 else [1.0]
        grid = figure.subplots(1, len(panels), squeeze=False, width_ratios=widths)[0]
        for axes, (name, part) in zip(grid, panels, strict=True):
            for kind, runs in part.items():
                _runs(axes, runs, *looks[kind])
            _scales(axes, [p for runs in part.values() for p, _ in runs], name)
        total = score(counting(p for _, runs in found for p in runs))
        said = "Every mark is a run on hardware, published by others."
        if total is not None:
            said = (
                f"{100 * total.coverage:.0f} % of {total.n} runs on hardware, published by others, "
                "lie inside their predicted range."
            )
        if signals:
            said += " Right results: as fidelity, probability, population or expectation value."
        if dropped:
            said += f" Not drawn: {dropped} with 0 measured or predicted."
        letter(figure, "Do predictions agree with measurements?", said, _entries(kinds, looks))
    return figure


def _by_kind(found: Sequence[tuple[Experiment, list[Prediction]]]) -> tuple[Kinds, int]:
    """Return the runs that can be drawn, kind by kind, and how many cannot for a zero."""
    kinds: Kinds = {}
    dropped = 0
    for experiment, runs in found:
        for p in runs:
            if p.value is None:
                continue
            if p.value > 0 and p.run.measured > 0:
                kinds.setdefault(experiment.kind, []).append((p, bool(counting([p]))))
            else:
                dropped += 1
    return dict(sorted(kinds.items(), key=lambda row: row[0] == "job-time")), dropped


def _runs(axes: Axes, drawn: list[Drawn], marker: str, colour: str) -> None:
    """Draw the runs of a kind: filled, or hollow if they do not count."""
    for counts in (True, False):
        runs = [p for p, counted in drawn if counted == counts]
        if not runs:
            continue
        x = [p.value or 0.0 for p in runs]
        low = [max(0.0, at - max(p.low, 1e-9)) for at, p in zip(x, runs, strict=True)]
        high = [
            max(0.0, p.high - at) if isfinite(p.high) else 0.0
            for at, p in zip(x, runs, strict=True)
        ]
        points = rcParams["font.size"]
        axes.errorbar(
            x, [p.run.measured for p in runs], xerr=[low, high], fmt=marker, color=colour,
            ecolor=BAR, elinewidth=points / 16, markersize=0.5 * points, alpha=0.9, zorder=3,
            markerfacecolor=colour if counts else "white", markeredgewidth=points / 12,
        )  # fmt: skip


def _scales(axes: Axes, runs: list[Prediction], name: str) -> None:
    """Give a panel the same scale both ways, and the line of perfect predictions."""
    ends = [v for p in runs for v in (p.value or 0.0, p.run.measured)]
    between = (min(ends) * 0.7, max(ends) * 1.4)
    axes.plot(between, between, "-", color=BLACK, linewidth=1.0, zorder=2)
    axes.set(xscale="log", yscale="log", xlim=between, ylim=between)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:g}")
    axes.set(xlabel=f"predicted {name}", ylabel=f"measured {name}")


def _entries(kinds: Kinds, looks: dict[str, tuple[str, str]]) -> list[Entry]:
    """Return what marks, fillings and lines mean."""
    found: list[Entry] = []
    size = 0.7 * rcParams["font.size"]
    for kind, runs in kinds.items():
        marker, colour = looks[kind]
        found.append(
            (mark(marker, color=colour, markersize=size), f"{WORDS.get(kind, kind)} ({len(runs)})")
        )
    if any(not counts for runs in kinds.values() for _, counts in runs):
        hollow = mark("o", color=BLACK, markerfacecolor="white", markersize=size)
        found.append((hollow, "hollow: sets a constant, not scored"))
    found.append((mark(color=BAR), "predicted range"))
    found.append((mark(color=BLACK, linewidth=1.0), "as predicted"))
    return found
