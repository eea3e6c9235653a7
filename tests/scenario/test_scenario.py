"""Scenarios from flags and files: what goes before what, and what is said of it."""

from __future__ import annotations

import json
import tomllib

import pytest

from qestimate.core.errors import CatalogError, DomainError, ScenarioError
from qestimate.scenario.inputs import INPUTS
from qestimate.scenario.scenario import choose_devices, scenario
from qestimate.scenario.toml_file import read_scenario, write_scenario
from qestimate.scenario.values import Given, read

BASE = {"model": Given("tinyllama-1.1b"), "device": Given("ibm-fez")}


def test_each_value_says_where_it_comes_from():
    found = scenario(BASE | {"adapter": Given("qtha-released"), "dataset": Given("gsm8k")})
    origins = {name: one.origin for name, one in found.values.items()}
    assert origins["model"] == "given"
    assert origins["rank"] == "qtha-released"
    assert origins["samples"] == "gsm8k"
    assert origins["precision"] == "default"
    assert found.lines["model"] == "catalogue"


def test_a_value_given_goes_before_a_published_setting():
    found = scenario(BASE | {"adapter": Given("qtha-released"), "rank": Given(4, "mine.toml")})
    assert found.workload.adapter.rank == 4
    assert found.values["rank"] == Given(4, "mine.toml")


def test_a_saved_scenario_gives_the_same_again(tmp_path):
    path = tmp_path / "mine.toml"
    first = scenario(
        BASE
        | {
            "rank": Given("4"),
            "cz-error": Given("1e-3"),
            "t1": Given(200),
            "max-days": Given("2.5"),
            "adapter": Given("qtha-released"),
            "method": Given(["qtha,qpa"]),
        }
    )
    write_scenario(path, first.values, "qestimate model")
    text = path.read_text()
    assert "rank = 4 # given" in text
    assert "precision = 0.05 # default" in text
    again = scenario(read_scenario(path)[0])
    assert again.workload == first.workload
    assert again.goal == first.goal
    assert again.methods == first.methods
    assert [d.given for d in again.devices] == [d.given for d in first.devices]
    assert {one.origin for one in again.values.values()} == {"mine.toml"}


def test_a_saved_data_set_is_not_contradicted_by_its_own_samples(run, tmp_path):
    path = str(tmp_path / "mine.toml")
    done = run("model", "-m", "gpt2", "--qubits", "72", "--dataset", "gsm8k", "--format", "json",
               "--save-scenario", path)  # fmt: skip
    again = run("model", "--scenario", path, "--format", "json")
    assert again.code == 0, again.err
    first, second = json.loads(done.out), json.loads(again.out)
    assert first["estimates"] == second["estimates"]


def test_a_flag_goes_before_the_file(run, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('model = "gpt2"\nqubits = 72\nrank = 4\ndataset = "gsm8k"\n')
    result = run("model", "--scenario", str(path), "--rank", "2", "--samples", "10",
                 "--format", "json")  # fmt: skip
    content = json.loads(result.out)
    workload = content["workload"]
    assert content["inputs"]["rank"] == {"value": 2, "origin": "given"}
    assert content["inputs"]["model"] == {"value": "gpt2", "origin": "mine.toml"}
    assert content["inputs"]["epochs"] == {"value": 3, "origin": "default"}
    assert (workload["adapter"]["rank"], workload["data"]["samples"]) == (2, 10)
    shown = run("model", "--scenario", str(path), "--rank", "2", "--params", "1e9", "--full")
    assert "rank given, target default" in shown.out
    assert "given; shape assumed" in shown.out


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("rank = ", "mine.toml"),
        ("ranks = 4", "'ranks'"),
        ("sweep = 3", "sweep"),
        ("\x00", "mine.toml"),
        ("x = " + "[" * 5000, "mine.toml"),
        ("max_days = 1\nmax-days = 2", "max-days"),
    ],
)
def test_a_bad_file_is_one_line_and_exit_code_3(run, tmp_path, text, message):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    result = run("model", "--scenario", str(path))
    assert result.code == 3
    assert message in result.err.splitlines()[0]


def test_values_of_a_file_are_called_by_the_file():
    with pytest.raises(DomainError, match=r"rank in mine.toml .*4\.5"):
        read("rank", Given(4.5, "mine.toml"))
    with pytest.raises(ScenarioError, match=r"device in mine.toml"):
        read("device", Given([1], "mine.toml"))
    with pytest.raises(ScenarioError, match=r"rank in mine.toml .*True"):
        read("rank", Given(True, "mine.toml"))


