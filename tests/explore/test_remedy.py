"""What would have to change is checked by making the change and estimating again."""

from __future__ import annotations

from math import ceil, exp, inf, log

import pytest

from qestimate import Goal, Workload, catalog, survey
from qestimate.device.uncertainty import UncertaintyFactors
from qestimate.estimation.estimate import estimate
from qestimate.estimation.shots import TRAINING_RATIO
from qestimate.explore.remedy import _local, _mended, changes, nearest
from qestimate.methods import method as find_method
from qestimate.methods.program import Program
from qestimate.noise.attenuation import PathCost, measured
from qestimate.noise.paths import PathBounds

DEVICES = ["origin-wukong-72", "ibm-fez", "ibm-torino", "iqm-garnet", "rigetti-cepheus-1-108q"]


def three_digits(log10_value):
    """Return a value as a reader of the sentence sees it."""
    return float(f"{10**log10_value:.3g}")


def scaled(device, factor):
    """Return the device with all errors, waiting included, at a share of today's."""
    qubits = {
        q: row._replace(
            one_qubit_error=row.one_qubit_error * factor,
            readout_error_0=row.readout_error_0 * factor,
            readout_error_1=row.readout_error_1 * factor,
            t1=row.t1 / factor if row.t1 else None,
            t2=row.t2 / factor if row.t2 else None,
        )
        for q, row in device.snapshot.qubits.items()
    }
    couplers = {pair: error * factor for pair, error in device.snapshot.couplers.items()}
    snapshot = device.snapshot._replace(qubits=qubits, couplers=couplers)
    return device._replace(snapshot=snapshot)


def after(before, steps):
    """Make the changes, to the three digits that are printed, and estimate again."""
    device, method, figures = before.device, before.method, {}
    for step in steps:
        needed = three_digits(step.log10_needed)
        if step.quantity == "mean two-qubit error of the patch":
            figures["two_qubit_error"] = needed
        elif step.quantity == "all errors":
            device = scaled(device, needed)
        elif step.quantity == "time per shot besides the gates":
            figures["shot_period"] = needed
        elif step.quantity == "price per shot":
            figures |= {"price_per_shot": needed, "price_per_job": 0, "price_per_hour": 0}
        else:
            assert step.quantity == "circuits of the run"
            program, circuits = before.program, max(1, int(needed))
            evaluations = (program.evaluations or 0) * circuits // program.circuits_run
            program = program._replace(circuits_run=circuits, evaluations=evaluations)
            method = method._replace(program=lambda *_, program=program: program)
    return estimate(before.workload, method, device.with_figures(figures), before.goal)


@pytest.mark.parametrize("name", DEVICES)
@pytest.mark.parametrize("method", ["qtha", "qtha-c", "qpa", "amplitude"])
@pytest.mark.parametrize(("days", "floor"), [(0.01, None), (0.01, 0.1), (30, 0.3), (3000, 0.1)])
def test_making_the_change_makes_it_feasible(name, method, days, floor):
    job = Workload.of(catalog.model("gpt2"), rank=4, samples=32, tokens_per_sample=16, epochs=1)
    goal = Goal.of(max_days=days, signal_floor=floor)
    before = estimate(job, method, catalog.device(name), goal)
    steps = changes(before)
    if before.verdict != "infeasible":
        assert steps == ()
        return
    if any(c.status == "unknown" for c in before.constraints):
        assert steps == ()
        return
    if (
        before.shots_needed.log10_value.high is None
    ):  # too long to be followed: only bounds are known
        assert before.local.n_samples == 0
        assert steps == ()
        return
    assert steps
    if any(step.log10_needed < (0 if step.unit == "circuits" else -12) for step in steps):
        pytest.skip("less than one circuit, or below a picosecond: no change of this kind helps")
    again = after(before, steps)
    assert again.verdict == "feasible", again.constraints


