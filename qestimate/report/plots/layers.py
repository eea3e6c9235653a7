"""Signal against layers: what noise takes and what random angles take, apart."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import Patch

from qestimate.core.errors import ScenarioError
from qestimate.estimation.placement import Unplaced
from qestimate.report.plots.lettering import heights, letter, mark
from qestimate.report.plots.style import BLACK, BLUE, GREEN, VERMILION, drawing
from qestimate.report.views.sentences import device_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from qestimate.estimation.estimate import Estimate
    from qestimate.report.plots.lettering import Entry, Look
    from qestimate.report.plots.style import Size

POINTS = 14


def layers(one: Estimate, size: Size = "report") -> Figure:
    """Draw the signal against the layers of a circuit: of values, or of products of Z.

    Args:
        one: An estimate that has a place.
        size: Of the picture.

    Raises:
        ScenarioError: It has no place, or no layers that can be chosen.
    """
    if one.local is None or isinstance(one.placement, Unplaced):
        raise ScenarioError(
            f"{one.method.id} has no place on {one.device.id}",
            hint="for example --rank 4 --method qtha",
        )
    most = max(16, 2 * one.program.n_layers)
    depths = sorted({round(n) for n in np.geomspace(1, most, POINTS)} | {one.program.n_layers})
    found = [one.changed(goal=one.goal._replace(layers=depth)) for depth in depths]
    if found[0].program.n_layers == found[-1].program.n_layers:
        raise ScenarioError(
            f"the layers of {one.method.id} cannot be chosen", hint="for example --method qtha"
        )
    with drawing(size) as figure:
        axes = figure.add_subplot()
        key = _spreads(axes, depths, found) + _shares(axes, depths, found)
        drawn = heights(axes)
        key += _rules(axes, one)
        axes.set(xscale="log", yscale="log", xlabel="layers of the circuit")
        axes.set_ylabel("share of the signal,\nor size of a result")
        ticks = depths[:: max(1, len(depths) // 6)]
        axes.set_xticks(ticks, [str(d) for d in ticks])
        axes.set_xticks([], minor=True)
        axes.set_ylim(max(1e-6, min([0.1, *drawn, *_lowest(found)]) / 2), 1.5)
        axes.yaxis.set_major_formatter(lambda y, _: f"{y:.6f}".rstrip("0").rstrip("."))
        axes.grid(alpha=0.25)
        letter(
            figure,
            "How much signal is left as the circuit gets deeper?",
            f"{one.method.id} on {device_label(one.device)}, {one.program.n_qubits} qubits. "
            "1 is all of it.",
            key,
        )
    return figure


def _spreads(axes: Axes, depths: list[int], found: list[Estimate]) -> list[Entry]:
    """Draw how large results are, without noise and with it."""
    ideal = [_root(e, "ideal_variance") for e in found]
    noisy = [_root(e, "noisy_variance") for e in found]
    return [
        *_line(axes, depths, ideal, GREEN, "s--",
               "usual size of a result without noise, at random settings"),
        *_line(axes, depths, noisy, VERMILION, "D-.", "the same with noise: what is measured"),
    ]  # fmt: skip


def _shares(axes: Axes, depths: list[int], found: list[Estimate]) -> list[Entry]:
    """Draw the share of the signal that is left, its interval, or a bound on it."""
    left = [e.local for e in found]
    bounds = [a.attenuation.high if a and not a.n_kept else None for a in left]
    shares = [a.attenuation.value if a and a.n_kept else None for a in left]
    key = _line(axes, depths, shares, BLUE, "o-", "share of the signal that noise leaves")
    ends = [
        (d, a.attenuation.low, a.attenuation.high)
        for d, a in zip(depths, left, strict=True)
        if a and a.n_kept and a.attenuation.low and a.attenuation.high
    ]
    if ends:
        at, low, high = (list(v) for v in zip(*ends, strict=True))
        axes.fill_between(at, low, high, color=BLUE, alpha=0.15)
        key.append((Patch(color=BLUE, alpha=0.15), "where that share may lie"))
    return key + _line(axes, depths, bounds, BLUE, "v:", "at most this share (not sampled)")


def _rules(axes: Axes, one: Estimate) -> list[Entry]:
    """Draw the layers that were asked for, and the floor of the signal if there is one."""
    thin: Look = {"color": BLACK, "linewidth": 1.0}
    n = one.program.n_layers
    axes.axvline(n, linestyle=":", **thin)
    key: list[Entry] = [(mark(linestyle=":", **thin), f"layers of this estimate: {n}")]
    if one.goal.signal_floor is not None:
        axes.axhline(one.goal.signal_floor, **thin)
        key.append((mark(**thin), f"least share that counts: {one.goal.signal_floor:g}"))
    return key


def _lowest(found: list[Estimate]) -> list[float]:
    """Return the lower ends of the shares that are known."""
    return [e.local.attenuation.low for e in found
            if e.local and e.local.n_kept and e.local.attenuation.low]  # fmt: skip


def _root(one: Estimate, name: str) -> float | None:
    variance = None if one.local is None else getattr(one.local, name).value
    return None if variance is None else sqrt(variance)


def _line(
    axes: Axes, x: list[int], y: list[float | None], colour: str, form: str, label: str
) -> list[Entry]:
    """Draw what is known of a line; return its entry of the key, if anything is."""
    known = [(a, b) for a, b in zip(x, y, strict=True) if b]
    if not known:
        return []
    (line,) = axes.plot(*zip(*known, strict=True), form, color=colour)
    return [(line, label)]
