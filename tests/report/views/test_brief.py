"""The short answer: its word agrees with its rows, its sentences with the figures."""

from __future__ import annotations

import re

import pytest

from qestimate import Goal, Workload, catalog, estimate
from qestimate.explore.brief import brief
from qestimate.report.views.brief import brief_screen


def screen(model, devices, *ways, qubits=None, defaults=None, **goal):
    work = Workload.of(catalog.model(model) if isinstance(model, str) else model)
    chips = [catalog.device(one) if isinstance(one, str) else one for one in devices]
    found = brief(work, chips, ways, Goal.of(**goal), catalog.machines())
    return brief_screen(found, qubits=qubits, defaults=defaults)


def cells(screen, key):
    at = [one.key for one in screen.grid.columns].index(key)
    return [row[at] for row in screen.grid.rows]


@pytest.mark.parametrize(
    ("devices", "ways", "goal", "word"),
    [
        (["ibm-fez"], ["qpa"], {}, "YES,"),
        (["ibm-fez"], ["qtha"], {}, "NO,"),
        (["google-willow-72"], ["qpa"], {}, "NOT KNOWN."),
        (["origin-wukong-72"], ["qpa"], {"max_days": 1000}, "PERHAPS."),
        (["ibm-fez"], [], {}, "PARTLY, not the model itself."),
        (["origin-wukong-72"], [], {"max_days": 1}, "NO, not the model itself."),
    ],
)
def test_the_word(devices, ways, goal, word):
    found = screen("gpt2", devices, *ways, **goal)
    assert found.word == word
    fits = cells(found, "status")
    if word.startswith("YES"):
        assert fits[0] == "yes"
    if word == "NO,":
        assert "yes" not in fits[:1]
    if word == "PERHAPS.":
        assert fits[0] == "perhaps"
    if word.startswith("NOT"):
        assert set(fits) == {"unknown"}
    if word.startswith("PARTLY"):
        inside = [
            f
            for w, f in zip(cells(found, "way"), fits, strict=True)
            if "layer" in w or "weights" in w
        ]
        assert "yes" in inside
    if word == "NO, not the model itself.":
        inside = [
            f
            for w, f in zip(cells(found, "way"), fits, strict=True)
            if "layer" in w or "weights" in w
        ]
        assert inside
        assert "yes" not in inside


def test_a_way_by_name_has_the_figures_of_its_estimate():
    found = screen("gpt2", ["ibm-fez"], "qpa")
    one = estimate("gpt2", "qpa", "ibm-fez")
    assert cells(found, "width")[0] == str(one.program.n_qubits)
    assert cells(found, "depth")[0] == str(one.placement.counts.depth)
    assert cells(found, "circuits_run")[0] == f"{one.program.circuits_run:,}"
    shots = float(cells(found, "shots_per_circuit")[0].replace(",", ""))
    assert shots == pytest.approx(one.shots, rel=0.05)
    assert cells(found, "run_s")[0] == f"{one.days * 24:.0f} hours"
    low, high = one.days_interval.low, one.days_interval.high
    assert f"takes {low * 24:.0f} hours to {high * 24:.0f} hours" in found.answer


def test_python_and_the_program_say_the_same(run):
    """One question has one answer, wherever it is asked."""
    out = run("model", "-m", "gpt2", "--device", "ibm-fez", "--method", "qpa", "--format", "md").out
    theirs = next(line for line in out.splitlines() if "QPA as asked" in line)
    ours = next(
        line
        for line in estimate("gpt2", "qpa", "ibm-fez")._repr_markdown_().splitlines()
        if "QPA as asked" in line
    )
    assert ours == theirs


@pytest.mark.parametrize(
    ("qubits", "said"), [(72, "a 72-qubit"), (8, "an 8-qubit"), (10**6, "a 1,000,000-qubit")]
)
def test_the_question_names_what_was_asked(qubits, said):
    model = catalog.model_of_size(10**9)
    found = screen(model, ["ibm-fez"], "qpa", qubits=qubits)
    assert found.question == f"Can {said} chip run QPA for a model of 1,000,000,000 parameters?"


