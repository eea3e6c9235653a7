"""Files are written whole or not at all, whichever step fails."""

from __future__ import annotations

import errno
import json
import os

import pytest

from qestimate import catalog
from qestimate.core import writing
from qestimate.core.errors import OutputError
from tests.formats.devices import documents
from tests.fuzz.driver import contents, run

STEPS = ("fsync", "open", "replace")
"""Calls to the system that may fail for want of room."""

COMMANDS = {
    "export": ("method", "export", "qpa", "-m", "gpt2", "--device", "ibm-fez", "-o", "a.qasm"),
    "scenario and picture": (
        "model", "-m", "gpt2", "--device", "ibm-fez", "--method", "qpa",
        "--save-scenario", "s.toml", "--plot", "p.svg",
    ),
    "report": ("report", "-m", "gpt2", "--device", "ibm-fez", "--method", "qpa", "-o", "r.md"),
    "template": ("claim", "new", "c.toml"),
    "index": ("catalog", "index", "own"),
    "device": (
        "device", "import", "isa.json", "--as", "mine", "--catalog", "own", "--date", "2026-01-01",
    ),
}  # fmt: skip


class Full:
    """Lets the n-th call to the system fail, as on a disk without room."""

    def __init__(self, monkeypatch, n):
        self.left = n
        for name in STEPS:
            monkeypatch.setattr(writing.os, name, self.failing(getattr(os, name), name))

    def failing(self, real, name):
        def call(*arguments, **named):
            if name != "open" or (len(arguments) > 1 and arguments[1] & os.O_CREAT):
                self.left -= 1
                if self.left == 0:
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(*arguments, **named)

        return call


@pytest.mark.parametrize("n", range(1, 8))
def test_several_files_come_together_or_not_at_all(tmp_path, monkeypatch, n):
    (tmp_path / "b").write_bytes(b"old")
    before = contents(tmp_path)
    wanted = {tmp_path / "a": b"1", tmp_path / "b": b"2", tmp_path / "new" / "c": b"3"}
    full = Full(monkeypatch, n)
    failed = ""
    try:
        writing.put_all(wanted, make=True, hint="")
    except OutputError as error:
        failed = error.message
    if full.left > 0:
        assert contents(tmp_path) == {"a": b"1", "b": b"2", "new/c": b"3"}
        return
    assert contents(tmp_path) in (before, {"a": b"1", "b": b"2", "new/c": b"3"})
    assert ("No space left" in failed) == (contents(tmp_path) == before)


@pytest.mark.parametrize("failing", range(3))
def test_files_that_were_renamed_go_back(tmp_path, monkeypatch, failing):
    (tmp_path / "b").write_bytes(b"old")
    before, real, calls = contents(tmp_path), writing._put, []

    def put(place):
        calls.append(place)
        if len(calls) == failing + 1:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(place)

    monkeypatch.setattr(writing, "_put", put)
    wanted = {tmp_path / "a": b"1", tmp_path / "b": b"2", tmp_path / "c": b"3"}
    with pytest.raises(OutputError):
        writing.put_all(wanted, hint="")
    assert contents(tmp_path) == before


def test_what_is_put_inside_a_block_that_fails_is_gone(tmp_path):
    said = []

    def failing():
        with writing.together():
            writing.put(tmp_path / "a", b"1")
            writing.once_written(lambda: said.append("a"))
            raise KeyError

    with pytest.raises(KeyError):
        failing()
    assert contents(tmp_path) == {}
    assert said == []


def test_rights_and_links_stay(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "a").chmod(0o640)
    (tmp_path / "link").symlink_to("a")
    writing.put(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "a").read_bytes() == b"new"
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o640


def test_devices_and_pipes_are_written_into(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputError):  # nobody reads it
        writing.put(tmp_path / "pipe", b"1")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    writing.put(tmp_path / "pipe", b"1")
    assert os.read(reader, 10) == b"1"
    os.close(reader)
    writing.put("/dev/null", b"1")
    with pytest.raises(OutputError, match="No space left"):
        writing.put("/dev/full", b"1")


@pytest.mark.parametrize("name", ["none/a", "a" * 300, "a\0b", ".", "\ud800"])
def test_places_that_cannot_be(tmp_path, name):
    with pytest.raises(OutputError):
        writing.put(tmp_path / name, b"1")
    assert contents(tmp_path) == {}


def test_a_new_file_replaces_nothing(tmp_path):
    writing.put(tmp_path / "a", b"1", new=True)
    with pytest.raises(FileExistsError):
        writing.put(tmp_path / "a", b"2", new=True)
    assert contents(tmp_path) == {"a": b"1"}


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("n", [1, 2, 3, 5, 8])
def test_a_full_disk_leaves_every_file_as_it_was(tmp_path, monkeypatch, command, n):
    monkeypatch.setenv("QESTIMATE_CATALOG", "")
    (tmp_path / "own" / "llms").mkdir(parents=True)
    content = json.dumps(documents.rigetti(catalog.device("rigetti-cepheus-1-108q")))
    (tmp_path / "isa.json").write_text(content)
    for name in ("own/references.bib", "a.qasm", "s.toml", "p.svg", "r.md", "own/index.json"):
        (tmp_path / name).write_bytes(b"old")
    with monkeypatch.context() as patched:
        full = Full(patched, n)
        found = run(COMMANDS[command], tmp_path)
    if full.left <= 0 and found.code:
        assert found.code == 74, found.err
        assert found.after == found.before
    assert not any(writing.MARK in name for name in found.after)
