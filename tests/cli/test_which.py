"""``--device all``: one answer for all devices, in every format, and what is refused."""

from __future__ import annotations

import csv
import json
import re
import struct

import pytest

from tests.conftest import says

RING = ("circuit", "examples/ring.qasm", "--device", "all", "--seeds", "1")

MODEL = ("model", "-m", "gpt2", "--method", "qpa", "--device", "all")


BELL = (
    'OPENQASM 2.0; include "qelib1.inc"; qreg q[2]; creg c[2];h q[0]; cx q[0],q[1]; measure q -> c;'
)

FEW = ("ibm-boston", "ibm-cusco", "ibm-kyoto", "iqm-garnet", "quantinuum-helios")


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory):
    """A Bell pair on every device of the catalogue, as its JSON."""
    from qestimate import circuit_on_all
    from qestimate.report.views.which import which_object

    path = tmp_path_factory.mktemp("circuits") / "bell.qasm"
    path.write_text(BELL)
    return which_object([circuit_on_all(path, observables=["Z0Z1"], seeds=1)], "qestimate")


@pytest.fixture
def few(monkeypatch):
    """A catalogue that has but a few devices."""
    from qestimate import catalog
    from qestimate.catalog import load

    monkeypatch.setattr(load, "all_devices", lambda: [catalog.device(name) for name in FEW])


def test_the_first_line_answers(everywhere):
    [one] = everywhere["frontiers"]
    best = [row["device"] for row in one["devices"] if row["on_frontier"]]
    are = "is" if len(best) == 1 else "are"
    lead = f"Of {one['devices_tried']} devices, {len(best)} {are} not beaten by another: cheapest"
    assert everywhere["conclusion"].startswith(lead)
    assert best[0] == one["devices"][0]["device"]


def test_every_device_is_told_of_once(everywhere):
    from qestimate import catalog

    [one] = everywhere["frontiers"]
    told = [row["device"] for row in (*one["devices"], *one["left_out"])]
    assert sorted(told) == [name for name in catalog.devices() if name != "generic"]
    assert one["devices_tried"] == len(told)
    assert all(row["reason"] for row in one["left_out"])


def test_what_beats_is_better_in_the_numbers_that_are_printed(everywhere):
    """The rule once more, from the outside: on the numbers of the JSON alone."""
    [one] = everywhere["frontiers"]
    rows = {row["device"]: row for row in one["devices"]}
    beaten = [row for row in rows.values() if row["beaten_by"]]
    assert len(beaten) > 10
    for row in beaten:
        for name in row["beaten_by"]:
            better = rows[name]
            assert better["beaten_by"] == []
            for end in ("value", "low", "high"):
                assert better["attenuation"][end] >= row["attenuation"][end] - 1e-9
                assert better["log10_time_s"][end] <= row["log10_time_s"][end] + 1e-9
                assert better["log10_price_usd"][end] <= row["log10_price_usd"][end] + 1e-9


def test_unknown_figures_are_said_and_never_beaten(everywhere):
    [one] = everywhere["frontiers"]
    trap = next(row for row in one["devices"] if row["device"] == "quantinuum-h2-1")
    assert trap["unknown"] == ["time"]
    assert trap["time_rests_on"] == {"kind": "", "figures": []}
    assert trap["log10_price_usd"]["value"] is None
    assert trap["charge_unit"] == "HQC"
    assert trap["beaten_by"] == []
    boston = next(row for row in one["devices"] if row["device"] == "ibm-boston")
    assert boston["price_rests_on"]["kind"] == "derived"
    assert "price_per_hour" in boston["price_rests_on"]["figures"]


@pytest.mark.usefixtures("few", "parsed_here")
def test_tables_in_every_format(run):
    text = run(*RING, "--format", "text").out
    assert re.search(r"^\(ibm-cusco", text, re.MULTILINE)
    assert "not beaten" in text
    assert max(map(len, text.splitlines())) <= 120
    assert "ibm-kyoto 2024-02-28 left out: 4 connected qubits needed" in text
    page = run(*RING, "--format", "html").out
    assert page.count('<tr class="faint">') == 1
    assert "| (ibm-cusco" in run(*RING, "--format", "md").out
    assert r"\caption{Devices, the most useful first}" in run(*RING, "--format", "latex").out
    rows = list(csv.DictReader(run(*RING, "--format", "csv").out.splitlines()))
    assert [row["device"] for row in rows] == [
        "ibm-boston", "quantinuum-helios", "iqm-garnet", "ibm-cusco", "ibm-kyoto",
    ]  # fmt: skip
    assert [row["beaten_by"] for row in rows] == ["", "", "", "ibm-boston", ""]
    assert float(rows[3]["log10_price_usd_low"]) < float(rows[3]["log10_price_usd"])
    assert rows[4]["left_out"].startswith("4 connected qubits needed")