def test_a_price_limit_is_mended_too():
    job = Workload.of(catalog.model("gpt2"), rank=4, targets=("lm_head",))
    device = catalog.device("ibm-boston")
    before = estimate(job, "qpa", device, Goal.of(max_price=1000))
    assert before.binding.name == "price"
    assert after(before, changes(before)).verdict == "feasible"


def test_nearest_is_an_infeasible_row_with_everything_known():
    job = Workload.of(catalog.model("tinyllama-1.1b"))
    goal = Goal.of(signal_floor=0.1)
    nearest, steps = survey(
        job, [catalog.device("origin-wukong-72").at("")], ["qtha", "qpa", "angle"], goal
    ).nearest
    assert nearest.verdict == "infeasible"
    assert steps[0].quantity == "mean two-qubit error of the patch"
    assert after(nearest, steps).verdict == "feasible"


def test_a_time_that_is_only_bounded_is_not_passed_over():
    """Forte publishes no delay between shots: its rows are not the nearest by leaving time out."""
    job = Workload.of(catalog.model("gpt2"))
    found = survey(job, [catalog.device("ionq-forte-enterprise")])
    checked = 0
    for row in found.estimates:
        steps = changes(row)
        late = any(c.name == "time" and c.status == "violated" for c in row.constraints)
        if steps and late:
            assert any(step.unit in ("s", "circuits") for step in steps)
            checked += 1
    assert checked


def test_too_wide_asks_for_qubits():
    job = Workload.of(catalog.model("gpt2"), rank=24)
    (step,) = changes(estimate(job, "qtha", catalog.device("iqm-garnet")))
    assert step.unit == "qubits"
    assert 10**step.log10_needed == pytest.approx(24)


def test_changes_of_circuits_side_by_side():
    job = Workload.of(catalog.model("gpt2"), rank=4, samples=32, tokens_per_sample=16, epochs=1)
    goal = Goal.of(max_days=0.002)
    before = estimate(job, "qpa", catalog.device("ibm-fez"), goal, copies=3)
    (step,) = changes(before)
    assert step.unit == "s"
    device = before.device.with_figures({"shot_period": three_digits(step.log10_needed)})
    assert before.changed(device=device).verdict == "feasible"
    slower = before.device.with_figures({"shot_period": 1.03 * three_digits(step.log10_needed)})
    assert before.changed(device=slower).verdict != "feasible"


QUIET = {"one_qubit_error": 0.0, "readout_error": 0.0, "memory_error": 0.0, "shot_period": 1e-3}
"""Nothing but two-qubit gates errs, and a shot takes a millisecond besides its gates."""


def of_program(figures, goal, *, n=4, readout="distribution", circuits=1):
    """Estimate one layer of RY and CZ along a line, so many circuits."""
    program = Program("test", "cz-line", n, 1, n, 0, circuits, circuits, circuits, readout, n)
    method = find_method("qpa")._replace(program=lambda *_: program)
    device = catalog.device("generic").resized(n).with_figures(QUIET | figures)
    return estimate(Workload.of(catalog.model("gpt2")), method, device, goal)


SAMPLING = 0.04
"""Of the exponent: 6,144 paths, of which two in four are kept, have an error of 1.96 / 56."""


def error_of(cost):
    """Return the average error of a two-qubit gate that costs an operator so much.

    A process infidelity is 15/16 of what an operator loses, an average error 4/5 of that.
    """
    return 4 / 5 * 15 / 16 * (1 - exp(-cost))


