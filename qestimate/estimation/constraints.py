"""Hold what a program needs against what a device has, limit by limit.

The comparisons take numbers or arrays; a status is a whole number there, the worse the larger, and
a word in a ``Constraint``.
"""

from __future__ import annotations

from functools import reduce
from math import inf, log10, nan
from typing import TYPE_CHECKING, Literal, get_args

from qestimate.core.numeric import isnan, maximum, where
from qestimate.core.quantity import Ends
from qestimate.core.records import NamedTuple
from qestimate.estimation.placement import Unplaced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.core.numeric import Number
    from qestimate.core.quantity import Interval
    from qestimate.device.device import Device
    from qestimate.estimation.placement import Placement
    from qestimate.estimation.runtime import Runtime
    from qestimate.methods.program import Program
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.workload.goal import Goal

Status = Literal["met", "tight", "unknown", "violated"]
Verdict = Literal["feasible", "marginal", "unknown", "infeasible"]

STATUSES: tuple[Status, ...] = get_args(Status)
"""By number, the worse the larger."""

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
"""The verdict of a program whose worst limit has the status of the same number."""

MET, TIGHT, UNKNOWN, VIOLATED = range(4)

SECONDS_PER_DAY = 86400


def at_least(left: Ends, needed: Number) -> tuple[Number, Number]:
    """Hold what is left against what is needed: the status, and what counts as available.

    >>> at_least(Ends(0.2, 0.1, 0.3), 0.15)
    (1, 0.2)
    """
    violated = left.high < needed
    unknown = isnan(left.low) | isnan(left.value)
    kept = where(left.low >= needed, MET, TIGHT)
    status = where(violated, VIOLATED, where(unknown, UNKNOWN, kept))
    return status, where(isnan(left.value) & violated, left.high, left.value)


def at_most(need: Ends, limit: Number) -> tuple[Number, Number]:
    """Hold a need against its limit: the status, and what counts as needed.

    >>> at_most(Ends(2.0, 1.0, 3.0), 3.0)
    (0, 2.0)
    """
    violated = need.low > limit
    unknown = isnan(need.value) | isnan(need.high)
    kept = where(need.high <= limit, MET, TIGHT)
    status = where(violated, VIOLATED, where(unknown, UNKNOWN, kept))
    return status, where(isnan(need.value) & violated, need.low, need.value)


def decide(limits: Sequence[tuple[Number, Number]]) -> tuple[Number, Number, Number]:
    """Return the worst status, which limit has it, and the margin of that limit.

    One violated limit suffices; else one unknown; else one tight. Of those violated or unknown the
    first counts, in the order qubits, gates, signal, time, price: each later need grows out of the
    ones before (time follows from shots, and shots from the signal), so the first is the cause. If
    all limits are kept it is the one with the smallest margin, tight ones before met ones.

    Args:
        limits: Status and margin of each, in their order; a margin of nan is unknown.

    >>> decide([(MET, 1.0), (TIGHT, 0.5), (TIGHT, 0.2)])
    (1, 2, 0.2)
    """
    worst = reduce(maximum, (status for status, _ in limits))
    which, kept, best = -1, nan, inf
    for number, (status, margin) in enumerate(limits):
        rank = where(worst >= UNKNOWN, float(number), where(isnan(margin), 0.0, margin))
        here = (status == worst) & (rank < best)
        which = where(here, number, which)
        kept = where(here, margin, kept)
        best = where(here, rank, best)
    return worst, which, kept


class Constraint(NamedTuple):
    """One limit. Logarithms are kept because some needs exceed every float."""

    name: Literal["qubits", "gates", "signal", "time", "price"]
    log10_needed: float | None
    log10_available: float | None
    unit: str
    status: Status
    reason: str = ""
    """Why it is unknown or not met, where numbers alone do not say."""

    @property
    def margin_log10(self) -> float | None:
        """Decades by which the available exceeds the needed; negative if it falls short."""
        if self.log10_needed is None or self.log10_available is None:
            return None
        return self.log10_available - self.log10_needed


