"""Hold what a program needs against what a device has, limit by limit."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Literal, NamedTuple

from qestimate.estimation.placement import Unplaced

if TYPE_CHECKING:
    from qestimate.core.quantity import Interval
    from qestimate.device.device import Device
    from qestimate.estimation.fidelity import Signal
    from qestimate.estimation.placement import Placement
    from qestimate.estimation.runtime import Runtime
    from qestimate.methods.program import Program
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.workload.goal import Goal

Status = Literal["met", "tight", "violated", "unknown"]
Verdict = Literal["feasible", "marginal", "infeasible", "unknown"]

SECONDS_PER_DAY = 86400


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
    elif isinstance(placement, Unplaced) and placement.limit == "route":
        status, reason = "unknown", placement.reason
    elif available is None:
        status = "unknown"
        reason = "live couplers not published"
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


def signal_constraint(signal: Signal, goal: Goal, local: LocalSignal | None = None) -> Constraint:
    """Compare what is left of the signal with the floor.

    That is the attenuation of single expectation values where a program is read by them, and the
    circuit fidelity where the whole distribution counts.
    """
    needed = log10(goal.signal_floor)
    left = signal.log10_fidelity if local is None else local.log10_attenuation
    value, low, high = left
    status: Status
    if high is not None and high < needed:
        status = "violated"
    elif low is None or value is None:
        status = "unknown"
    else:
        status = "met" if low >= needed else "tight"
    reason = ""
    if value is None:
        missing = signal.missing if local is None else local.missing
        reason = f"not published: {', '.join(missing)}"
        if local is not None and (local.n_samples == 0 or not missing):
            reason = _why_unknown(local)
    available = high if value is None and status == "violated" else value
    return Constraint(
        "signal", needed, available, "attenuation" if local else "circuit fidelity", status, reason
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
    status: Status
    if log10_need.low is not None and log10_need.low > log10_limit:
        status = "violated"
    elif log10_need.value is None or log10_need.high is None:
        status = "unknown"
    else:
        status = "met" if log10_need.high <= log10_limit else "tight"
    needed = log10_need.value
    if needed is None and status == "violated":
        needed = log10_need.low
    return Constraint(
        name, needed, log10_limit, unit, status, reason if log10_need.value is None else ""
    )


def time_constraint(runtime: Runtime, goal: Goal) -> Constraint:
    """Compare the time of the whole run with the budget."""
    reason = (
        "signal unknown"
        if runtime.shot.total is not None
        else "time per shot not published in full"
    )
    limit = log10(goal.max_days * SECONDS_PER_DAY)
    return budget_constraint("time", runtime.log10_run, limit, "s", reason)


def verdict(constraints: tuple[Constraint, ...]) -> Verdict:
    """Return the overall verdict: one violated limit suffices; else one unknown; else one tight."""
    statuses = {constraint.status for constraint in constraints}
    if "violated" in statuses:
        return "infeasible"
    if "unknown" in statuses:
        return "unknown"
    return "marginal" if "tight" in statuses else "feasible"


def binding(constraints: tuple[Constraint, ...]) -> Constraint:
    """Return the limit that decides the verdict.

    Of those violated or unknown it is the first, in the order qubits, gates, signal, time,
    price: each later need grows out of the ones before (time follows from shots, and shots from
    the signal), so the first is the cause. If all limits are kept it is the one with the
    smallest margin, tight ones before met ones.
    """
    order = ("violated", "unknown", "tight", "met")

    def rank(constraint: Constraint) -> tuple[int, float]:
        status = order.index(constraint.status)
        margin = constraint.margin_log10
        return status, 0.0 if status < 2 or margin is None else margin

    return min(constraints, key=rank)