@pytest.mark.parametrize("readout", ["local", "distribution"])
def test_two_qubit_error_of_a_patch_now_and_needed(readout):
    """One CZ, which every operator passes once, whatever is read: Z0, Z1 or Z0 Z1.

    Of a tenth that must be left 0.99 ln 10 = 2.27956 may be lost, over 1.25 for what the
    calibration leaves open: 1.823648, and a little less for the sampling. An average error of 0.73
    costs -ln(1 - 16/15 x 5/4 x 0.73) = 3.624; 0.629 is needed.
    """
    goal = Goal.of(signal_floor=0.1)
    (step,) = changes(of_program({"two_qubit_error": 0.73}, goal, n=2, readout=readout))
    assert (step.quantity, step.unit) == ("mean two-qubit error of the patch", "1")
    assert 10**step.log10_now == pytest.approx(0.73, rel=1e-9)
    assert error_of(1.823648) == pytest.approx(0.6289, abs=1e-4)
    assert error_of(1.823648 - SAMPLING) < 10**step.log10_needed <= error_of(1.823648)


def test_two_qubit_error_that_readout_leaves_room_for():
    """Reading a qubit with errors of 0.1 leaves 0.8 of a value: -ln 0.8 = 0.223144 is lost."""
    figures = {"two_qubit_error": 0.7, "readout_error": 0.1}
    (step,) = changes(of_program(figures, Goal.of(signal_floor=0.1), n=2, readout="local"))
    most = 1.823648 - 0.223144
    assert error_of(most - SAMPLING) < 10**step.log10_needed <= error_of(most)


def test_a_small_loss_keeps_a_tenth_of_the_exponent_in_hand():
    """A floor of 0.8: 0.99 ln 1.25 = 0.2209121; 0.1 less is 0.1209121, less than a 1.25th.

    1 - e^-0.1209121 = 0.113888; times 15/16 and 4/5 is 0.0854160. Found by halving from below.
    """
    goal = Goal.of(signal_floor=0.8)
    (step,) = changes(of_program({"two_qubit_error": 0.2}, goal, n=2, readout="local"))
    assert error_of(0.1209121) == pytest.approx(0.0854160, rel=1e-5)
    assert 10**step.log10_needed == pytest.approx(0.0854160, rel=1e-3)


def test_all_errors_of_a_patch_whose_readout_alone_is_too_much():
    """Readout with errors of 0.45 leaves 0.1: ln 10 is lost, and 2.708 at the CZ of 0.7.

    1.823648 is allowed, as above, which readout alone exceeds: of 5.0107 it is 0.36395.
    """
    figures = {"two_qubit_error": 0.7, "readout_error": 0.45}
    (step,) = changes(of_program(figures, Goal.of(signal_floor=0.1), n=2, readout="local"))
    assert (step.quantity, step.log10_now) == ("all errors", 0.0)
    lost = log(10) - log(1 - 16 / 15 * 5 / 4 * 0.7)
    assert (1.823648 - SAMPLING) / lost < 10**step.log10_needed <= 1.823648 / lost


def test_a_floor_that_no_error_is_small_enough_for():
    """Of ln(1 / 0.95) = 0.051 less than the 0.1 that is kept in hand is left: nothing."""
    goal = Goal.of(signal_floor=0.95)
    (step,) = changes(of_program({"two_qubit_error": 0.1}, goal, n=2, readout="local"))
    assert (step.quantity, step.log10_needed) == ("all errors", -inf)


def test_without_a_floor_no_signal_is_mended():
    """What noise leaves costs shots, so that time is what must change."""
    steps = changes(of_program({"two_qubit_error": 0.7}, Goal.of(max_days=1e-3), circuits=10))
    assert [step.unit for step in steps] == ["s"]


def test_time_of_a_shot_once_a_tenth_of_the_signal_is_left():
    """Training takes TRAINING_RATIO over the variance, at the low end (0.1^0.99)^2 of the ideal.

    Of Z0, Z1 and Z0 Z1 of two random RY the variances are 1/2, 1/2 and 1/4, on average 5/12: ten
    circuits of TRAINING_RATIO x 10^1.98 x 12/5 shots, in 0.99 x 86.4 s; RY and CZ take 108 ns.
    """
    goal = Goal.of(max_days=1e-3, signal_floor=0.1)
    _, step = changes(of_program({"two_qubit_error": 0.73}, goal, n=2, circuits=10))
    assert step.quantity == "time per shot besides the gates"
    shots = 10 * TRAINING_RATIO * 10**1.98 * 12 / 5
    # the ends of a variance hold its sampling error besides that of the attenuation
    assert 10**step.log10_needed == pytest.approx(0.99 * 86.4 / shots - 108e-9, rel=0.12)


