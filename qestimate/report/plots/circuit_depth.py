"""Signal left against depth, layer by layer of a circuit from a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from qestimate.core.errors import ScenarioError
from qestimate.core.formatting import percentage
from qestimate.estimation.depth_profile import depth_profile
from qestimate.report.plots.chosen_qubits import compiled_of
from qestimate.report.plots.lettering import letter, mark
from qestimate.report.plots.style import BLACK, BLUE, VERMILION, drawing
from qestimate.report.views.sentences import device_label, plural

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from qestimate.core.quantity import Interval
    from qestimate.estimation.circuit import CircuitEstimate
    from qestimate.estimation.depth_profile import DepthPoint
    from qestimate.report.plots.lettering import Entry
    from qestimate.report.plots.style import Size

SMALL = 0.02
"""Share below which the scale is one of powers of ten."""

SIGNAL = (
    "share of the signal that is left: of the results that are read",
    "where that share may lie",
)
CHANCE = "chance that nothing at all has gone wrong", "where that chance may lie"
"""What the key says of a line and of its band."""

LEAST = 1e-6
"""Least share that is drawn."""


def circuit_depth(
    found: CircuitEstimate, size: Size = "report", observables: Sequence[str] = ()
) -> Figure:
    """Draw what is left of a circuit as its layers of two-qubit gates pass.

    Args:
        found: The circuit on its device.
        size: Of the picture.
        observables: As they were asked for.

    Raises:
        ScenarioError: It has no place, or nothing is known of what is left.
    """
    compiled_of(found)
    points = depth_profile(found, observables)
    if all(p.signal.value is None and p.fidelity.value is None for p in points):
        raise ScenarioError(
            f"what noise leaves of {found.logical.name} on {found.device.id} is not known",
            hint="choose other observables with --observable, such as Z0Z1",
        )
    with drawing(size) as figure:
        axes = figure.add_subplot()
        depths = [point.layer for point in points]
        signals, chances = [p.signal for p in points], [p.fidelity for p in points]
        key = _curve(axes, depths, signals, BLUE, "o-", SIGNAL)
        key += _curve(axes, depths, chances, VERMILION, "s--", CHANCE)
        known = [end for p in points for end in (p.signal.low, p.fidelity.low) if end]
        axes.set(xlabel="layers of two-qubit gates that have passed", xlim=(0, None))
        axes.set_ylabel("what is left, 1 is all of it")
        values = [end for p in points for end in (p.signal.value, p.fidelity.value) if end]
        known = known or values
        if min(values) < SMALL:
            axes.set_yscale("log")
            axes.set_ylim(max(LEAST, 0.7 * min(known)), 1.3)
            axes.yaxis.set_major_formatter(lambda y, _: f"{y:.6f}".rstrip("0").rstrip("."))
        else:
            axes.set_ylim(0, 1.04)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        if found.goal.signal_floor is not None:
            axes.axhline(found.goal.signal_floor, color=BLACK, linewidth=1.0)
            said = f"least share that counts: {found.goal.signal_floor:g}"
            key.append((mark(color=BLACK, linewidth=1.0), said))
        axes.grid(alpha=0.25)
        letter(
            figure,
            f"How much of {found.logical.name} is left as its gates pass?",
            _message(found, points),
            key,
        )
    return figure


def _message(found: CircuitEstimate, points: Sequence[DepthPoint]) -> str:
    last, first = points[-1], points[0]
    layers = plural(last.layer, "layer")
    gates = plural(last.gates, "two-qubit gate")
    said = f"{device_label(found.device)}: after {layers} with {gates} "
    if last.signal.value is not None:
        said += f"{percentage(last.signal.value)} of the signal is left"
    else:
        said += "what is left of the signal is not known"
    if last.fidelity.value is not None:
        chance = last.fidelity.value
        share = percentage(chance) if chance > LEAST else "almost none"
        said += f"; nothing is expected to go wrong in {share} of the runs"
    start = first.signal.value if first.signal.value is not None else first.fidelity.value
    if start is not None:
        said += f". Where the lines begin, at {percentage(start)}, reading has taken its part"
    return f"{said}."


def _curve(
    axes: Axes,
    depths: list[int],
    shares: list[Interval],
    colour: str,
    form: str,
    names: tuple[str, str],
) -> list[Entry]:
    """Draw shares with their interval; return their entries of the key, if any is known."""
    known = [
        (depth, share.value, share.low, share.high)
        for depth, share in zip(depths, shares, strict=True)
        if share.value and share.value >= LEAST
    ]
    if not known:
        return []
    x, y, low, high = (list(column) for column in zip(*known, strict=True))
    (line,) = axes.plot(x, y, form, color=colour, zorder=3, clip_on=False)
    key: list[Entry] = [(line, names[0])]
    if None not in low and None not in high:
        axes.fill_between(x, low, high, color=colour, alpha=0.15, linewidth=0)
        key.append((Patch(color=colour, alpha=0.15), names[1]))
    return key
