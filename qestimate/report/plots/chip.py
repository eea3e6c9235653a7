"""The chip: live and dead qubits and couplers, coloured by error, and the chosen patch."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm

from qestimate.core.errors import ScenarioError
from qestimate.estimation.placement import Placement, Unplaced
from qestimate.report.plots.lattice import columns_of, heavy_hex, places
from qestimate.report.plots.style import BLACK, GREY, drawing
from qestimate.report.views.sentences import device_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from qestimate.device.device import Device
    from qestimate.report.plots.lattice import Place
    from qestimate.report.plots.style import Size

COLOURS = "cividis_r"
"""Dark is bad; even in lightness, so that it is read in grey."""


def chip(
    device: Device, placement: Placement | Unplaced | None = None, size: Size = "report"
) -> Figure:
    """Draw a chip.

    Args:
        device: With tables of its qubits and couplers.
        placement: Whose patch is outlined, if it was chosen on this device.
        size: Of the picture.

    Raises:
        ScenarioError: No tables are published.
    """
    if not device.snapshot.qubits:
        raise ScenarioError(
            f"{device.id} has no table of qubits to draw", hint="for example ibm-fez"
        )
    at = places(device)
    across, up = (max(v) - min(v) + 2 for v in zip(*at.values(), strict=True))
    with drawing(size, 0.86 * up / across + 0.1) as figure:
        axes = figure.add_subplot()
        _couplers(axes, device, at, figure)
        _qubits(axes, device, at)
        outlined = _patch(axes, placement, at)
        axes.set_aspect("equal")
        axes.axis("off")
        live, couplers = len(device.snapshot.qubits), len(device.snapshot.couplers)
        said = f"{live} of {len(at)} qubits calibrated, {couplers} couplers live"
        figure.suptitle(f"{device_label(device)}: {said}{outlined}", x=0.01, ha="left")
    return figure


def _couplers(axes: Axes, device: Device, at: dict[int, Place], figure: Figure) -> None:
    errors = {pair: e for pair, e in device.snapshot.couplers.items() if e}
    norm = LogNorm(min(errors.values(), default=1e-3), max(errors.values(), default=1e-1))
    colours = ScalarMappable(norm, COLOURS)
    for a, b in _neighbours(device, at):
        if (a, b) not in device.snapshot.couplers:
            axes.plot(*zip(at[a], at[b], strict=True), ":", color=GREY, linewidth=0.7, zorder=1)
    for (a, b), error in device.snapshot.couplers.items():
        colour = colours.cmap(norm(error)) if error else GREY
        axes.plot(*zip(at[a], at[b], strict=True), "-", color=colour, linewidth=3.2, zorder=2)
    if errors:
        bar = figure.colorbar(colours, ax=axes, shrink=0.85, pad=0.02, aspect=30)
        bar.set_label("error of a two-qubit gate, as published")


def _neighbours(device: Device, at: dict[int, Place]) -> list[tuple[int, int]]:
    """Return the pairs that the whole lattice would couple; none where it is not known."""
    columns = columns_of(device)
    if columns is None:
        if heavy_hex(device) is None:
            return []
        by_place = {place: q for q, place in at.items()}
        steps = ((1.0, 0.0), (0.0, -1.0))
        near = [
            (q, by_place[x + dx, y + dy])
            for q, (x, y) in at.items()
            for dx, dy in steps
            if (x + dx, y + dy) in by_place
        ]
        return [(min(pair), max(pair)) for pair in near]
    beside = [(q, q + 1) for q in at if q + 1 in at and (q + 1) % columns]
    return beside + [(q, q + columns) for q in at if q + columns in at]


def _qubits(axes: Axes, device: Device, at: dict[int, Place]) -> None:
    live = [q for q in at if q in device.snapshot.qubits]
    dead = [q for q in at if q not in device.snapshot.qubits]
    size = _circle(at)
    x, y = zip(*(at[q] for q in live), strict=True)
    axes.scatter(x, y, s=size * 2.4, c="white", edgecolors=BLACK, linewidths=0.7, zorder=3)
    if dead:
        x, y = zip(*(at[q] for q in dead), strict=True)
        axes.scatter(x, y, s=size, c=GREY, marker="x", linewidths=1.0, zorder=3)
    for q in live:
        axes.annotate(str(q), at[q], ha="center", va="center", zorder=5,
                      fontsize=5.6 if len(at) < 80 else 4.4)  # fmt: skip


def _patch(axes: Axes, placement: Placement | Unplaced | None, at: dict[int, Place]) -> str:
    """Outline the chosen patch; return what the title says of it."""
    if not isinstance(placement, Placement) or not placement.qubits:
        return ""
    wires = [at[q] for q in placement.qubits]
    if placement.shape == "ring":
        wires.append(wires[0])
    if placement.shape in ("line", "ring"):
        for one, other in pairwise(wires):
            axes.plot(*zip(one, other, strict=True), "-", color=BLACK, linewidth=6.4, zorder=1.5,
                      solid_capstyle="round")  # fmt: skip
    x, y = zip(*wires, strict=True)
    axes.scatter(
        x, y, s=_circle(at) * 2.8, facecolors="none", edgecolors=BLACK, linewidths=2.2, zorder=4
    )
    return f"\noutlined: the chosen {placement.shape} of {len(placement.qubits)}"


def _circle(at: dict[int, Place]) -> float:
    """Return the size of a qubit. [points^2]"""
    return 60.0 if len(at) < 80 else 38.0
