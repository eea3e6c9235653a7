"""The one door for files: whatever a user names is opened and read here.

A file is a regular one: no folder, pipe or device, which could hang or never end. That is asked
before it is opened, and once more of what was opened. Nothing beyond the size that its reader
allows is read. Text is UTF-8, with or without the mark that some editors put before it.
"""

from __future__ import annotations

import os
import stat
from io import TextIOWrapper
from typing import TYPE_CHECKING, BinaryIO

from qestimate.core.errors import FileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from qestimate.core.errors import QestimateError

MIB = 2**20

SHOWN = 160
"""Characters of a path that messages show."""

MAX_LINE = 16 * MIB
"""Length of a line where a file is read line by line. [characters]"""

_MARK = b"\xef\xbb\xbf"
"""Stands before the text of some editors. The codec that leaves it out has to be loaded."""

_FLAGS = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # a pipe that took the place of a file does not hang
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)


def shown(path: str | Path) -> str:
    """Return a path for a message: one that is too long is cut.

    >>> shown("a/b.json"), len(shown("a" * 5000))
    ('a/b.json', 163)
    """
    text = str(path)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}..."


def exists(path: str | Path) -> bool:
    """Whether anything is there; nothing is where no name can be like that.

    >>> exists("/"), exists("a" * 5000), exists(f"a{chr(0)}b")
    (True, False, False)
    """
    return os.path.exists(path)  # noqa: PTH110  # that of pathlib raises for such names


def is_file(path: str | Path) -> bool:
    """Whether a regular file is there.

    >>> is_file(__file__), is_file("/"), is_file("a" * 5000)
    (True, False, False)
    """
    return os.path.isfile(path)  # noqa: PTH113


def is_folder(path: str | Path) -> bool:
    """Whether a folder is there.

    >>> is_folder("/"), is_folder("a" * 5000)
    (True, False)
    """
    return os.path.isdir(path)  # noqa: PTH112


def size(path: str | Path, kind: type[QestimateError] = FileError) -> int:
    """Return the size of a regular file. [bytes]

    Raises:
        QestimateError: Of the kind that is asked for: no such file, or something that is none.
    """
    try:
        found = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError) as error:
        raise _refusal(path, error, kind) from None
    _check_regular(path, found.st_mode, kind)
    return found.st_size


def opened(path: str | Path, kind: type[QestimateError] = FileError) -> BinaryIO:
    """Return a regular file, open for reading.

    Raises:
        QestimateError: Of the kind that is asked for: no such file, something that is none, or
            one that may not be read.
    """
    size(path, kind)  # opening a device can set something off
    try:
        number = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        raise _refusal(path, error, kind) from None
    try:
        _check_regular(path, os.fstat(number).st_mode, kind)
    except BaseException:
        os.close(number)
        raise
    return os.fdopen(number, "rb")


def read_bytes(path: str | Path, most: int, kind: type[QestimateError] = FileError) -> bytes:
    """Return what a file holds.

    Args:
        path: Of the file.
        most: Size up to which it is read. [bytes]
        kind: Of the error.

    Raises:
        QestimateError: Of that kind: a file that is missing, none, too large or not to be read.
    """
    with opened(path, kind) as file:
        length = os.fstat(file.fileno()).st_size
        try:
            content = file.read(most + 1) if length <= most else b""
        except OSError as error:
            raise _refusal(path, error, kind) from None
    length = max(length, len(content))
    if length > most:
        raise kind(
            f"{shown(path)}: {_size(length)}; at most {_size(most)} are read",
            hint="such a file is smaller; check the path",
        )
    return content


def read_text(path: str | Path, most: int, kind: type[QestimateError] = FileError) -> str:
    """Return the text of a file.

    Args:
        path: Of the file.
        most: Size up to which it is read. [bytes]
        kind: Of the error.

    Raises:
        QestimateError: Of that kind: what ``read_bytes`` refuses, or a file that is not UTF-8.
    """
    return decoded(path, read_bytes(path, most, kind), kind)


def decoded(path: str | Path, content: bytes, kind: type[QestimateError] = FileError) -> str:
    r"""Return the text that the content of a file is.

    Raises:
        QestimateError: Of the kind that is asked for: it is not UTF-8.

    >>> decoded("a.txt", b"\xef\xbb\xbftext")
    'text'
    """
    content = content.removeprefix(_MARK)
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise kind(
            f"{shown(path)}: no UTF-8 text: byte 0x{content[error.start]:02x} "
            f"at place {error.start:,}",
            hint="save it as UTF-8",
        ) from None


def read_lines(
    path: str | Path, kind: type[QestimateError] = FileError, *, newline: str | None = None
) -> Iterator[str]:
    """Yield the lines of a text file of any size, one after the other.

    Args:
        path: Of the file.
        kind: Of the error.
        newline: As of ``open``: an empty text keeps the ends of lines as they are.

    Raises:
        QestimateError: Of that kind: a file that is missing, none, or not UTF-8; a line that is
            longer than any is taken to be.
    """
    with opened(path, kind) as file, TextIOWrapper(file, encoding="utf-8", newline=newline) as text:
        number = 0
        while True:
            number += 1
            try:
                line = text.readline(MAX_LINE + 1)
            except UnicodeDecodeError as error:
                raise kind(
                    f"{shown(path)}: no UTF-8 text from line {number:,} on: {error.reason}",
                    hint="save it as UTF-8",
                ) from None
            except OSError as error:
                raise _refusal(path, error, kind) from None
            if len(line) > MAX_LINE:
                raise kind(
                    f"{shown(path)}: line {number:,} has more than {MAX_LINE:,} characters",
                    hint="one sample a line; check the file",
                )
            if not line:
                return
            yield line.removeprefix("\ufeff") if number == 1 else line


def _size(count: int) -> str:
    return f"{count / MIB:,.0f} MiB" if count >= MIB else f"{count:,} bytes"


def _check_regular(path: str | Path, mode: int, kind: type[QestimateError]) -> None:
    if stat.S_ISDIR(mode):
        raise kind(f"{shown(path)}: a folder", hint="name a file in it")
    if not stat.S_ISREG(mode):
        raise kind(f"{shown(path)}: no regular file", hint="check the path")


def _refusal(
    path: str | Path, error: OSError | ValueError, kind: type[QestimateError]
) -> QestimateError:
    """Return the error for a path that the system does not take."""
    if isinstance(error, FileNotFoundError):
        said = "no such file"
    elif isinstance(error, OSError):
        said = error.strerror or type(error).__name__
    else:
        said = "no name that a file can have"
    return kind(f"{shown(path)}: {said}", hint="check the path")
