"""Ways to mitigate errors of a circuit: every formula gives the figure it stands beside."""

from __future__ import annotations

import pytest

from qestimate import Goal, catalog
from qestimate.estimation.circuit import judge
from qestimate.explore.circuit_ways import circuit_ways
from qestimate.report.explain.circuits import explain_circuit
from qestimate.workload.goal import MITIGATIONS
from tests.estimation.test_circuit import random_circuit
from tests.report.explain.test_explanations import computed

ASKED = {
    "as needed": Goal.of(precision=0.02),
    "extrapolated": Goal.of(mitigation="zne"),
    "cancelled": Goal.of(mitigation="pec"),
    "given shots": Goal.of(mitigation="readout", shots=3000),
}


@pytest.fixture(scope="module", params=ASKED)
def judged(request):
    device = catalog.device("ibm-torino")  # with a start of jobs, and an overhead of circuits
    return judge(random_circuit(3, 40, 4), device, ASKED[request.param], ["Z0Z1", "X2", "Z0"])


def test_every_formula_gives_its_figure(judged):
    checked = 0
    for one in explain_circuit(judged):
        if one.how != "formula" or one.value is None:
            continue
        if one.name == "shots" and judged.goal.shots is not None:
            continue  # what the precision takes is not what was given
        found = float(computed(one))
        assert found == pytest.approx(10**one.value if one.log10 else one.value, rel=1e-6), one
        checked += 1
    assert checked > 20


def test_every_way_has_its_figures_explained(judged):
    names = {one.name for one in explain_circuit(judged)}
    for way in MITIGATIONS:
        figures = ("left", "overhead", "bias", "runs", "time")
        assert {f"mitigation_{figure}_{way}" for figure in figures} <= names
    calibrated = {name for name in names if name.startswith("mitigation_calibration")}
    assert calibrated == {"mitigation_calibration_readout", "mitigation_calibration_pec"}


def test_the_time_is_that_of_the_mitigation_asked_for(judged):
    (time,) = (one for one in explain_circuit(judged) if one.name == "time")
    (way,) = (way for way in circuit_ways(judged) if way.asked)
    assert time.value == way.run.placed.runtime.log10_run.value
    assert way.name == judged.goal.mitigation
