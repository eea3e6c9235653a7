"""``qestimate validate``: every format, scores, files of one's own."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.conftest import says


def test_a_run_of_the_catalogue(run):
    result = run("validate", "quantinuum-h2-mirror", "--format", "text")
    assert result.code == 0
    assert "20 published runs 20 can be predicted" in result.out
    assert "inside" in result.out
    assert "h2-rcs-data" in result.out


def test_summary_and_kind(run):
    result = run("validate", "--kind", "bell,ghz", "--summary", "--format", "md")
    assert result.code == 0
    assert "| iqm-garnet-bell | bell | 32 |" in result.out
    assert "ibm-mirror-circuits" not in result.out


def test_json_holds_every_run(run):
    content = json.loads(run("validate", "google-sycamore-53", "--format", "json").out)
    (one,) = content["experiments"]
    (row,) = one["runs"]
    assert row["measured"] == 0.00224
    assert row["predicted"]["low"] < row["measured"] < row["predicted"]["high"]
    assert row["inside"] is True
    assert content["score"]["coverage"] == 1.0


def test_expectation_values_have_licence_days_and_places(run, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("""
name = "A line of mine"
kind = "expectation"
quantity = "attenuation"
source = "lr-qaoa-benchmarking"
locator = "mine"
date = "2026-11-01 to 2026-11-03"
device = "ibm-fez"
[problems.chain]
weights = [1.0, 0.5]
[[runs]]
circuit = "lr-qaoa"
problem = "chain"
layers_p = 3
physical = [3, 4, 5]
measured = 0.8
[[runs]]
circuit = "lr-qaoa"
problem = "chain"
layers_p = 3
date = "2026-10-01"
calibrates = "a figure"
readout = "corrected"
measured = 0.9
""")
    text = run("validate", path, "--format", "text").out
    assert text.startswith("Predicted 0.")  # the one that counts
    assert "Licence: MIT." in text
    assert "1 of them" in text
    assert "Some runs do not count: they set a figure." in " ".join(text.split())
    content = json.loads(run("validate", path, "--format", "json").out)
    (one,) = content["experiments"]
    assert one["license"] == "MIT"
    days = [(row["date"], row["readout"], row["calibrates"]) for row in one["runs"]]
    assert days == [("2026-11-02", "included", None), ("2026-10-01", "corrected", "a figure")]
    assert content["score"]["predicted"] == 1


@pytest.mark.parametrize("fmt", ["csv", "html", "latex"])
def test_other_formats(run, fmt):
    result = run("validate", "origin-wukong-72-bell", "--format", fmt)
    assert result.code == 0
    assert "0.852" in result.out
    if fmt == "csv":
        rows = list(csv.reader(io.StringIO(result.out.partition("\n\n")[2])))
        assert rows[0][0] == "device"


def test_min_coverage_fails(run):
    assert run("validate", "iqm-kernel-circuits", "--summary", "--min-coverage", "0.9").code == 1
    assert run("validate", "iqm-garnet-bell", "--summary", "--min-coverage", "0.9").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("no-such",), 2, "experiment 'no-such'"),
        (("absent.toml",), 3, "absent.toml"),
        (("--kind", "bells"), 2, "kind 'bells'"),
        (("--min-coverage", "2"), 2, "coverage 0 1"),
        (("--format", "pdf"), 2, "format 'pdf'"),
    ],
)
def test_bad_input(run, arguments, code, message):
    result = run("validate", *arguments)
    assert result.code == code
    assert says(result.err, message)
    assert result.err.count("\n") <= 3
    assert not result.out


def test_a_broken_file_lists_its_problems(run, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('name = "x"\nkind = "bernstein"\n')
    result = run("validate", path)
    assert result.code == 3
    assert "kind" in result.err
    assert "runs" in result.err
    assert "schema experiment" in result.err


def test_schema_of_experiments(run):
    content = json.loads(run("catalog", "schema", "experiment").out)
    assert "kind" in content["properties"]
