"""The budget: by how much each limit is kept or missed."""

from __future__ import annotations

from itertools import groupby
from math import ceil, floor, isfinite
from typing import TYPE_CHECKING

from matplotlib import rcParams
from matplotlib.patches import Patch

from qestimate.core.errors import ScenarioError
from qestimate.core.formatting import number
from qestimate.report.plots.lettering import letter
from qestimate.report.plots.style import BLACK, SIZES, STATUS_COLOURS, drawing
from qestimate.report.views.sentences import device_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from qestimate.estimation.constraints import Constraint
    from qestimate.estimation.estimate import Estimate
    from qestimate.report.plots.style import Size

FARTHEST = 12
"""Decades that are drawn; a bar that goes on has an arrow beside its number."""

MAX_ROWS = 24
"""Estimates of one picture."""

HATCHES = {"met": "", "tight": "//", "violated": "xx", "unknown": ".."}
"""Told apart without colour too."""

WORDS = {
    "met": "enough",
    "tight": "perhaps enough",
    "violated": "too little",
    "unknown": "not known for sure",
}
"""What the key says of each status."""

NUMBER, TICK = 5.2, 3.6
"""Room for a number beside a bar and for one on the axis, as multiples of the size of text."""

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def budget(estimates: Sequence[Estimate], size: Size = "report") -> Figure:
    """Draw the margin of every limit of some estimates, as a factor.

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
    limits = list(dict.fromkeys(c.name for e in estimates for c in e.constraints))
    devices = list(dict.fromkeys(device_label(e.device) for e in estimates))
    rows = list(_rows(estimates))
    width, _, points = SIZES[size]
    with drawing(size, (1.7 * len(rows) + 4) * points / 72 / width) as figure:
        panels = figure.subplots(1, len(limits), sharex=True, sharey=True, squeeze=False)[0]
        for axes, limit in zip(panels, limits, strict=True):
            axes.set_title(limit)
            for row, (_, one) in enumerate(rows):
                if one is not None:
                    _bar(axes, row, next((c for c in one.constraints if c.name == limit), None))
            axes.axvline(0, color=BLACK, linewidth=1.0)
            axes.spines["left"].set_visible(False)
            axes.tick_params(axis="y", length=0)
        _scale(panels[0], estimates, (width - 1.7) * 72 / points / len(limits))
        _name_rows(panels[0], rows)
        on = f" on {devices[0]}" if len(devices) == 1 else ""
        letter(
            figure,
            "What is missing, and what is there to spare?",
            f"For each way{on}: what is there over what is needed. ×10 is ten times what is "
            "needed, ÷10 a tenth of it. Every limit has to be kept.",
            [
                (
                    Patch(facecolor=STATUS_COLOURS[status], hatch=2 * HATCHES[status],
                          edgecolor=BLACK, linewidth=0.5),
                    WORDS[status],
                )
                for status in WORDS
                if any(c.status == status for e in estimates for c in e.constraints)
            ],
        )  # fmt: skip
    return figure


Row = tuple[str, "Estimate | None"]
"""What stands beside a row, and its estimate; None where it is the heading of a device."""


def _rows(estimates: Sequence[Estimate]) -> Iterator[Row]:
    """Return the rows, those of each device below its name and date.

    Where each device has one row alone, its name stands beside the method.
    """
    devices = [device_label(e.device) for e in estimates]
    named = list(zip(names_of(estimates), estimates, strict=True))
    several = len(set(devices)) > 1
    if several and len(set(devices)) == len(devices):
        for device, (name, one) in zip(devices, named, strict=True):
            yield f"{name}, {device}", one
        return
    for device, group in groupby(named, key=lambda row: device_label(row[1].device)):
        if several:
            yield device, None
        yield from group


def names_of(estimates: Sequence[Estimate]) -> list[str]:
    """Return a name for each estimate that no other on the same device has.

    A method that is there several times has what sets it apart behind its name: the model, rank,
    layers or qubits, and a number if all of them are the same.
    """
    found = [e.method.id for e in estimates]
    devices = [device_label(e.device) for e in estimates]
    for part in (
        lambda e: e.workload.model.id,
        lambda e: f"rank {e.workload.adapter.rank}",
        lambda e: f"{e.program.n_layers} layers",
        lambda e: f"{e.program.n_qubits} qubits",
    ):
        for name in _doubles(devices, found):
            same = [k for k, both in enumerate(zip(devices, found, strict=True)) if both == name]
            parts = [part(estimates[k]) for k in same]
            if len(set(parts)) > 1:
                for k, said in zip(same, parts, strict=True):
                    found[k] += f", {said}"
    for name in _doubles(devices, found):
        same = [k for k, both in enumerate(zip(devices, found, strict=True)) if both == name]
        for n, k in enumerate(same, 1):
            found[k] += f" ({n})"
    return found


def _doubles(devices: list[str], names: list[str]) -> list[tuple[str, str]]:
    """Return the pairs of device and name that are there more than once."""
    both = list(zip(devices, names, strict=True))
    return [pair for pair in dict.fromkeys(both) if both.count(pair) > 1]


def _bar(axes: Axes, row: int, limit: Constraint | None) -> None:
    """Draw how far a limit is kept or missed, with its factor."""
    if limit is None:
        return
    margin = limit.margin_log10
    if margin is None:
        said, shown, short = "unknown", 0.0, False
        if limit.status in ("met", "violated"):  # known without a number
            said = WORDS[limit.status]
    else:
        short = margin < 0
        shown = max(-FARTHEST, min(FARTHEST, margin))
        axes.barh(row, shown, height=0.66, color=STATUS_COLOURS[limit.status],
                  hatch=2 * HATCHES[limit.status], edgecolor=BLACK, linewidth=0.5)  # fmt: skip
        said = factor(margin)
        if margin != shown:
            said = f"◂ {said}" if short else f"{said} ▸"
    axes.annotate(
        said, (shown, row), xytext=(-3 if short else 3, 0), textcoords="offset points",
        ha="right" if short else "left", va="center", clip_on=False,
        style="normal" if margin is not None else "italic",
    )  # fmt: skip


def factor(margin: float) -> str:
    """Write a margin in decades as a factor.

    >>> from math import inf
    >>> [factor(x) for x in (1.8, -2.1, -0.3, -5.58, -0.0, -0.0001, -30.2, -inf)]
    ['×63', '÷130', '÷2', '÷380,000', 'just enough', 'just short', '÷10³⁰', '÷∞']
    """
    sign = "÷" if margin < 0 else "×"
    size = abs(margin)
    if not isfinite(size):
        return f"{sign}∞"
    if size >= 6:
        return f"{sign}10{str(round(size)).translate(_RAISED)}"
    times = 10**size
    text = number(times, 2)
    if text == "1":
        text = number(times, 3)
    if text == "1":
        return "just short" if margin < 0 else "just enough"
    return f"{sign}{text}"


def _scale(axes: Axes, estimates: Sequence[Estimate], wide: float) -> None:
    """Give all panels, so many letters wide, one scale with room for numbers at both sides."""
    found = [m for e in estimates for c in e.constraints if (m := c.margin_log10) is not None]
    low = max(-FARTHEST, min([-1.0, *found]))
    high = min(FARTHEST, max([1.0, *found]))
    room = (high - low) * min(1.5, NUMBER / max(1.0, wide - 2 * NUMBER))
    axes.set_xlim(low - room, high + room)
    step = max(1, ceil(TICK * (high - low + 2 * room) / wide))
    step = min(step, int(max(-low, high)))  # else nothing but 1 is on the axis
    ticks = [n for n in range(floor(low), ceil(high) + 1) if n % step == 0]
    axes.set_xticks(ticks, [_power(n) for n in ticks])


def _power(n: int) -> str:
    """Write ten to a power as a factor."""
    if n == 0:
        return "1"
    sign = "÷" if n < 0 else "×"
    return f"{sign}{10 ** abs(n):,}" if abs(n) < 3 else f"{sign}10{str(abs(n)).translate(_RAISED)}"


def _name_rows(axes: Axes, rows: Sequence[Row]) -> None:
    """Write what each row is, devices in bold."""
    axes.set_yticks(range(len(rows)), [name for name, _ in rows])
    for label, (_, one) in zip(axes.get_yticklabels(), rows, strict=True):
        if one is None:
            label.set_fontweight("bold")
            label.set_fontsize(0.95 * rcParams["font.size"])
    axes.set_ylim(len(rows) - 0.4, -0.6)
