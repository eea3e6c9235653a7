"""``qestimate validate``: every format, scores, files of one's own."""

from __future__ import annotations

import csv
import io
import json

import pytest

from qestimate.catalog.experiments import experiment
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
    content = json.loads(run("validate", "quantinuum-h2-ghz", "--format", "json").out)
    (one,) = content["experiments"]
    (row,) = one["runs"]
    assert row["measured"] == experiment("quantinuum-h2-ghz").runs[0].measured
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
        tables = [list(csv.reader(io.StringIO(part))) for part in result.out.split("\n\n")]
        (rows,) = (one for one in tables if one[0][:2] == ["device", "qubits"] and len(one) == 8)
        assert [row[rows[0].index("verdict")] for row in rows[1:]].count("inside") == 6


def test_scores_by_group_and_against_simpler_predictions(run):
    """Bell pairs of Garnet have no plain product, mirror circuits of H2 no table of a chip."""
    names = ("iqm-garnet-bell", "quantinuum-h2-mirror", "origin-wukong-72-job-time")
    content = json.loads(run("validate", *names, "--format", "json").out)
    found = {(row["quantity"], row["devices"]): row for row in content["groups"]}
    assert list(found) == [
        ("whole circuits", name) for name in ("IQM, Rigetti, Origin", "ion traps", "all")
    ]
    garnet, traps, both = found.values()
    assert (garnet["score"]["predicted"], traps["score"]["predicted"]) == (32, 20)
    assert both["score"]["predicted"] == both["narrow"]["predicted"] == 52
    assert (garnet["score"]["plain_runs"], garnet["score"]["chip_runs"]) == (0, 32)
    assert (traps["score"]["plain_runs"], traps["score"]["chip_runs"]) == (20, 0)
    (times,) = content["groups_not_counting"]
    assert (times["quantity"], times["score"]["predicted"]) == ("times", 21)
    rows = [row for one in content["experiments"] for row in one["runs"]]
    assert all((row["medians"] is not None) == (row["device"] == "iqm-garnet") for row in rows)
    assert all(isinstance(row["pull"], float) for row in rows)
    text = run("validate", *names, "--summary", "--format", "text").out
    assert "times that do not count:" in text
    assert "chip medians" in text
    assert "Pull" not in text


def test_a_pull_stands_in_every_row_and_is_explained(run):
    text = run("validate", "google-sycamore-53", "--format", "text").out
    assert "pull" in text
    assert "Pull: how far the measured value is" in " ".join(text.split())


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
