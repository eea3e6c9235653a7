"""Files of sweeps: killed, locked, full, complete."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
import time

import pytest

from qestimate.errors import OutputError, ScenarioError
from qestimate.sweep import Sweep
from qestimate.sweep.design import BLOCK
from qestimate.sweep.files import SweepFile
from qestimate.sweep.running import run
from qestimate.sweep.tally import Tally

# some twenty blocks
GRID = ("--params", "1e6:1e12:log:20", "--rank", "2,4,8", "--cz-error", "1e-4:5e-2:log:20",
        "--method", "qpa,amplitude", "--qubits", "72", "--shot-period", "10:1000:log:120",
        "--samples", "100,1000")  # fmt: skip


def sweep_process(path, *more, grid=GRID, **options):
    code = "from qestimate.cli import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code, "sweep", *grid, "--output", str(path), *more],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def finished(path, *more, **options):
    process = sweep_process(path, *more, **options)
    out, err = process.communicate(timeout=300)
    return process.returncode, out, err


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Return the file of an uninterrupted run."""
    path = tmp_path_factory.mktemp("whole") / "whole.csv"
    code, _, err = finished(path)
    assert code == 0, err
    return path


def until_blocks(path, blocks, process):
    """Wait until a run has made so many blocks safe."""
    journal = path.with_name(f"{path.name}.json")
    for _ in range(3000):
        try:
            done = json.loads(journal.read_text())["blocks"]
        except (FileNotFoundError, ValueError):
            done = 0
        if done >= blocks:
            return done
        if process.poll() is not None:
            raise AssertionError(f"it ended before it could be killed: {process.communicate()}")
        time.sleep(0.02)
    raise AssertionError("no progress")


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_killed_run_goes_on_and_ends_byte_for_byte_the_same(whole, tmp_path, ending):
    path = tmp_path / f"killed.{ending}"
    for blocks in (1, 4):
        process = sweep_process(path)
        until_blocks(path, blocks, process)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert not path.exists()
        with path.with_name(f"{path.name}.part").open("ab") as file:
            file.write(b"half a row that was never made safe")
    code, out, err = finished(path)
    assert code == 0, err
    assert "goes on at scenario" in err
    other = whole
    if ending == "parquet":
        other = tmp_path / "whole.parquet"
        assert finished(other)[0] == 0
    assert path.read_bytes() == other.read_bytes()
    assert not [p.name for p in tmp_path.iterdir() if p.suffix in (".part", ".lock", ".whole")]
    again = finished(path)
    assert "is complete" in again[2]
    assert again[1] == out


def test_two_processes_do_not_collide(tmp_path):
    sweep = Sweep({"model": "gpt2", "device": "ibm-fez", "rank": "2,4"})
    path = tmp_path / "one.csv"
    with SweepFile(path, sweep.digest, {}) as file:
        code, _, err = finished(path, grid=("--model", "gpt2", "--device", "ibm-fez"))
        assert code == 74
        assert "being written by another process" in err
        run(sweep, file)
    assert path.read_text().count("\n") == 1 + sweep.rows


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_full_disk_is_said_and_what_is_complete_is_kept(tmp_path, ending):
    path = tmp_path / f"full.{ending}"
    grid = ("--model", "gpt2", "--device", "ibm-fez", "--method", "qpa", "--shot-period",
            "1:1000:log:100000", "--rank", "2,4")  # fmt: skip
    room = 14_000_000

    def little_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    code, _, err = finished(path, grid=grid, preexec_fn=little_room)
    assert code == 74, err
    assert "cannot write" in err
    assert "what is complete is kept" in err
    assert "Traceback" not in err
    kept = json.loads(path.with_name(f"{path.name}.json").read_text())
    assert 1 <= kept["blocks"] < 200_000 / BLOCK
    code, _, err = finished(path, grid=grid)
    assert code == 0, err
    assert f"goes on at scenario {kept['blocks'] * BLOCK + 1:,}" in err
    other = tmp_path / f"whole.{ending}"
    assert finished(other, grid=grid)[0] == 0
    assert path.read_bytes() == other.read_bytes()


def test_another_sweep_is_not_written_over(tmp_path):
    path = tmp_path / "mine.csv"
    first, second = (Sweep({"model": "gpt2", "device": "ibm-fez", "rank": r}) for r in ("2", "4"))
    with SweepFile(path, first.digest, {}) as file:
        run(first, file)
    kept = path.read_bytes()
    with (
        pytest.raises(ScenarioError, match="holds another sweep"),
        SweepFile(path, second.digest, {}),
    ):
        pass
    assert path.read_bytes() == kept
    strange = tmp_path / "notes.csv"
    strange.write_text("mine")
    with pytest.raises(ScenarioError, match="not known"), SweepFile(strange, second.digest, {}):
        pass
    assert strange.read_text() == "mine"


def test_a_broken_journal_is_no_reason_to_write_over(tmp_path):
    path = tmp_path / "mine.csv"
    (tmp_path / "mine.csv.json").write_text("{")
    with pytest.raises(ScenarioError, match="holds another sweep"), SweepFile(path, "x", {}):
        pass
    (tmp_path / "mine.csv.json").write_text(
        json.dumps({"sweep": "x", "blocks": 1, "bytes": 10, "complete": False, "tally": {}})
    )
    with pytest.raises(ScenarioError, match="shorter"), SweepFile(path, "x", {}):
        pass


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(OutputError, match="no folder"), SweepFile(tmp_path / "a/b.csv", "x", {}):
        pass


def test_only_two_endings_are_known(tmp_path):
    with pytest.raises(ScenarioError, match=r"must end in \.csv or \.parquet"):
        SweepFile(tmp_path / "a.xlsx", "x", {})


def test_counts_add_up():
    one, other = (
        Tally({"a": 1}, {"k": {"x": [1.0, 2.0]}}),
        Tally({"a": 2, "b": 1}, {"k": {"x": [0.0, 1.5]}}),
    )
    one.add(other)
    assert one.to_dict() == {
        "counts": {"a": 3, "b": 1},
        "ranges": {"k": {"x": [0.0, 2.0]}},
        "reasons": {},
    }
    assert one.rows == 4
