"""Where circuits fit: width against two-qubit depth, and what each device can reach."""

from __future__ import annotations

from itertools import pairwise
from math import isfinite, log
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.lines import Line2D

from qestimate.core.errors import ScenarioError
from qestimate.device.elements import elements, log_infidelity, readout_error
from qestimate.estimation.placement import Unplaced, best_line
from qestimate.report.plots.style import BLACK, DASHES, MARKERS, SERIES, drawing
from qestimate.report.views.sentences import device_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from qestimate.device.device import Device
    from qestimate.estimation.estimate import Estimate
    from qestimate.report.plots.style import Size
    from qestimate.workload.goal import Goal

WIDTHS = 24
"""Widths at which the border of a device is worked out."""

MAX_DEVICES = 4

SHARE = 0.1
"""Circuit fidelity at which the border of a device is drawn, if there is no signal floor."""

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
    wires = line or (-1,) * width  # without a chosen line, what stands for all
    links = [known.gate(a, b) for a, b in pairwise(wires)]
    pulses = [known.one_qubit.of(q) for q in wires]
    reads = [known.readout.of(q) for q in wires]
    if None in links or None in pulses or None in reads:
        return None
    gates = sum(log_infidelity(error) for error in links)
    each = sum(log_infidelity(error) for error in pulses)
    # a layer has gates on half the couplers, and a one-qubit operation on each qubit
    layer = gates / 2 + each * device.pulses
    read = sum(log_infidelity(readout_error(both)) for both in reads)
    left = -log(goal.signal_floor or SHARE) - read
    return max(0.0, left / layer) if layer > 0 else float("inf")


def where(estimates: Sequence[Estimate], size: Size = "report") -> Figure:
    """Draw the circuits of some estimates, and the region that each device reaches.

    Args:
        estimates: On at most MAX_DEVICES devices.
        size: Of the picture.

    Raises:
        ScenarioError: Nothing to draw, or too many devices.
    """
    devices = list({device_label(e.device): e.device for e in estimates}.values())
    placed = [e for e in estimates if not isinstance(e.placement, Unplaced)]
    if not placed or len(devices) > MAX_DEVICES:
        raise ScenarioError(
            f"{len(devices)} devices; at most {MAX_DEVICES} are drawn"
            if placed
            else "no circuit has a place on any device",
            hint="name devices, as in --device ibm-fez",
        )
    goal = placed[0].goal
    with drawing(size) as figure:
        axes = figure.add_subplot()
        top = 1.0
        for number, device in enumerate(devices):
            top = max(top, _region(axes, device, goal, number))
        _circuits(axes, placed, devices)
        deep = max(_depth(e) for e in placed)
        axes.set(xscale="log", yscale="log", xlabel="width [qubits]", ylabel="two-qubit depth")
        axes.set_ylim(0.7, max(top, deep) * 3)
        ticks = [n for n in (2, 4, 8, 16, 32, 64, 128, 256, 512) if n <= axes.get_xlim()[1]]
        axes.set_xticks(ticks, [str(n) for n in ticks], minor=False)
        axes.set_xticks([], minor=True)
        axes.grid(alpha=0.25)
        figure.suptitle(
            f"Below a line: on the device's best line a brick wall has a circuit fidelity of "
            f"{goal.signal_floor or SHARE:g} or more",
            x=0.01,
            ha="left",
        )
        figure.legend(handles=_legend(placed, devices), loc="outside lower center", ncols=3)
    return figure


def _depth(one: Estimate) -> float:
    return 1.0 if isinstance(one.placement, Unplaced) else one.placement.counts.two_qubit_depth


def _region(axes: Axes, device: Device, goal: Goal, number: int) -> float:
    """Draw the border of a device; return its highest point."""
    widest = device.qubits_connected or device.qubits_advertised or 2
    if device.graph is not None:
        widest = len(device.graph.longest_line)
    widths = sorted({round(n) for n in np.geomspace(2, max(2, widest), WIDTHS)})
    found = [(n, d) for n in widths if (d := deepest(device, n, goal)) is not None and isfinite(d)]
    colour = SERIES[number]
    top = 1.0
    if found:
        x = [n for n, _ in found]
        y = [max(d, 0.5) for _, d in found]
        axes.fill_between(x, 0.5, y, color=colour, alpha=0.12)
        axes.plot(x, y, DASHES[number % 3], color=colour)
        top = max(y)
    return top


def _circuits(axes: Axes, placed: Sequence[Estimate], devices: Sequence[Device]) -> None:
    markers = _markers(placed)
    colours = {device_label(d): SERIES[k] for k, d in enumerate(devices)}
    beside = {
        device_label(d): 1 + 0.045 * k for k, d in enumerate(devices)
    }  # else one hides another
    for one in placed:
        colour = colours[device_label(one.device)]
        axes.plot(
            one.program.n_qubits * beside[device_label(one.device)], _depth(one),
            markers[one.program.ansatz], color=colour,
            markerfacecolor=colour if one.verdict == "feasible" else "white", markeredgewidth=1.4,
            zorder=4,
        )  # fmt: skip


def _markers(placed: Sequence[Estimate]) -> dict[str, str]:
    """Return a marker for each circuit; methods that run the same one share it."""
    circuits = list(dict.fromkeys(one.program.ansatz for one in placed))
    return {name: MARKERS[k % len(MARKERS)] for k, name in enumerate(circuits)}


def _legend(placed: Sequence[Estimate], devices: Sequence[Device]) -> list[Line2D]:
    """Return what lines, markers and fillings mean."""

    def line(label: str, **look: object) -> Line2D:
        return Line2D([], [], label=label, **look)  # type: ignore[arg-type]

    found = [
        line(device_label(device), color=SERIES[k], linestyle=DASHES[k % 3])
        for k, device in enumerate(devices)
    ]
    for circuit, marker in _markers(placed).items():
        names = dict.fromkeys(e.method.id for e in placed if e.program.ansatz == circuit)
        found.append(line(", ".join(names), color=BLACK, marker=marker, linestyle=""))
    found.append(
        line(
            "filled: feasible; hollow: not, or not surely",
            color=BLACK,
            marker="o",
            linestyle="",
            markerfacecolor="white",
        )
    )
    return found