def test_a_model_in_a_nameless_file_is_named_by_it(tmp_path):
    from qestimate import read_config

    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "config.json").write_text(
        '{"model_type": "gpt2", "n_embd": 768, "n_layer": 12, "n_head": 12}'
    )
    found = screen(read_config(folder / "config.json"), ["ibm-fez"], "qpa")
    assert "the model in files/config.json (" in found.question
    (folder / "config.json").write_text(
        '{"model_type": "gpt2", "n_embd": 768, "n_layer": 12, "n_head": 12, '
        '"_name_or_path": "me/tuned"}'
    )
    found = screen(read_config(folder / "config.json"), ["ibm-fez"], "qpa")
    assert "for tuned (" in found.question


def test_what_was_assumed_is_said_and_what_was_given_is_not():
    model = catalog.model_of_size(10**9)

    def assumed(model, *names):
        last = screen(model, ["ibm-fez"], "qpa", defaults=frozenset(names)).closing[-1]
        return last if last.startswith("Assumed: ") else ""

    assert assumed(model, "rank", "samples", "tokens", "epochs") == (
        "Assumed: LoRA rank 8; 3,000 samples of 512 tokens, 3 epochs; the model's layers."
    )
    assert assumed(model) == "Assumed: the model's layers."
    assert assumed("gpt2") == ""
    assert assumed("gpt2", "tokens", "epochs") == "Assumed: samples of 512 tokens, 3 epochs."
    assert assumed("gpt2", "epochs") == "Assumed: 3 epochs."
    assert assumed("gpt2", "samples") == "Assumed: 3,000 samples."


def test_the_day_of_the_answer_is_said():
    """Of chips that have aged; an assumed one has no date."""
    old = screen("gpt2", ["ibm-fez"], "qpa").closing
    assert "Figures for 2026-11-27. They cannot tell if results would be better or worse." in old
    work = Workload.of(catalog.model("gpt2"))
    bare = brief(work, [catalog.device("generic").resized(16)], ["qpa"], Goal(), catalog.machines())
    assert any(one.startswith("These figures cannot tell") for one in brief_screen(bare).closing)


def test_a_data_set_does_not_hide_what_it_does_not_say(run):
    out = run(
        *("model", "-m", "llama-3.1-8b", "--rank", "16", "--dataset", "gsm8k"),
        *("--device", "ibm-fez", "--method", "qpa", "--format", "text"),
    ).out
    assert "Assumed: samples of 512 tokens, 3 epochs." in out


def test_perhaps_says_between_what_the_time_lies():
    found = screen(catalog.model_of_size(10**9), ["origin-wukong-72"], max_days=4)
    assert "perhaps" in cells(found, "status")
    (line,) = (one for one in found.closing if one.startswith("Perhaps: "))
    assert re.fullmatch(
        r"Perhaps: QPA may take anything from [\d.]+ (hours|days) to [\d.]+ days\.", line
    )
    assert not any("Perhaps" in one for one in screen("gpt2", ["ibm-fez"], "qtha").closing)


def test_it_says_once_that_results_may_be_no_better():
    found = screen("gpt2", ["ibm-fez"])
    said = " ".join((found.answer, *found.closing))
    assert said.count("They cannot tell if results would be better or worse") == 1


def test_the_gpu_beside_it_is_that_of_the_whole_answer():
    from qestimate.estimation.classical import lora_run

    found = screen("gpt2", ["ibm-fez"])
    line = next(one for one in found.closing if one.startswith("Without a quantum chip"))
    run = lora_run(Workload.of(catalog.model("gpt2")), catalog.machines().gpu)
    assert f"{10**run.log10_training.value:.0f} seconds" in line
    assert run.gpu.name in line


def test_no_word_that_a_reader_would_have_to_look_up():
    found = screen("gpt2", ["ibm-fez"])
    said = " ".join((found.question, found.word, found.answer, *found.closing))
    for term in ("attenuation", "ansatz", "observable", "fidelity", "log10", "adapter", "marginal"):
        assert not re.search(rf"\b{term}\b", said)


@pytest.mark.parametrize(
    "others",
    [("origin-wukong-72",), ("iqm-garnet", "origin-wukong-72", "ibm-torino", "quantinuum-h2-1")],
)
def test_what_the_sentence_is_about_has_a_row(others):
    found = screen("gpt2", ["ibm-fez", *others])
    assert found.word.startswith("PARTLY")
    way = re.search(r"\((\S+)\)", found.answer)[1]
    assert way == "qpa"
    rows = zip(cells(found, "device"), cells(found, "way"), cells(found, "status"), strict=True)
    fez = [row[1:] for row in rows if row[0].startswith("IBM Fez")]
    assert ("QPA, makes the weights", "yes") in fez


