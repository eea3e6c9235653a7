"""What a device must have is checked by giving it that, and a little less."""

from __future__ import annotations

from functools import cache
from math import log10

import pytest

from qestimate import Goal, Workload, catalog, estimate
from qestimate.core.errors import DomainError, UnknownNameError
from qestimate.device.patches import most_patches
from qestimate.explore.requirement import QUANTITIES, require, require_together

JOB = Workload.of(
    catalog.model("gpt2"), rank=4, samples=32, tokens_per_sample=16, epochs=1, targets=("lm_head",)
)
CASES = [
    (name, method, days)
    for name in ("origin-wukong-72", "ibm-fez", "iqm-garnet", "quantinuum-h2-1")
    for method in ("qpa", "qtha", "qtha-c")
    for days in (0.02, 1, 300)
]


@cache
def job(name, method, days):
    return estimate(JOB, method, catalog.device(name), Goal.of(max_days=days))


@cache
def needed(name, method, days, quantity):
    return require(job(name, method, days), quantity)


LONG = [("ibm-fez", "qtha", 300), ("ibm-fez", "qtha-c", 300)]
SOME = [case for case in CASES if case[1] != "qtha"]


def given(found, quantity, value, one):
    """Return the device with the figure as the user of the answer would set it."""
    device = found.device
    if quantity == "shot-time":
        return device.with_figures({"shot_period": value})
    if quantity == "two-qubit-error":
        return device.scaled("two_qubit_error", value / one.now)
    if quantity == "t1-t2":
        return device.scaled("t1", value).scaled("t2", value)
    for name in ("two_qubit_error", "one_qubit_error", "readout_error", "memory_error"):
        device = device.scaled(name, value)
    return device.scaled("t1", 1 / value).scaled("t2", 1 / value)


@pytest.mark.parametrize(
    ("name", "method", "days"),
    [pytest.param(*case, marks=[pytest.mark.slow] * (case in LONG)) for case in CASES],
)
def test_the_worst_value_suffices_and_a_worse_one_does_not(name, method, days):
    found = job(name, method, days)
    for quantity in ("two-qubit-error", "all-errors", "t1-t2", "shot-time"):
        one = needed(name, method, days, quantity)
        if one.needed is None:
            assert one.reason
            assert not one.suffices or one.reason == "any value suffices"
            continue
        verdict = estimate(JOB, method, given(found, quantity, one.needed, one), found.goal).verdict
        assert verdict == one.at.verdict == "feasible"
        assert one.suffices
        worse = one.needed * (0.98 if quantity == "t1-t2" else 1.02)
        assert estimate(JOB, method, given(found, quantity, worse, one), found.goal).verdict in (
            "marginal",
            "infeasible",
        )


def test_some_of_these_have_an_answer():
    """The test above would pass if nothing were ever found."""
    answers = [
        needed(*case, quantity)
        for case in SOME
        for quantity in ("two-qubit-error", "all-errors", "t1-t2", "shot-time")
    ]
    for quantity in ("two-qubit-error", "all-errors", "t1-t2", "shot-time"):
        assert sum(one.suffices for one in answers if one.quantity == quantity) >= 3
    assert any(one.reason.startswith("not by this alone") for one in answers)


@pytest.mark.parametrize(("name", "method", "days"), CASES)
def test_copies_are_the_fewest_that_suffice(name, method, days):
    found = job(name, method, days)
    one = require(found, "copies")
    if one.needed is None:
        assert one.reason
        return
    copies = int(one.needed)
    assert estimate(JOB, method, found.device, found.goal, copies=copies).verdict == "feasible"
    assert one.fits == (copies <= most_patches(found.device, found.program.n_qubits))
    if copies > 1:
        fewer = estimate(JOB, method, found.device, found.goal, copies=copies - 1)
        assert fewer.verdict != "feasible"


def test_copies_divide_the_running_time_and_leave_the_start_of_jobs():
    device = catalog.device("ibm-fez")
    alone = estimate(JOB, "qpa", device).runtime
    many = estimate(JOB, "qpa", device, copies=10).runtime
    start = alone.log10_startup
    seconds = 10**alone.log10_run.high
    at_start = 0.0 if start is None else 10**start
    assert 10**many.log10_run.high == pytest.approx((seconds - at_start) / 10 + at_start)


def test_no_copies_are_no_circuits():
    with pytest.raises(DomainError):
        estimate(JOB, "qpa", catalog.device("ibm-fez"), copies=0)


