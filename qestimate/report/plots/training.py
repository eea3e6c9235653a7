"""What training keeps of its gain, against the shots it has."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from qestimate.catalog.training_records import ENOUGH
from qestimate.core.errors import ScenarioError
from qestimate.report.plots.style import BLACK, MARKERS, SERIES, drawing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from qestimate.catalog.training_records import TrainingRow
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
            axes.plot(ratios, middle, marker=marker, color=colour, label=WORDS.get(task, task))
            axes.fill_between(ratios, tenth, middle, color=colour, alpha=0.15)
        axes.axhline(ENOUGH, color=BLACK, linewidth=0.8, linestyle=":")
        axes.axvline(rule, color=BLACK, linewidth=0.8, linestyle=":")
        axes.annotate("what estimates take", (rule, 0.02), rotation=90, xytext=(3, 0),
                      textcoords="offset points")  # fmt: skip
        axes.set(
            xscale="log",
            ylim=(0, 1.1),
            xlabel="shots, as signal over noise",
            ylabel="share of the gain kept: median, worst tenth",
        )
        axes.set_title("The fewer the shots, the less training gains under noise", loc="left")
        figure.legend(loc="outside lower center", ncols=1)
    return figure
