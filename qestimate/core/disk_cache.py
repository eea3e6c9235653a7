"""A small cache on disk for what takes long to work out and depends on nothing but its key.

One file an entry, its key in front, written beside and renamed, so that several processes may share
a folder and a broken one is never read: an entry that does not fit is worked out anew.
``QESTIMATE_CACHE`` names the folder; empty, it turns the cache off.
"""

from __future__ import annotations

import os
from array import array
from contextlib import suppress
from typing import TYPE_CHECKING
from zlib import crc32

from qestimate.core.folders import user_folder
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

MAX_ENTRIES = 2000
"""Entries of a folder; when there are more, the oldest half goes."""

_MARK = b"qestimate numbers 2\n"
_TEXT, _END = b"qestimate text 1\n", b"\nend\n"


class Numbers(NamedTuple):
    """What an entry holds: a few numbers, and rows of them."""

    head: tuple[float, ...]
    rows: list[tuple[float, ...]]


_off = False


def turn_off() -> None:
    """Neither read nor write entries in this process."""
    global _off  # noqa: PLW0603  # a switch of the whole process
    _off = True


def folder() -> str:
    """Return the folder of the cache; empty if it is off."""
    if _off:
        return ""
    named = os.environ.get("QESTIMATE_CACHE")
    if named is not None:
        return named
    return str(user_folder("cache"))


def kept(
    key: Hashable, shape: tuple[int, int], compute: Callable[[], Numbers | None]
) -> Numbers | None:
    """Return what belongs to a key, from the cache or worked out and put there.

    Args:
        key: Everything that the numbers depend on, the version of this program included; its
            ``repr`` must tell it from any other.
        shape: Numbers in the head, and in a row; an entry of another shape is worked out anew.
        compute: Works it out; None is not kept.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     os.environ["QESTIMATE_CACHE"] = place
    ...     first = kept("x", (1, 2), lambda: Numbers((1.0,), [(2.0, 3.0)]))
    ...     kept("x", (1, 2), lambda: None) == first
    True
    >>> os.environ["QESTIMATE_CACHE"] = ""
    """
    place = folder()
    if not place:
        return compute()
    said, path = _entry(place, _MARK, key)
    found = _read(path, said, *shape)
    if found is None:
        found = compute()
        if found is not None:
            _write(place, path, said, found)
    return found


def kept_text(key: Hashable, compute: Callable[[], str]) -> str:
    """Return the text that belongs to a key, from the cache or worked out and put there.

    Args:
        key: As of ``kept``.
        compute: Works it out.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     os.environ["QESTIMATE_CACHE"] = place
    ...     kept_text("x", lambda: "worked out"), kept_text("x", lambda: "anew")
    ('worked out', 'worked out')
    >>> os.environ["QESTIMATE_CACHE"] = ""
    """
    place = folder()
    if not place:
        return compute()
    said, path = _entry(place, _TEXT, key)
    content = _content(path)
    if content.startswith(said) and content.endswith(_END):
        return content[len(said) : -len(_END)].decode()
    found = compute()
    _put(place, path, said + found.encode() + _END)
    return found


def _entry(place: str, mark: bytes, key: Hashable) -> tuple[bytes, str]:
    """Return what an entry begins with, and its path."""
    said = mark + repr(key).encode() + b"\n"
    return said, os.path.join(place, f"{crc32(said):08x}")  # noqa: PTH118


def _content(path: str) -> bytes:
    """Return what a file holds; nothing if there is none."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read()
    except OSError:
        return b""


def _read(path: str, said: bytes, size: int, width: int) -> Numbers | None:
    """Return an entry; None if there is none, it is of another key, or it is not whole."""
    content = _content(path)
    if not content.startswith(said) or (len(content) - len(said)) % 8:
        return None
    values = array("d")
    values.frombytes(content[len(said) :])
    if len(values) < 2 or values[0] != len(values) or values[1] != size:
        return None
    start = 2 + size
    if start > len(values) or (len(values) - start) % width:
        return None
    rest = [iter(values[start:].tolist())] * width
    return Numbers(tuple(values[2:start]), list(zip(*rest, strict=True)))


def _write(place: str, path: str, said: bytes, found: Numbers) -> None:
    values = array("d", (0.0, float(len(found.head)), *found.head))
    for one in found.rows:
        values.extend(one)
    values[0] = float(len(values))
    _put(place, path, said + values.tobytes())


def _put(place: str, path: str, content: bytes) -> None:
    """Put an entry where no reader sees half of it; where nothing can be written, do without."""
    beside = f"{path}.{os.getpid()}"
    try:
        os.makedirs(place, exist_ok=True)  # noqa: PTH103
        with open(beside, "wb") as file:  # noqa: PTH123
            file.write(content)
        os.replace(beside, path)  # noqa: PTH105
        _prune(place)
    except OSError:
        with suppress(OSError):
            os.unlink(beside)  # noqa: PTH108


def _prune(place: str) -> None:
    """Remove the oldest half of the entries where there are too many."""
    with os.scandir(place) as found:
        entries = [one for one in found if one.is_file()]
    if len(entries) <= MAX_ENTRIES:
        return
    entries.sort(key=lambda one: one.stat().st_mtime)
    for one in entries[: len(entries) // 2]:
        os.unlink(one.path)  # noqa: PTH108