SMALL = {"samples": 10, "tokens_per_sample": 8, "epochs": 1}
"""A workload so small that ways fit which otherwise never do."""


def small(device, *ways, **goal):
    work = Workload.of(catalog.model("gpt2"), **SMALL)
    chips = [catalog.device(device)]
    return brief_screen(brief(work, chips, ways, Goal.of(**goal), catalog.machines()))


def test_every_group_of_ways_has_its_words():
    from qestimate.methods.program import GROUPS
    from qestimate.report.views.brief_words import THINGS

    assert set(THINGS) == set(GROUPS)


def test_a_baseline_that_fits_is_said_to_be_one():
    found = small("ibm-boston", "angle", max_days=1)
    assert found.word == "NO,"
    assert "the plainest mapping, which nobody proposes (angle)" in found.answer


def test_what_is_known_from_below_only_is_not_called_unpublished():
    found = small("ibm-fez", "angle", max_days=10)
    assert found.word == "NOT KNOWN."
    assert "shots" in found.answer
    assert "is known from below only." in found.answer
    assert "published" not in found.answer


@pytest.mark.slow
def test_the_whole_model_has_a_row_where_the_answer_is_about_it():
    found = small("ibm-boston", max_days=100_000)
    assert found.word == "YES,"
    assert "all weights of the model (qt-model)" in found.answer
    assert "The most" not in found.answer
    assert "Quantum-Train, makes the weights" in cells(found, "way")


def test_full_fine_tuning_makes_all_weights_and_no_add_on():
    from qestimate.workload.workload import full

    work = Workload.of(catalog.model("gpt2"), adapter=full(catalog.model("gpt2")))
    chips = [catalog.device("ibm-fez")]
    found = brief_screen(brief(work, chips, (), Goal(), catalog.machines()))
    assert "add-on" not in found.answer
    assert found.word == "YES,"


def test_a_survey_of_named_ways_answers_for_them():
    from qestimate import survey

    shown = str(survey("gpt2", ["ibm-fez"], ["qtha"]))
    assert shown.startswith("Can IBM Fez run QTHA for GPT-2")
    bare = str(survey("gpt2", ["ibm-boston"], ["angle"], search=False))
    assert "one angle per adapter weight" in bare


@pytest.mark.slow
def test_where_nothing_was_searched_there_is_no_plain_no():
    names = catalog.devices_of_size(127)[:5]
    found = screen("gpt2", names, max_days=0.005)
    assert found.word == "NOT SETTLED."
    assert "qestimate fits" in found.answer
    for days in (5, 0.5):
        assert not screen("gpt2", names, max_days=days).word.startswith("NO,")
        assert not screen("gpt2", names, max_days=days).word.startswith("NO.")


def test_money_that_decides_is_shown():
    found = screen("gpt2", ["ibm-fez"], "reservoir", max_price=1800)
    assert found.word == "PERHAPS."
    assert "$1,700 to $2,700" in found.answer
    assert "The budget is 30 days and $1,800." in found.answer
    from qestimate.report.render.screen import screen_text

    assert "price" in screen_text(found, 80)
    wide = screen("gpt2", ["ibm-fez"])
    assert "price" not in screen_text(wide, 80).replace("in price", "")
    assert "price" in screen_text(screen("gpt2", ["ibm-fez"], max_price=10**7), 80)


def test_shots_as_asked_are_no_fewer_than_reading_takes():
    model = catalog.model_of_size(10**9)
    found = screen(model, ["ibm-boston"], "qt-model", shots=1)
    assert found.word == "NO,"
    assert cells(found, "shots_per_circuit")[0] == "1 billion"
    assert any("You asked for 1 shot;" in note for note in found.grid.notes)


def test_the_same_device_twice_is_one(run):
    once, twice = (
        run("model", "-m", "gpt2", "--method", "qpa", "--device", names, "--format", "md").out
        for names in ("ibm-torino", "ibm-torino@2025-02-26,ibm-torino")
    )
    assert once == twice


@pytest.mark.slow
def test_many_devices_are_the_best_eight_and_say_how_to_see_the_rest():
    names = catalog.devices_of_size(127)
    found = screen("gpt2", names)
    assert len(found.grid.rows) == 8
    assert found.grid.group == ""
    assert len(set(cells(found, "device"))) == 8
    assert ("--full", f"every table, all {len(names)} devices") in found.read_on