def one_path(two_qubit, rest, gates):
    """Return what is left if a single path was started and kept: nothing is left to chance."""
    path = PathCost(1.0, two_qubit, rest, gates, 0.0)
    return measured((path,), PathBounds(0.0, 99.0), UncertaintyFactors(1.25, 1.25, ()), (), 1, 1.0)


def test_cost_of_gates_that_a_path_can_bear():
    """Ten gates and 0.5 elsewhere; 0.99 ln 10 / 1.25 = 1.823648 may be lost, 0.1323648 a gate.

    1 - e^-0.1323648 = 0.1239784 of an operator; times 15/16 is a process infidelity of 0.1162298,
    and -ln(1 - 0.1162298) = 0.1235582. Found by halving 0.4 twelve times, from below.
    """
    change, _ = _mended(one_path(4.0, 0.5, 10), 0.1**0.99, 0.4)
    assert change.quantity == "mean two-qubit error of the patch"
    # an average error is 4/5 of the process infidelity 1 - e^-cost
    found = -log(1 - 10**change.log10_needed * 5 / 4)
    assert 0.1235582 - 0.4 / 2**12 <= found <= 0.1235582


def test_shots_once_gates_are_as_good_as_a_path_needs():
    """A value of +-1 of which the low end keeps 0.1^0.99 varies by the square of that."""
    found = of_program({"two_qubit_error": 0.1}, Goal.of(signal_floor=0.1), readout="local")
    step, shots = _local(found._replace(placed=found.placed._replace(local=one_path(4.0, 0.5, 10))))
    # 0.1162298 x 4/5 of the test above
    assert 10**step.log10_needed == pytest.approx(0.0929838, rel=1e-3)
    assert 10**shots.log10_value.high == pytest.approx(TRAINING_RATIO * 10**1.98, rel=2e-3)


def test_share_of_all_errors_that_a_path_can_bear():
    """5 lost elsewhere and 1 at gates: 1.823648 / 6 = 0.3039413 of it, as gates alone are not."""
    change, left = _mended(one_path(1.0, 5.0, 10), 0.1**0.99, 0.1)
    assert change.quantity == "all errors"
    assert 0.3039413 - 1 / 2**12 <= 10**change.log10_needed <= 0.3039413
    assert left.attenuation.low >= 0.1**0.99


SHOTS = 6400
"""Of each circuit, given; ten circuits take 64,000."""


def test_time_of_a_shot_besides_its_gates():
    """10 circuits of 6,400 shots in a ten-thousandth of a day.

    0.99 x 8.64 s over that is 133.65 us a shot. Gates: one layer of 24 ns and two of 84 ns, 0.192
    us: 133.458 us is left.
    """
    goal = Goal.of(max_days=1e-4, shots=SHOTS)
    (step,) = changes(of_program({"two_qubit_error": 0.0}, goal, circuits=10))
    assert (step.quantity, step.unit) == ("time per shot besides the gates", "s")
    assert 10**step.log10_now == pytest.approx(1e-3)
    assert 10**step.log10_needed == pytest.approx(133.458e-6, rel=1e-6)


def test_time_of_a_shot_at_the_most_that_training_may_need():
    """The high end of the shots counts: a feasible verdict needs the whole interval."""
    goal = Goal.of(max_days=1e-5)
    found = of_program({"two_qubit_error": 0.01}, goal, circuits=10)
    (step,) = changes(found)
    shots = 10 * ceil(TRAINING_RATIO / found.local.noisy_variance.low)
    assert 10**step.log10_needed == pytest.approx(0.99 * 0.864 / shots - 0.192e-6, rel=1e-6)