@pytest.mark.usefixtures("few", "parsed_here")
def test_several_circuits_have_a_table_each(run, tmp_path):
    pytest.importorskip("matplotlib")
    one, two = tmp_path / "one.qasm", tmp_path / "two.qasm"
    one.write_text(BELL)
    two.write_text(BELL)
    asked = ("circuit", one, two, "--device", "all", "--observable", "Z0Z1")
    found = json.loads(run(*asked, "--format", "json").out)
    assert [each["work"] for each in found["frontiers"]] == ["one", "two"]
    refused = run(*asked, "--plot", tmp_path / "x.png")
    assert refused.code == 2
    assert says(refused.err, "picture one circuit 2")


@pytest.mark.usefixtures("few")
def test_a_model_and_its_picture(run, tmp_path):
    pytest.importorskip("matplotlib")
    first, again = tmp_path / "a.png", tmp_path / "b.png"
    for path in (first, again):
        result = run(*MODEL, "--format", "json", "--plot", path)
        assert result.code == 0, result.err
    [one] = json.loads(result.out)["frontiers"]
    assert one["work"] == "GPT-2 by qpa"
    assert {row["method"] for row in one["devices"]} == {"qpa"}
    width, _ = struct.unpack(">II", first.read_bytes()[16:24])
    assert width == 1260
    assert first.read_bytes() == again.read_bytes()


@pytest.mark.usefixtures("few")
def test_exit_code_by_verdict(run):
    assert run(*MODEL, "--format", "csv", "--fail-on", "feasible").code == 1
    assert run(*MODEL, "--format", "csv", "--max-days", "1e-9", "--fail-on", "feasible").code == 0


@pytest.mark.usefixtures("few")
def test_other_tables_of_a_model_are_those_of_every_device(run):
    found = run(*MODEL, "--table", "answer", "--format", "csv")
    assert found.code == 0, found.err
    assert len(found.out.splitlines()) > len(FEW)


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (("--snapshot", "2024-01-01"), "--device all --snapshot 2024-01-01 contradict"),
        (("--explain",), "--explain one device"),
    ],
)
def test_what_picks_among_devices_is_refused(run, flags, said):
    result = run(*RING, *flags)
    assert result.code == 2
    assert says(result.err, said)


@pytest.mark.usefixtures("few", "parsed_here")
def test_observables_that_vanish_are_said(run, tmp_path):
    path = tmp_path / "bell.qasm"
    path.write_text(BELL)
    result = run("circuit", path, "--device", "all", "--format", "json")
    assert "0 without noise" in json.loads(result.out)["conclusion"]


@pytest.mark.usefixtures("few", "parsed_here")
def test_nothing_that_fits_is_said(run, tmp_path):
    path = tmp_path / "wide.qasm"
    path.write_text(
        'OPENQASM 2.0; include "qelib1.inc"; qreg q[200]; creg c[200];'
        + "".join(f"cx q[{k}],q[{k + 1}];" for k in range(199))
        + "measure q -> c;"
    )
    result = run("circuit", path, "--device", "all", "--format", "json")
    content = json.loads(result.out)
    assert content["conclusion"] == "Of 5 devices, none will do: it has no place on any of them."
    assert len(content["frontiers"][0]["left_out"]) == len(FEW)


def test_what_matters_less_is_dim_on_a_terminal(monkeypatch, capsys):
    from qestimate.cli import output
    from qestimate.report.document import Column, Document, Table

    rows = (("a",), ("(b\x1b[31m)",))
    table = Table("t", "T", (Column("x", "x"),), rows, faint=(1,))
    monkeypatch.setattr(output, "_coloured", lambda: True)
    output.show(Document("d", "c", (table,)), "text")
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2:] == ["a", "\x1b[2m(b?[31m)\x1b[0m"]
