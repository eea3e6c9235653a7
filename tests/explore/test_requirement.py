"""What a device must have is checked by giving it that, and a little less."""

from __future__ import annotations

from functools import cache
from math import log10

import pytest

from qestimate import Goal, Workload, catalog
from qestimate.core.errors import DomainError, UnknownNameError
from qestimate.device.device import Qubit, live_graph
from qestimate.device.patches import most_patches
from qestimate.estimation.estimate import estimate
from qestimate.estimation.placement import Unplaced
from qestimate.explore.remedy import Change
from qestimate.explore.requirement import (
    QUANTITIES,
    JointRequirement,
    _larger,
    _mean_two_qubit_error,
    require,
    require_together,
)
from qestimate.methods import method as find_method
from qestimate.methods.program import Program

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


QUICK = [("ibm-fez", "qpa", 0.02), ("origin-wukong-72", "qpa", 300)]
SOME = [case for case in CASES if case[1] != "qtha"]


def given(device, quantity, value, one=None):
    """Return the device with the figure as the user of the answer would set it."""
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
    [pytest.param(*case, marks=[pytest.mark.slow] * (case not in QUICK)) for case in CASES],
)
def test_the_worst_value_suffices_and_a_worse_one_does_not(name, method, days):
    found = job(name, method, days)
    for quantity in ("two-qubit-error", "all-errors", "t1-t2", "shot-time"):
        one = needed(name, method, days, quantity)
        if one.needed is None:
            assert one.reason
            assert not one.suffices or one.reason == "any value suffices"
            continue
        verdict = estimate(
            JOB, method, given(found.device, quantity, one.needed, one), found.goal
        ).verdict
        assert verdict == one.at.verdict == "feasible"
        assert one.suffices
        worse = one.needed * (0.98 if quantity == "t1-t2" else 1.02)
        assert estimate(
            JOB, method, given(found.device, quantity, worse, one), found.goal
        ).verdict in (
            "marginal",
            "infeasible",
        )


@pytest.mark.slow
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
    start = alone.log10_overhead
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
    device = catalog.device("ibm-fez").at("")
    work = JOB._replace(adapter=JOB.adapter._replace(rank=300))
    larger = require(estimate(work, "qtha", device), "qubits").at.device
    rows = device.snapshot.qubits.values()
    readout = [(q.readout_error_0 + q.readout_error_1) / 2 for q in rows if q.readout_error_0]
    assert larger.value("readout_error") == pytest.approx(sum(readout) / len(readout), rel=0.05)
    errors = [e for e in device.snapshot.couplers.values() if e is not None]
    assert larger.infidelity("two_qubit_error", 2) == pytest.approx(
        1.25 * sum(errors) / len(errors)
    )


@pytest.mark.slow
def test_what_suffices_alone_is_enough_together_and_no_longer():
    shares = []
    # in 0.02 days the last is marginal at the low end of its starts
    for name, method, days in (*SOME, ("ibm-fez", "qtha-c", 0.015)):
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


def device_of(rows, couplers, convention="average"):
    """Return a device of the catalogue with other qubits, other couplers and no other figures."""
    device = catalog.device("origin-wukong-72").at("")
    snapshot = device.snapshot._replace(
        qubits=dict(enumerate(rows)), couplers=couplers, figures={}, convention=convention
    )
    return device._replace(
        snapshot=snapshot, graph=live_graph(snapshot), qubits_advertised=len(rows)
    )


def test_a_larger_device_has_the_means_of_a_small_one():
    """Errors and rates of decay are averaged: 1 / T of 100 and 300 us is on average 1 / 150 us.

    T2 of 40 and 60 us: the mean rate is (25,000 + 16,667) / 2 = 20,833 per second, 48 us. The
    readout of the first qubit errs by (0.01 + 0.03) / 2, that of the second by (0.02 + 0.06) / 2.
    """
    rows = [Qubit(0.001, 0.01, 0.03, 100e-6, 40e-6), Qubit(0.003, 0.02, 0.06, 300e-6, 60e-6)]
    larger = _larger(device_of(rows, {(0, 1): 0.02}), 9)
    assert larger.value("t1") == pytest.approx(150e-6)
    assert larger.value("t2") == pytest.approx(48e-6)
    assert larger.value("readout_error") == pytest.approx(0.03)
    assert larger.value("one_qubit_error") == pytest.approx(0.002)
    assert larger.value("two_qubit_error") == pytest.approx(0.02)
    assert (larger.qubits_advertised, larger.rows, larger.columns) == (9, 3, 3)
    assert not larger.snapshot.qubits


def test_what_a_table_leaves_out_is_not_in_the_mean():
    rows = [Qubit(0.001, 0.01, None, None, 40e-6), Qubit(None, 0.02, 0.06, None, None)]
    larger = _larger(device_of(rows, {(0, 1): None}), 4)
    assert larger.value("t1") is None
    assert larger.value("t2") == pytest.approx(40e-6)
    # 0.01 of one direction stands for both: (0.01 + 0.04) / 2
    assert larger.value("readout_error") == pytest.approx(0.025)
    assert larger.value("one_qubit_error") == pytest.approx(0.001)
    assert larger.value("two_qubit_error") is None


def test_process_errors_are_written_as_average_errors():
    """Of two qubits 4/5 of the process infidelity, of one 2/3."""
    rows = [Qubit(0.003, None, None, None, None)] * 3
    device = device_of(rows, {(0, 1): 0.01, (1, 2): 0.03}, "process")
    assert _mean_two_qubit_error(device) == pytest.approx(0.016)
    larger = _larger(device, 4)
    assert larger.value("two_qubit_error") == pytest.approx(0.016)
    assert larger.value("one_qubit_error") == pytest.approx(0.002)


