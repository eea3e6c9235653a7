"""What would have to change for an infeasible estimate to become feasible."""

from __future__ import annotations

from functools import lru_cache
from math import expm1, floor, inf, isnan, log, log10
from typing import TYPE_CHECKING

from qestimate.core.numeric import add_log10
from qestimate.core.quantity import process_infidelity
from qestimate.core.records import NamedTuple
from qestimate.estimation.constraints import SECONDS_PER_DAY
from qestimate.estimation.local_signal import lowered
from qestimate.estimation.pipeline import shots_for
from qestimate.estimation.placement import Unplaced
from qestimate.estimation.runtime import circuits_by_kind, executions, work_of
from qestimate.noise.channels import pauli_cost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from qestimate.estimation.estimate import Estimate
    from qestimate.estimation.runtime import Runtime
    from qestimate.estimation.shots import Shots
    from qestimate.noise.attenuation import LocalSignal

MARGIN = 0.99
"""Targets lie a hundredth on the safe side, so that rounding to three digits does not undo them."""


WHOLE = 15.0
"""Logarithm up to which a count is a whole number."""

STEPS = 12
"""Halvings of the interval in which a change is sought: to the three digits that show."""

MAX_KEPT = 16
"""Changes that are kept, each with two signals and their paths."""


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
    if isinstance(estimate.placed, Unplaced):
        limit = wanting.get("qubits")
        if limit is None or limit.log10_needed is None or limit.log10_available is None:
            return ()
        return (Change("connected qubits", limit.log10_available, limit.log10_needed, "qubits"),)
    runtime = estimate.runtime
    program = estimate.program
    by_kind = circuits_by_kind(program, program.circuits_run)
    again = estimate.placed.again
    now = executions(work_of(by_kind, estimate.shots_needed, 2, again))
    if runtime is None or isnan(now):
        return ()
    if any(c.status == "unknown" for c in estimate.constraints):
        return ()
    steps: list[Change] = []
    most = now
    if "signal" in wanting:
        step, shots = _local(estimate)
        steps.append(step)
        most = executions(work_of(by_kind, shots, 2, again))
        most = now if isnan(most) else most
    side_by_side = log10(estimate.copies)
    most -= side_by_side
    if "time" in wanting:
        steps.append(_time(estimate, runtime, most))
    if "price" in wanting:
        if runtime.price.high is None:
            return ()
        per_shot = runtime.price.high - now + side_by_side
        limit_price = log10(MARGIN * (estimate.goal.max_price or 1.0)) - most
        steps.append(Change("price per shot", per_shot, limit_price, "USD"))
    return tuple(steps)


def _local(estimate: Estimate) -> tuple[Change, Shots]:
    """Return the change that lifts the low end of the attenuation to the floor, and shots there."""
    local, placement, signal = estimate.local, estimate.placement, estimate.signal
    least = estimate.goal.signal_floor
    if local is None or isinstance(placement, Unplaced) or signal is None or least is None:
        raise AssertionError("a placed program has a signal, and its limit a floor")
    # the circuit as emitted loses more than the merged one whose paths are kept: as much more then
    merged, emitted = local.low_end(1.0), local.attenuation.low or 0.0
    more = log(emitted) / log(merged) if 0 < emitted < merged < 1 else 1.0
    target = least ** (MARGIN / more)
    now = -(signal.ln_two_qubit or 0.0) / placement.counts.two_qubit_gates
    change, left = _mended(local, target, now)
    if more > 1:
        left = lowered(left, left.worse(more))
    return change, shots_for(estimate.program, signal, estimate.goal, left)


@lru_cache(maxsize=MAX_KEPT)
def _mended(local: LocalSignal, target: float, now: float) -> tuple[Change, LocalSignal]:
    """Return the change that two-qubit gates alone need, else all errors; and what is left then.

    Kept, since methods that run the same circuit ask the same.
    """
    cost = 0.0
    if now > 0 and local.low_end(1.0, 0.0) >= target:
        cost = _largest(lambda cost: local.low_end(1.0, pauli_cost(cost, 2)) >= target, now)
    if cost:
        return _two_qubit_error(now, cost), local.with_gates_at(pauli_cost(cost, 2))
    share = _largest(lambda share: local.low_end(share) >= target, 1.0)
    return Change("all errors", 0.0, log10(share) if share else -inf, "share"), local.scaled(share)


def _largest(holds: Callable[[float], bool], most: float) -> float:
    """Return about the largest number up to ``most`` for which something holds that holds at 0."""
    low, high = 0.0, most
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low


def _two_qubit_error(cost_now: float, cost_needed: float) -> Change:
    """Write costs per gate as average errors."""
    to_average = process_infidelity(1.0, 2, "average")
    now, needed = (-expm1(-cost) / to_average for cost in (cost_now, cost_needed))
    return Change("mean two-qubit error of the patch", log10(now), log10(needed), "1")


def _time(estimate: Estimate, runtime: Runtime, executions: float) -> Change:
    """Return the change that brings the run, with so many shots in all, into its time."""
    circuits = log10(estimate.program.circuits_run)
    budget = MARGIN * estimate.goal.max_days * SECONDS_PER_DAY
    overhead = 0.0
    if runtime.log10_overhead is not None:
        # fewer shots need no more jobs, so this is on the safe side
        overhead = 10 ** min(300.0, runtime.log10_overhead)
    shot = runtime.shot
    gates = shot.circuit_least
    now = shot.besides.value or shot.besides.low or 0.0
    left = budget - overhead
    per_shot = 10 ** max(-300.0, log10(left) - executions) if left > 0 else 0.0
    if now and per_shot > gates:
        return Change("time per shot besides the gates", log10(now), log10(per_shot - gates), "s")
    most = shot.most or shot.least
    needed = circuits + log10(budget) - executions - log10(most)
    if runtime.log10_overhead is not None:
        both = add_log10(executions + log10(most), runtime.log10_overhead)
        needed = min(needed, log10(budget) + circuits - both)
    if needed < WHOLE:
        needed = log10(floor(10**needed)) if needed >= 0 else needed
    return Change("circuits of the run", circuits, needed, "circuits")


def nearest(estimates: Iterable[Estimate]) -> tuple[Estimate, tuple[Change, ...]] | None:
    """Return the infeasible estimate with the least to change, and the changes.

    The distance is the sum of the decades that all changes together span; one that lacks a place
    comes after all that have one. None if no estimate is infeasible with everything known, or
    each would have to do with fewer circuits than one training step takes.
    """
    found = [
        (e, steps)
        for e in estimates
        if e.verdict == "infeasible" and (steps := changes(e)) and not _impossible(e, steps)
    ]
    if not found:
        return None

    def distance(pair: tuple[Estimate, tuple[Change, ...]]) -> tuple[bool, float]:
        spans = sum(abs(step.log10_needed - step.log10_now) for step in pair[1])
        return isinstance(pair[0].placement, Unplaced), spans

    return min(found, key=distance)


def _impossible(estimate: Estimate, steps: tuple[Change, ...]) -> bool:
    """Whether fewer circuits would have to do than one training step takes."""
    one = log10(estimate.program.circuits_run / estimate.workload.data.steps)
    return any(step.unit == "circuits" and step.log10_needed < one for step in steps)
