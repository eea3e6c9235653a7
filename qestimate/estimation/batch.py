"""Circuits that are run one after the other on one device: jobs, time and price all together."""

from __future__ import annotations

from functools import reduce
from itertools import groupby
from math import inf, nan
from typing import TYPE_CHECKING

from qestimate.core.numeric import add_log10, isnan, log10
from qestimate.core.quantity import UNKNOWN, Ends
from qestimate.core.records import NamedTuple
from qestimate.estimation.circuit_mitigation import interval_sum
from qestimate.estimation.constraints import budgets
from qestimate.estimation.placement import Unplaced
from qestimate.estimation.runtime import (
    Runtime,
    Work,
    cost_of,
    credit_terms,
    executions,
    in_jobs,
    jobs,
    loading,
    loads,
    price_of_a_shot,
    starting,
    terms_of,
    work_of,
)
from qestimate.estimation.tariff import in_credits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from qestimate.core.numeric import Number
    from qestimate.core.quantity import Interval
    from qestimate.device.device import Device
    from qestimate.estimation.circuit import CircuitEstimate
    from qestimate.estimation.constraints import Constraint
    from qestimate.estimation.pipeline import PlacedProgram
    from qestimate.estimation.runtime import Terms
    from qestimate.formats.circuits.reading import LogicalCircuit


BEFOREHAND = ("readout", "pec")
"""Mitigations that measure something before the circuits, each circuit for itself."""


class Batch(NamedTuple):
    """All circuits of one device, each as often as asked for."""

    device: Device
    circuits: int
    """That have a place."""
    left_out: int
    """That have none, and are in no sum."""
    runs: int
    """Circuits that are run: those with a place, times their settings and repetitions."""
    runtime: Runtime | None
    """None if none has a place."""
    constraints: tuple[Constraint, ...]
    """Budgets, for all of them together; empty if none has a place."""


class _Part(NamedTuple):
    """One circuit at one end of its intervals."""

    work: Work
    terms: Terms
    n_shots: Number
    log10_shot: Number
    credits_per_shot: float


def spam_operations(logical: LogicalCircuit) -> int:
    """Return how many preparations, measurements and resets of single qubits a circuit has.

    Every qubit is prepared once before it starts.

    >>> from qestimate.formats.circuits.reading import Gate, LogicalCircuit
    >>> gates = (Gate("h", (), (0,)), Gate("reset", (), (0,)), Gate("cx", (), (0, 1)))
    >>> spam_operations(LogicalCircuit("c", 2, gates, (0, 1), 0, ()))
    5
    """
    within = sum(len(g.qubits) for g in logical.gates if g.name in ("measure", "reset"))
    return logical.n_qubits + len(logical.measured) + within


def batches(found: Sequence[CircuitEstimate]) -> tuple[Batch, ...]:
    """Return the circuits of each device all together, device by device.

    Circuits with as many shots share jobs as far as a job holds them. The budget of time and
    money is held against their sum.
    """
    return tuple(
        _batch(list(those))
        for _, those in groupby(found, lambda one: (one.device.id, one.device.snapshot.id))
    )


def _batch(found: Sequence[CircuitEstimate]) -> Batch:
    placed = [(one, one.placed) for one in found if not isinstance(one.placed, Unplaced)]
    device, goal = found[0].device, found[0].goal
    left_out = len(found) - len(placed)
    if not placed:
        return Batch(device, 0, left_out, 0, None, ())
    runs = sum(circuits_run(*pair) for pair in placed)
    if len(placed) == 1:
        total = placed[0][1].runtime
    elif goal.mitigation in BEFOREHAND:
        total = _one_by_one([its.runtime for _, its in placed])
    else:
        total = _sum(device, placed)
    return Batch(device, len(placed), left_out, runs, total, budgets(total, goal))


def circuits_run(one: CircuitEstimate, placed: PlacedProgram) -> int:
    """Return how many circuits are run: settings, what mitigation adds to each, repetitions."""
    return one.settings * one.repeat * round(10 ** float(placed.again.log10_circuits))


