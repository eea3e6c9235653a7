"""Wrong things handed to the Python functions are named, and what to hand over instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from qestimate import Goal, QestimateError, Workload, catalog, estimate, survey

WORK = Workload.of(catalog.model("gpt2"))
DEVICE = catalog.device("origin-wukong-72")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: estimate(WORK.model, "qtha", DEVICE), "a Workload is needed"),
        (lambda: estimate(WORK, "qtha", DEVICE.snapshot), "a Device is needed"),
        (lambda: estimate("gtp2", "qtha", DEVICE), "'gtp2'"),
        (lambda: estimate("llama", "qtha", DEVICE), "'llama'"),
        (lambda: estimate(WORK, "qtha", "sycamore"), "'sycamore'"),
        (lambda: estimate(WORK, "qtha", DEVICE, {"precision": 1}), "Goal"),
        (lambda: estimate(WORK, "qtha", DEVICE, Goal(precision=-1)), "precision.*-1"),
        (lambda: estimate(WORK, "qhta", DEVICE), "method 'qhta'"),
        (lambda: estimate(WORK, "qtha", catalog.device("generic")), "generic"),
        (lambda: survey(WORK, DEVICE), "list of devices"),
        (lambda: survey(WORK, []), "list of devices"),
        (lambda: DEVICE.resized(5), "size"),
        (lambda: DEVICE.with_figures({"two_qubit_error": 3}), "two qubit error.*3"),
        (lambda: DEVICE.with_figures({"cz_error": 0.1}), "'cz_error'"),
        (lambda: Workload.of(catalog.model("gpt2"), rank=1.5), "rank.*1.5"),
        (lambda: Workload.of(catalog.model("gpt2"), samples=0), "samples.*0"),
        (lambda: catalog.model("gpt3"), "'gpt3'"),
        (lambda: catalog.dataset("x"), "'x'"),
        (lambda: catalog.adapter("x"), "'x'"),
        (lambda: catalog.model_of_size(float("nan")), "parameters.*nan"),
        (lambda: catalog.device(Path("no/such.toml")), "no/such.toml"),
    ],
)
def test_wrong_input_is_named(call, said):
    with pytest.raises(QestimateError, match=said):
        call()


def test_targets_may_be_one_string():
    model = catalog.model("llama-3.2-1b")
    one, two = (Workload.of(model, targets=t) for t in ("q_proj,v_proj", ("q_proj", "v_proj")))
    assert one == two


def test_errors_are_also_built_in_errors():
    with pytest.raises(LookupError):
        catalog.model("gpt3")
    with pytest.raises(ValueError, match="rank"):
        Workload.of(catalog.model("gpt2"), rank=0)


def test_same_numbers_as_the_command(run):
    import json

    out = run("model", "-m", "gpt2", "--device", "origin-wukong-72", "--format", "json").out
    rows = {row["method"]: row for row in json.loads(out)["estimates"]}
    for method, row in rows.items():
        assert estimate(WORK, method, DEVICE, copies="fit").to_dict() == row
