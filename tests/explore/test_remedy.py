"""What would have to change is checked by making the change and estimating again."""

from __future__ import annotations

import pytest

from qestimate import Goal, Workload, catalog, estimate, survey
from qestimate.explore.remedy import changes

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
    for row in found.estimates:
        steps = changes(row)
        late = any(c.name == "time" and c.status == "violated" for c in row.constraints)
        if steps and late:
            assert any(step.unit in ("s", "circuits") for step in steps)


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
