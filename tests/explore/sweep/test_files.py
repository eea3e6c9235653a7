"""Files of sweeps: killed, locked, full, complete."""

from __future__ import annotations

import json
import resource
import signal
import subprocess
import sys
import time

import pytest

from qestimate.core.errors import OutputError, ScenarioError
from qestimate.explore.sweep import Sweep
from qestimate.explore.sweep.design import BLOCK
from qestimate.explore.sweep.files import SweepFile
from qestimate.explore.sweep.run import run
from qestimate.explore.sweep.tally import Tally

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
        assert "one.csv" in err
        run(sweep, file)
    assert path.read_text().count("\n") == 1 + sweep.rows


@pytest.mark.slow
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
        pytest.raises(ScenarioError, match=r"mine\.csv"),
        SweepFile(path, second.digest, {}),
    ):
        pass
    assert path.read_bytes() == kept
    strange = tmp_path / "notes.csv"
    strange.write_text("mine")
    with pytest.raises(ScenarioError, match=r"notes\.csv"), SweepFile(strange, second.digest, {}):
        pass
    assert strange.read_text() == "mine"


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        "{}",
        '{"sweep": "x", "blocks": 1, "bytes": 1, "size": null, "tally": null}',
        '{"sweep": "x", "blocks": 1, "bytes": 1, "size": null, "tally": {"counts": {"a": 1}, '
        '"ranges": {}, "reasons": {}}}',
        "[" * 100_000,
    ],
)
def test_a_broken_record_is_no_reason_to_write_over(tmp_path, text):
    path = tmp_path / "mine.csv"
    (tmp_path / "mine.csv.json").write_text(text)
    with pytest.raises(ScenarioError, match=r"mine\.csv"), SweepFile(path, "x", {}):
        pass
    assert (tmp_path / "mine.csv.json").read_text() == text


def small():
    return Sweep({"model": "gpt2", "device": "ibm-fez", "method": "qpa", "rank": "2,4"})


def written(path, sweep=None):
    sweep = sweep or small()
    with SweepFile(path, sweep.digest, {}) as file:
        counted = run(sweep, file)
    return path.read_bytes(), counted.to_dict()


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize("lost", ["file", "record of the end", "all but an empty part", "part"])
def test_whatever_is_lost_the_same_file_comes_again(tmp_path, ending, lost):
    path = tmp_path / f"mine.{ending}"
    whole = written(path)
    journal, part = (path.with_name(f"{path.name}.{end}") for end in ("json", "part"))
    if lost == "file":
        path.unlink()
    elif lost == "record of the end":  # killed just before it was written
        content = json.loads(journal.read_text()) | {"size": None}
        journal.write_text(json.dumps(content))
        if ending == "parquet":
            pytest.skip("its part is still there at that moment")
    elif lost == "all but an empty part":
        path.unlink()
        journal.unlink()
        part.touch()
    else:
        path.unlink()
        content = json.loads(journal.read_text()) | {"size": None, "blocks": 1, "bytes": 10**6}
        journal.write_text(json.dumps(content))
        part.write_bytes(b"too short")
    assert written(path) == whole
    assert sorted(p.name for p in tmp_path.iterdir()) == [path.name, journal.name]


def test_a_finished_file_that_changed_is_said(tmp_path):
    path = tmp_path / "mine.csv"
    written(path)
    with path.open("ab") as file:
        file.write(b"more")
    with pytest.raises(ScenarioError, match=r"mine\.csv"):
        written(path)


def test_a_link_is_followed(tmp_path):
    (tmp_path / "there").mkdir()
    link = tmp_path / "mine.csv"
    link.symlink_to(tmp_path / "there" / "real.csv")
    written(link)
    assert link.is_symlink()
    assert (tmp_path / "there" / "real.csv").exists()


@pytest.fixture(scope="module")
def blocks(tmp_path_factory):
    """Return a sweep of three blocks and what it writes."""
    sweep = Sweep({"model": "gpt2", "device": "ibm-fez", "method": "qpa", "rank": "2,4,8",
                   "shot-period": "1:1000:log:44000"})  # fmt: skip
    return sweep, written(tmp_path_factory.mktemp("blocks") / "whole.csv", sweep)


@pytest.mark.parametrize(
    "place", ["after", *(pytest.param(one, marks=pytest.mark.slow) for one in ("_write", "_save"))]
)
def test_an_interrupt_between_two_steps_leaves_whole_blocks(blocks, tmp_path, monkeypatch, place):
    """Ctrl-C may come anywhere: what is recorded belongs together."""
    from qestimate.explore.sweep.journal import State

    sweep, whole = blocks
    owner = State if place == "after" else SweepFile
    real = getattr(owner, place)
    calls = []

    def interrupted(self, *arguments):
        found = real(self, *arguments)
        calls.append(place)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return found

    monkeypatch.setattr("qestimate.explore.sweep.files.SECONDS_BETWEEN", 0.0)
    monkeypatch.setattr(owner, place, interrupted)
    with pytest.raises(KeyboardInterrupt):
        written(tmp_path / "mine.csv", sweep)
    monkeypatch.setattr(owner, place, real)
    assert written(tmp_path / "mine.csv", sweep) == whole


def test_the_name_of_the_lock_goes_while_it_is_held(tmp_path, monkeypatch):
    """Else one that waited for it and one that comes later would both hold it."""
    path = tmp_path / "mine.csv"
    order = []
    file = SweepFile(path, "x", {})
    lock = path.with_name("mine.csv.lock")
    release = file._lock.release
    monkeypatch.setattr(file._lock, "release", lambda: (order.append(lock.exists()), release()))
    with file:
        assert lock.exists()
    assert order == [False]


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(OutputError, match="/a"), SweepFile(tmp_path / "a/b.csv", "x", {}):
        pass


def test_only_two_endings_are_known(tmp_path):
    with pytest.raises(ScenarioError, match=r"\.csv.*\.parquet"):
        SweepFile(tmp_path / "a.xlsx", "x", {})


def test_counts_add_up():
    one, other = (
        Tally({"a": 1}, {"k": {"x": [1.0, 2.0]}}),
        Tally({"a": 2, "b": 1}, {"k": {"x": [0.0, 1.5]}}),
    )
    both = one.plus(other)
    assert both.to_dict() == {
        "counts": {"a": 3, "b": 1},
        "ranges": {"k": {"x": [0.0, 2.0]}},
        "reasons": {},
    }
    assert (both.rows, one.rows) == (4, 1)
