"""Where circuits fit: width against two-qubit depth, and what each device can reach."""

from __future__ import annotations

from itertools import pairwise
from math import isfinite, log, log10
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rcParams
from matplotlib.patches import Patch

from qestimate.core.errors import ScenarioError
from qestimate.device.elements import elements, log_infidelity, readout_error
from qestimate.estimation.placement import Unplaced, best_line
from qestimate.report.plots.lettering import letter, mark
from qestimate.report.plots.style import BLACK, BLUE, SERIES, VERDICT_WORDS, drawing
from qestimate.report.views.sentences import device_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    from numpy.typing import NDArray

    from qestimate.device.device import Device
    from qestimate.estimation.estimate import Estimate
    from qestimate.report.plots.lettering import Entry
    from qestimate.report.plots.style import Size
    from qestimate.workload.goal import Goal

WIDTHS = 24
"""Widths at which the border of a device is worked out."""

MAX_DEVICES = 4

SHARE = 0.1
"""Circuit fidelity at which the border of a device is drawn, if there is no signal floor."""

HEIGHTS: dict[Size, float] = {"report": 0.75, "slide": 0.5, "phone": 1.5}
"""Height of several rows of panels, over the width of the picture."""

REACH = BLUE
"""Colour of what a device reaches."""

COLOURS = tuple(colour for colour in SERIES[:7] if colour != REACH)
SHAPES = ("o", "s", "^", "D", "v", "P", "X", "*", "<", ">", "p", "d", "h", "8")
"""Of circuits: no two have both in common."""

WIDTHS_OF_SHAPES = {"*": 1.15, "X": 0.95, "P": 0.95, "d": 0.9, "o": 0.75}
"""Of marks, as multiples of the size of text, so that fillings are seen in all of them."""

CLOSE = (0.35, 0.05)
"""Logarithms of depth and width within which two marks hide each other, where a panel is alone."""

Looks = dict[str, tuple[str, str]]
"""Marker and colour of each method."""

Point = tuple[int, float, str, str, str]
"""Width, depth, marker, colour and verdict of a circuit."""

ROUNDS = 5
"""Times that a line is sought for the depth that the one before reached."""


def deepest(device: Device, width: int, goal: Goal) -> float | None:
    """Return the two-qubit depth at which a brick wall on the best line keeps a circuit fidelity.

    Everything counts: gates on every second coupler in each layer, a one-qubit
    operation beside each, and readout. Waiting is left out, as a brick wall has little of it.

    Args:
        device: Where.
        width: Qubits of the line.
        goal: Its signal floor is the fidelity; SHARE without one.

    Returns:
        None where there is no such line, or an error is not published; 0 where readout alone
        is too much.
    """
    depth: float | None = None
    gates, pulses = 1.0, 1.0
    for _ in range(ROUNDS):  # which line is best depends on how deep it is used
        line = () if device.graph is None else best_line(device, width, gates, pulses)
        if line is None:
            return None
        found = _deepest_on(device, line, width, goal)
        if found is None or found == depth or not isfinite(found):
            return found
        depth = found if depth is None else max(depth, found)
        gates, pulses = max(found, 1.0) / 2, max(found, 1.0) * device.pulses
    return depth


def _deepest_on(device: Device, line: tuple[int, ...], width: int, goal: Goal) -> float | None:
    """Return the depth on one line; see ``deepest``."""
    known = elements(device)
    wires = line or (-1, -1)  # without a chosen line, what stands for all
    links = [known.gate(a, b) for a, b in pairwise(wires)]
    pulses = [known.one_qubit.of(q) for q in wires]
    reads = [known.readout.of(q) for q in wires]
    if None in links or None in pulses or None in reads:
        return None
    per_link, per_wire = (width - 1) / len(links), width / len(wires)
    gates = per_link * sum(log_infidelity(error) for error in links)
    each = per_wire * sum(log_infidelity(error) for error in pulses)
    # a layer has gates on half the couplers, and a one-qubit operation on each qubit
    layer = gates / 2 + each * device.pulses
    read = per_wire * sum(log_infidelity(readout_error(both)) for both in reads)
    left = -log(goal.signal_floor or SHARE) - read
    return max(0.0, left / layer) if layer > 0 else float("inf")


