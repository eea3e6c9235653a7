"""How long each way takes, beside the time that there is."""

from __future__ import annotations

from itertools import groupby
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any

from matplotlib import rcParams
from matplotlib.patches import Patch

from qestimate.core.errors import ScenarioError
from qestimate.core.formatting import YEAR, number, time_in_words
from qestimate.report.plots.lettering import letter, mark
from qestimate.report.plots.style import BLACK, GREY, SIZES, VERDICT_COLOURS, drawing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from qestimate.explore.fits import Fit
    from qestimate.report.plots.lettering import Entry
    from qestimate.report.plots.style import Size

Row = tuple[str, str, "Fit"]
"""Heading of the device, the way in words, and its mapping."""

COLOURS = {
    "fits": VERDICT_COLOURS["feasible"],
    "perhaps": VERDICT_COLOURS["marginal"],
    "nothing": VERDICT_COLOURS["infeasible"],
    "unknown": VERDICT_COLOURS["unknown"],
}

HATCHES = {"fits": "", "perhaps": "//", "nothing": "xx", "unknown": ".."}
"""Told apart without colour too."""

WORDS = {"fits": "fits", "perhaps": "perhaps", "nothing": "does not fit", "unknown": "not known"}

MAX_ROWS = 24

PLATE: dict[str, Any] = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
"""Ground of words, so that no line runs through them."""

LONGEST = log10(YEAR) + 6
"""log10 of the seconds at which the picture ends: a million years."""

TICKS = {
    "1 second": 1.0, "1 minute": 60.0, "1 hour": 3600.0, "1 day": 86400.0, "30 days": 30 * 86400.0,
    "1 year": YEAR, "100 years": 100 * YEAR, "10,000\nyears": 1e4 * YEAR,
    "1 million\nyears": 1e6 * YEAR,
}  # fmt: skip


def times(rows: Sequence[Row], max_days: float, size: Size = "report") -> Figure:
    """Draw how long each way takes, with its interval, and the time that there is.

    Args:
        rows: Those of a device one after another, at most MAX_ROWS.
        max_days: Time that there is. [d]
        size: Of the picture.

    Raises:
        ScenarioError: Nothing to draw, or too much.
    """
    if not 1 <= len(rows) <= MAX_ROWS:
        raise ScenarioError(
            f"{len(rows)} ways to draw; 1 to {MAX_ROWS} fit", hint="name devices or methods"
        )
    lines: list[tuple[str, Fit | None]] = []
    for device, group in groupby(rows, key=lambda row: row[0]):
        lines.append((device, None))
        lines += [(way, fit) for _, way, fit in group]
    budget = log10(max_days * 86400)
    width, _, points = SIZES[size]
    with drawing(size, (1.55 * len(lines) + 3) * points / 72 / width) as figure:
        axes = figure.add_subplot()
        low, high = _ends(rows, budget)
        for row, (name, fit) in enumerate(lines):
            if fit is None:
                axes.annotate(
                    name, (0, row), xycoords=("axes fraction", "data"), xytext=(0, 0),
                    textcoords="offset points", va="center", fontweight="bold",
                    fontsize=0.95 * rcParams["font.size"], bbox=PLATE,
                )  # fmt: skip
            else:
                _bar(axes, row, fit, low, high)
        axes.axvline(budget, color=BLACK, linewidth=1.4, zorder=0.5)
        _scales(axes, lines, low, high)
        statuses = {fit.status for _, _, fit in rows if _known(fit)}
        key: list[Entry] = [
            (
                Patch(facecolor=COLOURS[status], hatch=2 * HATCHES[status], edgecolor=BLACK,
                      linewidth=0.5),
                WORDS[status],
            )
            for status in COLOURS
            if status in statuses
        ]  # fmt: skip
        key.append((mark(color=BLACK, linewidth=1.4), f"the time there is: {_days(max_days)}"))
        letter(
            figure,
            "How long would each way take?",
            "Each step to the right is many times longer. A bar goes from the shortest to the "
            "longest time that the published figures allow.",
            key,
        )
    return figure


def _days(days: float) -> str:
    """Write a number of days."""
    return "1 day" if days == 1 else f"{number(days)} days"


def _known(fit: Fit) -> bool:
    """Return whether a bar can be drawn."""
    return fit.log10_run.value is not None or (
        fit.log10_run.low is not None and fit.status == "nothing"
    )


def _ends(rows: Sequence[Row], budget: float) -> tuple[float, float]:
    """Return the log10 of the seconds at the ends of the scale."""
    found = [end for _, _, fit in rows if _known(fit) for end in fit.log10_run if end is not None]
    low = min([budget - 2.5, *found]) - 0.4
    high = max([budget + 1.5, *found]) + 0.4
    return max(-6.0, low), min(LONGEST, high)


def _bar(axes: Axes, row: int, fit: Fit, low: float, high: float) -> None:
    """Draw the time of one way, and write it behind."""
    if not _known(fit):
        axes.annotate("not known", (low, row), xytext=(3, 0), textcoords="offset points",
                      va="center", style="italic", color="#555555")  # fmt: skip
        return
    value, least, most = fit.log10_run
    start = least if least is not None else value
    end = most if most is not None else (value if value is not None else high)
    if start is None or end is None:
        return
    start, end = min(start, high - 0.15), min(end, high)
    axes.barh(row, max(end - start, 0.06), left=start, height=0.62, color=COLOURS[fit.status],
              hatch=2 * HATCHES[fit.status], edgecolor=BLACK, linewidth=0.5)  # fmt: skip
    if value is not None and value <= high:
        axes.plot(value, row, "D", color=BLACK, markersize=0.45 * rcParams["font.size"],
                  markeredgecolor="white", markeredgewidth=0.6)  # fmt: skip
    said = time_in_words(value) if value is not None else f"{time_in_words(start)} or more"
    right = end < low + 0.72 * (high - low)
    axes.annotate(
        said, (end if right else start, row), xytext=(4 if right else -4, 0),
        textcoords="offset points", ha="left" if right else "right", va="center", bbox=PLATE,
    )  # fmt: skip


def _scales(axes: Axes, lines: Sequence[tuple[str, Fit | None]], low: float, high: float) -> None:
    """Name the rows, and write times as people say them."""
    axes.set_xlim(low, high)
    known = {name: log10(at) for name, at in TICKS.items() if low <= log10(at) <= high}
    if len(known) < 2:
        known = {time_in_words(float(n)): float(n) for n in range(ceil(low), floor(high) + 1)}
    axes.set_xticks(list(known.values()), list(known))
    axes.grid(axis="x", color=GREY, alpha=0.25, zorder=0)
    axes.set_axisbelow(True)
    axes.set_yticks(
        [row for row, (_, fit) in enumerate(lines) if fit is not None],
        [name for name, fit in lines if fit is not None],
    )
    axes.set_ylim(len(lines) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
