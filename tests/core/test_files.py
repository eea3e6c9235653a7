"""The one door for files."""

from __future__ import annotations

import os
import socket

import pytest

from qestimate.core import files
from qestimate.core.errors import CatalogError, FileError


def refused(path, read=lambda path: files.read_text(path, 100)):
    with pytest.raises(FileError) as caught:
        read(path)
    return caught.value.message


def test_text_with_and_without_a_mark(tmp_path):
    path = tmp_path / "a.txt"
    for content in (b"one\r\n\xc3\xa9", b"\xef\xbb\xbfone\r\n\xc3\xa9"):
        path.write_bytes(content)
        assert files.read_text(path, 100) == "one\r\né"
        assert [*files.read_lines(path)] == ["one\n", "é"]
        assert [*files.read_lines(path, newline="")] == ["one\r\n", "é"]


@pytest.mark.parametrize("reader", [
    lambda path: files.read_bytes(path, 100),
    lambda path: [*files.read_lines(path)],
    files.size,
])  # fmt: skip
def test_what_is_no_regular_file_is_not_opened(tmp_path, reader):
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(tmp_path / "door"))
    for name in (tmp_path / "pipe", tmp_path / "door", "/dev/zero", "/dev/stdin"):
        assert "no regular file" in refused(name, reader) or name == "/dev/stdin"
    assert refused(tmp_path, reader).endswith("a folder")


def test_a_pipe_that_takes_the_place_of_a_file_does_not_hang(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.setattr(files, "size", lambda *_: 0)
    assert "no regular file" in refused(tmp_path / "pipe")


@pytest.mark.parametrize(
    "name", ["", "none.txt", "a" * 300, "a\0b", "\ud800", "\udcff.txt", "a/" * 3000]
)
def test_names_that_no_file_has(tmp_path, name):
    assert len(refused(tmp_path / "folder" / name)) < 300
    assert not files.exists(tmp_path / "folder" / name)


def test_a_loop_of_links(tmp_path):
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    assert "links" in refused(tmp_path / "a")


def test_nothing_beyond_the_limit_is_read(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 101)
    assert "101 bytes; at most 100" in refused(path)
    with path.open("wb") as file:
        file.truncate(2**40)  # takes no room
    assert "1,048,576 MiB" in refused(path)
    monkeypatch.setattr(files, "MAX_LINE", 1000)
    assert "line 1 " in refused(path, lambda path: [*files.read_lines(path)])


def test_what_is_not_text_says_where(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"ab\xff")
    assert "byte 0xff at place 2" in refused(path)
    assert "line 1" in refused(path, lambda path: [*files.read_lines(path)])


def test_the_error_is_of_the_kind_that_is_asked_for(tmp_path):
    with pytest.raises(CatalogError):
        files.read_text(tmp_path / "none", 1, CatalogError)
