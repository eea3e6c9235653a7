"""Costs as QREF documents, compiled and evaluated by bartiq, against our numbers."""

from __future__ import annotations

import json
from functools import cache

import pytest

from qestimate import Goal, Workload, catalog
from qestimate.circuits import ansatz
from qestimate.formats.qref import qref_document
from qestimate.methods import method, methods

bartiq = pytest.importorskip("bartiq")
qref = pytest.importorskip("qref")

pytestmark = pytest.mark.filterwarnings("ignore")


@cache
def compiled(name):
    document = qref.SchemaV1(**qref_document(method(name)))
    return bartiq.compile_routine(document).routine


@pytest.mark.parametrize("name", list(methods()))
def test_the_schema_holds_and_topology_is_sound(name):
    document = qref.SchemaV1(**qref_document(method(name)))
    report = qref.verification.verify_topology(document)
    assert report.is_valid, report.problems


@pytest.mark.parametrize(
    "name", [name for name in methods() if name not in ("qt-photonic", "quantum-peft", "quanta")]
)
@pytest.mark.parametrize(
    ("model", "rank", "layers"),
    [("gpt2", 4, 3), pytest.param("llama-3.2-1b", 8, None, marks=pytest.mark.slow)],
)
@pytest.mark.slow
def test_bartiq_has_the_numbers_of_the_program(name, model, rank, layers):
    goal = Goal() if layers is None else Goal.of(layers=layers)
    work = Workload.of(catalog.model(model), rank=rank, samples=10, tokens_per_sample=7)
    program = method(name).program(work, goal, 19)
    given = dict(program.symbols)
    numbers = {**given, "n": given.get("n", program.n_qubits), "L": given.get("L", 2)}
    found = bartiq.evaluate(compiled(name), numbers).routine.resource_values
    fields = {
        "qubits": program.n_qubits,
        **{
            field: getattr(program, field)
            for field in ("quantum_parameters", "classical_parameters", "circuits_forward",
                          "circuits_epoch", "circuits_run")
        },
    }  # fmt: skip
    for field, wanted in fields.items():
        assert int(found[field]) == wanted, field


@pytest.mark.parametrize("name", ["qtha", "qpa", "angle", "amplitude"])
def test_bartiq_has_the_gates_of_each_circuit(name):
    routine = compiled(name)
    own = ansatz(method(name).ansatz)
    others = dict.fromkeys(qref_document(method(name))["program"]["input_params"], 3)
    for n in (3, 4, 5, 6, 7, 9, 12):
        for layers in (1,) if name == "amplitude" else (1, 2, 5):
            got = bartiq.evaluate(routine, {**others, "n": n, "L": layers}).routine.children
            for shape in own.SHAPES:
                wanted = own.native(n, layers, shape, "cz", "commuted") or own.native(
                    n, layers, shape, "cz", "written"
                )
                if f"circuit_on_{shape}" not in got:
                    continue
                found = got[f"circuit_on_{shape}"].resource_values
                for field, value in zip(wanted._fields, wanted, strict=True):
                    assert int(found[field]) == value, (shape, n, layers, field)


def test_the_command_prints_it(run):
    found = run("method", "export", "qtha", "--format", "qref")
    assert found.code == 0, found.err
    content = json.loads(found.out)
    assert content["version"] == "v1"
    assert content["program"]["meta"]["symbols"]["m"].startswith("adapted linear layers")
