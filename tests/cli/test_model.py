"""The main command: what it prints, in which format, and what bad input gets."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from math import floor, log, log1p

import jsonschema
import pytest

from qestimate.report.figures.outputs import schema
from tests.conftest import says

MAIN = ("model", "--params", "1e9", "--qubits", "72")


def answer(run, *arguments):
    result = run("model", *arguments, "--format", "json")
    assert result.code == 0, result.err
    content = json.loads(result.out)
    jsonschema.validate(content, schema("model"))
    return content


def test_main_command_answers_the_question_first(run):
    result = run(*MAIN, "--format", "text")
    assert result.code == 0
    assert result.err == ""
    question, answer_, *_ = result.out.split("\n\n")
    assert question == "Can a 72-qubit chip fine-tune a model of 1,000,000,000 parameters?"
    said = " ".join(answer_.split())
    assert said.startswith(
        "PARTLY, not the model itself. The most of its training that fits Origin Wukong within 30 "
    )
    assert "(qpa): 9 trained numbers on 9 qubits and 106,272 on a GPU, 3.8 days." in said


def test_the_whole_answer_begins_with_the_short_one(run):
    short, full = (run(*MAIN, "--format", "text", *more).out for more in ((), ("--full",)))
    assert full.split("\n\n")[0] == short.split("\n\n")[0]
    said = " ".join(full.split())
    assert " ".join(short.split("\n\n")[1].split()) in said
    assert "1 of 48 cases (16 ways on 3 devices) is feasible within 30 days" in said
    for name in ("google-sycamore-72", "google-willow-72", "origin-wukong-72"):
        assert name in full
    assert "Nearest to feasible, all figures known: cua on origin-wukong-72" in said


def test_main_command_keeps_the_contract(run):
    content = answer(run, *MAIN[1:])
    assert content["schema_version"] == 2
    assert content["workload"]["model"] == {
        "id": "tinyllama-1.1b",
        "name": "TinyLlama 1.1B, scaled",
        "parameters": 10**9,
        "active_parameters": 10**9,
        "assumed": True,
        "note": "20 layers of 2048: 1,011,959,808 parameters",
    }
    assert content["workload"]["data"]["tokens"] == 3000 * 512 * 3
    assert len(content["bounds"]) == 3
    assert len(content["estimates"]) == 48
    wukong = next(row for row in content["bounds"] if row["device"] == "origin-wukong-72")
    assert (
        wukong["qubits_advertised"],
        wukong["qubits_calibrated"],
        wukong["qubits_connected"],
    ) == (72, 63, 27)
    assert wukong["readout_bits_per_s"] == pytest.approx(63 / 510e-6)  # the shortest of all dates
    assert wukong["least_readout_s"] == pytest.approx(1e9 * 16 * 510e-6 / 63)
    assert wukong["touch_s"] == pytest.approx(1e9 * 30e-9 / 72)
    for row in content["estimates"]:
        assert row["binding"] in {c["name"] for c in row["constraints"]}
        if row["verdict"] == "infeasible":
            bound = next(c for c in row["constraints"] if c["name"] == row["binding"])
            assert bound["status"] == "violated"


@pytest.mark.parametrize(
    ("arguments", "parameters", "adapter"),
    [
        (("-m", "llama-2-7b"), 6_738_415_616, 4_194_304),
        (("-m", "gpt2"), 124_439_808, 294_912),
        (("-m", "qwen2.5-7b", "--rank", "16", "--target", "all-linear"), 7_615_616_512, 40_370_176),
        (("-m", "tinyllama-1.1b", "--target", "q_proj,v_proj"), 1_100_048_384, 1_126_400),
    ],
)
def test_published_counts_through_the_command(run, arguments, parameters, adapter):
    content = answer(run, *arguments, "--device", "origin-wukong-72", "--method", "qpa")
    assert content["workload"]["model"]["parameters"] == parameters
    assert content["workload"]["adapter"]["parameters"] == adapter


def test_snapshots_of_a_device(run):
    for date, connected in (("2026-03-06", 27), ("2024-06-03", 57)):
        content = answer(run, "-m", "gpt2", "--device", f"origin-wukong-72@{date}")
        (bound,) = content["bounds"]
        assert bound["snapshot"] == date
        assert bound["qubits_connected"] == connected
        assert bound["dates"][0] == date
        assert set(bound["dates"]) == {"2026-03-06", "2024-06-03"}


def test_snapshot_by_flag(run):
    arguments = ("-m", "gpt2", "--device", "origin-wukong-72")
    by_flag = answer(run, *arguments, "--snapshot", "2024-06-03")
    by_name = answer(run, "-m", "gpt2", "--device", "origin-wukong-72@2024-06-03")
    assert by_flag["estimates"] == by_name["estimates"]
    for wrong in (("--qubits", "72"), ("--device", "origin-wukong-72@2026-03-06")):
        assert run("model", "-m", "gpt2", *wrong, "--snapshot", "2024-06-03").code == 2


def test_another_number_of_qubits_takes_the_generic_device(run):
    content = answer(run, "--params", "1e9", "--qubits", "50")
    (bound,) = content["bounds"]
    assert (bound["device"], bound["qubits_connected"]) == ("generic", 50)
    result = run("model", "--params", "1e9", "--qubits", "50", "--full", "--format", "text")
    assert "Not a machine" in result.out


def test_answer_on_a_generic_device_by_figures(run):
    content = answer(
        run,
        *("--params", "7B", "--qubits", "100", "--cz-error", "1e-3", "--t1", "200"),
        *("--method", "qtha,qpa"),
    )
    (bound,) = content["bounds"]
    # 24 ns a gate, 200 µs of coherence, a tenth or a thousandth of the signal left
    gates = [100 * floor(200e-6 * log(1 / share) / 24e-9) for share in (0.1, 0.001)]
    assert [bound["programmable_gates"][end] for end in ("low", "high")] == gates
    assert [bound["programmable_angles"][end] for end in ("low", "high")] == [3 * g for g in gates]
    # a CZ of average error 1e-3 costs the state that, and adds four parameters
    pairs = [floor(log(share) / log1p(-1e-3)) for share in (0.1, 0.001)]
    amplitudes = [4 * g + 2 * 100 + 1 for g in pairs]
    assert [bound["loadable_amplitudes"][end] for end in ("low", "high")] == amplitudes
    assert bound["touch_s"] == pytest.approx(7e9 * 24e-9 / 100)
    rows = {row["method"]: row for row in content["estimates"]}
    assert {name: (row["width"], row["depth"], row["two_qubit_gates"], row["circuits_run"])
            for name, row in rows.items()} == {
        "qtha": (8, 69, 136, 4_608_000 * 30 * (1 + 784)), "qpa": (11, 49, 80, 49_914)}  # fmt: skip
    assert rows["qtha"]["attenuation"]["value"] == pytest.approx(0.880, abs=1e-3)
    assert rows["qpa"]["fidelity"]["value"] == pytest.approx(0.727, abs=1e-3)
    for row in rows.values():
        levels = [row[f"{level}wall_clock_s"] for level in ("least_", "", "precise_")]
        assert levels[0] < min(levels[1:])
    qpa = rows["qpa"]
    steps = 3 * 94  # 3,000 samples, 32 a step; the other circuits are those of gradients
    for values, gradients, time in (
        ("shots_least", "shots_least", "least_wall_clock_s"),
        ("shots_per_circuit", "shots_per_gradient_circuit", "wall_clock_s"),
        ("shots_precise", "shots_precise", "precise_wall_clock_s"),
    ):
        shots = steps * qpa[values] + (49_914 - steps) * qpa[gradients]
        side_by_side = shots * qpa["shot_s"] / qpa["copies"]
        assert qpa["copies"] == 100 // 11
        assert qpa[time] == pytest.approx(side_by_side, rel=2 / qpa[values])
    assert {row["binding"] for row in rows.values()} == {"time"}


def test_figures_by_flag_change_the_generic_device(run):
    base = ("--params", "1e9", "--qubits", "72", "--method", "qpa")
    good = answer(run, *base, "--cz-error", "1e-4")["estimates"]
    bad = answer(run, *base, "--cz-error", "1e-2")["estimates"]
    assert {row["device"] for row in good + bad} == {"generic"}
    assert good[0]["fidelity"]["value"] > bad[0]["fidelity"]["value"]


@pytest.mark.parametrize(
    "flags",
    [
        ("--cz-error", "0"),
        ("--one-qubit-error", "0"),
        ("--readout-error", "0"),
        ("--t1", "1e6", "--t2", "1e6"),
        ("--cz-time", "1", "--one-qubit-time", "1"),
    ],
)
def test_every_error_flag_raises_the_fidelity(run, flags):
    base = ("--params", "1e9", "--device", "origin-wukong-72", "--method", "qpa")
    before = answer(run, *base)["estimates"][0]["fidelity"]["value"]
    after = answer(run, *base, *flags)["estimates"][0]["fidelity"]["value"]
    assert after > before


@pytest.mark.parametrize("flag", ["--rep-delay", "--shot-period"])
def test_time_flags_change_the_time(run, flag):
    base = ("--params", "1e9", "--device", "origin-wukong-72", "--method", "qpa")
    slow, fast = (answer(run, *base, flag, us)["estimates"][0] for us in ("1e4", "1e3"))
    if flag == "--rep-delay":
        # the readout time of Wukong is not published, so the shot time is unknown without it
        assert slow["wall_clock_s"] is None
        slow, fast = (
            answer(run, *base, flag, us, "--readout-time", "500")["estimates"][0]
            for us in ("1e4", "1e3")
        )
    assert slow["wall_clock_s"] > 5 * fast["wall_clock_s"]


def test_feasible_exists(run):
    """A small job on a very good device is feasible: the verdict is not always no."""
    content = answer(
        run,
        *("-m", "gpt2", "--rank", "2", "--samples", "32", "--tokens", "8", "--epochs", "1"),
        *("--qubits", "16", "--cz-error", "1e-5", "--one-qubit-error", "1e-6"),
        *("--readout-error", "1e-4", "--t1", "1e5", "--t2", "1e5", "--rep-delay", "1"),
        *("--method", "qtha-c"),
    )
    assert [row["verdict"] for row in content["estimates"]] == ["feasible"]


def test_fail_on(run):
    assert run(*MAIN, "--fail-on", "infeasible", "--format", "json").code == 1
    assert run(*MAIN, "--fail-on", "marginal", "--format", "json").code == 0
    assert run(*MAIN, "--fail-on", "feasible", "--format", "json").code == 1  # a reservoir


def test_csv_is_one_table_of_raw_values(run):
    rows = list(csv.DictReader(io.StringIO(run(*MAIN, "--format", "csv").out)))
    assert len(rows) == 48
    wukong = next(r for r in rows if r["device"] == "origin-wukong-72" and r["method"] == "qpa")
    assert float(wukong["fidelity_value"]) == pytest.approx(0.00701, rel=1e-2)
    assert wukong["price_usd"] == ""


def test_markdown_in_a_pipe_and_tables_of_equal_width(run):
    out = run(*MAIN, "--full").out
    assert out.startswith("**Can a 72-qubit chip")
    tables = [line for line in out.splitlines() if line.startswith("|")]
    assert len(tables) > 40
    block = []
    for line in [*out.splitlines(), ""]:
        if line.startswith("|"):
            block.append(line.replace("\\|", "").count("|"))
        elif block:
            assert len(set(block)) == 1
            block = []


@pytest.mark.parametrize(
    ("arguments", "named", "hint"),
    [
        (("--params", "abc", "--qubits", "72"), "--params 'abc'", "1e9"),
        (("--params", "-1", "--qubits", "72"), "parameters 1e6 1e+30 -1", "--params"),
        (("--params", "0", "--qubits", "72"), "parameters 1e6 1e+30 0", "--params"),
        (("--params", "nan", "--qubits", "72"), "parameters nan", "--params"),
        (("--params", "inf", "--qubits", "72"), "parameters inf", "--params"),
        (("--params", "1e31", "--qubits", "72"), "parameters 1e+31", "--params"),
        (("--params", "1e9", "--qubits", "0"), "qubits 1 1e9 0", "--qubits"),
        (("--params", "1e9", "--qubits", "-5"), "qubits -5", "--qubits"),
        (("--params", "1e9", "--qubits", "7.5"), "--qubits '7.5'", ""),
        (("--params", "1e9", "--qubits", "1e30"), "qubits 1 1e9", ""),
        (("--params", "1e9"), "device", "--qubits --device"),
        (("--qubits", "72"), "model", "--params --model"),
        (("--params", "1e9", "-m", "gpt2", "--qubits", "72"), "--params --model", ""),
        (("-m", "gtp2", "--qubits", "72"), "model 'gtp2'", "gpt2"),
        (("-m", "../../etc", "--qubits", "72"), "model '../../etc'", "gpt2"),
        (("-m", "gpt2", "--device", "origin-wukon-72"), "'origin-wukon-72'", "origin-wukong-72"),
        (
            ("-m", "gpt2", "--device", "origin-wukong-72@1999"),
            "origin-wukong-72 '1999'",
            "2024-06-03 2026-03-06",
        ),
        (("-m", "gpt2", "--qubits", "72", "--method", "qhta"), "method 'qhta'", "qtha"),
        (("-m", "gpt2", "--qubits", "72", "--target", "q_proj"), "gpt2 'q_proj'", "c_attn"),
        (("-m", "gpt2", "--qubits", "72", "--rank", "0"), "rank 0", "1"),
        (("-m", "gpt2", "--qubits", "72", "--rank", "9999"), "rank 9999 768", "768"),
        (("-m", "gpt2", "--qubits", "72", "--samples", "1e30"), "samples 1e+12 1e+30", ""),
        (("-m", "gpt2", "--qubits", "72", "--tokens", "-4"), "tokens -4", ""),
        (("-m", "gpt2", "--qubits", "72", "--precision", "0"), "precision 1e-09 2 0", "0.05"),
        (("-m", "gpt2", "--qubits", "72", "--precision", "nan"), "precision nan", "0.05"),
        (("-m", "gpt2", "--qubits", "72", "--precision", "x"), "--precision 'x'", ""),
        (("-m", "gpt2", "--qubits", "72", "--confidence", "1"), "confidence 1", "0.95"),
        (("-m", "gpt2", "--qubits", "72", "--floor", "1.5"), "floor 1.5", "0.1"),
        (("-m", "gpt2", "--qubits", "72", "--shots", "0"), "shots 1 1e9 0", ""),
        (("-m", "gpt2", "--qubits", "72", "--max-days", "-1"), "days -1", "30"),
        (("-m", "gpt2", "--qubits", "72", "--max-days", "inf"), "days inf", "30"),
        (("-m", "gpt2", "--qubits", "72", "--cz-error", "2"), "--cz-error 0 1 2", "%"),
        (("-m", "gpt2", "--qubits", "72", "--t1", "-3"), "--t1 -3", "µs"),
        (("-m", "gpt2", "--qubits", "72", "--layers", "0"), "layers 0", "1"),
        (("-m", "gpt2", "--qubits", "72", "--gradient", "magic"), "'magic'", "spsa"),
        (("-m", "gpt2", "--qubits", "72", "--format", "pdf"), "'pdf'", "csv html json"),
        (("-m", "gpt2", "--qubits", "72", "--fail-on", "bad"), "--fail-on 'bad'", "infeasible"),
        (("-m", "gpt2", "--qubits", "72", "--dataset", "gsm9k"), "'gsm9k'", "gsm8k"),
        (
            ("-m", "gpt2", "--qubits", "72", "--dataset", "gsm8k", "--samples", "5"),
            "--dataset --samples",
            "",
        ),
        (
            ("-m", "gpt2", "--qubits", "72", "--device", "ibm-fez"),
            "--qubits 72 --device ibm-fez 156",
            "",
        ),
        (
            ("-m", "gpt2", "--qubits", "72", "--shot-period", "1", "--rep-delay", "1"),
            "--shot-period --rep-delay",
            "",
        ),
        (("-m", "gpt2", "--device", "generic"), "generic", "--qubits"),
        (("-m", "gpt2", "--qubits", "72", "--method", "qtha", "--rank", "1"), "qtha rank 2", ""),
        (("-m", "x" * 300, "--qubits", "72"), "model", "gpt2"),
        (("-m", "gpt2", "--device", "x" * 300), "device", "ibm-fez"),
        (("-m", "gpt2", "--qubits", "72", "--precision", "1e-200"), "precision 1e-200", ""),
        (("-m", "gpt2", "--qubits", "72", "--t1", "1", "--t2", "5"), "--t2 5 --t1 1", ""),
        (("-m", "gpt2", "--qubits", "72", "--method", ","), "--method", ""),
        (("--no-such-flag",), "--no-such-flag", "--help"),
        (("-m",), "'-m'", "--help"),
    ],
)
def test_bad_input_is_one_line_and_a_hint(run, arguments, named, hint):
    result = run("model", *arguments)
    assert result.code == 2, result
    assert result.out == ""
    message, advice = result.err.splitlines()
    assert message.startswith("qestimate: ")
    assert says(message, named)
    assert advice.startswith("hint: ")
    assert says(advice, hint)


def test_a_rank_too_small_for_one_method_leaves_the_others(run):
    content = run("model", "-m", "gpt2", "--rank", "1", "--qubits", "72", "--full")
    assert content.code == 0
    assert "qtha left out" in content.out
    assert "amplitude" in content.out


def test_unknown_command_and_help(run):
    result = run("modle")
    assert result.code == 2
    assert "modle" in result.err
    for command in ("model", "device", "method", "catalog"):
        assert command in run("--help").out
        assert run(command, "--help").code == 0
    assert run("--version").out.startswith("qestimate ")


def test_dataset_sets_the_samples(run):
    content = answer(run, "-m", "gpt2", "--dataset", "cpsycound", "--device", "origin-wukong-72")
    assert content["workload"]["data"]["samples"] == 3134
    assert content["workload"]["data"]["dataset"] == "cpsycound"


@pytest.mark.slow
def test_compile_keeps_the_copies_side_by_side(run):
    job = ("-m", "gpt2", "--device", "ibm-boston", "--method", "qpa")
    (plain,) = answer(run, *job)["estimates"]
    (compiled,) = answer(run, *job, "--compile", "--seeds", "1")["estimates"]
    assert compiled["copies"] > 1
    assert compiled["wall_clock_s"] < 3 * plain["wall_clock_s"]


def test_compile_adds_the_transpiler(run):
    content = answer(
        run,
        *("-m", "gpt2", "--rank", "4", "--device", "origin-wukong-72"),
        *("--method", "qtha,qpa", "--compile", "--seeds", "2"),
    )
    rows = {row["method"]: row for row in content["transpiled"]}
    estimates = {row["method"]: row for row in content["estimates"]}
    assert rows["qpa"]["two_qubit_gates"]["least"] == estimates["qpa"]["two_qubit_gates"]
    assert rows["qtha"]["depth"]["least"] >= estimates["qtha"]["depth"]


def test_every_option_of_the_help_is_spelled_the_same_in_the_workload_table(run):
    help_text = run("model", "--help").out
    rows = ("| model", "| adapter", "| data", "| precision", "| budget")
    lines = [line for line in run(*MAIN, "--full").out.splitlines() if line.startswith(rows)]
    assert {row for row in rows for line in lines if line.startswith(row)} == set(rows)
    for line in lines:
        flags = re.findall(r"--[a-z-]+", line)
        assert flags
        assert all(flag in help_text for flag in flags)


@pytest.mark.parametrize("text", ["4,8", "1,5B", "1,5", "1,0000", "12,34,567"])
@pytest.mark.parametrize("flag", ["--rank", "--params", "--qubits", "--epochs"])
def test_a_comma_is_never_just_dropped(run, flag, text):
    base = {"--params": "1e9", "--qubits": "72"} | {flag: text}
    result = run("model", *(part for pair in base.items() for part in pair))
    assert result.code == 2
    assert flag in result.err


def test_thousands_groups_are_read(run):
    content = answer(run, "--params", "1,000,000,000", "--device", "origin-wukong-72")
    assert content["workload"]["model"]["parameters"] == 10**9


@pytest.mark.slow
def test_figures_set_by_hand_leave_a_trace(run):
    arguments = ("-m", "gpt2", "--device", "ibm-boston", "--cz-error", "1e-5")
    content = answer(run, *arguments)
    assert content["overrides"] == {"ibm-boston": {"two_qubit_error": 1e-5}}
    assert "some figures set by you" in run("model", *arguments).out
    out = run("model", *arguments, "--full", "--format", "text").out
    assert "ibm-boston 2026-04-17, changed" in out
    assert "two qubit error 1e-5" in out
    result = run("model", "-m", "gpt2", "--qubits", "72", "--cz-error", "1e-3")
    assert says(result.err, "generic 72")


@pytest.mark.parametrize("error", ["0.7", "0.8", "0.9", "1"])
def test_errors_up_to_one_are_estimated(run, error):
    content = answer(run, "-m", "gpt2", "--qubits", "72", "--cz-error", error)
    assert {row["verdict"] for row in content["estimates"]} == {"infeasible"}


def test_layers_of_the_angle_method_hold_what_they_can(run):
    content = answer(
        run, *("-m", "gpt2", "--device", "origin-wukong-72", "--method", "angle", "--layers", "3")
    )
    (row,) = content["estimates"]
    assert row["quantum_parameters"] == 12 * 3 * row["width"]
    assert row["two_qubit_gates"] == 3 * (row["width"] - 1)


def test_where_the_inputs_come_from(run):
    out = run(
        *("model", "-m", "gpt2", "--adapter", "qpa-gpt2", "--dataset", "sst-2"),
        *("--epochs", "2", "--device", "origin-wukong-72", "--full"),
    ).out
    assert "samples sst-2, tokens default, epochs given" in out
    assert "| qpa-gpt2 |" in out


@pytest.mark.slow
def test_whole_numbers_stay_whole_in_json(run):
    for row in answer(run, "-m", "gpt2", "--rank", "11", "--device", "ibm-brisbane")["estimates"]:
        qubits = row["constraints"][0]
        assert qubits["needed"] == int(qubits["needed"])
        assert qubits["available"] == int(qubits["available"])


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_text_fits_the_width(width):
    from qestimate import catalog
    from qestimate.report.render.formats import render
    from qestimate.report.views.catalog import device_document, listing

    for document in (
        listing("adapter", catalog.entries("adapter")),
        device_document(catalog.device("origin-wukong-72")),
    ):
        for line in render(document, "text", width).splitlines():
            # ten columns of figures cannot shrink below their names
            assert len(line) <= max(width, 190)


def test_plain_letters_where_the_terminal_has_no_others():
    from qestimate.cli.output import _encodable

    assert _encodable("4·L, n ≥ 5, 3 µs ─", "ascii") == "4*L, n >= 5, 3 us -"
    assert _encodable("µ", "utf-8") == "µ"


def test_a_full_disk_and_no_output_are_errors(run, monkeypatch):
    import sys

    class Full:
        encoding = "utf-8"

        def write(self, _text):
            raise OSError(28, "No space left on device")

        def isatty(self):
            return False

        def fileno(self):
            return os.open(os.devnull, os.O_WRONLY)

    monkeypatch.setattr(sys, "stdout", Full())
    assert run("model", "-m", "gpt2", "--qubits", "72").code == 74
    monkeypatch.setattr(sys, "stdout", None)
    assert run("model", "-m", "gpt2", "--qubits", "72").code == 74


def test_ctrl_c_says_so(run, monkeypatch):
    import qestimate.explore.brief

    def interrupted(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(qestimate.explore.brief, "brief", interrupted)
    result = run("model", "-m", "gpt2", "--qubits", "72")
    assert result.code == 130
    assert "interrupted" in result.err


def test_rows_of_the_contract_keep_their_order(run):
    content = answer(run, "-m", "gpt2", "--device", "ibm-boston", "--method", "qpa,qtha")
    assert content["command"].startswith("qestimate model -m gpt2 --device ibm-boston")
    for row in content["estimates"]:
        assert row["fidelity"]["low"] < row["fidelity"]["value"] < row["fidelity"]["high"]
        assert row["wall_clock_forward_s"] < row["wall_clock_epoch_s"] < row["wall_clock_s"]
        assert row["shots_per_circuit"] >= 10 ** row["log10_shots_per_circuit"] * (1 - 1e-9)
        parts = row["ln_fidelity_parts"].values()
        assert sum(parts) == pytest.approx(row["ln_fidelity"]["value"])


def test_two_dates_of_one_device_stay_apart(run):
    both = "origin-wukong-72@2026-03-06,origin-wukong-72@2024-06-03"
    arguments = ("-m", "gpt2", "--rank", "4", "--device", both, "--method", "qpa")
    content = answer(run, *arguments, "--compile", "--seeds", "1")
    assert {row["snapshot"] for row in content["transpiled"]} == {"2026-03-06", "2024-06-03"}
    out = run("model", *arguments, "--full", "--format", "text").out
    assert "Origin Wukong of 2026-03-06" in " ".join(out.split())
    for date in ("2026-03-06", "2024-06-03"):
        assert f"\norigin-wukong-72 {date}:\n" in out


@pytest.mark.slow
def test_almost_no_error_and_very_wide_are_estimated(run):
    for error in ("1e-320", "1e-300"):
        content = answer(
            run, "-m", "gpt2", "--qubits", "72", "--cz-error", error, "--method", "qpa,angle"
        )
        assert content["bounds"][0]["loadable_amplitudes"] == {"low": None, "high": None}
        assert "no bound on amplitudes" in content["bounds"][0]["note"]
    content = answer(run, "--params", "1e13", "--rank", "4096", "--qubits", "1e9")
    widths = {row["method"]: row["width"] for row in content["estimates"]}
    assert widths["angle"] > 10**8


def test_target_goes_before_a_published_setting(run):
    content = answer(
        run, *("-m", "gpt2", "--adapter", "qpa-gpt2", "--target", "c_attn"), *("--qubits", "72")
    )
    assert content["workload"]["adapter"]["targets"] == ["c_attn"]
    assert content["workload"]["adapter"]["rank"] == 4


def test_nearest_model_is_nearest_by_ratio():
    from qestimate import catalog

    # 1.8e9 lies 0.26e9 above 1.54e9 and 0.81e9 below 2.61e9, 3.9e8 has 1.24e8 and 4.94e8 around it
    assert catalog.model_of_size(2.55e8).id == "gpt2-medium"
    assert catalog.model_of_size(4.2e9).id == "phi-3-mini-4k"


def test_a_closed_pipe_is_no_error():
    import subprocess
    import sys

    done = subprocess.run(
        f"{sys.executable} -m qestimate model --params 1e9 --qubits 127 | head -1",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.startswith("**Can a 127-qubit chip fine-tune a model of 1,000,000,000")
    assert done.stderr == ""


def test_shots_that_are_given_are_those_of_every_circuit(run):
    job = ("-m", "gpt2", "--device", "ibm-fez", "--method", "qtha")
    (row,) = answer(run, *job, "--shots", "1000")["estimates"]
    (usual,) = answer(run, *job)["estimates"]
    assert row["shots_per_circuit"] == row["shots_per_gradient_circuit"] == 1000
    for level in ("shots_least", "shots_precise", "least_wall_clock_s", "precise_wall_clock_s"):
        assert row[level] == usual[level]
    # 2 s a job of 300 circuits, which copies side by side do not share; loading takes nothing here
    run_s = row["circuits_run"] * (1000 * row["shot_s"] / row["copies"] + 2 / 300)
    assert row["wall_clock_s"] == pytest.approx(run_s, rel=1e-3)


def test_a_floor_is_a_limit_only_where_it_is_given(run):
    job = ("-m", "gpt2", "--device", "ibm-fez", "--method", "qpa,qtha")
    for row in answer(run, *job)["estimates"]:
        assert [one["name"] for one in row["constraints"]] == ["qubits", "time"]
    for row in answer(run, *job, "--floor", "0.6")["estimates"]:
        signal = row["constraints"][1]
        left = row["attenuation"]
        assert (signal["name"], signal["needed"]) == ("signal", pytest.approx(0.6))
        assert signal["available"] == pytest.approx(left["value"])
        held = {"qpa": left["low"] < 0.6 < left["high"], "qtha": left["high"] < 0.6}
        assert held[row["method"]]
        assert signal["status"] == {"qpa": "tight", "qtha": "violated"}[row["method"]]


def test_certain_means_that_one_shot_of_each_circuit_on_all_qubits_takes_too_long(run):
    content = answer(run, "-m", "gpt2", "--device", "ibm-fez")
    table = run("model", "-m", "gpt2", "--device", "ibm-fez", "--full").out
    assert {row["certain"] for row in content["estimates"]} == {True, False}
    for row in content["estimates"]:
        room = 156 // row["width"]
        assert row["certain"] == (row["least_wall_clock_s"] / room > 30 * 86400)
    certain = sum(row["certain"] for row in content["estimates"])
    named = [line.split("|")[1] for line in table.splitlines() if "| infeasible, certain |" in line]
    assert sum(len(names.split(",")) for names in named) == certain
