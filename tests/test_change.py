"""What would have to change is checked by making the change and estimating again."""

from __future__ import annotations

import pytest

from qestimate import Goal, Workload, catalog, estimate, survey
from qestimate.change import changes

DEVICES = ["origin-wukong-72", "ibm-fez", "ibm-torino", "iqm-garnet", "rigetti-cepheus-1-108q"]


def made(device, steps):
    """Return the device with the changes made to it."""
    figures = {}
    for step in steps:
        needed = 10**step.log10_needed
        if step.quantity.startswith("mean two-qubit error"):
            figures["two_qubit_error"] = needed
        elif step.quantity.startswith("all errors"):
            snapshot = device.snapshot
            qubits = {
                q: row._replace(
                    one_qubit_error=row.one_qubit_error * needed,
                    readout_error_0=row.readout_error_0 * needed,
                    readout_error_1=row.readout_error_1 * needed,
                    t1=row.t1 / needed if row.t1 else None,
                    t2=row.t2 / needed if row.t2 else None,
                )
                for q, row in snapshot.qubits.items()
            }
            couplers = {pair: error * needed for pair, error in snapshot.couplers.items()}
            device = device._replace(snapshot=snapshot._replace(qubits=qubits, couplers=couplers))
        elif step.quantity.startswith("time per shot"):
            # all of it, the gates included: they must be as fast too
            figures |= {
                "shot_period": 0.9 * needed,
                "one_qubit_duration": 0,
                "two_qubit_duration": 0,
                "job_startup": 0,
            }
    if "shot_period" in figures and not figures["shot_period"] >= 1e-12:
        pytest.skip("the time per shot would be below a picosecond")
    return device.with_figures(figures)


@pytest.mark.parametrize("name", DEVICES)
@pytest.mark.parametrize("method", ["qtha", "qpa"])
def test_making_the_change_makes_it_feasible(name, method):
    device = catalog.device(name)
    goal = Goal.of(max_days=3000)
    job = Workload.of(catalog.model("gpt2"), rank=4, samples=32, tokens_per_sample=16, epochs=1)
    before = estimate(job, method, device, goal)
    if before.verdict != "infeasible":
        assert changes(before) == ()
        return
    steps = changes(before)
    assert steps
    after = estimate(job, method, made(device, steps), goal)
    assert after.verdict in ("feasible", "marginal"), after.constraints
    assert all(c.status != "violated" for c in after.constraints)


def test_nearest_is_an_infeasible_row_with_everything_known():
    job = Workload.of(catalog.model("tinyllama-1.1b"))
    found = survey(job, [catalog.device("origin-wukong-72")])
    nearest, steps = found.nearest
    assert nearest.verdict == "infeasible"
    assert nearest.method.id == "qpa"
    assert [step.unit for step in steps] == ["1", "s"]


def test_too_wide_asks_for_qubits():
    job = Workload.of(catalog.model("gpt2"), rank=24)
    row = estimate(job, "qtha", catalog.device("iqm-garnet"))
    (step,) = changes(row)
    assert step.unit == "qubits"
    assert 10**step.log10_needed == pytest.approx(24)
