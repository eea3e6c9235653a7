"""Which device: signal left, time and price of each, those that are beaten in grey."""

from __future__ import annotations

from math import ceil, floor, isfinite
from typing import TYPE_CHECKING

from matplotlib import rcParams

from qestimate.core.errors import ScenarioError
from qestimate.core.formatting import seconds, usd
from qestimate.report.plots.lettering import letter, mark
from qestimate.report.plots.style import BLACK, BLUE, GREY, SIZES, drawing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from qestimate.core.quantity import Interval
    from qestimate.explore.basis import Footing
    from qestimate.explore.device_frontier import Candidate, DeviceFrontier
    from qestimate.report.plots.lettering import Entry
    from qestimate.report.plots.style import Size

MAX_ROWS = 60

MARKERS = {
    "measured": "o", "claimed": "s", "derived": "D", "given": "*", "assumed": "^",
    "not stated": "X",
}  # fmt: skip
"""Of a number, by what it rests on."""

PALE = "#B5B5B5"
"""Of what is beaten."""

WIDEST = 12.0
"""Decades that a scale spans at most: what is farther lies at its end."""

MAX_TICKS = 4

Panel = tuple[str, "Callable[[Candidate], Interval]", "Callable[[float], str]"]


def _share(one: Candidate) -> Interval:
    from qestimate.core.quantity import power_of_ten

    return power_of_ten(one.merits.signal)


PANELS: tuple[Panel, ...] = (
    ("signal left", _share, lambda x: f"{x:g}"),
    ("time", lambda one: one.merits.time, lambda x: seconds(x, 2)),
    ("price", lambda one: one.log10_usd, lambda x: usd(x, 2)),
)


def which(found: Sequence[DeviceFrontier], size: Size = "report") -> Figure:
    """Draw one circuit or model on many devices, the most useful first.

    Args:
        found: One frontier, with 1 to MAX_ROWS devices.
        size: Of the picture.

    Raises:
        ScenarioError: Several circuits, nothing to draw, or too much.
    """
    if len(found) != 1:
        raise ScenarioError(
            f"the picture is of one circuit or method, not of {len(found)}", hint="name one of them"
        )
    rows = found[0].candidates
    if not 1 <= len(rows) <= MAX_ROWS:
        raise ScenarioError(f"{len(rows)} devices to draw; 1 to {MAX_ROWS} fit")
    width, _, points = SIZES[size]
    with drawing(size) as figure:
        figure.set_size_inches(width, (1.4 * len(rows) + 4) * points / 72)
        panels = figure.subplots(1, len(PANELS), sharey=True)
        for axes, (name, get, write), footings in zip(
            panels, PANELS, zip(*(one.basis for one in rows), strict=True), strict=True
        ):
            intervals = [get(one) for one in rows]
            _scale(axes, name, intervals, write)
            for row, (one, interval, footing) in enumerate(
                zip(rows, intervals, footings, strict=True)
            ):
                _bar(axes, row, interval, footing, grey=one.beaten)
        _name(panels[0], rows)
        letter(
            figure,
            f"Which device for {found[0].work}?",
            "Bars go from one end of each figure to the other; an arrow means that or more. Grey: "
            "another device is at least as good in all three.",
            _entries(rows),
        )
    return figure


def _scale(
    axes: Axes, name: str, intervals: Sequence[Interval], write: Callable[[float], str]
) -> None:
    """Give a panel its axis: shares from 0 to 1, or decades in words."""
    axes.set_title(name, loc="left")
    axes.grid(axis="x", color=GREY, alpha=0.25)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    if name == "signal left":
        axes.set_xlim(-0.02, 1.04)
        axes.set_xticks([0, 0.5, 1], ["0", "0.5", "1"])
        return
    ends = [end for one in intervals for end in one if end is not None and isfinite(end)]
    low = min(ends, default=0.0) - 0.15
    high = min(max(ends, default=1.0) + 0.3, low + WIDEST)
    axes.set_xlim(low, high)
    step = max(1, ceil((high - low) / MAX_TICKS))
    ticks = [float(at) for at in range(ceil(low), floor(high) + 1, step)]
    ticks = ticks or [round((low + high) / 2, 1)]
    axes.set_xticks(ticks, [write(at) for at in ticks])


def _bar(axes: Axes, row: int, interval: Interval, footing: Footing, *, grey: bool) -> None:
    """Draw one figure of one device with its interval."""
    colour = PALE if grey else BLUE
    value, low, high = interval
    left, right = axes.get_xlim()
    size = 0.55 * rcParams["font.size"]
    if value is None and low is None:
        axes.annotate(
            "not known", (left, row), xytext=(3, 0), textcoords="offset points", va="center",
            style="italic", color="#555555", fontsize=0.85 * rcParams["font.size"],
        )  # fmt: skip
        return
    if low is not None:
        end = right if value is None else (value if high is None else high)
        axes.plot([max(low, left), min(end, right)], [row, row], color=colour)
    if value is None:
        axes.plot([right], [row], ">", color=colour, markersize=size, clip_on=False)
    at = low if value is None else value
    if at is not None and at <= right:
        axes.plot([at], [row], MARKERS[footing.kind], color=colour, markersize=size,
                  markeredgecolor="white", markeredgewidth=0.4)  # fmt: skip


def _name(axes: Axes, rows: Sequence[Candidate]) -> None:
    """Write the devices beside the first panel."""
    said = [one.device.id + (f", {one.method}" if one.method else "") for one in rows]
    axes.set_yticks(range(len(rows)), said)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    for label, one in zip(axes.get_yticklabels(), rows, strict=True):
        label.set_color(GREY if one.beaten else BLACK)


def _entries(rows: Sequence[Candidate]) -> list[Entry]:
    """Return what marks and colours mean."""
    kinds = {footing.kind for one in rows for footing in one.basis if footing.kind}
    found: list[Entry] = [
        (mark(marker, color=BLUE), f"rests on what is {kind}")
        for kind, marker in MARKERS.items()
        if kind in kinds
    ]
    if any(one.beaten for one in rows):
        found.append((mark(color=PALE, linewidth=2), "beaten by another"))
    return found