def test_a_price_takes_the_place_of_every_tariff():
    found = estimate(JOB, "qpa", catalog.device("ibm-boston"), Goal.of(max_price=10))
    assert found.binding.name == "price"
    one = require(found, "price")
    tariffs = {"price_per_shot": one.needed, "price_per_job": 0, "price_per_hour": 0}
    for factor, verdict in ((1, "feasible"), (1.02, "marginal")):
        tariffs["price_per_shot"] = one.needed * factor
        device = found.device.with_figures(tariffs)
        assert estimate(JOB, "qpa", device, found.goal).verdict == verdict
    at_now = found.device.with_figures({**tariffs, "price_per_shot": one.now})
    again = estimate(JOB, "qpa", at_now, found.goal).runtime
    assert again.price.value == pytest.approx(found.runtime.price.value, abs=1e-9)


def test_no_budget_no_price():
    one = require(estimate(JOB, "qpa", catalog.device("ibm-boston")), "price")
    assert one.needed is None
    assert "--max-price" in one.reason


def test_qubits_that_lack_are_tried_on_a_larger_device():
    work = JOB._replace(adapter=JOB.adapter._replace(rank=150))
    found = estimate(work, "qtha", catalog.device("origin-wukong-72"))
    one = require(found, "qubits")
    assert (one.now, one.needed) == (27, 150)
    assert one.at.device.qubits_advertised == 150
    assert one.at.signal is not None
    assert one.at.verdict == "infeasible"


def test_a_larger_device_is_as_good_as_the_mean_of_the_small_one():
    device = catalog.device("ibm-fez")
    work = JOB._replace(adapter=JOB.adapter._replace(rank=300))
    larger = require(estimate(work, "qtha", device), "qubits").at.device
    rows = device.snapshot.qubits.values()
    readout = [(q.readout_error_0 + q.readout_error_1) / 2 for q in rows if q.readout_error_0]
    assert larger.value("readout_error") == pytest.approx(sum(readout) / len(readout), rel=0.05)
    errors = [e for e in device.snapshot.couplers.values() if e is not None]
    assert larger.infidelity("two_qubit_error", 2) == pytest.approx(
        1.25 * sum(errors) / len(errors)
    )


def test_what_suffices_alone_is_enough_together_and_no_longer():
    shares = []
    for name, method, days in SOME:
        found = job(name, method, days)
        joint = require_together(found)
        if joint is None:
            continue
        alone = needed(name, method, days, "all-errors")
        by_circuits = any(step.unit == "circuits" for step in joint.steps)
        assert by_circuits or joint.at.verdict == "feasible"
        if alone.needed is not None:
            assert joint.decades <= decades(alone.needed) + 0.01, (name, method, days)
        time = needed(name, method, days, "shot-time")
        if time.needed is not None and time.now and not by_circuits:
            assert joint.decades <= decades(time.needed / time.now) + 0.02
        shares.append(joint.share)
    assert len(shares) >= 3
    assert any(share < 1 for share in shares)


def decades(factor):
    """Decades between today's figure and the one that is needed."""
    return abs(log10(factor))


def test_nothing_to_do_together_where_it_is_feasible_or_unknown():
    feasible = estimate(JOB, "qpa", catalog.device("ibm-fez"), Goal.of(max_days=300))
    assert feasible.verdict == "feasible"
    assert require_together(feasible) is None
    assert require_together(estimate(JOB, "qpa", catalog.device("google-willow-72"))) is None


def test_less_than_one_circuit_is_no_answer():
    work = Workload.of(catalog.model("llama-3.1-8b"), rank=64)
    found = estimate(work, "amplitude", catalog.device("ibm-fez"))
    assert found.verdict == "infeasible"
    assert require_together(found) is None


def test_no_place_is_no_answer_but_for_qubits():
    work = JOB._replace(adapter=JOB.adapter._replace(rank=150))
    found = estimate(work, "qtha", catalog.device("origin-wukong-72"))
    for quantity in QUANTITIES:
        one = require(found, quantity)
        assert (one.needed is None) == (quantity != "qubits")
        assert quantity == "qubits" or one.reason.startswith("no place")


def test_an_unknown_quantity():
    found = estimate(JOB, "qpa", catalog.device("ibm-fez"))
    with pytest.raises(UnknownNameError):
        require(found, "speed")