def test_time_of_a_shot_beside_the_start_of_jobs():
    """A start of 2 s for the one job: 6.5536 s / 64,000 = 102.4 us, 102.208 us of it left."""
    figures = {"two_qubit_error": 0.0, "job_startup": 2.0, "max_circuits": 10}
    (step,) = changes(of_program(figures, Goal.of(max_days=1e-4, shots=SHOTS), circuits=10))
    assert 10**step.log10_needed == pytest.approx(102.208e-6, rel=1e-6)


SLOW = {"two_qubit_error": 0.0, "one_qubit_duration": 1.0, "two_qubit_duration": 2.0}
"""A layer of a second, and two of two seconds: 5.001 s a shot."""


@pytest.mark.parametrize(
    ("figures", "circuits"),
    [
        # 1,000 circuits of 6,400 shots take 32,006,400 s; 0.99 x 864,000 = 855,360 s are allowed
        ({}, 26),  # of 26.72
        # 500 jobs start for 10,000 s: 1,000 x 855,360 / 37,006,400 = 23.11
        ({"job_startup": 10_000.0, "max_circuits": 2}, 23),
    ],
)
def test_circuits_of_a_run_whose_gates_alone_take_too_long(figures, circuits):
    goal = Goal.of(max_days=10, shots=SHOTS)
    (step,) = changes(of_program(SLOW | figures, goal, circuits=1000))
    assert (step.quantity, step.unit) == ("circuits of the run", "circuits")
    assert 10**step.log10_now == pytest.approx(1000)
    assert 10**step.log10_needed == pytest.approx(circuits)


def test_less_than_one_circuit_is_said_as_it_is():
    """One circuit takes 32,006.4 s, of which a tenth of a day has 0.99 x 8,640: 0.26725."""
    (step,) = changes(of_program(SLOW, Goal.of(max_days=0.1, shots=SHOTS), circuits=1000))
    assert 10**step.log10_needed == pytest.approx(0.267247, rel=1e-5)


def test_price_of_a_shot_now_and_needed():
    """64,000 shots at 0.01 USD each; for 100 USD less a hundredth: 99 / 64,000."""
    figures = {"two_qubit_error": 0.0, "price_per_shot": 0.01}
    (step,) = changes(of_program(figures, Goal.of(max_price=100, shots=SHOTS), circuits=10))
    assert (step.quantity, step.unit) == ("price per shot", "USD")
    assert 10**step.log10_now == pytest.approx(0.01)
    assert 10**step.log10_needed == pytest.approx(99 / 64_000)


def test_nearest_has_the_fewest_decades_to_go():
    """From 1 ms, from 1 s and with twice the circuits: 0.87, 3.87 and 1.18 decades to 133 us."""
    clean, goal = {"two_qubit_error": 0.0}, Goal.of(max_days=1e-4, shots=SHOTS)
    near = of_program(clean, goal, circuits=10)
    far = of_program(clean | {"shot_period": 1.0}, goal, circuits=10)
    more = of_program(clean, goal, circuits=20)
    for others in ([far, near, more], [more, far, near]):
        found = nearest(others)
        assert found is not None
        assert found[0] is near
    assert nearest([far, more])[0] is more


def test_a_floor_that_other_errors_just_reach_leaves_gates_no_error():
    """The largest error of gates is then none, of which there is no logarithm."""
    work = Workload.of(catalog.model("gpt2"), samples=10)
    found = estimate(work, "qpa", catalog.device("ibm-fez"), Goal.of(signal_floor=0.9), copies=1)
    target = found.local.low_end(1.0, 0.0)
    for now in (0.01, 0.0):
        change, _ = _mended(found.local, target, now)
        assert change.quantity in ("all errors", "mean two-qubit error of the patch")
