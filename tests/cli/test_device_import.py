"""A calibration into a catalogue of one's own, and that catalogue over the shipped one."""

from __future__ import annotations

import json

import pytest

from qestimate import catalog
from tests.conftest import says
from tests.formats.devices import documents

GARNET = catalog.device("iqm-garnet")


@pytest.fixture
def calibration(tmp_path):
    path = tmp_path / "garnet.json"
    path.write_text(json.dumps(documents.braket(GARNET)))
    return path


@pytest.fixture
def own(tmp_path):
    return tmp_path / "own"


def load(run, calibration, own, *more, name="mine"):
    return run("device", "import", calibration, "--as", name, "--catalog", own, *more)


def test_what_is_imported_can_be_used(run, calibration, own, monkeypatch):
    found = load(run, calibration, own, "--name", "My Garnet")
    assert found.code == 0, found.err
    assert found.out.startswith("**My Garnet (IQM")
    assert "20 qubits advertised, 20 calibrated, 20 connected" in found.out
    assert {path.name for path in own.rglob("*") if path.is_file()} == {
        "mine.toml",
        "2026-05-05.qubits.csv",
        "2026-05-05.couplers.csv",
        "references.bib",
    }
    checked = run("catalog", "check", own)
    assert checked.code == 0, checked.err
    given = ("-m", "gpt2", "--method", "qtha", "--format", "json")
    mine = json.loads(run("model", *given, "--device", "mine", "--catalog", own).out)
    shipped = json.loads(run("model", *given, "--device", "iqm-garnet").out)
    one, other = mine["estimates"][0], shipped["estimates"][0]
    assert (one["patch"], one["two_qubit_gates"]) == (other["patch"], other["two_qubit_gates"])
    assert one["fidelity"] == pytest.approx(other["fidelity"], rel=1e-9)
    assert "mine" in run("device", "list", "--catalog", own).out
    monkeypatch.setenv("QESTIMATE_CATALOG", "")
    assert "mine" not in run("device", "list").out


def test_the_variable_names_a_catalogue(run, calibration, own, monkeypatch):
    assert load(run, calibration, own).code == 0
    monkeypatch.setenv("QESTIMATE_CATALOG", str(own))
    assert "mine" in catalog.devices()
    assert catalog.device("mine").qubits_connected == 20
    assert "mine" in catalog.devices_of_size(20)


