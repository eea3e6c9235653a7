"""What would have to change is checked by making the change and estimating again."""

from __future__ import annotations

from math import inf, log

import pytest

from qestimate import Goal, Workload, catalog, estimate, survey
from qestimate.device.uncertainty import UncertaintyFactors
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
            program = before.program._replace(circuits_run=max(1, int(needed)))
            method = method._replace(program=lambda *_, program=program: program)
    return estimate(before.workload, method, device.with_figures(figures), before.goal)


@pytest.mark.parametrize("name", DEVICES)
@pytest.mark.parametrize("method", ["qtha", "qtha-c", "qpa", "amplitude"])
@pytest.mark.parametrize("days", [0.01, 30, 3000])
def test_making_the_change_makes_it_feasible(name, method, days):
    job = Workload.of(catalog.model("gpt2"), rank=4, samples=32, tokens_per_sample=16, epochs=1)
    before = estimate(job, method, catalog.device(name), Goal.of(max_days=days))
    steps = changes(before)
    if before.verdict != "infeasible":
        assert steps == ()
        return
    if any(c.status == "unknown" for c in before.constraints):
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
    nearest, steps = survey(job, [catalog.device("origin-wukong-72")]).nearest
    assert nearest.verdict == "infeasible"
    assert steps[0].quantity == "all errors"
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
    goal = Goal.of(max_days=0.003)
    before = estimate(job, "qpa", catalog.device("ibm-fez"), goal, copies=3)
    (step,) = changes(before)
    assert step.unit == "s"
    device = before.device.with_figures({"shot_period": three_digits(step.log10_needed)})
    assert before.changed(device=device).verdict == "feasible"
    slower = before.device.with_figures({"shot_period": 1.03 * three_digits(step.log10_needed)})
    assert before.changed(device=slower).verdict != "feasible"


QUIET = {"one_qubit_error": 0.0, "readout_error": 0.0, "memory_error": 0.0, "shot_period": 1e-3}
"""Nothing but two-qubit gates errs, and a shot takes a millisecond besides its gates."""


def of_program(layers, figures, goal, *, readout="distribution", circuits=1):
    """Estimate four qubits of RY and CZ along a line: three CZ a layer, so many circuits."""
    program = Program("test", "cz-line", 4, layers, 4, 0, circuits, circuits, circuits, readout, 4)
    method = find_method("qpa")._replace(program=lambda *_: program)
    device = catalog.device("generic").resized(4).with_figures(QUIET | figures)
    return estimate(Workload.of(catalog.model("gpt2")), method, device, goal)


def test_two_qubit_error_of_a_patch_now_and_needed():
    """24 CZ of average error 0.1, where a tenth of the fidelity must be left.

    Process infidelity 0.1 x 5/4 = 0.125, so -24 ln 0.875 = 3.2048 is lost; even 3.2048 / 1.25 is
    more than ln 10. Allowed: 0.99 ln 10 = 2.27956, over 1.25 for what the calibration leaves open:
    1.823648, or 0.0759853 a gate. 1 - e^-0.0759853 = 0.0731702; times 4/5 is 0.0585362.
    """
    (step,) = changes(of_program(8, {"two_qubit_error": 0.1}, Goal()))
    assert (step.quantity, step.unit) == ("mean two-qubit error of the patch", "1")
    assert 10**step.log10_now == pytest.approx(0.1, rel=1e-9)
    assert 10**step.log10_needed == pytest.approx(0.0585362, rel=1e-5)


def test_two_qubit_error_that_readout_leaves_room_for():
    """Four readouts of 0.1 lose -4 ln 0.9 = 0.421442 of the 1.823648 that may be lost.

    The rest over 24 gates is 0.0584252; 1 - e^-0.0584252 = 0.0567512; times 4/5 is 0.0454010.
    """
    figures = {"two_qubit_error": 0.1, "readout_error": 0.1}
    (step,) = changes(of_program(8, figures, Goal()))
    assert 10**step.log10_now == pytest.approx(0.1, rel=1e-9)
    assert 10**step.log10_needed == pytest.approx(0.0454010, rel=1e-5)


def test_a_small_loss_keeps_a_tenth_of_the_exponent_in_hand():
    """A floor of 0.8: 0.99 ln 1.25 = 0.2209121; 0.1 less is 0.1209121, less than a 1.25th.

    Over 24 gates 0.00503800 each; 1 - e^-0.005038 = 0.00502533; times 4/5 is 0.00402026.
    """
    (step,) = changes(of_program(8, {"two_qubit_error": 0.1}, Goal.of(signal_floor=0.8)))
    assert 10**step.log10_needed == pytest.approx(0.00402026, rel=1e-5)


def test_all_errors_of_a_patch_whose_readout_alone_is_too_much():
    """Four readouts of 0.5 lose 4 ln 2 = 2.772589, three CZ of 0.1 -3 ln 0.875 = 0.400594.

    1.823648 is allowed, as above, which readout alone exceeds: 1.823648 / 3.173183 of today's
    errors is 0.574706.
    """
    figures = {"two_qubit_error": 0.1, "readout_error": 0.5}
    (step,) = changes(of_program(1, figures, Goal()))
    assert (step.quantity, step.log10_now) == ("all errors", 0.0)
    assert 10**step.log10_needed == pytest.approx(0.574706, rel=1e-5)


def test_a_floor_that_no_error_is_small_enough_for():
    """Of ln(1 / 0.95) = 0.051 less than the 0.1 that is kept in hand is left: nothing."""
    (step,) = changes(of_program(8, {"two_qubit_error": 0.1}, Goal.of(signal_floor=0.95)))
    assert (step.quantity, step.log10_needed) == ("all errors", -inf)