def where(estimates: Sequence[Estimate], size: Size = "report") -> Figure:
    """Draw the circuits of some estimates, a panel for each device, and what each device reaches.

    Args:
        estimates: On at most MAX_DEVICES devices.
        size: Of the picture.

    Raises:
        ScenarioError: Nothing to draw, or too many devices.
    """
    devices = {device_label(e.device): e.device for e in estimates}
    placed = [e for e in estimates if not isinstance(e.placement, Unplaced)]
    if not placed or len(devices) > MAX_DEVICES:
        raise ScenarioError(
            f"{len(devices)} devices; at most {MAX_DEVICES} are drawn"
            if placed
            else "no circuit has a place on any device",
            hint="name devices, as in --device ibm-fez",
        )
    goal = placed[0].goal
    looks = _looks(placed)
    columns = 1 if size == "phone" else min(2, len(devices))
    rows = -(-len(devices) // columns)
    with drawing(size, None if rows == 1 else HEIGHTS[size]) as figure:
        grid = figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
        crowded = False
        for axes, (name, device) in zip(grid.flat, devices.items(), strict=False):
            axes.set_title(name, loc="left")
            _region(axes, device, goal)
            mine = [e for e in placed if device_label(e.device) == name]
            crowded |= _circuits(axes, mine, looks, (rows, columns))
        _scales(grid, placed, len(devices))
        letter(
            figure,
            f"Which circuits fit on {'these devices' if len(devices) > 1 else 'this device'}?",
            _how_to_read(goal, crowded=crowded),
            _entries(placed, looks),
        )
    return figure


def _how_to_read(goal: Goal, *, crowded: bool) -> str:
    """Say what the border means, and that marks may be nested."""
    floor = goal.signal_floor or SHARE
    ten = "" if goal.signal_floor else " (about one run in ten without an error)"
    said = (
        "Each mark is a circuit; its filling says whether it fits, all limits counted. Below the "
        f"border the best chain of qubits keeps a circuit fidelity of {floor:g}{ten}; what reads "
        "single qubits can work above it."
    )
    return f"{said} Where marks would hide each other, some are larger." if crowded else said


def _scales(grid: NDArray[Any], placed: Sequence[Estimate], n_devices: int) -> None:
    """Give all panels the same axes, with plain numbers on them."""
    first = grid[0][0]
    first.set(xscale="log")
    first.set_yscale("symlog", linthresh=1, linscale=0.8)
    reached = [y for axes in grid.flat for line in axes.lines for y in line.get_ydata()]
    top = max(1.0, *(_depth(e) for e in placed), *(y for y in reached if isfinite(y)))
    widest = max(x for axes in grid.flat for line in axes.lines for x in line.get_xdata())
    first.set_ylim(-0.3, top * 4)
    first.set_xlim(1.7, max(widest, 4) * 1.25)
    ticks = [n for n in (2, 4, 8, 16, 32, 64, 128, 256, 512, 1024) if n <= first.get_xlim()[1]]
    first.set_xticks(ticks, [str(n) for n in ticks], minor=False)
    first.set_xticks([], minor=True)
    first.set_yticks([0, *(10.0**n for n in range(int(log10(top)) + 2) if n < 4 or n % 2 == 0)])
    first.yaxis.set_major_formatter(lambda y, _: f"{y:,.0f}" if y < 1e6 else f"{y:.0e}")
    for number, axes in enumerate(grid.flat):
        axes.set_visible(number < n_devices)
        axes.grid(alpha=0.25)
        if number + grid.shape[1] >= n_devices:  # nothing is drawn below it
            axes.set_xlabel("qubits that the circuit takes")
            axes.tick_params(labelbottom=True)
    if len(grid) == 1:
        first.set_ylabel("steps of two-qubit gates")
    else:
        first.figure.supylabel("steps of two-qubit gates", fontsize=rcParams["font.size"])


def _depth(one: Estimate) -> float:
    return 0.0 if isinstance(one.placement, Unplaced) else one.placement.counts.two_qubit_depth


def _region(axes: Axes, device: Device, goal: Goal) -> None:
    """Draw the border of a device, or say why there is none."""
    widest = device.qubits_connected or device.qubits_advertised or 2
    if device.graph is not None:
        widest = len(device.graph.longest_line)
    widths = sorted({round(n) for n in np.geomspace(2, max(2, widest), WIDTHS)})
    reach = [(n, d) for n in widths if (d := deepest(device, n, goal)) is not None]
    found = [(n, d) for n, d in reach if isfinite(d)]
    if found:
        x, y = zip(*found, strict=True)
        axes.fill_between(x, -1, y, color=REACH, alpha=0.15, linewidth=0)
        axes.plot(x, y, color=REACH)
        return
    why = "no errors, so no border" if reach else "border unknown: errors not published"
    axes.annotate(why, (0.03, 0.04), xycoords="axes fraction")


def _circuits(axes: Axes, mine: Sequence[Estimate], looks: Looks, grid: tuple[int, int]) -> bool:
    """Draw the circuits of a device; return whether some would hide each other."""
    points = {(e.program.n_qubits, _depth(e), *looks[e.method.id], e.verdict): None for e in mine}
    crowded = False
    for group in _close(list(points), grid):
        crowded |= len(group) > 1
        for ring, (x, y, marker, colour, verdict) in enumerate(group):
            grown = 1 + 0.75 * (len(group) - 1 - ring)
            for layer, line in enumerate(_signs(marker, colour, verdict, grown)):
                line.set_data([x], [y])
                line.set_zorder(4 + 0.1 * ring + 0.01 * layer)
                line.set_clip_on(False)
                axes.add_line(line)
    return crowded


def _close(points: list[Point], grid: tuple[int, int]) -> list[list[Point]]:
    """Return points in groups that would hide each other in so many rows and columns of panels."""
    groups: list[list[Point]] = []
    for point in points:
        for group in groups:
            near = abs(log(point[0] / group[0][0])) < CLOSE[1] * grid[1]
            if near and abs(log((1 + point[1]) / (1 + group[0][1]))) < CLOSE[0] * grid[0]:
                group.append(point)
                break
        else:
            groups.append([point])
    return groups


def _signs(marker: str, colour: str, verdict: str, grown: float = 1.0) -> list[Line2D]:
    """Return what a circuit is drawn with: full, half full, hollow, or hollow with a dot."""
    size = WIDTHS_OF_SHAPES.get(marker, 0.72) * rcParams["font.size"] * grown
    fill = {"feasible": "full", "marginal": "bottom"}.get(verdict, "full")
    face = colour if verdict in ("feasible", "marginal") else "white"
    found = [
        mark(marker, color=colour, markersize=size, fillstyle=fill, markerfacecolor=face,
             markerfacecoloralt="white", markeredgewidth=rcParams["font.size"] / 9)
    ]  # fmt: skip
    if verdict == "unknown":
        found.append(mark(".", color=colour, markersize=0.5 * size, markeredgewidth=0))
    return found


def _looks(placed: Sequence[Estimate]) -> Looks:
    """Return marker and colour of each method; methods that run the same circuits share them."""
    runs: dict[str, tuple[tuple[Any, ...], ...]] = {}
    for e in placed:
        run = (device_label(e.device), e.program.ansatz, e.program.n_qubits, _depth(e))
        runs[e.method.id] = (*runs.get(e.method.id, ()), run)
    circuits = list(dict.fromkeys(runs.values()))
    return {
        name: (SHAPES[k % len(SHAPES)], COLOURS[k % len(COLOURS)])
        for name, run in runs.items()
        for k in (circuits.index(run),)
    }


def _entries(placed: Sequence[Estimate], looks: Looks) -> list[Entry]:
    """Return what marks, fillings and the border mean."""
    found: list[Entry] = []
    for marker, colour in dict.fromkeys(looks.values()):
        names = [name for name, look in looks.items() if look == (marker, colour)]
        found.append((tuple(_signs(marker, colour, "infeasible")), ", ".join(names)))
    for verdict, words in VERDICT_WORDS.items():
        if any(e.verdict == verdict for e in placed):
            found.append((tuple(_signs("o", BLACK, verdict)), words))
    border = (Patch(color=REACH, alpha=0.15, linewidth=0), mark(color=REACH))
    return [*found, (border, "below the border noise leaves enough")]
