"""Bills of circuits, one by one and all together, worked out by hand here."""

from __future__ import annotations

import math
from functools import cache

import pytest

from qestimate import catalog
from qestimate.core.errors import DomainError
from qestimate.core.quantity import Quantity
from qestimate.estimation.batch import batches, spam_operations
from qestimate.estimation.circuit import judge
from qestimate.estimation.constraints import verdict
from qestimate.estimation.runtime import Work, jobs, terms_of
from qestimate.formats.circuits.reading import Gate, LogicalCircuit
from qestimate.workload.goal import Goal

LINE = LogicalCircuit(
    "line",
    3,
    (Gate("h", (), (0,)), Gate("cx", (), (0, 1)), Gate("cx", (), (1, 2))),
    (0, 1, 2),
    0,
    (),
)

TWELVE = 12
SHOTS = 4000
REPEAT = 50
RUNS = TWELVE * REPEAT
ALL = RUNS * SHOTS


@cache
def one(name, shots=SHOTS, repeat=REPEAT, **goal):
    goals = Goal.of(shots=shots, **goal)
    return judge(LINE, catalog.device(name), goals, ("Z0Z1",), seeds=1, repeat=repeat)


def together(name, n=TWELVE, **rest):
    (found,) = batches([one(name, **rest)] * n)
    return found


def value(log10_interval):
    return None if log10_interval.value is None else 10**log10_interval.value


def test_twelve_circuits_fifty_times_on_braket():
    """A task holds 100 circuits or 200,000 shots: 50 circuits of 4,000 shots, so 12 tasks."""
    found = together("iqm-garnet")
    assert (found.circuits, found.runs) == (TWELVE, RUNS)
    assert value(found.runtime.log10_shots) == pytest.approx(ALL)
    assert value(found.runtime.log10_jobs) == pytest.approx(12)
    assert value(found.runtime.price) == pytest.approx(ALL * 0.00145 + 12 * 0.30)
    assert found.runtime.log10_run.value is None
    alone = one("iqm-garnet").placed.runtime
    assert value(alone.log10_jobs) == pytest.approx(1)
    assert value(alone.price) == pytest.approx(REPEAT * SHOTS * 0.00145 + 0.30)


def test_the_same_on_ibm():
    """300 circuits a job, 2 s to start it, 1.60 USD a second."""
    found = together("ibm-fez")
    shot = 250e-6 + one("ibm-fez").placed.placement.duration + 1.56e-6
    seconds = ALL * shot + 2 * math.ceil(RUNS / 300)
    assert value(found.runtime.log10_run) == pytest.approx(seconds)
    assert value(found.runtime.price) == pytest.approx(1.60 * seconds)
    assert value(found.runtime.log10_jobs) == pytest.approx(2)
    # one by one they would start twelve jobs
    apart = TWELVE * value(one("ibm-fez").placed.runtime.log10_run)
    assert apart == pytest.approx(seconds + 2 * (TWELVE - 2))


def test_the_same_in_credits():
    """Every circuit is a job: 5 + C (N1 + 10 N2 + 5 (3 + 3)) / 5000."""
    found, counts = together("quantinuum-helios"), one("quantinuum-helios").placed.placement.counts
    each = 5 + SHOTS * (counts.one_qubit_gates + 10 * counts.two_qubit_gates + 5 * 6) / 5000
    assert value(found.runtime.log10_credits) == pytest.approx(RUNS * each)
    assert value(found.runtime.log10_jobs) == pytest.approx(RUNS)
    assert found.runtime.price.value is None
    limits = {limit.name: limit for limit in found.constraints}
    assert set(limits) == {"time"}


def test_credits_with_a_price_are_dollars():
    device = catalog.device("quantinuum-h2-1")
    priced = {**device.snapshot.figures, "price_per_credit": Quantity(12.5, "USD/HQC")}
    mine = device._replace(snapshot=device.snapshot._replace(figures=priced))
    goal = Goal.of(shots=100, max_price=100.0)
    found = judge(LINE, mine, goal, ("Z0Z1",), seeds=1, repeat=2)
    run = found.placed.runtime
    assert value(run.price) == pytest.approx(12.5 * value(run.log10_credits))
    (both,) = batches([found, found])
    assert value(both.runtime.price) == pytest.approx(2 * value(run.price))
    price = next(limit for limit in both.constraints if limit.name == "price")
    assert price.status == "violated"
    (alone,) = batches([found])
    assert next(one for one in alone.constraints if one.name == "price").status == "violated"


def test_a_price_of_a_credit_that_is_not_published_is_said():
    goal = Goal.of(shots=100, max_price=100.0)
    found = judge(LINE, catalog.device("quantinuum-h2-1"), goal, ("Z0Z1",), seeds=1)
    price = next(limit for limit in found.constraints if limit.name == "price")
    assert (price.status, price.reason) == ("unknown", "price of a credit not published")


