"""The registry of figures: one record each, and everything printed as JSON fits its schema."""

from __future__ import annotations

import json

import jsonschema
import pytest

from qestimate import Workload, catalog, estimate
from qestimate.core.errors import UnknownNameError
from qestimate.report.explain.estimates import explain_estimate
from qestimate.report.figures.estimates import CIRCUITS, COMPARED, COST, ESTIMATE, FIGURES, SHOTS
from qestimate.report.figures.figure import plain, whole
from qestimate.report.figures.outputs import COMMANDS, SCHEMA_VERSION, schema

GHZ = """OPENQASM 3.0;
include "stdgates.inc";
qubit[2] q;
bit[2] c;
h q[0];
cx q[0], q[1];
c = measure q;
"""

GPT2 = ["-m", "gpt2", "--rank", "4", "--device", "iqm-garnet", "--method", "qpa,qtha"]

PRINTED = {
    "model": ["model", *GPT2],
    "fits": ["fits", *GPT2[:-1], "qcnn-head,qtha"],
    "claim": ["claim", "check", "qpa-gpt2-2025"],
    "circuit": ["circuit", "FILE", "--device", "iqm-garnet", "--explain"],
    "verify": ["verify", "--qubits", "2", "--layers", "1", "--circuits", "8", "--explain"],
    "train": ["verify", "qtha", "--train", "--task", "teacher", "--qubits", "2", "--layers", "1",
              "--seeds", "1"],
    "validate": ["validate", "iqm-garnet-bell", "--explain"],
    "sweep": ["sweep", "-m", "gpt2", "--device", "ibm-fez", "--rank", "2,4", "--method", "qpa"],
    "require": ["require", *GPT2[:-1], "qpa", "--quantity", "shot-time"],
    "frontier": ["frontier", *GPT2[:2], *GPT2[4:-1], "qpa", "--rank", "2,4"],
    "compare": ["compare", *GPT2],
    "device": ["device", "show", "iqm-garnet"],
    "which": ["model", *GPT2[:2], "--method", "qpa", "--device", "all"],
}  # fmt: skip


SLOW = ("verify", "train")


@pytest.mark.parametrize(
    "command", [pytest.param(c, marks=[pytest.mark.slow] * (c in SLOW)) for c in COMMANDS]
)
def test_what_is_printed_fits_its_schema(run, command, tmp_path):
    path = tmp_path / "ghz.qasm"
    path.write_text(GHZ)
    arguments = [str(path) if one == "FILE" else one for one in PRINTED[command]]
    result = run(*arguments, "--format", "json")
    assert result.code == 0, result.err
    content = json.loads(result.out)
    assert content["schema_version"] == SCHEMA_VERSION
    jsonschema.validate(content, schema(command))
    printed = run("catalog", "schema", f"{command}-output")
    assert json.loads(printed.out) == schema(command)


def test_a_schema_refuses_what_is_not_in_it(run):
    content = json.loads(run("compare", *GPT2, "--format", "json").out)
    for broken in (content | {"more": 1}, {k: v for k, v in content.items() if k != "ways"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, schema("compare"))


def test_an_unknown_command_has_no_schema():
    with pytest.raises(UnknownNameError, match="claims"):
        schema("claims")


def test_every_figure_is_one_record():
    assert len(FIGURES) == len(ESTIMATE)
    for layout in (CIRCUITS, SHOTS, COST):
        assert set(layout.keys) <= FIGURES.keys()
        assert set(layout.group.split()) <= set(layout.keys)
    assert set(COMPARED) <= FIGURES.keys()


def test_figures_say_what_they_are_in_plain_words():
    for figure in ESTIMATE:
        assert figure.label
        assert "_" not in figure.label


@pytest.mark.parametrize(("method", "device"), [("qtha", "ibm-fez"), ("qpa", "iqm-garnet")])
def test_a_figure_names_an_explanation_that_exists(method, device):
    found = estimate(Workload.of(catalog.model("gpt2")), method, catalog.device(device))
    known = {one.name for one in explain_estimate(found)}
    known |= {"attenuation", "price", "credits", "jobs", "duration"}  # where there is one
    assert {one.explained_by for one in ESTIMATE if one.explained_by} <= known


def test_numbers_beyond_any_double():
    assert (plain(300.5), plain(None), plain(-301.0)) == (None, None, 0.0)
    assert (whole(0.5), whole(3.0), whole(20.0)) == (4, 1000, 1e20)
