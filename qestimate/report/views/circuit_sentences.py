"""The first sentences about a circuit on a device, in plain words."""

from __future__ import annotations

from math import isnan, log10
from typing import TYPE_CHECKING

from qestimate.core.formatting import count, percentage
from qestimate.core.quantity import Interval
from qestimate.estimation.constraints import binding, verdict
from qestimate.estimation.placement import Unplaced
from qestimate.report.views.sentences import device_label, limit_phrase

if TYPE_CHECKING:
    from qestimate.estimation.circuit import CircuitEstimate
    from qestimate.estimation.pipeline import PlacedProgram
    from qestimate.formats.circuits.reading import LogicalCircuit
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.workload.goal import Goal

WHOLE_PERCENT = 0.01
"""Share below which no number is written."""

FITS = {
    "feasible": "{name} fits {device}.",
    "marginal": "{name} may fit {device} or not ({limit}).",
    "infeasible": "{name} does not fit {device} ({limit}).",
    "unknown": "Whether {name} fits {device} is not known ({limit}).",
}
"""Whether a circuit keeps to all limits, by the verdict."""


def verdict_sentence(found: CircuitEstimate) -> str:
    """Return whether a circuit fits a device, and what noise leaves of what it measures."""
    said = FITS[verdict(found.constraints)].format(
        name=found.logical.name,
        device=device_label(found.device),
        limit=limit_phrase(binding(found.constraints)),
    )
    if isinstance(found.placed, Unplaced):
        return said
    if vanishes(found.placed.local):
        return (
            f"Each value that {found.logical.name} measures is 0 without noise, so that nothing "
            f"can be said of what is left of it on {device_label(found.device)}; name others with "
            f"--observable, such as {example(found.logical)}."
        )
    said = f"{said} {left_sentence(found.placed, found.goal.mitigation)}"
    return f"{said} {precision_sentence(found.placed, found.goal)}".strip()


def precision_sentence(placed: PlacedProgram, goal: Goal) -> str:
    """Return how precise the shots that were given make each value; nothing if none were.

    Shots go like one over the square of the precision.
    """
    asked = placed.needed.precise.value
    if goal.shots is None or isnan(asked):
        return ""
    reached = goal.precision * 10 ** ((asked - log10(goal.shots)) / 2)
    sure = percentage(goal.confidence)
    return f"{count(goal.shots)} shots make each value known to ±{reached:.2g} ({sure} sure)."


def example(logical: LogicalCircuit) -> str:
    """Return an observable of a circuit that need not be zero: Z on its first two qubits."""
    return "".join(f"Z{logical.number_of(q)}" for q in range(min(2, logical.n_qubits)))


def vanishes(local: LocalSignal) -> bool:
    """Return whether there is nothing without noise that noise could leave anything of."""
    return not local.n_kept and local.ideal_variance.high == 0.0


def left_sentence(placed: PlacedProgram, mitigation: str) -> str:
    """Return what noise leaves of what is measured, mitigated or not, as a sentence."""
    left = share_left(placed.local.attenuation)
    if mitigation == "none":
        return f"Noise leaves {left} of what it measures."
    ends = Interval(*(None if isnan(end) else 10**end for end in placed.needed.left))
    return f"With {mitigation} {share_left(ends)} of what it measures is left, without it {left}."


def share_left(left: Interval) -> str:
    """Write a share in percent, as far as it is known.

    >>> from qestimate.core.quantity import UNKNOWN, Interval
    >>> share_left(Interval(0.907, 0.612, 1.0)), share_left(Interval(0.004, 0.001, 0.05))
    ('91 % (61 to 100 %)', 'less than 1 % (less than 1 to 5 %)')
    >>> share_left(Interval(None, 0.5, 0.8)), share_left(Interval(None, None, 0.8))
    ('50 to 80 %', 'at most 80 %')
    >>> share_left(UNKNOWN)
    'an unknown share'
    """
    value, low, high = left
    if value is None and high is None:
        return "an unknown share"
    most = _percent(1.0 if high is None else high)
    if value is None:
        return f"at most {most} %" if low is None else f"{_percent(low)} to {most} %"
    least = _percent(0.0 if low is None else low)
    between = f"{most} %" if least == most else f"{least} to {most} %"
    return f"{_percent(value)} % ({between})"


def _percent(share: float) -> str:
    """Write a share in whole percent."""
    return "less than 1" if share < WHOLE_PERCENT else f"{100 * share:.0f}"
