"""Signal against layers: what noise takes and what random angles take, apart."""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from qestimate.core.errors import ScenarioError
from qestimate.estimation.placement import Unplaced
from qestimate.report.plots.style import BLACK, BLUE, GREEN, ORANGE, drawing
from qestimate.report.views.sentences import device_label

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from qestimate.estimation.estimate import Estimate
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
        _line(axes, depths, [_root(e, "ideal_variance") for e in found], GREEN, "s--",
              "without noise: the spread of a value over random angles")  # fmt: skip
        _line(axes, depths, [_root(e, "noisy_variance") for e in found], ORANGE, "D-.",
              "the same with noise: what is measured")  # fmt: skip
        ends = [
            e.local.attenuation if e.local and e.local.n_kept else (None, None, None) for e in found
        ]
        bounds = [
            e.local.attenuation.high if e.local and not e.local.n_kept else None for e in found
        ]
        _line(axes, depths, bounds, BLUE, "v:", "at most: circuits too long to be sampled")
        _line(axes, depths, [end[0] for end in ends], BLUE, "o-",
              "share of the signal that noise leaves, with its interval")  # fmt: skip
        known = [(d, e[1], e[2]) for d, e in zip(depths, ends, strict=True) if e[1] and e[2]]
        if known:
            at, low, high = (list(v) for v in zip(*known, strict=True))
            axes.fill_between(at, low, high, color=BLUE, alpha=0.15)
        if one.goal.signal_floor is not None:
            axes.axhline(one.goal.signal_floor, color=BLACK, linewidth=1.0)
            axes.annotate("signal floor", (depths[0], one.goal.signal_floor), xytext=(0, 3),
                          textcoords="offset points")  # fmt: skip
        axes.axvline(one.program.n_layers, color=BLACK, linewidth=0.8, linestyle=":")
        axes.set(
            xscale="log", yscale="log", xlabel="layers of the circuit", ylabel="share, or spread"
        )
        ticks = depths[:: max(1, len(depths) // 6)]
        axes.set_xticks(ticks, [str(d) for d in ticks])
        axes.set_xticks([], minor=True)
        spreads = [_root(e, name) for e in found for name in ("ideal_variance", "noisy_variance")]
        lowest = min(y for y in (*(y for e in ends for y in e), *bounds, *spreads, 1e-1) if y)
        axes.set_ylim(max(1e-6, lowest / 2), 1.5)
        axes.set_title(
            f"{one.method.id} on {device_label(one.device)}, {one.program.n_qubits} qubits",
            loc="left",
        )
        figure.legend(loc="outside lower center", ncols=1)
    return figure


def _root(one: Estimate, name: str) -> float | None:
    variance = None if one.local is None else getattr(one.local, name).value
    return None if variance is None else sqrt(variance)


def _line(
    axes: Axes, x: list[int], y: list[float | None], colour: str, form: str, label: str
) -> None:
    known = [(a, b) for a, b in zip(x, y, strict=True) if b]
    if known:
        axes.plot(*zip(*known, strict=True), form, color=colour, label=label)
