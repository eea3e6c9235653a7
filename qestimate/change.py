"""What would have to change for an infeasible estimate to become feasible."""

from __future__ import annotations

from math import expm1, inf, log, log10
from typing import TYPE_CHECKING, NamedTuple

from qestimate.feasibility import SECONDS_PER_DAY
from qestimate.placement import Unplaced
from qestimate.quantity import process_infidelity
from qestimate.runtime import add_log10
from qestimate.shots import log10_noiseless_shots
from qestimate.spread import LEAST_SPREAD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qestimate.estimation import Estimate
    from qestimate.runtime import Runtime

MARGIN = 0.99
"""Targets lie a hundredth on the safe side, so that rounding to three digits does not undo them."""


class Change(NamedTuple):
    """One quantity that must move, and how far."""

    quantity: str
    log10_now: float
    log10_needed: float
    unit: str


def changes(estimate: Estimate) -> tuple[Change, ...]:
    """Return the changes that together make an infeasible estimate feasible.

    The signal is mended first, by the two-qubit error if that suffices, else by all errors
    alike; then the time, by what a shot takes besides its gates if that suffices, else by fewer
    circuits; then the price. Empty if the estimate is not infeasible or a figure that is needed
    is unknown. A program that has no place needs qubits first; what else it needs cannot be told
    before.
    """
    if estimate.verdict != "infeasible":
        return ()
    wanting = {c.name: c for c in estimate.constraints if c.status in ("violated", "tight")}
    if isinstance(estimate.placement, Unplaced) or estimate.signal is None:
        limit = wanting.get("qubits")
        if limit is None or limit.log10_needed is None or limit.log10_available is None:
            return ()
        return (Change("connected qubits", limit.log10_available, limit.log10_needed, "qubits"),)
    runtime = estimate.runtime
    if runtime is None or estimate.log10_shots.high is None:
        return ()
    if any(c.status == "unknown" for c in estimate.constraints):
        return ()
    steps: list[Change] = []
    shots = estimate.log10_shots.high
    if "signal" in wanting:
        steps.append(_signal(estimate))
        clean = log10_noiseless_shots(estimate.program, estimate.goal)
        shots = clean - 2 * log10(estimate.goal.signal_floor)
    if "time" in wanting:
        steps.append(_time(estimate, runtime, shots))
    if "price" in wanting:
        if runtime.price.high is None:
            return ()
        now = runtime.price.high - estimate.log10_shots.high
        limit_price = log10(MARGIN * (estimate.goal.max_price or 1.0)) - shots
        executed = log10(estimate.program.circuits_run)
        steps.append(Change("price per shot", now - executed, limit_price - executed, "USD"))
    return tuple(steps)


def _signal(estimate: Estimate) -> Change:
    """Return the change of errors that lifts the low end of the fidelity to the floor."""
    signal = estimate.signal
    if signal is None or signal.ln_fidelity.value is None or signal.ln_fidelity.low is None:
        raise AssertionError("a signal that is violated or tight has a value")
    value, low = -signal.ln_fidelity.value, -signal.ln_fidelity.low
    target = -log(estimate.goal.signal_floor) * MARGIN
    allowed = max(0.0, min(target * value / low, target - LEAST_SPREAD))
    two = -(signal.ln_two_qubit or 0.0)
    rest = value - two
    gates = (
        0 if isinstance(estimate.placement, Unplaced) else estimate.placement.counts.two_qubit_gates
    )
    if rest < allowed and gates:
        to_average = process_infidelity(1.0, 2, "average")
        now = -expm1(-two / gates) / to_average
        needed = -expm1(-(allowed - rest) / gates) / to_average
        return Change("mean two-qubit error of the patch", log10(now), log10(needed), "1")
    factor = log10(allowed / value) if allowed else -inf
    return Change("all errors", 0.0, factor, "share")


def _time(estimate: Estimate, runtime: Runtime, shots: float) -> Change:
    """Return the change that brings the run into its time with ``shots`` per circuit."""
    circuits = log10(estimate.program.circuits_run)
    budget = MARGIN * estimate.goal.max_days * SECONDS_PER_DAY
    startup = 0.0
    if runtime.log10_startup is not None and estimate.log10_shots.high is not None:
        # fewer shots need no more jobs, so this is on the safe side
        startup = 10 ** min(300.0, runtime.log10_startup)
    shot = runtime.shot
    gates = shot.circuit_least
    now = shot.besides.value or shot.besides.low or 0.0
    per_shot = (
        10 ** max(-300.0, log10(budget - startup) - circuits - shots) if budget > startup else 0.0
    )
    if now and per_shot > gates:
        return Change("time per shot besides the gates", log10(now), log10(per_shot - gates), "s")
    most = shot.most or shot.least
    needed = log10(budget) - shots - log10(most)
    if startup:
        both = add_log10(circuits + shots + log10(most), runtime.log10_startup)
        needed = min(needed, log10(budget) + circuits - both)
    return Change("circuits of the run", circuits, needed, "circuits")


def nearest(estimates: Iterable[Estimate]) -> tuple[Estimate, tuple[Change, ...]] | None:
    """Return the infeasible estimate with the least to change, and the changes.

    The distance is the sum of the decades that all changes together span; one that lacks a place
    comes after all that have one. None if no estimate is infeasible with everything known.
    """
    found = [(e, steps) for e in estimates if e.verdict == "infeasible" and (steps := changes(e))]
    if not found:
        return None

    def distance(pair: tuple[Estimate, tuple[Change, ...]]) -> tuple[bool, float]:
        spans = sum(abs(step.log10_needed - step.log10_now) for step in pair[1])
        return isinstance(pair[0].placement, Unplaced), spans

    return min(found, key=distance)
