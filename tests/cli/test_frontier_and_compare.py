"""``qestimate frontier`` and ``qestimate compare``."""

from __future__ import annotations

import csv
import io
import json

import pytest

from tests.conftest import says


def test_frontier_shows_ranks_against_layers(run):
    result = run("frontier", "-m", "gpt2", "--device", "ibm-fez", "--method", "qpa", "--rank",
                 "2,4", "--layers", "1,8", "--format", "text")  # fmt: skip
    assert result.code == 0, result.err
    assert result.out.startswith("At most ")
    assert "1 layer" in result.out
    assert "8 layers" in result.out


def test_frontier_data_are_for_a_plot(run):
    arguments = ("frontier", "-m", "gpt2", "--device", "ibm-fez", "--rank", "1:8:log:3", "--layers",
                 "2", "--method", "qpa,qtha")  # fmt: skip
    rows = json.loads(run(*arguments, "--format", "json").out)["frontier"]
    assert {row["rank"] for row in rows if row["method"] == "qpa"} == {1, 3, 8}
    assert {row["layers"] for row in rows} == {2}
    table = list(csv.DictReader(io.StringIO(run(*arguments, "--format", "csv").out)))
    assert len(table) == len(rows)
    assert float(table[0]["tokens_per_day"]) == pytest.approx(rows[0]["tokens_per_day"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--samples", "10"), "samples"),
        (("--rank", "1:8"), "--rank"),
        (("--layers", "0,1"), "--layers 1"),
        (("--method", "qtha", "--rank", "1"), "qtha 2"),
        (("--rank", "99999"), "99999"),
    ],
)
def test_frontier_refuses_in_one_line(run, arguments, message):
    result = run("frontier", "-m", "gpt2", "--device", "ibm-fez", *arguments)
    assert result.code == 2
    assert says(result.err.splitlines()[0], message)
    assert len(result.err.splitlines()) <= 2


def test_nothing_feasible_is_an_answer(run):
    result = run("frontier", "-m", "gpt2", "--device", "ibm-fez", "--method", "amplitude",
                 "--rank", "4", "--layers", "1", "--format", "text")  # fmt: skip
    assert result.code == 0
    assert result.out.startswith("Nothing is feasible")
    assert "time stops even a single sample" in result.out


def test_compare_marks_what_differs(run):
    result = run("compare", "-m", "gpt2", "--device", "ibm-fez,ibm-boston", "--method", "qpa",
                 "--format", "md")  # fmt: skip
    assert result.code == 0, result.err
    differ, alike = result.out.split("### What is alike")
    assert "| device | ibm-fez" in differ
    assert "(×" in differ
    assert "| --rank | 8 |" in alike
    assert "| method | qpa |" in alike


def test_compare_takes_saved_scenarios(run, tmp_path):
    files = []
    for name, rank in (("small", 2), ("large", 8)):
        files.append(str(tmp_path / f"{name}.toml"))
        saved = run("model", "-m", "gpt2", "--device", "ibm-fez", "--method", "qpa,qtha", "--rank",
                    str(rank), "--save-scenario", files[-1])  # fmt: skip
        assert saved.code == 0
    content = json.loads(run("compare", *files, "--format", "json").out)
    names = ["small qpa", "small qtha", "large qpa", "large qtha"]
    assert content["ways"] == names
    assert "--rank" in content["differences"]
    assert "--samples" not in content["differences"]
    assert content["inputs"][0]["rank"] == {"value": 2, "origin": "small.toml"}
    text = run("compare", *files, "--epochs", "1", "--format", "text").out
    assert all(name in text for name in names)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("-m", "gpt2", "--device", "ibm-fez", "--method", "qpa"), "1"),
        (("a.toml", "--scenario", "b.toml"), "--scenario"),
        (("a.toml", "b.toml", "--save-scenario", "c.toml"), "--save-scenario"),
        (("nowhere.toml",), "nowhere.toml"),
    ],
)
def test_compare_refuses_in_one_line(run, arguments, message):
    result = run("compare", *arguments)
    assert result.code in (2, 3)
    assert says(result.err.splitlines()[0], message)


def test_compare_can_fail_a_script(run):
    base = ("compare", "-m", "gpt2", "--device", "ibm-fez", "--method", "qpa,qtha")
    assert run(*base, "--fail-on", "infeasible").code == 1
    assert run(*base, "--fail-on", "unknown").code == 0


def test_what_is_not_published_is_unknown_and_not_infeasible(run):
    base = ("frontier", "-m", "gpt2", "--device", "quantinuum-h2-1", "--method", "qpa", "--rank",
            "4", "--layers", "1")  # fmt: skip
    text = run(*base, "--format", "text").out
    assert text.startswith("Nothing is known to be feasible")
    assert "is not published" in text.replace("\n", " ")
    (row,) = json.loads(run(*base, "--format", "json").out)["frontier"]
    assert row["verdict"] == "unknown"


def test_a_saved_frontier_keeps_its_ranks_and_layers(run, tmp_path):
    path = str(tmp_path / "f.toml")
    base = ("frontier", "--method", "qpa", "--format", "json")
    first = run(*base, "-m", "gpt2", "--device", "ibm-fez", "--rank", "2,4", "--layers", "1,2",
                "--save-scenario", path)  # fmt: skip
    again = run(*base, "--scenario", path)
    assert again.code == 0, again.err
    assert json.loads(again.out) == json.loads(first.out)
    assert "samples" not in (tmp_path / "f.toml").read_text()


def test_names_of_files_keep_their_letters_and_the_same_file_twice_has_two_names(run, tmp_path):
    path = tmp_path / "BigCase.toml"
    path.write_text('model = "gpt2"\ndevice = "ibm-fez"\nmethod = "qpa"\nrank = 4\n')
    (tmp_path / "there").mkdir()
    other = tmp_path / "there" / "BigCase.toml"
    other.write_text(path.read_text().replace("4", "8"))
    text = run("compare", str(path), str(other), "--format", "text").out
    assert "BigCase" in text
    assert str(other) in text.replace("\n", "")
    same = run("compare", str(path), str(path), "--format", "text")
    assert same.code == 0
    assert "What differs" not in same.out