def test_a_larger_device_of_all_pairs_stays_one():
    work = JOB._replace(adapter=JOB.adapter._replace(rank=200))
    one = require(estimate(work, "qtha", catalog.device("quantinuum-h2-1")), "qubits")
    assert one.reason == "every pair coupled, its mean errors and times"
    larger = one.at.device
    assert (larger.topology, larger.qubits_advertised) == ("all-to-all", 200)


def test_a_gate_that_is_unknown_is_no_lack_of_qubits():
    """53 qubits, and a gate for which there is no formula: more qubits would not help."""
    one = require(estimate(JOB, "qtha", catalog.device("google-sycamore-53")), "qubits")
    assert (one.needed, one.at) == (4, None)
    assert "native gate" in one.reason


def test_a_program_that_fits_exactly_needs_no_other_device():
    """Wukong holds 27 qubits together: 27 have a place there, 28 want a larger one."""
    device = catalog.device("origin-wukong-72")
    for rank, other in ((27, False), (28, True)):
        work = JOB._replace(adapter=JOB.adapter._replace(rank=rank))
        found = estimate(work, "qtha", device)
        one = require(found, "qubits")
        assert (one.now, one.needed) == (27, rank)
        assert (one.at.device is not device) == other
        assert one.reason == ("a square grid, its mean errors and times" if other else "")


def test_widest_device_that_is_tried():
    found = estimate(JOB, "qtha", catalog.device("origin-wukong-72"))
    for width, tried in ((10**9, True), (10**9 + 1, False)):
        wide = found._replace(
            program=found.program._replace(n_qubits=width),
            placed=Unplaced("too few", "qubits"),
        )
        one = require(wide, "qubits")
        assert one.needed == width
        assert (one.at is not None) == tried


def test_copies_that_fit_exactly_fit():
    """Seven qubits a circuit; 27 hang together, and 18, and less: three and two fit."""
    device = given(catalog.device("origin-wukong-72"), "all-errors", 1e-3)
    found = estimate(JOB, "qpa", device, Goal.of(max_days=1000))
    assert found.program.n_qubits == 7
    fit = 5
    run = 10**found.runtime.log10_run.high / 86400
    for copies, fits in ((fit, True), (fit + 1, False)):
        # the time of so many copies, and a little more
        goal = Goal.of(max_days=run / copies * 1.001)
        one = require(estimate(JOB, "qpa", device, goal), "copies")
        assert (one.needed, one.fits, one.suffices) == (copies, fits, fits)
        assert one.reason == f"at most {fit} fit"


def test_price_of_a_shot_today():
    """All that is charged over all shots, whatever it is charged for; copies run at one price."""
    device = (
        catalog.device("generic")
        .resized(72)
        .with_figures({"price_per_shot": 0.002, "price_per_job": 3.0, "max_circuits": 10**9})
    )
    for copies in (1, 5):
        found = estimate(JOB, "qpa", device, Goal.of(max_price=1e9), copies=copies)
        values = found.program.evaluations
        gradients = found.program.circuits_run - values
        shots = values * 10**found.shots_needed.log10_value.value
        shots += gradients * 10**found.shots_needed.log10_gradient.value
        now = require(found, "price").now
        # jobs hold circuits that are read for values, or those of gradients: one of each
        assert now == pytest.approx(0.002 + 2 * 3.0 * copies / shots)


def test_joint_decades_are_those_of_the_errors_and_of_what_else_must_change():
    """A hundredth of the errors is two decades, a shot in half the time 0.301, fewer circuits 1."""
    steps = (
        Change("time per shot besides the gates", log10(2e-3), log10(1e-3), "s"),
        Change("circuits of the run", 4.0, 3.0, "circuits"),
    )
    assert JointRequirement(0.01, steps, None).decades == pytest.approx(3.30103)


@pytest.mark.parametrize(("max_days", "some"), [(1.0, True), (0.3, False)])
def test_a_few_circuits_are_an_answer_and_less_than_one_is_none(max_days, some):
    """A shot of five seconds of gates: in a day 2.67 of 10 circuits, so two; in 0.3 days 0.80.

    6,400 shots of 5.001 s are 32,006.4 s a circuit, of 0.99 x 86,400 s.
    """
    program = Program("test", "cz-line", 4, 1, 4, 0, 10, 10, 10, "distribution", 4)
    method = find_method("qpa")._replace(program=lambda *_: program)
    figures = {
        "two_qubit_error": 0.0,
        "one_qubit_error": 0.0,
        "readout_error": 0.0,
        "memory_error": 0.0,
        "one_qubit_duration": 1.0,
        "two_qubit_duration": 2.0,
        "shot_period": 1e-3,
    }
    device = catalog.device("generic").resized(4).with_figures(figures)
    joint = require_together(estimate(JOB, method, device, Goal.of(max_days=max_days, shots=6400)))
    assert (joint is not None) == some
    if joint is not None:
        (step,) = joint.steps
        assert (joint.share, step.unit) == (1.0, "circuits")
        assert 10**step.log10_needed == pytest.approx(2)
        assert joint.decades == pytest.approx(log10(10 / 2))


def test_fewer_errors_leave_less_open():
    """What an old table may hide is bounded by what errors cost: without any, nothing is hidden."""
    job = Workload.of(catalog.model("gpt2"), rank=4)
    goal = Goal.of(signal_floor=0.7, max_days=3000)
    found = estimate(job, "qpa", catalog.device("ibm-fez"), goal)
    assert found.verdict != "feasible"
    one = require(found, "all-errors")
    assert one.needed is not None
    assert one.at.verdict == "feasible"