@pytest.mark.parametrize(("shots", "least"), [(100, True), (100_000, False)])
def test_the_least_price_of_a_program_is_paid_by_each(shots, least):
    """Aria on Azure: by gate and shot, at least 12.4166 USD a program without mitigation."""
    found = one("ionq-aria-1", shots=shots, repeat=3)
    counts = found.placed.placement.counts
    gates = 0.000220 * counts.one_qubit_gates + 0.000975 * counts.two_qubit_gates
    paid = max(shots * gates, 12.4166)
    assert (paid == 12.4166) is least
    (both,) = batches([found, found])
    assert value(both.runtime.price) == pytest.approx(6 * paid)
    assert value(both.runtime.log10_jobs) == pytest.approx(6)


def test_cheap_and_dear_programs_do_not_share_a_least_price():
    cheap, dear = (one("ionq-aria-1", shots=shots, repeat=1) for shots in (100, 100_000))
    (both,) = batches([cheap, dear])
    apart = sum(value(each.placed.runtime.price) for each in (cheap, dear))
    assert value(both.runtime.price) == pytest.approx(apart)


def test_circuits_with_other_shots_have_other_jobs():
    few, many = (one("ibm-fez", shots=shots, repeat=1) for shots in (1000, 2000))
    (both,) = batches([few, many, few])
    assert value(both.runtime.log10_jobs) == pytest.approx(2)
    assert value(both.runtime.log10_shots) == pytest.approx(4000)


def test_the_budget_holds_for_all_of_them():
    alone = one("ibm-fez", max_price=100.0)
    price = next(limit for limit in alone.constraints if limit.name == "price")
    assert price.status == "met"
    (found,) = batches([alone] * TWELVE)
    assert verdict(found.constraints) == "infeasible"


def test_circuits_without_a_place_are_in_no_sum():
    wide = LogicalCircuit("wide", 90, (Gate("cx", (), (0, 89)),), tuple(range(90)), 0, ())
    goal = Goal.of(shots=SHOTS)
    out = judge(wide, catalog.device("iqm-garnet"), goal, ("Z0Z1",), seeds=1)
    (found,) = batches([one("iqm-garnet"), out])
    assert (found.circuits, found.left_out) == (1, 1)
    assert found.runtime == one("iqm-garnet").placed.runtime
    (none,) = batches([out])
    assert (none.runtime, none.constraints) == (None, ())


def test_devices_are_kept_apart():
    found = batches([one("ibm-fez"), one("iqm-garnet"), one("iqm-garnet")])
    assert [(each.device.id, each.circuits) for each in found] == [
        ("ibm-fez", 1),
        ("iqm-garnet", 2),
    ]


@pytest.mark.parametrize(
    ("circuits", "shots", "expected"),
    [(1, 4000, 1), (50, 4000, 1), (51, 4000, 2), (100, 2000, 1), (101, 100, 2), (3, 20_000, 1),
     (11, 20_000, 2), (1, 45_000, 3)],
)  # fmt: skip
def test_tasks_of_a_program_set(circuits, shots, expected):
    """At most 100 circuits, 200,000 shots in all and 20,000 of one."""
    terms = terms_of(catalog.device("iqm-garnet"), one("iqm-garnet").placed.placement)
    work = Work(math.log10(circuits), -math.inf, math.log10(shots), math.nan)
    assert 10 ** jobs(work, terms) == pytest.approx(expected)


def test_resets_and_measurements_within_are_counted():
    gates = (*LINE.gates, Gate("measure", (), (1,)), Gate("reset", (), (1,)))
    assert spam_operations(LINE) == 6
    assert spam_operations(LINE._replace(gates=gates)) == 8
    assert spam_operations(LINE._replace(measured=(0,))) == 4


@pytest.mark.parametrize("times", [0, -3, 1.5, 10**10])
def test_repetitions_are_a_whole_number(times):
    with pytest.raises(DomainError, match="repeat must be a whole number"):
        judge(LINE, catalog.device("iqm-garnet"), Goal(), repeat=times)


@pytest.mark.parametrize("mitigation", ["none", "readout", "rescaling", "zne", "pec"])
@pytest.mark.parametrize("name", ["ibm-boston", "quantinuum-h2-1"])
def test_two_circuits_are_no_cheaper_than_one(name, mitigation):
    """With all that mitigation measures: the sum is at least its largest part, and at most both."""
    single = judge(LINE, catalog.device(name), Goal.of(mitigation=mitigation), ("Z0Z1",), seeds=1)
    (both,) = batches([single, single])
    for figure in ("log10_run", "price", "log10_shots", "log10_credits"):
        alone, summed = (getattr(run, figure) for run in (single.placed.runtime, both.runtime))
        if alone.value is not None:
            assert alone.value <= summed.value <= alone.value + math.log10(2) + 1e-9
        else:
            assert summed.value is None


def test_what_is_calibrated_is_on_the_bill():
    """Readout takes two circuits more, whose runs and credits count."""
    plain, corrected = (
        judge(LINE, catalog.device("quantinuum-h2-1"), Goal.of(mitigation=name), ("Z0Z1",), seeds=1)
        for name in ("none", "readout")
    )
    for figure in ("log10_shots", "log10_jobs", "log10_credits"):
        before, after = (getattr(one.placed.runtime, figure) for one in (plain, corrected))
        assert after.value > before.value
