"""Predictions against published hardware runs: calibration at a glance."""

from __future__ import annotations

from math import exp, sqrt
from typing import TYPE_CHECKING

import numpy as np
from matplotlib import rcParams
from matplotlib.patches import Patch
from matplotlib.ticker import FixedLocator, NullLocator

from qestimate.core.errors import ScenarioError
from qestimate.core.records import NamedTuple
from qestimate.evidence.scores import counting, is_test, score
from qestimate.report.plots.lettering import letter, mark
from qestimate.report.plots.style import BLACK, BLUE, SIZES, drawing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from qestimate.catalog.experiment_records import Experiment
    from qestimate.evidence.predicted_run import Prediction
    from qestimate.report.plots.lettering import Entry
    from qestimate.report.plots.style import Size

BAR = "#B4B4B4"
"""Colour of intervals."""

BAND, EDGE = "#D6E6F2", "#6BA3CC"
"""Colours of the bands of nine runs in ten."""

WORDS = {
    "random-circuit": "random circuits",
    "ghz": "GHZ states",
    "mirror": "mirror circuits",
    "bell": "Bell pairs",
    "sequence": "gate sequences",
    "expectation": "expectation values",
    "job-time": "times of jobs",
}
"""Kinds of runs in plain words, in the order in which they are drawn."""

BAND_ENDS = (5, 95)
"""Percentiles between which nine runs in ten lie."""

FARTHEST = 20.0
"""Largest factor either way that is drawn; what is further out is an arrow."""

NEAREST = 1.25
"""Least factor either way up to which the picture goes."""

TICKS = (0.05, 0.1, 0.2, 0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.4, 2, 5, 10, 20)
"""Ratios that are written, where there is room for them."""

COARSE = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20)
"""Those of a picture that goes further than a factor of 3."""


FEW, MANY = 30, 100
"""Runs of a kind beyond which marks are smaller, and smaller again."""

GAP = 0.2
"""Between strips."""

LINES = 3.1
"""Of text that a strip with few runs is high."""


class Strip(NamedTuple):
    """The runs of a kind that have a value."""

    kind: str
    runs: list[Prediction]

    @property
    def drawn(self) -> list[Prediction]:
        """Those that have a ratio, sorted by it."""
        return sorted((p for p in self.runs if p.ratio), key=lambda p: p.ratio or 0.0)

    @property
    def band(self) -> tuple[float, float] | None:
        """Predicted over measured between which nine in ten lie; None where too few count."""
        ratios = [p.ratio for p in counting(self.drawn) if p.ratio]
        if len(ratios) < 2:
            return None
        low, high = np.percentile(ratios, BAND_ENDS)
        return float(low), float(high)

    @property
    def height(self) -> float:
        """Of the strip, in those of one that has few runs."""
        return min(2.0, max(1.0, sqrt(len(self.runs)) / 9))

    @property
    def label(self) -> str:
        """What it is, and the share inside."""
        name, total = WORDS[self.kind], score(counting(self.runs))
        if total is None:
            return f"{name}\nnone counts"
        if total.n < FEW:
            return f"{name}\n{total.coverage * total.n:.0f} of {total.n} inside"
        return f"{name}\n{100 * total.coverage:.0f} % of {total.n} inside"


def predicted(
    found: Sequence[tuple[Experiment, list[Prediction]]], size: Size = "report"
) -> Figure:
    """Draw predicted over measured values with their intervals, kind by kind.

    Args:
        found: Experiments and the predictions of their runs.
        size: Of the picture.

    Raises:
        ScenarioError: No run can be predicted.
    """
    strips = _strips(found)
    if not any(strip.drawn for strip in strips):
        raise ScenarioError("no run can be predicted", hint="qestimate validate names the reasons")
    reach = _reach(strips)
    width, _, points = SIZES[size]
    lines = LINES * sum(strip.height + GAP for strip in strips)
    with drawing(size, max(0.3, lines * points / 72 / width)) as figure:
        axes = figure.add_subplot()
        centres, top = [], 0.0
        for strip in strips:
            _strip(axes, strip, top, reach)
            centres.append(top + strip.height / 2)
            top += strip.height + GAP
        axes.axvline(1.0, color=BLACK, linewidth=1.0, zorder=3)
        axes.set(xscale="log", xlim=(1 / reach, reach), ylim=(top - GAP / 2, -GAP / 2))
        ticks = COARSE if reach > 3 else TICKS
        axes.xaxis.set_major_locator(FixedLocator([x for x in ticks if 1 / reach <= x <= reach]))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axes.set_yticks(centres, [strip.label for strip in strips])
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.set_xlabel("predicted over measured")
        letter(
            figure, "Do predictions agree with measurements?", _said(strips),
            _entries(strips, reach),
        )  # fmt: skip
    return figure


