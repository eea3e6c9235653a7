"""Listings, single devices and methods, and the catalogue commands."""

from __future__ import annotations

import json
import shutil

import pytest

from qestimate.catalog.files import ROOT

FORMATS = ("text", "md", "latex", "html", "csv", "json")


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize(
    "command",
    [
        ("device", "list"),
        ("device", "show", "origin-wukong-72"),
        ("device", "show", "google-willow-72"),
        ("method", "list"),
        ("method", "show", "qtha"),
        ("method", "show", "amplitude"),
        ("catalog", "list", "model"),
        ("catalog", "list", "device"),
        ("catalog", "list", "dataset"),
        ("catalog", "list", "adapter"),
        ("model", "-m", "gpt2", "--device", "ibm-fez", "--method", "qpa"),
    ],
)
@pytest.mark.slow
def test_every_table_in_every_format(run, command, fmt):
    result = run(*command, "--format", fmt)
    assert result.code == 0, result.err
    assert len(result.out) > 200
    if fmt == "json":
        json.loads(result.out)
    if fmt == "html":
        assert result.out.startswith("<!DOCTYPE html>")
        assert result.out.count("<table>") == result.out.count("</table>") > 0


def test_device_list_shows_size_time_and_price(run):
    rows = json.loads(run("device", "list", "--format", "json").out)["devices"]
    wukong = next(row for row in rows if row["id"] == "origin-wukong-72")
    assert (wukong["qubits_advertised"], wukong["qubits_connected"]) == (72, 27)
    assert (wukong["shot_time"], wukong["price"]) == ("2.15 ms", None)
    lines = run("device", "list", "--format", "text").out.splitlines()
    line = next(line.split() for line in lines if line.startswith("ibm-fez"))
    assert line[:6] == ["ibm-fez", "2025-02-26", "156", "154", "cz", "0.00556"]
    assert " ".join(line[6:]) == "250 µs and gates $5,760 an hour"
    by_id = {row["id"]: row for row in rows}
    assert by_id["iqm-garnet"]["price"] == "$0.00145 a shot and $0.30 a job"
    assert by_id["quantinuum-helios"]["shot_time"] is None


def test_a_device_whose_couplers_are_all_off_says_so(run):
    listed = run("device", "list", "--format", "text").out
    assert " ".join(listed.split()).count("every coupler was off") == 1
    assert "ibm-kyoto: every coupler was off on 2024-02-28" in " ".join(listed.split())
    shown = run("device", "show", "ibm-kyoto", "--format", "text").out
    assert "no circuit of two qubits or more can run" in " ".join(shown.split())
    assert "every coupler" not in run("device", "show", "ibm-fez").out


def test_device_show_names_sources_and_leaves_blanks(run):
    out = run("device", "show", "google-willow-72", "--format", "text").out
    assert "google-willow-2024" in out
    assert "unknown" in out


def test_formulas_of_a_method(run):
    out = run("method", "show", "qtha", "--format", "text").out
    for formula in (
        *("4·L·r", "4·L·M·r", "C + 2·M·r·(r + 256)"),
        *("T·m", "2·r·(6·L + 1)", "E·T·m·(g + 1)"),
    ):
        assert f"  {formula}  " in out
    for part in ("Formulas", "Circuit crz-ring in native gates"):
        assert part in out
    assert r"4 L r" in run("method", "show", "qtha", "--format", "latex").out


def test_catalog_check_passes_on_the_shipped_catalogue(run):
    result = run("catalog", "check")
    assert result.code == 0, result.err
    assert "every number has a source that resolves" in result.out


@pytest.fixture
def copy(tmp_path):
    root = tmp_path / "models"
    shutil.copytree(ROOT, root)
    return root


def replace(path, old, new):
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