def _or_none(value: float) -> float | None:
    return None if isnan(value) else value


def qubits_constraint(
    program: Program, placement: Placement | Unplaced, device: Device
) -> Constraint:
    """Compare the width with the connected qubits, or with the longest line among them."""
    needed = program.n_qubits
    available = device.qubits_connected
    reason = ""
    status: Status
    if isinstance(placement, Unplaced) and placement.limit == "qubits":
        status, reason = "violated", placement.reason
        if available is not None and available >= needed and device.graph is not None:
            available = len(device.graph.longest_line)
        elif available is None:
            available = device.qubits_advertised
    elif isinstance(placement, Unplaced) and placement.limit == "place":
        status, reason, available = "violated", placement.reason, None
    elif isinstance(placement, Unplaced) and placement.limit == "route":
        status, reason = "unknown", placement.reason
    elif available is None:
        status = "unknown"
        reason = "live couplers not published"
    elif not isinstance(placement, Unplaced) and placement.basis == "as coupled":
        status, reason = "unknown", "gates that bring qubits together are not counted"
    else:
        status = "met"
    return Constraint(
        "qubits",
        log10(needed),
        None if available is None else log10(max(available, 1)),
        "qubits",
        status,
        reason,
    )


def signal_constraint(local: LocalSignal, floor: float, left: Ends) -> Constraint:
    """Compare what is left of what a program is read for with a floor.

    Args:
        local: What noise leaves.
        floor: Least share that counts. [1]
        left: What is left after mitigation. [log10]
    """
    needed = log10(floor)
    status, available = at_least(left, needed)
    reason = ""
    if isnan(left.value):
        reason = f"not published: {', '.join(local.missing)}"
        if local.n_samples == 0 or not local.missing:
            reason = _why_unknown(local)
    return Constraint(
        "signal", needed, _or_none(available), "signal left", STATUSES[status], reason
    )


def _why_unknown(local: LocalSignal) -> str:
    if local.n_samples == 0:
        return "too many gates to sample"
    if not local.n_kept:
        return "the observables vanish without noise"
    return "too few Pauli paths end diagonal"


def budget_constraint(
    name: Literal["time", "price"], log10_need: Interval, log10_limit: float, unit: str, reason: str
) -> Constraint:
    """Compare a need that lies in an interval with a limit."""
    status, needed = at_most(Ends.of(log10_need), log10_limit)
    why = reason if log10_need.value is None else ""
    return Constraint(name, _or_none(needed), log10_limit, unit, STATUSES[status], why)


def budgets(runtime: Runtime, goal: Goal) -> tuple[Constraint, ...]:
    """Compare time and price of the whole run with what they may be."""
    reason = (
        "signal unknown"
        if runtime.shot.total is not None
        else "time per shot not published in full"
    )
    limit = log10(goal.max_days * SECONDS_PER_DAY)
    lasting = budget_constraint("time", runtime.log10_run, limit, "s", reason)
    if goal.max_price is None:
        return (lasting,)
    why = "price or its parts not published"
    if runtime.log10_credits.value is not None:
        why = "price of a credit not published"
    price = budget_constraint("price", runtime.price, log10(goal.max_price), "USD", why)
    return lasting, price


def _decided(constraints: Sequence[Constraint]) -> tuple[int, int]:
    limits = [
        (STATUSES.index(c.status), nan if c.margin_log10 is None else c.margin_log10)
        for c in constraints
    ]
    worst, which, _ = decide(limits)
    return worst, which


def verdict(constraints: Sequence[Constraint]) -> Verdict:
    """Return the overall verdict: one violated limit suffices; else one unknown; else one tight."""
    return VERDICTS[_decided(constraints)[0]]


def binding(constraints: Sequence[Constraint]) -> Constraint:
    """Return the limit that decides the verdict; see ``decide``."""
    return constraints[_decided(constraints)[1]]