def _strips(found: Sequence[tuple[Experiment, list[Prediction]]]) -> list[Strip]:
    """Return the runs that have a value, kind by kind."""
    kinds: dict[str, list[Prediction]] = {}
    for experiment, runs in found:
        kinds.setdefault(experiment.kind, []).extend(p for p in runs if p.value is not None)
    return [Strip(kind, kinds[kind]) for kind in WORDS if kinds.get(kind)]


def _reach(strips: Sequence[Strip]) -> float:
    """Return the factor either way up to which the picture goes."""
    ends = [NEAREST]
    for strip in strips:
        ratios = [p.ratio for p in strip.drawn if p.ratio]
        ends += [max(x, 1 / x) ** 1.3 for x in strip.band or ratios]
        ends += [w for p in strip.runs if (w := p.width) is not None and w < FARTHEST]
    return min(FARTHEST, max(ends))


def _strip(axes: Axes, strip: Strip, top: float, reach: float) -> None:
    """Draw the runs of a kind, greatest ratio on top."""
    runs, points, band = strip.drawn, float(rcParams["font.size"]), strip.band
    n = len(runs)
    if not n:
        return
    if band is not None:
        bottom = top + strip.height
        axes.fill_betweenx([top, bottom], *band, color=BAND, linewidth=0, zorder=0)
        axes.vlines(band, top, bottom, color=EDGE, linewidth=points / 9, zorder=2)
    rows = top + strip.height * (1 - (np.arange(n) + 0.5) / n)
    ends = np.array([_ends(p) for p in runs])
    dense = 1.0 if n <= FEW else 0.7 if n <= MANY else 0.5
    axes.hlines(rows, ends[:, 0], ends[:, 1], color=BAR, linewidth=dense * points / 16, zorder=1)
    ratios = np.array([p.ratio for p in runs], dtype=float)
    filled = np.array([is_test(p) for p in runs])
    within = (ratios >= 1 / reach) & (ratios <= reach)
    for counts in (True, False):
        chosen = within & (filled == counts)
        if chosen.any():
            axes.plot(
                ratios[chosen], rows[chosen], "o", color=BLUE, markersize=0.45 * dense * points,
                zorder=4, markerfacecolor=BLUE if counts else "white", markeredgewidth=points / 16,
            )  # fmt: skip
    for arrow, (at, chosen) in _outside(ratios, reach).items():
        axes.plot(
            np.full(chosen.sum(), at), rows[chosen], arrow, color=BLUE, markersize=0.5 * points,
            zorder=5, clip_on=False,
        )  # fmt: skip


def _outside(
    ratios: NDArray[np.float64], reach: float
) -> dict[str, tuple[float, NDArray[np.bool_]]]:
    """Return arrows for what is off the picture: where they are, and of which runs."""
    both = {"<": (1 / reach, ratios < 1 / reach), ">": (reach, ratios > reach)}
    return {arrow: (at, chosen) for arrow, (at, chosen) in both.items() if chosen.any()}


def _ends(p: Prediction) -> tuple[float, float]:
    """Return the interval over what was measured; what reaches zero or no end goes off the page."""
    least, most = exp(-50.0), exp(50.0)
    low, high = sorted((p.low / p.run.measured, p.high / p.run.measured))
    return max(low, least), min(high, most)


def _said(strips: Sequence[Strip]) -> str:
    """Return what the picture shows, in words."""
    runs = [p for strip in strips for p in strip.runs]
    total = score(counting(runs))
    said = "Every dot is a run on hardware, published by others."
    if total is not None:
        said = (
            f"{100 * total.coverage:.0f} % of {total.n} runs on hardware, published by others, "
            "lie inside their predicted range."
        )
    said += " Right of the line less was measured than predicted, left of it more."
    dropped = len(runs) - sum(len(strip.drawn) for strip in strips)
    if dropped:
        have = "has" if dropped == 1 else "have"
        said += f" {dropped} {have} no ratio, for a 0 or another sign."
    return said


def _entries(strips: Sequence[Strip], reach: float) -> list[Entry]:
    """Return what marks, fillings and lines mean."""
    size = 0.5 * float(rcParams["font.size"])
    found: list[Entry] = [(mark("o", color=BLUE, markersize=size), "a run, sorted in its kind")]
    drawn = [p for strip in strips for p in strip.drawn]
    if len(counting(drawn)) < len(drawn):
        hollow = mark("o", color=BLUE, markerfacecolor="white", markersize=size)
        found.append((hollow, "hollow: does not count"))
    found.append((mark(color=BAR), "its predicted range"))
    if any(strip.band for strip in strips):
        found.append((Patch(facecolor=BAND, edgecolor=EDGE), "nine of ten that count"))
    found.append((mark(color=BLACK, linewidth=1.0), "as predicted"))
    arrows = _outside(np.array([p.ratio for p in drawn], dtype=float), reach)
    further: list[Entry] = [
        (mark(arrow, color=BLUE, markersize=size), "further out") for arrow in arrows
    ]
    return found + further