BREAKAGES = {
    "syntax": ("llms/gpt2.toml", 'name = "GPT-2', "name = GPT-2", "gpt2.toml"),
    "unknown key": ("llms/gpt2.toml", "layers = 12", "layer = 12", "architecture.layer"),
    "wrong total": ("llms/gpt2.toml", "hidden_size = 768", "hidden_size = 769", "124439808"),
    "no source": ("llms/gpt2.toml", "source =", "sauce =", "source"),
    "unresolved source": ("references.bib", "{qpilot-data,", "{qpilot-dada,", "'qpilot-data'"),
    "unit": ("devices/ibm-fez.toml", 'unit = "ns"', 'unit = "USD"', "'USD'"),
    "negative": ("devices/ibm-fez.toml", "value = 24", "value = -24", "-24"),
    "bounds": ("devices/ibm-fez.toml", "low = 84", "low = 94", "94"),
    "figure": (
        "devices/ibm-fez.toml",
        "figures.job_startup",
        "figures.job_start",
        "job_start",
    ),
    "missing qubit": (
        "devices/origin-wukong-72/2026-03-06.couplers.csv",
        "\n1,7,",
        "\n0,7,",
        "qubit 0",
    ),
    "bad cell": (
        "devices/origin-wukong-72/2026-03-06.qubits.csv",
        "\n1,0.008",
        "\n1,x.008",
        "numbers",
    ),
    "short row": (
        "devices/origin-wukong-72/2026-03-06.qubits.csv",
        "\n1,0.008,",
        "\n1,",
        "columns",
    ),
    "header": (
        "devices/origin-wukong-72/2026-03-06.qubits.csv",
        "qubit,one",
        "qubits,one",
        "header",
    ),
    "duplicate": (
        "devices/origin-wukong-72/2026-03-06.couplers.csv",
        "\n2,3,0.0261",
        "\n1,7,0.0245\n2,3,0.0261",
        "1-7",
    ),
    "order": (
        "devices/origin-wukong-72/2026-03-06.couplers.csv",
        "\n1,7,",
        "\n7,1,",
        "7",
    ),
    "index cell": (
        "devices/origin-wukong-72/2026-03-06.qubits.csv",
        "\n1,0.008",
        "\n1.0,0.008",
        "numbers",
    ),
    "underscore": (
        "devices/origin-wukong-72/2026-03-06.qubits.csv",
        "\n1,0.008",
        "\n1,0.0_08",
        "numbers",
    ),
    "too many": ("devices/ibm-fez.toml", "value = 156", "value = 150", "150"),
    "heads": ("llms/llama-3.1-8b.toml", "kv_heads = 8", "kv_heads = 7", "kv_heads"),
    "gate": ("devices/ibm-fez.toml", 'gate = "cz"', 'gate = "swap"', "two_qubit_gate"),
    "deep": (
        "llms/gpt2.toml",
        "[architecture]",
        f"x = {'[' * 3000}{']' * 3000}\n[architecture]",
        "gpt2",
    ),
    "index": ("index.json", "124439808", "124439809", "out of date"),
}


ALIKE = ("index cell", "underscore")
"""Cells that are no numbers, as "bad cell"."""


@pytest.mark.parametrize(
    "name", [pytest.param(one, marks=[pytest.mark.slow] * (one in ALIKE)) for one in BREAKAGES]
)
def test_catalog_check_names_file_and_path(run, copy, name):
    file, old, new, said = BREAKAGES[name]
    replace(copy / file, old, new)
    result = run("catalog", "check", copy)
    assert result.code == 3
    assert result.out == ""
    assert said in result.err
    assert "Traceback" not in result.err


def test_catalog_check_collects_all_problems(run, copy):
    for name in ("unknown key", "unit", "missing qubit"):
        file, old, new, _ = BREAKAGES[name]
        replace(copy / file, old, new)
    result = run("catalog", "check", copy)
    assert "3 problems" in result.err or "4 problems" in result.err


def test_a_device_file_of_ones_own(run, tmp_path):
    mine = tmp_path / "my-chip.toml"
    mine.write_text((ROOT / "devices" / "ionq-aria-1.toml").read_text())
    result = run("model", "-m", "gpt2", "--device", mine, "--format", "json")
    assert result.code == 0, result.err
    assert json.loads(result.out)["bounds"][0]["device"] == "my-chip"
    assert run("catalog", "check", mine).code == 0
    elsewhere = tmp_path / "me@work"
    elsewhere.mkdir()
    other = elsewhere / "my-chip.toml"
    other.write_text(mine.read_text())
    for name in (other, f"{other}@2025-09-17"):
        assert run("model", "-m", "gpt2", "--device", name).code == 0
    mine.write_text("name = 3")
    for command in (("model", "-m", "gpt2", "--device", mine), ("catalog", "check", mine)):
        result = run(*command)
        assert result.code == 3
        assert result.out == ""
        assert "name" in result.err
    assert run("model", "-m", "gpt2", "--device", tmp_path / "none.toml").code == 3


def test_schemas_are_valid(run):
    import jsonschema

    for name in ("output", "model", "device", "dataset", "adapter"):
        schema = json.loads(run("catalog", "schema", name).out)
        jsonschema.Draft202012Validator.check_schema(schema)
    assert run("catalog", "schema", "nothing").code == 2


def test_a_bug_is_reported_without_a_traceback(run, monkeypatch):
    import qestimate.explore.brief

    def broken(*_args, **_kwargs):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(qestimate.explore.brief, "brief", broken)
    result = run("model", "-m", "gpt2", "--qubits", "72")
    assert result.code == 70
    assert "this is a bug" in result.err
    assert "Traceback" not in result.err


@pytest.mark.parametrize("name", ["syntax", "unknown key", "missing qubit", "bad cell", "header"])
def test_a_broken_file_of_the_catalogue_stops_the_estimate(run, copy, monkeypatch, name):
    """With the shipped catalogue replaced by a broken copy, whatever reads it says which file."""
    from qestimate.catalog import load

    file, old, new, _ = BREAKAGES[name]
    replace(copy / file, old, new)
    monkeypatch.setattr(load, "path_of", lambda kind, id_: copy / f"{kind}s" / f"{id_}.toml")
    for kind, folder in (("models", "llms"), ("devices", "devices")):
        if not (copy / kind).exists():
            (copy / kind).symlink_to(copy / folder)
    result = run("model", "-m", "gpt2", "--device", "origin-wukong-72")
    assert result.code == 3, result
    assert result.out == ""
    assert file.split("/")[1].split(".")[0] in result.err
    assert "hint:" in result.err
