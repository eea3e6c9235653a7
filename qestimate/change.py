"""What would have to change for an infeasible estimate to become feasible."""

from __future__ import annotations

from math import expm1, log, log10
from typing import TYPE_CHECKING, NamedTuple

from qestimate.feasibility import SECONDS_PER_DAY
from qestimate.placement import Unplaced
from qestimate.quantity import process_infidelity
from qestimate.shots import log10_noiseless_shots

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qestimate.estimation import Estimate

MARGIN = 0.999
"""Targets lie a thousandth on the safe side, so that rounding does not undo them."""


class Change(NamedTuple):
    """One quantity that must move, and how far."""

    quantity: str
    log10_now: float
    log10_needed: float
    unit: str


def changes(estimate: Estimate) -> tuple[Change, ...]:
    """Return the changes that together make an infeasible estimate feasible.

    The signal is mended first, by the two-qubit error if that suffices, else by all errors
    alike; then the time per shot, with the shots that the mended signal still needs; then the
    price. Empty if the estimate is not infeasible or a figure it needs is unknown.
    """
    violated = {c.name: c for c in estimate.constraints if c.status == "violated"}
    if not violated:
        return ()
    if isinstance(estimate.placement, Unplaced) or estimate.signal is None:
        limit = violated.get("qubits")
        if limit is None or limit.log10_needed is None or limit.log10_available is None:
            return ()
        return (Change("qubits in one line", limit.log10_available, limit.log10_needed, "qubits"),)
    if any(c.status == "unknown" for c in estimate.constraints):
        return ()
    steps: list[Change] = []
    shots = estimate.log10_shots.high
    if "signal" in violated:
        steps.append(_signal(estimate))
        shots = log10_noiseless_shots(estimate.program, estimate.goal) - 2 * log10(
            estimate.goal.signal_floor
        )
    executions = log10(estimate.program.circuits_run) + (shots or 0.0)
    runtime = estimate.runtime
    if "time" in violated and runtime is not None and runtime.log10_run.value is not None:
        now = runtime.log10_run.value - log10(estimate.program.circuits_run)
        now -= estimate.log10_shots.value or 0.0
        budget = log10(MARGIN * estimate.goal.max_days * SECONDS_PER_DAY) - executions
        if budget < now:
            steps.append(Change("time per shot, all included", now, budget, "s"))
    if "price" in violated and runtime is not None and runtime.log10_price is not None:
        now = runtime.log10_price - log10(estimate.program.circuits_run)
        now -= estimate.log10_shots.value or 0.0
        limit_price = log10(MARGIN * (estimate.goal.max_price or 1.0)) - executions
        steps.append(Change("price per shot, all included", now, limit_price, "USD"))
    return tuple(steps)


def _signal(estimate: Estimate) -> Change:
    """Return the change of errors that lifts the low end of the fidelity to the floor."""
    signal = estimate.signal
    if signal is None or signal.ln_fidelity.value is None or signal.ln_fidelity.low is None:
        raise AssertionError("a violated signal has a value")
    widening = signal.ln_fidelity.low / signal.ln_fidelity.value
    allowed = -log(estimate.goal.signal_floor) / widening * MARGIN
    two = -(signal.ln_two_qubit or 0.0)
    rest = -signal.ln_fidelity.value - two
    gates = (
        0 if isinstance(estimate.placement, Unplaced) else estimate.placement.counts.two_qubit_gates
    )
    if rest < allowed and gates:
        to_average = process_infidelity(1.0, 2, "average")
        now = -expm1(-two / gates) / to_average
        needed = -expm1(-(allowed - rest) / gates) / to_average
        return Change("mean two-qubit error of the patch", log10(now), log10(needed), "1")
    factor = allowed / -signal.ln_fidelity.value
    return Change("all errors, as a share of today's", 0.0, log10(factor), "1")


def nearest(estimates: Iterable[Estimate]) -> tuple[Estimate, tuple[Change, ...]] | None:
    """Return the infeasible estimate with the least to change, and the changes.

    The distance is the sum of the decades that all changes together span. None if no estimate
    is infeasible with everything known.
    """
    found = [(e, steps) for e in estimates if e.verdict == "infeasible" and (steps := changes(e))]
    if not found:
        return None

    def distance(pair: tuple[Estimate, tuple[Change, ...]]) -> float:
        unplaced = isinstance(pair[0].placement, Unplaced)
        return 1e6 * unplaced + sum(abs(s.log10_needed - s.log10_now) for s in pair[1])

    return min(found, key=distance)