def test_the_platform_has_a_place_for_it(run, calibration, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("qestimate.catalog.files.own_root", lambda: tmp_path / "data" / "own")
    found = run("device", "import", calibration, "--as", "mine")
    assert found.code == 0, found.err
    assert (tmp_path / "data" / "own" / "devices" / "mine.toml").is_file()
    monkeypatch.delenv("QESTIMATE_CATALOG")
    assert "mine" in catalog.devices()


@pytest.mark.slow
def test_conflicts_are_named(run, calibration, own):
    found = load(run, calibration, own, name="iqm-garnet")
    assert "iqm-garnet" in found.err
    shown = run("device", "show", "iqm-garnet", "--catalog", own)
    assert "iqm-garnet" in shown.err
    asked = run("model", "-m", "gpt2", "--device", "iqm-garnet", "--catalog", own)
    assert "iqm-garnet" in asked.err
    quiet = run("model", "-m", "gpt2", "--device", "ibm-fez", "--catalog", own)
    assert "iqm-garnet" not in quiet.err


def test_another_date_is_another_snapshot(run, calibration, own):
    assert load(run, calibration, own).code == 0
    again = load(run, calibration, own)
    assert again.code == 2
    assert "2026-05-05" in again.err
    later = load(run, calibration, own, "--date", "2026-06-01")
    assert later.code == 0, later.err
    assert "another snapshot" in later.err
    shown = run("device", "show", "mine@2026-05-05", "--catalog", own)
    assert shown.code == 0, shown.err
    assert load(run, calibration, own, "--replace", "--source", "https://example.org/x").code == 0
    checked = run("catalog", "check", own)
    assert checked.code == 0, checked.err
    assert "https://example.org/x" in (own / "references.bib").read_text()
    assert (own / "references.bib").read_text().count("@misc") == 2


@pytest.mark.parametrize(
    ("more", "name", "code", "said"),
    [
        ((), "My Chip", 2, "'My Chip'"),
        ((), "../x", 2, "'../x'"),
        (("--date", "yesterday"), "mine", 2, "'yesterday'"),
        (("--format", "pdf"), "mine", 2, "'pdf'"),
    ],
)
def test_what_is_wrong_is_named(run, calibration, own, more, name, code, said):
    found = load(run, calibration, own, *more, name=name)
    assert found.code == code
    assert said in found.err
    assert not own.exists()


def test_nothing_is_written_unless_it_is_sound(run, tmp_path, own):
    content = documents.braket(GARNET)
    content["paradigm"]["qubitCount"] = 20
    content["standardized"]["oneQubitProperties"]["1"]["T1"]["value"] = 1e9
    path = tmp_path / "odd.json"
    path.write_text(json.dumps(content))
    found = load(run, path, own)
    assert found.code == 3
    assert "mine" in found.err
    assert not list(own.rglob("*.toml"))


def test_a_file_without_a_date(run, tmp_path, own):
    content = documents.braket(GARNET)
    del content["service"]["updatedAt"]
    path = tmp_path / "undated.json"
    path.write_text(json.dumps(content))
    found = load(run, path, own)
    assert found.code == 2
    assert "--date" in found.err


def test_an_own_file_that_was_broken_is_named(run, calibration, own):
    assert load(run, calibration, own).code == 0
    toml = own / "devices" / "mine.toml"
    toml.write_text(toml.read_text().replace('topology = "couplers"', 'topology = "round"'))
    found = run("model", "-m", "gpt2", "--device", "mine", "--catalog", own)
    assert found.code == 3
    assert says(found.err, "mine.toml topology round")
    toml.write_text("[")
    found = run("model", "-m", "gpt2", "--qubits", "20", "--catalog", own)
    assert found.code == 3


def test_a_catalogue_is_a_folder(run, calibration):
    found = run("device", "list", "--catalog", calibration)
    assert found.code == 3
    assert str(calibration) in found.err


def test_layers_of_catalogues(tmp_path, monkeypatch):
    monkeypatch.setenv("QESTIMATE_CATALOG", "")
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
    catalog.use(tmp_path / "a", tmp_path / "b")
    assert [path.name for path in catalog.layers()][:2] == ["a", "b"]
    catalog.use()
    assert len(catalog.layers()) == 1


def test_a_catalogue_that_is_not_there_is_named(run, tmp_path):
    found = run("device", "list", "--catalog", tmp_path / "none")
    assert found.code == 3
    assert str(tmp_path / "none") in found.err


def test_the_source_is_cited(run, calibration, own, tmp_path):
    assert load(run, calibration, own, "--source", "https://example.org/x").code == 0
    report = tmp_path / "r.md"
    made = run("report", "-m", "gpt2", "--method", "qpa", "--device", "mine", "--catalog", own,
               "-o", report)  # fmt: skip
    assert made.code == 0, made.err
    assert "https://example.org/x" in report.read_text()


def test_a_bibliography_that_cannot_be_read_leaves_all_as_it_was(run, calibration, own):
    own.mkdir()
    (own / "references.bib").write_bytes(b"\xff\xfe")
    found = load(run, calibration, own)
    assert found.code == 3
    assert not list(own.rglob("*.toml"))


def test_an_import_says_what_it_understood(run, calibration, own):
    said = load(run, calibration, own).err.splitlines()
    assert said[0] == (
        "qestimate: read as Amazon Braket device capabilities: 20 qubits; 30 couplers with CZ "
        "gates; of 2026-05-05"
    )
    assert said[1].startswith("qestimate: given: errors of one-qubit gates (20 qubits), errors of")
    assert said[2].startswith("qestimate: not given: time of one-qubit gates")


def test_a_star_is_used_and_what_speaks_against_it_is_said(run, tmp_path, own):
    files = []
    for name, content in zip(("metrics", "architecture"), documents.iqm_star(), strict=True):
        files.append(tmp_path / f"{name}.json")
        files[-1].write_text(json.dumps(content))
    found = run("device", "import", *files, "--as", "star", "--catalog", own)
    assert found.code == 0, found.err
    assert "mind: Its qubits meet in a resonator (COMPR1)" in found.err
    circuit = tmp_path / "pair.qasm"
    circuit.write_text(
        'OPENQASM 2.0; include "qelib1.inc"; qreg q[2]; creg c[2]; ry(1) q[0]; cx q[0],q[1]; '
        "measure q -> c;"
    )
    told = run("circuit", circuit, "--device", "star", "--catalog", own, "--seeds", "1")
    assert told.code in (0, 1), told.err
    assert "Its qubits meet in a resonator" in told.out