def _one_by_one(runs: Sequence[Runtime]) -> Runtime:
    """Return runs that each calibrate for themselves and share no jobs, all together."""

    def total(of: Callable[[Runtime], Interval]) -> Interval:
        return reduce(interval_sum, map(of, runs))

    return runs[0]._replace(
        log10_run=total(lambda run: run.log10_run),
        log10_overhead=None,
        price=total(lambda run: run.price),
        log10_shots=total(lambda run: run.log10_shots),
        log10_jobs=total(lambda run: run.log10_jobs),
        log10_credits=total(lambda run: run.log10_credits),
    )


def _sum(device: Device, placed: Sequence[tuple[CircuitEstimate, PlacedProgram]]) -> Runtime:
    shots = [one.runtime.shot for _, one in placed]
    shown = next((shot for shot in shots if shot.total is None), shots[0])
    known, tariff = in_jobs(device), in_credits(device)

    def in_dollars(part: _Part) -> Terms:
        return part.terms

    def of_credits(part: _Part) -> Terms:
        return credit_terms(part.terms, part.credits_per_shot, tariff)

    n_shots, n_jobs, times, prices, charged, overhead = [], [], [], [], [], nan
    for end in range(3):
        parts = [_part(one, its, device, end) for one, its in placed]
        terms = parts[0].terms
        n_shots.append(_total(part.n_shots for part in parts))
        n_jobs.append(_jobs(parts))
        overhead = add_log10(
            starting(n_jobs[end], terms),
            loading(_total(loads(p.work, terms) for p in parts), terms),
        )
        shot_by_shot = _total(part.n_shots + part.log10_shot for part in parts)
        times.append(add_log10(shot_by_shot, overhead))
        prices.append(_cost(parts, times[end], in_dollars))
        if any(tariff):
            charged.append(_cost(parts, times[end], of_credits))
    return Runtime(
        shown,
        UNKNOWN,
        UNKNOWN,
        Ends(*times).interval(),
        None if overhead == -inf or isnan(overhead) else overhead,
        Ends(*prices).interval(),
        1,
        Ends(*n_shots).interval(),
        Ends(*n_jobs).interval() if known else UNKNOWN,
        Ends(*charged).interval() if charged else UNKNOWN,
    )


def _part(one: CircuitEstimate, its: PlacedProgram, device: Device, end: int) -> _Part:
    work = work_of((one.settings * one.repeat, 0), its.shots, end, its.again)
    spam = spam_operations(one.logical)
    stretch = float(its.again.stretch)
    return _Part(
        work,
        terms_of(device, its.placement, 1, stretch, end, spam),
        executions(work),
        its.runtime.shot.log10[end],
        price_of_a_shot(in_credits(device), its.placement, 1, stretch, spam),
    )


def _jobs(parts: Sequence[_Part]) -> Number:
    """Return log10 of the jobs of all circuits; those with as many shots share theirs."""
    if any(isnan(part.work.shots_values) for part in parts):
        return nan
    by_shots: dict[Number, list[_Part]] = {}
    for part in parts:
        by_shots.setdefault(part.work.shots_values, []).append(part)
    return _total(
        jobs(
            those[0].work._replace(log10_values=_total(part.work.log10_values for part in those)),
            those[0].terms,
        )
        for those in by_shots.values()
    )


def _cost(parts: Sequence[_Part], time: Number, terms: Callable[[_Part], Terms]) -> Number:
    """Return log10 of what all circuits cost, in the unit of the terms; nan if unknown.

    Where a job has a least price every circuit is a job of its own, and pays it by itself.
    """
    first = terms(parts[0])
    if first.least_per_job > 0:
        return _total(
            cost_of(part.n_shots, jobs(part.work, part.terms), nan, terms(part)) for part in parts
        )
    n_shots = _total(part.n_shots for part in parts)
    paid = _total(part.n_shots + log10(terms(part).per_shot) for part in parts)
    mean = 10.0 ** (paid - n_shots) if paid > -inf else 0.0
    return cost_of(n_shots, _jobs(parts), time, first._replace(per_shot=mean))


def _total(terms: Iterable[Number]) -> Number:
    return reduce(add_log10, terms, -inf)
