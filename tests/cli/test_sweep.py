"""``qestimate sweep``: the summary, the file, and what bad input gets."""

from __future__ import annotations

import csv
import json

import pytest

from qestimate import Workload, catalog
from qestimate.estimation.estimate import estimate
from tests.conftest import says

SMALL = ("sweep", "-m", "gpt2", "--device", "ibm-fez", "--method", "qpa", "--samples", "100,10000")


def test_the_summary_says_how_many_and_where(run):
    result = run(*SMALL, "--rank", "2,4,8", "--format", "text")
    assert result.code == 0, result.err
    assert result.out.startswith("Of 6 scenarios ")
    assert "--samples" in result.out
    assert "ibm-fez@" in result.out
    assert "Where scenarios are feasible" in result.out


def test_json_counts_every_scenario(run):
    result = run(*SMALL, "--method", "qtha", "--rank", "1,2", "--format", "json")
    content = json.loads(result.out)
    assert content["scenarios"] == 8
    assert sum(content["verdicts"].values()) == 8
    assert sum(row["scenarios"] for row in content["counts"]) == 8
    assert content["verdicts"]["none"] == 2
    assert "rank of at least 2" in next(iter(content["no_circuit"]))
    assert content["axes"]["rank"] == ["1", "2"]


def test_the_file_has_a_row_for_each_scenario(run, tmp_path):
    path = tmp_path / "rows.csv"
    result = run(*SMALL, "--rank", "4", "--draws", "50", "--output", str(path))
    assert result.code == 0, result.err
    with path.open() as file:
        rows = list(csv.DictReader(file))
    assert [row["samples"] for row in rows] == ["100", "10000"]
    work = Workload.of(catalog.model("gpt2"), rank=4, samples=100)
    found = estimate(work, "qpa", catalog.device("ibm-fez"))
    assert rows[0]["verdict"] == found.verdict
    assert rows[0]["limit"] == found.binding.name
    assert float(rows[0]["log10_run_s"]) == pytest.approx(found.runtime.log10_run.value)
    assert float(rows[0]["log10_price_usd"]) == pytest.approx(found.runtime.price.value)
    assert 0 <= float(rows[1]["p_feasible"]) <= 1


def test_parquet_holds_the_same_as_csv(run, tmp_path):
    pq = pytest.importorskip("pyarrow.parquet")
    pc = pytest.importorskip("pyarrow.csv")
    for name in ("rows.csv", "rows.parquet"):
        grid = ("--rank", "1,2,4", "--method", "qtha", "--shot-period", "10:100:log:5")
        assert run(*SMALL, *grid, "--output", str(tmp_path / name)).code == 0
    parquet = pq.read_table(tmp_path / "rows.parquet").to_pylist()
    text = pc.read_csv(tmp_path / "rows.csv").to_pylist()
    assert len(parquet) == len(text) == 60
    for one, other in zip(parquet, text, strict=True):
        for name, value in one.items():
            if value is None:
                assert other[name] in (None, "")
            elif isinstance(value, str):
                assert value == str(other[name])
            else:
                assert other[name] == pytest.approx(value, rel=1e-8)


def test_a_sweep_is_written_down_and_run_again(run, tmp_path):
    saved = tmp_path / "mine.toml"
    first = run(*SMALL, "--cz-error", "1e-4:1e-2:log", "--random", "30", "--seed", "4",
                "--format", "json", "--save-scenario", str(saved))  # fmt: skip
    assert first.code == 0, first.err
    text = saved.read_text()
    assert 'cz-error = "1e-4:1e-2:log"' in text
    assert "[sweep]" in text
    again = run("sweep", "--scenario", str(saved), "--format", "json")
    one, other = json.loads(first.out), json.loads(again.out)
    assert one["counts"] == other["counts"]


def test_a_file_lists_values_and_sets_of_modules(run, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(
        'model = "gpt2"\ndevice = "ibm-fez"\nmethod = "qpa"\nrank = [2, 4]\n'
        'target = [["c_attn"], ["all-linear"]]\n'
    )
    result = run("sweep", "--scenario", str(path), "--format", "json")
    assert result.code == 0, result.err
    content = json.loads(result.out)
    assert content["scenarios"] == 4
    assert content["axes"]["target"] == ["c_attn", "all-linear"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("--rank", "1:8"), 2, "--rank"),
        (("--random", "x"), 2, "--random 'x'"),
        (("--draws", "10"), 2, "--draws"),
        (("--output", "a.xlsx"), 2, "a.xlsx .csv .parquet"),
        (("--output", "nowhere/at/all.csv"), 74, "nowhere/at"),
        (("--scenario", "nowhere.toml"), 3, "nowhere.toml"),
        (("--rank", "1,x"), 2, "--rank 'x'"),
    ],
)
def test_bad_input_is_one_line_and_a_hint(run, tmp_path, monkeypatch, arguments, code, message):
    monkeypatch.chdir(tmp_path)
    result = run(*SMALL, *arguments)
    assert result.code == code, result
    assert says(result.err.splitlines()[0], message)
    assert len(result.err.splitlines()) == 2
    assert not result.out
    assert list(tmp_path.iterdir()) == []


def test_a_set_of_modules_means_the_same_in_a_sweep(run, tmp_path):
    path = str(tmp_path / "mine.toml")
    base = ("-m", "gpt2", "--device", "ibm-fez", "--method", "qpa", "--format", "json")
    base = (*base, "--samples", "3")  # few enough for one circuit at a time, as sweeps count them
    model = run("model", *base, "--target", "c_attn,c_proj", "--save-scenario", path)
    one = json.loads(model.out)["estimates"][0]
    sweep = json.loads(run("sweep", "--scenario", path, "--format", "json").out)
    assert sweep["scenarios"] == 1
    assert sweep["verdicts"][one["verdict"]] == 1


def test_a_saved_sweep_has_all_inputs(run, tmp_path):
    path = tmp_path / "mine.toml"
    assert run(*SMALL, "--rank", "2,4", "--save-scenario", str(path)).code == 0
    text = path.read_text()
    assert 'rank = "2,4" # given' in text
    assert "precision = 0.05 # default" in text
    assert run("sweep", "--scenario", str(path), "--format", "json").code == 0


def test_an_unknown_setting_of_the_file_is_refused(run, tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text('model = "gpt2"\ndevice = "ibm-fez"\n[sweep]\nrandoms = 3\n')
    result = run("sweep", "--scenario", str(path))
    assert result.code == 2
    assert "sweep.randoms" in result.err


def test_without_parquet_the_extra_is_named(run, tmp_path, monkeypatch):
    import importlib.util

    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "pyarrow" else real(name)
    )
    result = run(*SMALL, "--output", str(tmp_path / "a.parquet"))
    assert result.code == 74
    assert "qestimate[scale]" in result.err
