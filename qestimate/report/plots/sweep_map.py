"""A sweep over two inputs as a map of verdicts, with the border of what is feasible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rcParams
from matplotlib.collections import LineCollection
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path
from matplotlib.ticker import NullFormatter

from qestimate.core.errors import ScenarioError
from qestimate.core.formatting import number
from qestimate.device.elements import elements, mean_time
from qestimate.explore.sweep.circuits import LIMITS, VERDICTS
from qestimate.explore.sweep.table import heading
from qestimate.report.plots.lettering import letter, mark
from qestimate.report.plots.style import BLACK, VERDICT_COLOURS, VERDICT_WORDS, drawing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    from numpy.typing import NDArray

    from qestimate.device.device import Device
    from qestimate.explore.sweep import Sweep
    from qestimate.explore.sweep.axes import Axis
    from qestimate.report.plots.lettering import Entry, Look, Sign
    from qestimate.report.plots.style import Size

MAX_MAPS = 6
"""Devices and methods that are drawn side by side."""

HATCHES = {"infeasible": "//", "unknown": ".."}
"""Told apart without colour too."""

HEIGHTS = {1: 0.5, 2: 0.75, 3: 1.0}
"""Height over width of maps in so many rows."""

TODAY = "today: the device as published, on average"

FEW = 6
"""Values of an axis that are all written on it."""

MAX_POINTS = 10**6
"""Scenarios of a map."""


def sweep_map(sweep: Sweep, size: Size = "report") -> Figure:
    """Draw the verdicts of a grid over two numeric inputs, one map for each device and method.

    Args:
        sweep: Two inputs with a list of numbers; besides them only devices and methods vary.
        size: Of the picture.

    Raises:
        ScenarioError: Other inputs vary, or too many maps or points.
    """
    across, up = _two(sweep)
    combinations = [(d, m) for d in range(len(sweep.devices)) for m in range(len(sweep.methods))]
    if len(combinations) > MAX_MAPS or sweep.rows > MAX_POINTS:
        raise ScenarioError(
            f"{len(combinations)} maps of {sweep.rows:,} scenarios in all; {MAX_MAPS} maps and "
            f"{MAX_POINTS:,} scenarios at most",
            hint="name devices and methods, as in --device ibm-fez --method qpa",
        )
    maps = _maps(sweep, across, up)
    several = len(sweep.devices) > 1 and 1 < len(sweep.methods) <= 3
    columns = len(sweep.methods) if several else min(3, len(combinations))
    rows = -(-len(combinations) // columns)
    todays = [
        (_today(sweep, device, across), _today(sweep, device, up))
        for device in range(len(sweep.devices))
    ]
    with drawing(size, HEIGHTS[min(3, rows)]) as figure:
        grid = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
        for axes in grid.flat[len(combinations) :]:
            axes.set_visible(False)
        looks: dict[str, Sign] = {}
        for axes, (device, method) in zip(grid.flat, combinations, strict=False):
            looks |= _draw(axes, maps[device, method], across, up)
            looks |= _mark_today(axes, todays[device], across, up)
            axes.set_title(_title(sweep, device, method), loc="left")
        _ticks(grid[0][0], across, up, narrow=columns > 2)
        for column in range(columns):  # the lowest that is drawn in each
            lowest = grid[(len(combinations) - 1 - column) // columns][column]
            lowest.set_xlabel(_label(across))
            lowest.tick_params(labelbottom=True)
        if rows == 1:
            grid[0][0].set_ylabel(_label(up))
        else:
            figure.supylabel(_label(up), fontsize=rcParams["font.size"])
        seen = {VERDICTS[int(code)] for one in maps.values() for code in np.unique(one[0])}
        verdicts: list[Entry] = [(_patch(name), VERDICT_WORDS[name]) for name in VERDICTS
                                 if name in seen]  # fmt: skip
        letter(
            figure,
            "For which values does it fit?",
            _how_to_read(sweep, seen, todays, across, up),
            [*verdicts, *((sign, words) for words, sign in looks.items())],
        )
    return figure


def _title(sweep: Sweep, device: int, method: int) -> str:
    """Name a map by method and device, on two lines where maps are narrow."""
    name, chip = sweep.methods[method], sweep.device_labels[device].replace("@", " ")
    if len(sweep.devices) == 1:
        return f"{name} on {chip}" if len(sweep.methods) == 1 else name
    return f"{name} on\n{chip}"


def _how_to_read(
    sweep: Sweep, seen: set[str], todays: Sequence[Today], across: Axis, up: Axis
) -> str:
    """Say which device it is, what words in a map mean, and what is not marked."""
    said = ""
    if len(sweep.devices) == 1 and len(sweep.methods) > 1:
        said = f"On {sweep.device_labels[0].replace('@', ' ')}. "
    said += f"Each point has its own {_plain(across)} (across) and {_plain(up)} (up)."
    if seen & {"infeasible", "unknown"}:
        said += " A word in a map names the limit that stops it."
    for device, today in enumerate(todays):
        for value, axis in zip(today, (across, up), strict=True):
            if value is not None and not _inside(value, axis):
                name = sweep.device_labels[device].replace("@", " ")
                said += (f" Off the map: {name} as published, with a {_plain(axis)} of "
                         f"{number(value, 2)}{axis.spec.unit}.")  # fmt: skip
    return said


Today = tuple["float | None", "float | None"]
"""Published values of a device on the two axes, in the units they are typed in; None where an axis
is no figure of a device, or nothing is published."""


def _today(sweep: Sweep, device: int, axis: Axis) -> float | None:
    """Return the value that a device of a sweep has as published, for one of its axes."""
    if not axis.spec.figure or "device" not in sweep.given:
        return None
    from qestimate.explore.sweep.axes import axis as axis_of
    from qestimate.scenario.scenario import choose_devices

    snapshot, day = (
        sweep.given[name].value if name in sweep.given else "" for name in ("snapshot", "date")
    )
    names = list(axis_of("device", sweep.given["device"]).values)
    wanted = sweep.devices[device]
    for one in choose_devices(names, None, {}, snapshot, day)[0]:
        if (one.id, one.snapshot.id) == (wanted.id, wanted.snapshot.id):
            value = published(one, axis.spec.figure)
            return None if value is None else value / axis.spec.scale
    return None


def published(device: Device, figure: str) -> float | None:
    """Return a figure of a device as a sweep sets it: one for all elements, errors as averages.

    Where elements have their own, it is their mean.

    >>> from qestimate import catalog
    >>> round(published(catalog.device("ibm-fez").at(""), "two_qubit_error"), 5)
    0.00556
    """
    known = elements(device)
    if figure == "two_qubit_error":
        return _times(known.two_qubit.mean, 0.8)
    if figure == "one_qubit_error":
        return _times(known.one_qubit.mean, 2 / 3)
    if figure == "readout_error":
        pairs = list(known.readout.own.values()) or [known.readout.other]
        return None if pairs == [None] else float(np.mean(pairs))
    if figure in ("t1", "t2"):
        table = known.t1 if figure == "t1" else known.t2
        return mean_time(table.own.values()) if table.own else table.other
    value = device.value(figure)
    if value is None and figure == "shot_period":
        parts = device.value("readout_duration"), device.value("repetition_delay")
        return None if parts[0] is None or parts[1] is None else parts[0] + parts[1]
    return value


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def _inside(value: float, axis: Axis) -> bool:
    """Whether a value lies in the range of an axis."""
    return bool(min(axis.values) <= value <= max(axis.values))


def _mark_today(axes: Axes, today: Today, across: Axis, up: Axis) -> dict[str, Sign]:
    """Mark the device as published: a star, or a line where one axis alone is a figure of it."""
    x, y = today
    if (x is not None and not _inside(x, across)) or (y is not None and not _inside(y, up)):
        return {}
    size = 1.7 * rcParams["font.size"]
    star: Look = {"color": BLACK, "markerfacecolor": "white", "markersize": size, "linestyle": ""}
    if x is not None and y is not None:
        axes.plot([x], [y], marker="*", zorder=6, clip_on=False, **star)
        return {TODAY: mark("*", **star)}
    wide = rcParams["font.size"] / 5
    pair: list[Line2D] = []
    for look in ({"color": "white", "linewidth": 2 * wide}, {"color": BLACK, "linewidth": wide,
                 "linestyle": (0, (1.2, 1.2))}):  # fmt: skip
        if x is not None:
            axes.axvline(x, zorder=5, **look)
        elif y is not None:
            axes.axhline(y, zorder=5, **look)
        pair.append(mark(**look))
    return {} if x is None and y is None else {TODAY: tuple(pair)}


def _patch(verdict: str) -> Patch:
    """Return what a verdict looks like in the key."""
    return Patch(facecolor=VERDICT_COLOURS[verdict], edgecolor=BLACK, linewidth=0.4,
                 hatch=HATCHES.get(verdict))  # fmt: skip


def _two(sweep: Sweep) -> tuple[Axis, Axis]:
    varied = [one for one in sweep.axes if one.name not in ("device", "method")]
    if len(varied) != 2 or any(one.drawn or not one.numeric for one in varied):
        names = ", ".join(f"--{one.name}" for one in varied) or "none"
        raise ScenarioError(
            f"a map has two inputs with numbers; here vary: {names}",
            hint="for example --cz-error 1e-4:1e-2:log:60 --shot-period 1:1000:log:60",
        )
    return varied[1], varied[0]


Map = tuple["NDArray[Any]", "NDArray[Any]"]


def _maps(sweep: Sweep, across: Axis, up: Axis) -> dict[tuple[int, int], Map]:
    """Return verdicts and limits of each device and method: rows up, columns across."""
    shape = (len(up.values), len(across.values))
    found = {
        (d, m): (np.zeros(shape, dtype=np.int8), np.zeros(shape, dtype=np.int8))
        for d in range(len(sweep.devices))
        for m in range(len(sweep.methods))
    }
    for block in range(sweep.blocks):
        points = sweep.design.points(block)
        results = sweep.results(points)
        codes = [points.codes[name] for name in ("device", "method", up.name, across.name)]
        for key in found:
            rows = (codes[0] == key[0]) & (codes[1] == key[1])
            at = codes[2][rows], codes[3][rows]
            found[key][0][at] = results["verdict"][rows]
            found[key][1][at] = results["limit"][rows]
    return found


def _draw(axes: Axes, one: Map, across: Axis, up: Axis) -> dict[str, Sign]:
    """Draw a map; return what its key says besides verdicts."""
    verdicts, limits, x, y = _sorted(one, across, up)
    colours = ListedColormap([VERDICT_COLOURS[name] for name in VERDICTS])
    norm = BoundaryNorm(np.arange(len(VERDICTS) + 1) - 0.5, len(VERDICTS))
    right, upward = _edges(x), _edges(y)
    axes.pcolormesh(right, upward, verdicts, cmap=colours, norm=norm, rasterized=True)
    for values, scale in ((x, axes.set_xscale), (y, axes.set_yscale)):
        if _logarithmic(values):
            scale("log")
    axes.set(xlim=(right[0], right[-1]), ylim=(upward[0], upward[-1]))
    for name, hatch in HATCHES.items():
        _hatch(axes, verdicts == VERDICTS.index(name), right, upward, hatch)
    _name_limits(axes, verdicts, limits, x, y)
    if _border(axes, verdicts == VERDICTS.index("feasible"), right, upward):
        return {"edge of what is feasible": mark(color=BLACK, linewidth=1.4)}
    return {}


def _hatch(
    axes: Axes,
    mask: NDArray[np.bool_],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    hatch: str,
) -> None:
    """Hatch the cells of a mask, each row of neighbours as one."""
    paths = []
    for row, cells in enumerate(mask):
        steps = np.flatnonzero(np.diff(np.concatenate([[0], cells.astype(int), [0]])))
        for start, end in zip(steps[::2], steps[1::2], strict=True):
            low, high = y[row], y[row + 1]
            corners = [(x[start], low), (x[end], low), (x[end], high), (x[start], high)]
            paths.append(Path([*corners, corners[0]], closed=True))
    if paths:
        axes.add_patch(PathPatch(Path.make_compound_path(*paths), facecolor="none",
                                 edgecolor=BLACK, linewidth=0, hatch=hatch))  # fmt: skip


def _sorted(
    one: Map, across: Axis, up: Axis
) -> tuple[NDArray[Any], NDArray[Any], NDArray[np.float64], NDArray[np.float64]]:
    """Return a map and its axes in rising order; values may have been listed in any."""
    x, y = across.numbers(), up.numbers()
    right, upward = np.argsort(x), np.argsort(y)
    verdicts, limits = (part[np.ix_(upward, right)] for part in one)
    return verdicts, limits, x[right], y[upward]


def _border(
    axes: Axes, feasible: NDArray[np.bool_], x: NDArray[np.float64], y: NDArray[np.float64]
) -> bool:
    """Draw the edges between cells that are feasible and cells that are not; False if none are."""
    rows, columns = np.nonzero(feasible[:, 1:] != feasible[:, :-1])
    lines = [[(x[c + 1], y[r]), (x[c + 1], y[r + 1])] for r, c in zip(rows, columns, strict=True)]
    rows, columns = np.nonzero(feasible[1:] != feasible[:-1])
    lines += [[(x[c], y[r + 1]), (x[c + 1], y[r + 1])] for r, c in zip(rows, columns, strict=True)]
    axes.add_collection(LineCollection(lines, colors=BLACK, linewidths=1.4, capstyle="round"))
    return bool(lines)


def _name_limits(
    axes: Axes, verdicts: NDArray[Any], limits: NDArray[Any], x: NDArray[Any], y: NDArray[Any]
) -> None:
    """Write into the region of each limit what it is."""
    out = np.isin(verdicts, [VERDICTS.index("infeasible"), VERDICTS.index("unknown")])
    for code in np.unique(limits[out]):
        rows, columns = np.nonzero(out & (limits == code))
        if len(rows) < 0.06 * limits.size:
            continue
        middle = np.argmin(
            (rows - np.median(rows)) ** 2 / limits.shape[0] ** 2
            + (columns - np.median(columns)) ** 2 / limits.shape[1] ** 2
        )
        axes.annotate(
            LIMITS[int(code)], (x[columns[middle]], y[rows[middle]]), ha="center", va="center",
            color="black", fontweight="bold",
            bbox={"facecolor": "white", "alpha": 0.65, "edgecolor": "none", "pad": 1.5},
        )  # fmt: skip


def _logarithmic(values: NDArray[Any]) -> bool:
    """Whether values are spaced more evenly in their logarithm."""
    if len(values) < 3 or values.min() <= 0:
        return bool(len(values) > 1 and values.min() > 0 and values.max() / values.min() > 20)
    steps, ratios = np.diff(values), np.diff(np.log(values))
    return bool(np.std(ratios) / abs(np.mean(ratios)) < np.std(steps) / abs(np.mean(steps)))


def _edges(values: NDArray[Any]) -> NDArray[np.float64]:
    """Return where the cells around values end."""
    if len(values) == 1:
        return np.array([values[0] * 0.9 - 1e-12, values[0] * 1.1 + 1e-12])
    log = _logarithmic(values)
    at = np.log(values) if log else values.astype(float)
    middle = (at[1:] + at[:-1]) / 2
    ends = np.concatenate([[2 * at[0] - middle[0]], middle, [2 * at[-1] - middle[-1]]])
    return np.exp(ends) if log else ends


def _ticks(axes: Axes, across: Axis, up: Axis, *, narrow: bool) -> None:
    """Write plain numbers on the axes, or powers across narrow maps; each value where few are."""
    for axis, line in ((across, axes.xaxis), (up, axes.yaxis)):
        values = axis.numbers()
        if len(values) <= FEW:
            line.set_ticks(values, [number(value) for value in values])
            line.set_ticks([], minor=True)
        elif not (narrow and line is axes.xaxis):
            line.set_major_formatter(lambda value, _: f"{value:g}" if value else "0")
        if _logarithmic(values):
            line.set_minor_formatter(NullFormatter())


WORDS = {
    "two_qubit_error": "error of a two-qubit gate",
    "one_qubit_error": "error of a one-qubit gate",
    "shot_period": "time per shot besides its gates",
    "repetition_delay": "wait between shots",
    "circuit_overhead": "time to load a circuit",
}
"""Figures in plain words, where their names are not."""


def _plain(axis: Axis) -> str:
    """Return an axis in plain words."""
    unit = axis.spec.unit.strip()
    name = heading(axis).removesuffix(f"_{unit.replace('µ', 'u').lower()}").replace("_", " ")
    return WORDS.get(axis.spec.figure, name)


def _label(axis: Axis) -> str:
    """Return an axis in plain words, with its unit."""
    unit = axis.spec.unit.strip()
    return f"{_plain(axis)} [{unit}]" if unit and unit != "shots" else _plain(axis)
