"""How many statements of a claim have each result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.errors import ScenarioError
from qestimate.report.plots.lettering import letter
from qestimate.report.plots.style import BLACK, SIZES, VERDICT_COLOURS, drawing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from qestimate.report.plots.style import Size

LOOKS = {
    "reproduced": (VERDICT_COLOURS["feasible"], ""),
    "consistent": (VERDICT_COLOURS["marginal"], "//"),
    "contradicted": (VERDICT_COLOURS["infeasible"], "xx"),
    "misreported": (VERDICT_COLOURS["infeasible"], "++"),
    "not checkable": (VERDICT_COLOURS["unknown"], ".."),
}
"""Colour and hatch of each result, told apart without colour too."""


def tally(rows: Sequence[tuple[str, int]], size: Size = "report") -> Figure:
    """Draw how many statements have each result.

    Args:
        rows: Results with how many statements have each.
        size: Of the picture.

    Raises:
        ScenarioError: There is none.
    """
    if not rows:
        raise ScenarioError("no statement to draw", hint="a claim with statements")
    width, _, points = SIZES[size]
    with drawing(size, (1.9 * len(rows) + 1) * points / 72 / width) as figure:
        axes = figure.add_subplot()
        for row, (result, n) in enumerate(rows):
            colour, hatch = LOOKS[result]
            axes.barh(row, n, height=0.66, color=colour, hatch=2 * hatch, edgecolor=BLACK,
                      linewidth=0.5)  # fmt: skip
            axes.annotate(str(n), (n, row), xytext=(4, 0), textcoords="offset points", va="center")
        axes.set_yticks(range(len(rows)), [result for result, _ in rows])
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(0, 1.06 * max(n for _, n in rows))
        axes.set_xticks([])
        axes.spines[["bottom", "left"]].set_visible(False)
        axes.tick_params(axis="y", length=0)
        letter(figure, "How many statements hold?", "Statements of the publication by result.")
    return figure
