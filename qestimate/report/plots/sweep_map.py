"""A sweep over two inputs as a map of verdicts, with the border of what is feasible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.collections import LineCollection
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.patches import Patch

from qestimate.core.errors import ScenarioError
from qestimate.explore.sweep.circuits import LIMITS, VERDICTS
from qestimate.explore.sweep.table import heading
from qestimate.report.plots.style import BLACK, VERDICT_COLOURS, drawing

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from qestimate.explore.sweep import Sweep
    from qestimate.explore.sweep.axes import Axis
    from qestimate.report.plots.style import Size

MAX_MAPS = 6
"""Devices and methods that are drawn side by side."""

HATCHES = {"infeasible": "//", "unknown": ".."}
"""Told apart without colour too."""

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
    with drawing(size) as figure:
        columns = min(3, len(combinations))
        rows = -(-len(combinations) // columns)
        grid = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
        for axes in grid.flat[len(combinations) :]:
            axes.set_visible(False)
        for axes, key in zip(grid.flat, combinations, strict=False):
            _draw(axes, maps[key], across, up)
            device, method = key
            name, chip = sweep.methods[method], sweep.device_labels[device].replace("@", " ")
            if len(sweep.devices) > 1:
                name = f"{name}\n{chip}"
            axes.set_title(name if len(combinations) > 1 else f"{name} on {chip}")
        for column in range(columns):  # the lowest that is drawn in each
            lowest = grid[(len(combinations) - 1 - column) // columns][column]
            lowest.set_xlabel(_label(across))
            lowest.tick_params(labelbottom=True)
        for row in grid:
            row[0].set_ylabel(_label(up))
        if len(sweep.devices) == 1 and len(combinations) > 1:
            figure.suptitle(sweep.device_labels[0].replace("@", " "), x=0.01, ha="left")
        seen = {VERDICTS[int(code)] for one in maps.values() for code in np.unique(one[0])}
        handles = [
            Patch(facecolor=VERDICT_COLOURS[name], edgecolor=BLACK, linewidth=0.4,
                  hatch=HATCHES.get(name), label="no circuit" if name == "none" else name)
            for name in VERDICTS if name in seen
        ]  # fmt: skip
        figure.legend(handles=handles, loc="outside lower center", ncols=len(handles))
    return figure


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


def _draw(axes: Axes, one: Map, across: Axis, up: Axis) -> None:
    verdicts, limits, x, y = _sorted(one, across, up)
    colours = ListedColormap([VERDICT_COLOURS[name] for name in VERDICTS])
    norm = BoundaryNorm(np.arange(len(VERDICTS) + 1) - 0.5, len(VERDICTS))
    axes.pcolormesh(_edges(x), _edges(y), verdicts, cmap=colours, norm=norm, rasterized=True)
    _border(axes, verdicts == VERDICTS.index("feasible"), _edges(x), _edges(y))
    for values, scale in ((x, axes.set_xscale), (y, axes.set_yscale)):
        if _logarithmic(values):
            scale("log")
    for name, hatch in HATCHES.items():
        mask = verdicts == VERDICTS.index(name)
        if mask.any() and min(mask.shape) > 1:
            axes.contourf(x, y, mask, levels=[0.5, 1.5], colors="none", hatches=[hatch])
    _name_limits(axes, verdicts, limits, x, y)


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
) -> None:
    """Draw the edges between cells that are feasible and cells that are not."""
    rows, columns = np.nonzero(feasible[:, 1:] != feasible[:, :-1])
    lines = [[(x[c + 1], y[r]), (x[c + 1], y[r + 1])] for r, c in zip(rows, columns, strict=True)]
    rows, columns = np.nonzero(feasible[1:] != feasible[:-1])
    lines += [[(x[c], y[r + 1]), (x[c + 1], y[r + 1])] for r, c in zip(rows, columns, strict=True)]
    axes.add_collection(LineCollection(lines, colors=BLACK, linewidths=1.4, capstyle="round"))


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


def _label(axis: Axis) -> str:
    unit = axis.spec.unit.strip()
    name = heading(axis).removesuffix(f"_{unit.replace('µ', 'u').lower()}").replace("_", " ")
    return f"{name} [{unit}]" if unit and unit != "shots" else name
