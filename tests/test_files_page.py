"""The tables of docs/files.md are what is counted; QESTIMATE_UPDATE=1 writes them anew."""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path

import pytest

from qestimate.core.errors import WorkloadFileError
from qestimate.formats.workloads.peft import adapter_of
from qestimate.formats.workloads.transformers import architecture_of
from qestimate.workload.listing import idle_count, parameter_count

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "files.md"
WORKLOADS = ROOT / "tests" / "formats" / "workloads"
MODELS = json.loads((WORKLOADS / "models.json").read_text())


def on_page(name, lines):
    """Return what the page has between two marks; write lines there where that is asked for."""
    text = PAGE.read_text(encoding="utf-8")
    new = "\n".join(lines)
    found = re.search(rf"(<!-- {name} -->\n)(.*?)(<!-- end -->)", text, re.DOTALL)
    if os.environ.get("QESTIMATE_UPDATE") == "1":
        PAGE.write_text(text.replace(found[0], f"{found[1]}{new}\n{found[3]}"), encoding="utf-8")
        return lines
    return found[2].strip().splitlines()


@pytest.mark.slow
def test_shell_examples(run, tmp_path, monkeypatch):
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    text = PAGE.read_text(encoding="utf-8")
    lines = [
        line
        for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        for line in block.splitlines()
    ]
    assert len(lines) >= 7
    for line in lines:
        result = run(*shlex.split(line)[1:])
        assert result.code == 0, (line, result.err)


def test_types():
    """What the table of the library's counts says of each type, as test_library_table checks it."""
    rows = json.loads((WORKLOADS / "library.json").read_text())["rows"]
    lines = ["| type | configurations | equal | refused | adapters | equal |"]
    lines.append("| --- | ---: | ---: | ---: | ---: | ---: |")
    for kind in sorted({row["config"]["model_type"] for row in rows}):
        of_kind = [row for row in rows if row["config"]["model_type"] == kind]
        equal, adapters, adapted = 0, 0, 0
        for row in of_kind:
            try:
                found = architecture_of(row["config"], row.get("task", ""))[0]
            except WorkloadFileError:
                continue
            equal += parameter_count(found) == row["parameters"]
            for case in row.get("adapters", ()):
                adapters += 1
                adapted += adapter_of(case["adapter"], found).trained == case["trained"]
        refused = len(of_kind) - equal
        lines.append(
            f"| `{kind}` | {len(of_kind)} | {equal} | {refused} | {adapters} | {adapted} |"
        )
    assert on_page("types", lines) == lines


def test_architectures():
    lines = ["| model | type | counted here | by transformers | one token passes |"]
    lines.append("| --- | --- | ---: | ---: | ---: |")
    for name, found in MODELS.items():
        architecture, _ = architecture_of(found["config"])
        ours = parameter_count(architecture)
        theirs = found["parameters"]
        equal = "equal" if ours == theirs else f"{theirs:,}"
        idle = idle_count(architecture)
        active = f"{ours - idle:,}" if idle else ""
        kind = found["config"]["model_type"]
        lines.append(f"| {name} | `{kind}` | {ours:,} | {equal} | {active} |")
    assert on_page("architectures", lines) == lines


def test_error_correction(run):
    pytest.importorskip("qdk")
    out = run("model", "-m", "gpt2", "--rank", "4", "--device", "ibm-fez", "--method", "qtha,qpa",
              "--fault-tolerant", "--format", "md").out  # fmt: skip
    section = out.split("### With error correction: surface code")[1]
    lines = [line for line in section.splitlines() if line.startswith("|")][:6]
    assert on_page("corrected", lines) == lines