def test_time_of_a_shot_once_a_tenth_of_the_fidelity_is_left():
    """10 circuits of 6,400 shots over 0.1^2 are 6.4 million, in a hundredth of a day.

    0.99 x 864 s over that is 133.65 us; eight layers of gates take 1.536 us of it.
    """
    _, step = changes(of_program(8, {"two_qubit_error": 0.1}, Goal.of(max_days=0.01), circuits=10))
    assert step.quantity == "time per shot besides the gates"
    assert 10**step.log10_needed == pytest.approx(132.114e-6, rel=1e-6)


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
    """4 values to 0.05 with 95 %: 800 ln 160 = 4,061 shots; the low end keeps 0.1^0.99."""
    found = of_program(8, {"two_qubit_error": 0.1}, Goal(), readout="local")
    step, shots = _local(found._replace(placed=found.placed._replace(local=one_path(4.0, 0.5, 10))))
    # 0.1162298 x 4/5 of the test above
    assert 10**step.log10_needed == pytest.approx(0.0929838, rel=1e-3)
    assert 10**shots.log10_value.high == pytest.approx(4061 * 10**1.98, rel=2e-3)


def test_share_of_all_errors_that_a_path_can_bear():
    """5 lost elsewhere and 1 at gates: 1.823648 / 6 = 0.3039413 of it, as gates alone are not."""
    change, left = _mended(one_path(1.0, 5.0, 10), 0.1**0.99, 0.1)
    assert change.quantity == "all errors"
    assert 0.3039413 - 1 / 2**12 <= 10**change.log10_needed <= 0.3039413
    assert left.attenuation.low >= 0.1**0.99


def test_two_qubit_error_now_where_single_values_are_read():
    step = changes(of_program(8, {"two_qubit_error": 0.3}, Goal(), readout="local"))[0]
    assert step.quantity == "mean two-qubit error of the patch"
    assert 10**step.log10_now == pytest.approx(0.3, rel=1e-9)


def test_time_of_a_shot_besides_its_gates():
    """10 circuits of 2^4 / 0.05^2 = 6,400 shots without noise, in a ten-thousandth of a day.

    The fidelity may be as low as e^-0.1, which takes e^0.2 times as many: 78,169.777 shots in all.
    0.99 x 8.64 s over that is 109.423 us a shot. Gates: one layer of 24 ns and two of 84 ns, 0.192
    us: 109.231 us is left.
    """
    clean = {"two_qubit_error": 0.0}
    (step,) = changes(of_program(1, clean, Goal.of(max_days=1e-4), circuits=10))
    assert (step.quantity, step.unit) == ("time per shot besides the gates", "s")
    assert 10**step.log10_now == pytest.approx(1e-3)
    assert 10**step.log10_needed == pytest.approx(109.2313e-6, rel=1e-6)


def test_time_of_a_shot_beside_the_start_of_jobs():
    """A start of 2 s for the one job: 6.5536 s / 78,169.777 = 83.838 us, 83.646 us of it left."""
    figures = {"two_qubit_error": 0.0, "job_startup": 2.0, "max_circuits": 10}
    (step,) = changes(of_program(1, figures, Goal.of(max_days=1e-4), circuits=10))
    assert 10**step.log10_needed == pytest.approx(83.64602e-6, rel=1e-6)


def test_circuits_of_a_run_whose_gates_alone_take_too_long():
    """A layer of a second, and two of two seconds: 5.001 s a shot.

    78,169.777 shots of 10 circuits take 390,927.1 s, where 0.99 x 86,400 = 85,536 s are allowed:
    10 x 85,536 / 390,927.1 = 2.188030 circuits.
    """
    figures = {"two_qubit_error": 0.0, "one_qubit_duration": 1.0, "two_qubit_duration": 2.0}
    (step,) = changes(of_program(1, figures, Goal.of(max_days=1), circuits=10))
    assert (step.quantity, step.unit) == ("circuits of the run", "circuits")
    assert 10**step.log10_now == pytest.approx(10)
    assert 10**step.log10_needed == pytest.approx(2.188030, rel=1e-6)


def test_circuits_of_a_run_beside_the_start_of_jobs():
    """Two circuits a job: five starts of 1,000 s: 10 x 85,536 / 395,927.1 = 2.160398 circuits."""
    figures = {
        "two_qubit_error": 0.0,
        "one_qubit_duration": 1.0,
        "two_qubit_duration": 2.0,
        "job_startup": 1000.0,
        "max_circuits": 2,
    }
    (step,) = changes(of_program(1, figures, Goal.of(max_days=1), circuits=10))
    assert 10**step.log10_needed == pytest.approx(2.160398, rel=1e-6)


def test_price_of_a_shot_now_and_needed():
    """78,169.777 shots at 0.01 USD each; for 100 USD less a hundredth: 99 / 78,169.777."""
    figures = {"two_qubit_error": 0.0, "price_per_shot": 0.01}
    (step,) = changes(of_program(1, figures, Goal.of(max_price=100), circuits=10))
    assert (step.quantity, step.unit) == ("price per shot", "USD")
    assert 10**step.log10_now == pytest.approx(0.01)
    assert 10**step.log10_needed == pytest.approx(99 / 78_169.777)


def test_nearest_has_the_fewest_decades_to_go():
    """From 1 ms, from 1 s and with twice the circuits: 0.96, 3.96 and 1.26 decades to 109 us."""
    clean, goal = {"two_qubit_error": 0.0}, Goal.of(max_days=1e-4)
    near = of_program(1, clean, goal, circuits=10)
    far = of_program(1, clean | {"shot_period": 1.0}, goal, circuits=10)
    more = of_program(1, clean, goal, circuits=20)
    for others in ([far, near, more], [more, far, near]):
        found = nearest(others)
        assert found is not None
        assert found[0] is near
    assert nearest([far, more])[0] is more
