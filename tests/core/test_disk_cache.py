"""What is kept on disk: the same numbers again, never half of them, and only where asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from qestimate import Workload, catalog, estimate
from qestimate.core import disk_cache
from qestimate.core.disk_cache import Numbers, kept
from qestimate.estimation import local_signal

FOUND = Numbers((1.0, float("inf")), [(2.0, 3.0), (-4.0, 5e-300)])


@pytest.fixture
def place(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setenv("QESTIMATE_CACHE", str(folder))
    local_signal._sampled.cache_clear()
    return folder


def never():
    raise AssertionError("it is there already")


def test_an_entry_is_worked_out_once(place):
    assert kept(("a", 1), (2, 2), lambda: FOUND) == FOUND
    assert kept(("a", 1), (2, 2), never) == FOUND
    assert kept(("a", 2), (2, 2), lambda: FOUND._replace(rows=[])) != FOUND
    assert len([*place.iterdir()]) == 2


def test_no_folder_no_cache(monkeypatch, tmp_path):
    monkeypatch.setenv("QESTIMATE_CACHE", "")
    monkeypatch.chdir(tmp_path)
    assert [kept("a", (2, 2), lambda: FOUND) for _ in range(2)] == [FOUND, FOUND]
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize(
    "broken",
    [b"", b"qestimate numbers 1\n", b"x" * 100, None],
    ids=["empty", "head", "other", "cut"],
)
def test_a_broken_entry_is_worked_out_anew(place, broken):
    kept("a", (2, 2), lambda: FOUND)
    (path,) = place.iterdir()
    path.write_bytes(path.read_bytes()[:-8] if broken is None else broken)
    other = FOUND._replace(head=(7.0, 0.0))
    assert kept("a", (2, 2), lambda: other) == other
    assert kept("a", (2, 2), never) == other


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("QESTIMATE_CACHE", str(tmp_path / "file"))
    assert kept("a", (2, 2), lambda: FOUND) == FOUND


def test_the_oldest_go_when_there_are_too_many(place, monkeypatch):
    monkeypatch.setattr(disk_cache, "MAX_ENTRIES", 10)
    for number in range(40):
        kept(number, (2, 2), lambda: FOUND)
    assert len([*place.iterdir()]) <= 11


def test_an_estimate_is_the_same_from_the_cache(place):
    work, device = Workload.of(catalog.model("gpt2"), rank=4), catalog.device("ibm-fez")
    answers = []
    for _ in range(2):
        local_signal._sampled.cache_clear()
        answers.append(estimate(work, "qtha", device))
    assert len([*place.iterdir()]) == 1
    assert answers[0].local == answers[1].local
    assert answers[0].constraints == answers[1].constraints


def test_another_noise_is_another_entry(place):
    work, device = Workload.of(catalog.model("gpt2"), rank=4), catalog.device("ibm-fez")
    estimate(work, "qtha", device)
    estimate(work, "qtha", device.scaled("two_qubit_error", 2))
    assert len([*place.iterdir()]) == 2


def test_several_processes_share_a_folder(place):
    code = (
        "from qestimate.core.disk_cache import Numbers, kept\n"
        "for n in range(200):\n"
        "    found = Numbers((float(n),), [(float(n), 1.0)] * 50)\n"
        "    assert kept(n % 7, (2, 2), lambda: found).head[0] % 7 == n % 7\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(3)]
    assert [one.wait() for one in running] == [0, 0, 0]
    assert len([*place.iterdir()]) == 7


@pytest.mark.parametrize("shape", [(2, 3), (1, 2), (0, 1), (40, 2)])
def test_an_entry_of_another_shape_is_worked_out_anew(shape):
    kept("a", (2, 2), lambda: FOUND)
    other = Numbers((0.5,) * shape[0], [(1.0,) * shape[1]])
    assert kept("a", shape, lambda: other) == other


def test_a_flag_turns_it_off(place, run, monkeypatch):
    monkeypatch.setattr(disk_cache, "_off", False)
    asked = ("model", "-m", "gpt2", "--device", "ibm-fez", "--method", "qtha", "--rank", "3")
    off = run(*asked, "--no-cache")
    assert off.code == 0
    assert not place.exists()
    monkeypatch.setattr(disk_cache, "_off", False)
    local_signal._sampled.cache_clear()
    assert run(*asked).out == off.out.replace(" --no-cache", "")
    assert [*place.iterdir()]