def test_a_device_beside_the_file_is_found(tmp_path, monkeypatch):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "chip.toml").write_text("")
    (tmp_path / "there" / "mine.toml").write_text('device = ["chip.toml", "ibm-fez"]')
    monkeypatch.chdir(tmp_path)
    found, _ = read_scenario("there/mine.toml")
    assert found["device"].value == ["there/chip.toml", "ibm-fez"]


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(CatalogError, match=r"none\.toml"):
        read_scenario(tmp_path / "none.toml")


def test_saved_files_are_plain_toml(tmp_path):
    write_scenario(tmp_path / "a.toml", {"model": Given('odd "name"')}, "title")
    assert tomllib.loads((tmp_path / "a.toml").read_text()) == {"model": 'odd "name"'}


@pytest.mark.usefixtures("parsed_here")
def test_other_commands_take_a_scenario_too(run, tmp_path):
    path = tmp_path / "chip.toml"
    path.write_text('device = "origin-wukong-72"\nprecision = 0.1\n')
    shown = run("circuit", "examples/ring.qasm", "--scenario", str(path), "--format", "json")
    assert shown.code == 0, shown.err
    assert "origin-wukong-72" in shown.out
    verified = run("verify", "crz-ring", "--layers", "1", "--qubits", "2", "--circuits", "2",
                   "--scenario", str(path), "--format", "json")  # fmt: skip
    assert verified.code == 0, verified.err
    assert "origin-wukong-72" in verified.out


def test_every_input_has_a_flag(run):
    text = run("model", "--help").out
    for name in INPUTS:
        assert f"--{name}" in text


@pytest.mark.parametrize("name", ["layers", "samples", "max-days", "params", "cz-error"])
def test_numbers_too_long_for_any_computer_are_one_line(run, tmp_path, name):
    path = tmp_path / "mine.toml"
    path.write_text(f"{name} = 1{'0' * 400}\n")
    result = run("model", "-m" if name != "params" else "--rank", "gpt2" if name != "params" else
                 "8", "--qubits", "72", "--scenario", str(path))  # fmt: skip
    assert result.code == 2, result
    assert "401 digits" in result.err


def test_a_byte_order_mark_and_a_date_are_read(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('\ufeffdevice = "ibm-fez"\nsnapshot = 2025-02-26\n', encoding="utf-8")
    found, _ = read_scenario(path)
    assert found["snapshot"].value == "2025-02-26"


def test_a_line_break_in_a_name_does_no_harm(run, tmp_path):
    path = tmp_path / "o\nrank.toml"
    path.write_text("rank = 4\n")
    saved = tmp_path / "saved.toml"
    result = run("model", "-m", "gpt2", "--qubits", "72", "--scenario", str(path),
                 "--save-scenario", str(saved), "--format", "json")  # fmt: skip
    assert result.code == 0, result.err
    assert tomllib.loads(saved.read_text())["rank"] == 4


def test_whole_numbers_are_read_whole():
    assert read("rank", Given("9007199254740993")) == 9007199254740993


def test_every_device_of_the_catalogue_is_taken_by_one_word():
    devices, note = choose_devices(["all"], None, {"two_qubit_error": 0.01}, day="2026-06-01")
    ids = [one.id for one in devices]
    assert "ibm-boston" in ids
    assert "generic" not in ids
    assert len(set(ids)) == len(ids) > 30
    assert {one.asked for one in devices} == {"2026-06-01"}
    assert {one.value("two_qubit_error") for one in devices} == {0.01}
    assert note == ""
    more, _ = choose_devices(["ALL", "ibm-fez@2025-02-26"], None, {})
    assert [one.id for one in more] == [*ids, "ibm-fez"]
    with pytest.raises(ScenarioError, match="generic has no size"):
        choose_devices(["all", "generic"], None, {})


@pytest.mark.parametrize(
    ("names", "qubits", "snapshot", "said"),
    [
        (["all"], 72, "", "--qubits 72"),
        (["all"], None, "2024-01-01", "--snapshot 2024-01-01"),
    ],
)
def test_every_device_and_one_of_them_contradict(names, qubits, snapshot, said):
    with pytest.raises(ScenarioError, match=f"--device all and {said} contradict"):
        choose_devices(names, qubits, {}, snapshot)
