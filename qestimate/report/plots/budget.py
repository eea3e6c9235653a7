"""The budget: by how much each limit is kept or missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.patches import Patch

from qestimate.core.errors import ScenarioError
from qestimate.report.plots.style import BLACK, GREY, STATUS_COLOURS, drawing
from qestimate.report.views.sentences import device_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from qestimate.estimation.estimate import Estimate
    from qestimate.report.plots.style import Size

FARTHEST = 12.0
"""Decades that are drawn; what lies beyond has its number written at the edge."""

MAX_ROWS = 24
"""Estimates of one picture."""

HATCHES = {"met": "", "tight": "//", "violated": "xx", "unknown": ".."}
"""Told apart without colour too."""


def budget(estimates: Sequence[Estimate], size: Size = "report") -> Figure:
    """Draw the margin of every limit of some estimates, in decades.

    Args:
        estimates: A row for each, at most MAX_ROWS.
        size: Of the picture.

    Raises:
        ScenarioError: None, or too many.
    """
    if not 1 <= len(estimates) <= MAX_ROWS:
        raise ScenarioError(
            f"{len(estimates)} ways to draw; 1 to {MAX_ROWS} fit", hint="name devices or methods"
        )
    names = list(dict.fromkeys(c.name for e in estimates for c in e.constraints))
    devices = {device_label(e.device) for e in estimates}
    with drawing(size, 0.16 + 0.045 * len(estimates)) as figure:
        panels = figure.subplots(1, len(names), sharey=True, squeeze=False)[0]
        labels = [
            e.method.id if len(devices) == 1 else f"{e.method.id}, {e.device.id}" for e in estimates
        ]
        for axes, name in zip(panels, names, strict=True):
            for row, one in enumerate(estimates):
                found = next((c for c in one.constraints if c.name == name), None)
                if found is None:
                    continue
                margin = found.margin_log10
                if margin is None:
                    axes.annotate("unknown", (-1, row), ha="right", va="center", color=GREY)
                    continue
                shown = max(-FARTHEST, min(FARTHEST, margin))
                axes.barh(row, shown, height=0.66, color=STATUS_COLOURS[found.status],
                          hatch=HATCHES[found.status], edgecolor=BLACK, linewidth=0.5)  # fmt: skip
                side = -1 if margin < 0 else 1
                axes.annotate(
                    f"{margin:+.1f}" if abs(margin) < 1000 else f"{margin:+.0f}",
                    (shown, row), xytext=(3 * side, 0), textcoords="offset points",
                    ha="right" if side < 0 else "left", va="center", clip_on=False,
                )  # fmt: skip
            axes.axvline(0, color=BLACK, linewidth=1.0)
            axes.set_xlim(-FARTHEST * 2.2, FARTHEST * 1.6)
            axes.set_title(name)
            axes.set_xticks([-10, 0, 10])
            axes.spines["left"].set_visible(False)
            axes.tick_params(axis="y", length=0)
        panels[0].set_yticks(range(len(estimates)), labels)
        panels[0].set_ylim(len(estimates) - 0.4, -0.6)
        said = "Margins in decades: what is there over what is needed"
        if len(devices) == 1:
            said += f", {next(iter(devices))}"
        figure.suptitle(said, x=0.01, ha="left")
        handles = [
            Patch(facecolor=colour, hatch=HATCHES[name], edgecolor=BLACK, linewidth=0.5, label=name)
            for name, colour in STATUS_COLOURS.items()
            if any(c.status == name for e in estimates for c in e.constraints)
        ]
        figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))
    return figure
