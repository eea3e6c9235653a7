"""What training keeps of its gain, against the shots it has."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from matplotlib.patches import Patch

from qestimate.catalog.training_records import ENOUGH
from qestimate.core.errors import ScenarioError
from qestimate.report.plots.lettering import heights, letter, mark
from qestimate.report.plots.style import BLACK, MARKERS, SERIES, drawing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from qestimate.catalog.training_records import TrainingRow
    from qestimate.report.plots.lettering import Entry, Look
    from qestimate.report.plots.style import Size

WORDS = {
    "teacher": "a function that another circuit shows",
    "digits": "handwritten digits",
    "weights": "weights that another circuit generates",
}
"""Tasks in plain words."""


def training(found: Sequence[TrainingRow], rule: float, size: Size = "report") -> Figure:
    """Draw the share of the gain that is kept against shots, as signal over noise.

    Args:
        found: Trainings whose shots were chosen by a ratio.
        rule: Ratio that estimates take.
        size: Of the picture.

    Raises:
        ScenarioError: Nothing to draw.
    """
    shown = [row for row in found if row.ratio is not None]
    if not shown:
        raise ScenarioError("no training to draw", hint="leave out --shots")
    key: list[Entry] = []
    with drawing(size) as figure:
        axes = figure.add_subplot()
        for number, task in enumerate(dict.fromkeys(row.task for row in shown)):
            rows = [row for row in shown if row.task == task]
            ratios = sorted({row.ratio for row in rows if row.ratio is not None})
            gains = [[g for row in rows if row.ratio == r for g in row.gained(row.loss)]
                     for r in ratios]  # fmt: skip
            middle = [median(one) for one in gains]
            tenth = [sorted(one)[len(one) // 10] for one in gains]
            colour, marker = SERIES[number], MARKERS[number]
            (line,) = axes.plot(ratios, middle, marker=marker, color=colour)
            axes.fill_between(ratios, tenth, middle, color=colour, alpha=0.15)
            band = Patch(color=colour, alpha=0.15)
            key.append(((band, line), f"task: {WORDS.get(task, task)}"))
        dotted: Look = {"color": BLACK, "linewidth": 1.0, "linestyle": ":"}
        dashed: Look = {"color": BLACK, "linewidth": 1.0, "linestyle": "--"}
        low = min([0.0, *heights(axes)])
        axes.axhline(ENOUGH, **dotted)
        axes.axvline(rule, **dashed)
        key.append((mark(**dotted), f"counts as reached: {100 * ENOUGH:g} %"))
        key.append((mark(**dashed), f"shots that estimates take: {rule:g}"))
        axes.set(
            xscale="log",
            ylim=(low, 1.1),
            xlabel="shots, as signal over noise",
            ylabel="share of the gain kept",
        )
        axes.xaxis.set_major_formatter(lambda x, _: f"{x:g}")
        axes.yaxis.set_major_formatter(lambda y, _: f"{100 * y:.0f} %")
        letter(
            figure,
            "How much of its gain does training keep with few shots?",
            "Under noise, against training without noise. Lines: the median of the trainings; "
            "shaded: down to the worst tenth.",
            key,
        )
    return figure
