"""Closed forms against what transformers and PEFT count: ``library.json``.

``benchmarks/library_counts.py`` makes that table anew: a small configuration of every type, each
field that changes a count changed in turn, for every task and under sixteen adapters.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from qestimate.core.errors import WorkloadFileError
from qestimate.formats.workloads.fields import NotCountedError
from qestimate.formats.workloads.peft import adapter_of
from qestimate.formats.workloads.transformers import KNOWN, architecture_of
from qestimate.workload.listing import parameter_count

TABLE = json.loads((Path(__file__).parent / "library.json").read_text())
ROWS = TABLE["rows"]
KINDS = sorted({row["config"]["model_type"] for row in ROWS})


STACKED = {"deepseek_v2", "deepseek_v3", "mixtral", "olmoe", "phimoe", "qwen2_moe", "qwen3_moe"}
"""Types whose experts the library keeps in one tensor: ``all-linear`` is another adapter there."""


def of(kind):
    return [row for row in ROWS if row["config"]["model_type"] == kind]


def test_every_type_has_rows():
    assert set(KINDS) == KNOWN - {"internlm", "internlm2"}


@pytest.mark.parametrize("kind", KINDS)
def test_models(kind):
    """The first configuration of a type is counted; what is not counted of the rest is refused."""
    wrong, refused = [], 0
    for number, row in enumerate(of(kind)):
        try:
            found = architecture_of(row["config"], row.get("task", ""))[0]
        except WorkloadFileError as error:
            refused += 1
            if not number:
                wrong.append((error.message, error.problems))
            continue
        if parameter_count(found) != row["parameters"]:
            wrong.append(
                (row["config"], row.get("task"), parameter_count(found), row["parameters"])
            )
    assert not wrong
    assert refused <= len(of(kind)) / 3


@pytest.mark.parametrize("kind", KINDS)
def test_adapters(kind):
    wrong, counted = [], 0
    for row in of(kind):
        if not row.get("adapters"):
            continue
        try:
            found = architecture_of(row["config"], row.get("task", ""))[0]
        except NotCountedError:
            continue
        for case in row["adapters"]:
            try:
                laid = adapter_of(case["adapter"], found)
            except NotCountedError:
                continue
            except WorkloadFileError as error:
                wrong.append((case["adapter"], row.get("task"), error.message, error.problems))
                continue
            counted += 1
            if kind in STACKED and case["adapter"]["target_modules"] == "all-linear":
                assert laid.trained != case["trained"]
                continue
            if laid.trained != case["trained"]:
                wrong.append((case["adapter"], row.get("task"), laid.trained, case["trained"]))
    assert not wrong
    assert counted
