"""Explanations of published runs, circuits from files and simulated cases give their figures."""

from __future__ import annotations

import json
import re

import pytest
import sympy

from qestimate import Goal, catalog
from qestimate.catalog.experiments import experiment, experiments
from qestimate.estimation.circuit import judge
from qestimate.evidence.prediction import predict
from qestimate.evidence.verification import Case, Verified, verify
from qestimate.formats.circuits.reading import read_circuits
from qestimate.report.explain.circuits import explain_circuit
from qestimate.report.explain.runs import explain_prediction, explain_verified
from tests.report.explain.test_explanations import computed


def agrees(one) -> bool:
    value, wanted = computed(one), sympy.Float(one.value, 30)
    if one.log10:
        return abs(sympy.log(value, 10) - wanted) < 1e-9 * (1 + abs(one.value))
    return abs(value - wanted) <= 1e-9 * abs(one.value)


@pytest.mark.parametrize("name", experiments())
@pytest.mark.slow
def test_every_prediction_is_what_its_formula_gives(name):
    found = experiment(name)
    predicted = predict(found)
    for run in predicted[:: 1 + len(predicted) // 10]:
        one = explain_prediction(found, run)
        if run.value is None:
            assert one.formula.startswith("unknown")
            continue
        assert agrees(one), (name, one)


@pytest.mark.parametrize("device", ["origin-wukong-72", "ibm-fez", "ionq-forte-enterprise"])
@pytest.mark.usefixtures("parsed_here")
def test_figures_of_a_circuit_file(device):
    circuit = read_circuits("examples/ring.qasm")[0]
    for observables in ((), ("Z0", "X1")):
        found = judge(circuit, catalog.device(device), Goal(), observables)
        checked = [one for one in explain_circuit(found) if one.how == "formula" and one.value]
        assert {"fidelity", "shots"} <= {one.name for one in checked}
        assert all(agrees(one) for one in checked)


@pytest.mark.parametrize("qubits", [3, 12])
def test_figures_of_a_simulated_case(qubits):
    device = catalog.device("generic").resized(72)
    case = Case("crz-ring", qubits, 2, device, 2, 0.05, 0.95, 0)
    (found,) = [step for step in verify(case) if isinstance(step, Verified)]
    checked = [one for one in explain_verified(found) if one.how == "formula"]
    assert "signal_std" in {one.name for one in checked}
    assert all(agrees(one) for one in checked)


@pytest.mark.parametrize(
    "command",
    [
        ("circuit", "examples/ring.qasm", "--device", "ibm-fez"),
        ("validate", "origin-wukong-72-bell"),
        ("verify", "qtha", "--qubits", "3", "--layers", "1", "--circuits", "2"),
    ],
)
@pytest.mark.usefixtures("parsed_here")
def test_explain_at_the_shell(run, command):
    text = run(*command, "--explain", "--format", "text")
    assert text.code == 0
    assert "How the figures come about" in text.out
    content = json.loads(run(*command, "--explain", "--format", "json").out)
    assert all(one["source"] or one["formula"] for one in content["explanations"])
    if command[0] == "validate":
        assert "explanations" not in json.loads(run(*command, "--format", "json").out)
    refused = run(*command, "--explain", "--format", "csv")
    assert refused.code == 2
    assert "--explain" in refused.err


def test_explanations_of_an_estimate_have_formula_numbers_and_source(run):
    ask = ("model", "-m", "gpt2", "--device", "ibm-fez", "--method", "qpa", "--explain")
    found = run(*ask, "--format", "text").out.split("\nqpa on ibm-fez 2025-02-26:\n")[1]
    blocks = dict(re.findall(r"^(\S.*?): (.*\n(?: +.*\n)+)", found, re.MULTILINE))
    for title, figure, formula, numbers, source in (
        ("width", "8", "n", ("n = 8",), "qpa-2025"),
        ("native two-qubit gates", "56", "L·n - L", ("n = 8", "L = 8"), "closed form of"),
        ("circuit fidelity", "0.629", "exp(-(a + b + r + w))", ("a = 0.268", "b = 0.0775"),
         "nielsen-2002"),
        ("fewest shots of a circuit", "144", "k", ("k = 144, outcomes that are kept",),
         "definition"),
        ("shots of a circuit, for the precision", "1,660", "2ⁿ·(o/(q·a))²",
         ("n = 8", "o = 0.0885", "q = 0.05", "a = 0.696"), "definition"),
        ("time from shot to shot", "254 µs", "c + m + w", ("c = 2.82 µs", "w = 250 µs"),
         "definition"),
    ):  # fmt: skip
        lines = [line.strip() for line in blocks[title].splitlines()]
        assert lines[0] == figure
        assert lines[1] == f"by      {formula}"
        assert all(number in blocks[title] for number in numbers)
        assert lines[-1].startswith(f"source  {source}")
