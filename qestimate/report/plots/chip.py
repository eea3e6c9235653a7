"""The chip: live and dead qubits and couplers, coloured by error, and the chosen patch."""

from __future__ import annotations

from itertools import combinations, pairwise
from math import hypot
from typing import TYPE_CHECKING

from matplotlib import rcParams
from matplotlib.cm import ScalarMappable
from matplotlib.colors import LogNorm

from qestimate.core.errors import ScenarioError
from qestimate.estimation.placement import Placement, Unplaced
from qestimate.report.plots.lattice import columns_of, heavy_hex, lattice_axes, places
from qestimate.report.plots.lettering import letter, mark
from qestimate.report.plots.style import BLACK, GREY, SIZES, drawing
from qestimate.report.views.sentences import device_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from qestimate.device.device import Device
    from qestimate.report.plots.lattice import Place
    from qestimate.report.plots.lettering import Entry, Look
    from qestimate.report.plots.style import Size

COLOURS = "cividis_r"
"""Dark is bad; even in lightness, so that it is read in grey."""

SCALE = (1e-3, 1e-1)
"""Errors at the ends of the colours; one scale for all chips and dates, so that pictures compare.

Nearly all couplers of the catalogue lie inside; those that do not have the colour of the end."""

MIDDLE = 1e-2
"""Error whose colour stands for all in the key."""

TICKS = (1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 1e-1)


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
    with drawing(size, 0.86 * up / across) as figure:
        axes = lattice_axes(figure, at)
        chosen = _chosen(placement)
        key = _couplers(axes, device, at, figure)
        key += _qubits(axes, device, at, chosen, figure)
        key += _patch(axes, placement, at)
        live, couplers = len(device.snapshot.qubits), len(device.snapshot.couplers)
        letter(
            figure,
            f"Which qubits of {device.id} are chosen, and how good are its links?"
            if chosen
            else f"How good are the links between the qubits of {device.id}?",
            f"{device_label(device)}: calibration is published of {live} of {len(at)} qubits and "
            f"{couplers} links between them.",
            key,
        )
    return figure


def _chosen(placement: Placement | Unplaced | None) -> tuple[int, ...]:
    return placement.qubits if isinstance(placement, Placement) else ()


def _couplers(axes: Axes, device: Device, at: dict[int, Place], figure: Figure) -> list[Entry]:
    """Draw the couplers and the scale of their colours; return their entries of the key."""
    norm = LogNorm(*SCALE, clip=True)
    colours = ScalarMappable(norm, COLOURS)
    wide = rcParams["font.size"] * 0.45
    dead = [pair for pair in _neighbours(device, at) if pair not in device.snapshot.couplers]
    for a, b in dead:
        axes.plot(*zip(at[a], at[b], strict=True), ":", color=GREY, linewidth=0.25 * wide, zorder=1)
    errors = device.snapshot.couplers
    for (a, b), error in errors.items():
        colour = colours.cmap(norm(error)) if error is not None else GREY
        style = "-" if error is not None else "--"
        axes.plot(*zip(at[a], at[b], strict=True), style, color=colour, linewidth=wide, zorder=2)
    key: list[Entry] = []
    if any(error is not None for error in errors.values()):
        colour_bar(axes, colours, figure)
        sign = mark(color=colours.cmap(norm(MIDDLE)), linewidth=wide)
        key.append((sign, "link, coloured by its error"))
    if None in errors.values():
        key.append((mark(color=GREY, linestyle="--", linewidth=wide), "link, error not known"))
    if dead:
        key.append((mark(color=GREY, linestyle=":", linewidth=0.3 * wide), "no working link"))
    return key


def colour_bar(axes: Axes, colours: ScalarMappable, figure: Figure, what: str = "") -> None:
    """Draw the scale of the colours of errors beside a chip.

    Args:
        axes: The chip.
        colours: Of errors.
        figure: It is on.
        what: They are errors of; published ones of two-qubit gates if empty.
    """
    bar = figure.colorbar(
        colours, ax=axes, shrink=0.85, pad=0.02, aspect=30, extend="both", extendfrac=0.03
    )
    bar.set_ticks(list(TICKS), labels=[f"{100 * error:g} %" for error in TICKS])
    bar.ax.minorticks_off()
    gap = "\n" if figure.get_figwidth() < SIZES["report"][0] else " "
    bar.set_label(what or f"error of a two-qubit gate,{gap}as published")


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


def _qubits(
    axes: Axes, device: Device, at: dict[int, Place], chosen: tuple[int, ...], figure: Figure
) -> list[Entry]:
    """Draw the qubits, chosen ones in black; return their entries of the key."""
    circle = circle_width(figure, at)
    groups = {
        "qubit": [q for q in at if q in device.snapshot.qubits and q not in chosen],
        "chosen qubit": [q for q in at if q in chosen],
        "qubit without calibration": [q for q in at if q not in device.snapshot.qubits],
    }
    looks: dict[str, Look] = {
        "qubit": {"marker": "o", "color": BLACK, "markerfacecolor": "white"},
        "chosen qubit": {"marker": "o", "color": BLACK, "markerfacecolor": BLACK},
        "qubit without calibration": {"marker": "x", "color": GREY},
    }
    key: list[Entry] = []
    for name, group in groups.items():
        if not group:
            continue
        large = 0.6 * circle if name == "qubit without calibration" else circle
        axes.plot(
            *zip(*(at[q] for q in group), strict=True), linestyle="", markersize=large, zorder=3,
            markeredgewidth=0.05 * circle, **looks[name],
        )  # fmt: skip
        sign = mark(markersize=0.8 * rcParams["font.size"], linestyle="", **looks[name])
        key.append((sign, name))
    digits = len(str(max(at)))
    for q, place in at.items():
        if q in device.snapshot.qubits:
            axes.annotate(
                str(q), place, ha="center", va="center_baseline", zorder=5,
                color="white" if q in chosen else BLACK, fontsize=circle / max(1.9, 0.72 * digits),
            )  # fmt: skip
    return key


def _patch(axes: Axes, placement: Placement | Unplaced | None, at: dict[int, Place]) -> list[Entry]:
    """Draw the links of a chosen line or ring; return their entry of the key."""
    wide = rcParams["font.size"] * 0.45
    if not isinstance(placement, Placement) or placement.shape not in ("line", "ring"):
        return []
    wires = [at[q] for q in placement.qubits]
    if placement.shape == "ring":
        wires.append(wires[0])
    for one, other in pairwise(wires):
        axes.plot(*zip(one, other, strict=True), "-", color=BLACK, linewidth=2.2 * wide,
                  zorder=1.5, solid_capstyle="round")  # fmt: skip
    if len(wires) < 2:
        return []
    name = f"outlined: the chosen {placement.shape} of {len(placement.qubits)}"
    return [((mark(color=BLACK, linewidth=2.2 * wide), mark(color="white", linewidth=wide)), name)]


def circle_width(figure: Figure, at: dict[int, Place]) -> float:
    """Return the width of a qubit, by the room from one to the next. [points]"""
    across, up = (max(v) - min(v) + 1.2 for v in zip(*at.values(), strict=True))
    wide, high = 72 * float(figure.get_figwidth()), 72 * float(figure.get_figheight())
    room = min(0.82 * wide / across, 0.97 * high / up)
    nearest = min(
        (hypot(x - u, y - v) for (x, y), (u, v) in combinations(at.values(), 2)), default=1.0
    )
    large: float = rcParams["font.size"]
    return float(min(2.4 * large, 0.62 * room * min(1.0, nearest)))
