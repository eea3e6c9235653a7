"""The lint of a catalogue: licences of published runs, circuits beside them."""

from __future__ import annotations

import pytest

from qestimate.catalog.lint import check

RUNS = """
name = "Values of mine"
kind = "expectation"
quantity = "expectation"
source = "lab-book"
locator = "page 7"
date = "2026-11-01"
device = "iqm-garnet"

[[runs]]
qasm = "pair.qasm"
physical = [1, 2]
observables = ["Z0Z1"]
measured = 0.8
"""
BOOK = """
@misc{lab-book,
  title = {Lab book},
  url = {https://example.org},
%s}
"""


def catalogue(tmp_path, license_="  license = {none stated},\n", *, circuit=True):
    folder = tmp_path / "experiments"
    folder.mkdir()
    (folder / "mine.toml").write_text(RUNS)
    if circuit:
        (folder / "pair.qasm").write_text("OPENQASM 2.0;\n")
    (tmp_path / "references.bib").write_text(BOOK % license_)
    return check(tmp_path).problems


def test_a_sound_catalogue_of_ones_own(tmp_path):
    assert catalogue(tmp_path) == ()


def test_sources_of_runs_need_a_licence(tmp_path):
    (problem,) = catalogue(tmp_path, "")
    assert "experiments/mine.toml: source: source 'lab-book' has no license" in problem
    assert "'none stated' if it states none" in problem


def test_circuits_must_be_there(tmp_path):
    (problem,) = catalogue(tmp_path, circuit=False)
    assert "runs.0.qasm: no file 'pair.qasm'" in problem


@pytest.mark.parametrize("name", ["other.qasm", "notes.txt"])
def test_files_that_no_run_names_are_strays(tmp_path, name):
    (tmp_path / "experiments").mkdir()
    (tmp_path / "experiments" / name).write_text("")
    (tmp_path / "references.bib").write_text(BOOK % "")
    (problem,) = check(tmp_path).problems
    assert name in problem
    assert "belongs to no entity" in problem
