"""The only place that prints: results to stdout, everything else to stderr."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager, suppress
from math import isfinite
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import (
    FileError,
    OutputError,
    QestimateError,
    ScenarioError,
    UnknownNameError,
)
from qestimate.core.writing import once_written, put

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from qestimate.report.document import Document, Screen


command_line = "qestimate"
"""What was typed, for results that name it."""

MAX_MESSAGE = 1000
"""Characters of a message."""

SHOWN = 40
"""Problems of a catalogue that are shown at once."""


def chosen_format(asked: str) -> str:
    """Return the format asked for; text on a terminal and Markdown in a pipe if none was.

    Raises:
        UnknownNameError: No such format.
    """
    from qestimate.report.render.formats import FORMATS

    if not asked:
        return "text" if sys.stdout is not None and sys.stdout.isatty() else "md"
    if asked not in FORMATS:
        raise UnknownNameError("format", asked, FORMATS)
    return asked


def refuse_in_csv(fmt: str, **extras: bool) -> None:
    """Refuse extra tables in a format that holds one table after another.

    Args:
        fmt: The format that was chosen.
        extras: By the name of its flag, whether an extra was asked for.

    Raises:
        ScenarioError: Both were asked for.
    """
    for name, asked in extras.items():
        if asked and fmt == "csv":
            raise ScenarioError(f"--{name} has no place in CSV", hint="--format json or text")


def show(document: Document, fmt: str) -> None:
    """Print a document; on a terminal that has colours, what matters less is dim."""
    from qestimate.report.render.formats import FAINT, render

    if fmt != "text" or not _coloured() or not any(table.faint for table in document.tables):
        emit(render(document, fmt, _columns()))
        return
    encoding = "utf-8" if sys.stdout is None else sys.stdout.encoding or "utf-8"
    for line in render(document, fmt, _columns(), FAINT).split("\n")[:-1]:
        tone = "faint" if line.startswith(FAINT) else ""
        _write(f"{_painted(_encodable(line.removeprefix(FAINT), encoding), tone)}\n")


def show_screen(screen: Screen, fmt: str) -> None:
    """Print a short answer: on a terminal that has colours, in colour."""
    if fmt != "text":
        show(screen.document(), fmt)
        return
    from qestimate.report.render.screen import screen_lines

    watched = sys.stdout is not None and sys.stdout.isatty()
    width = get_terminal_size((80, 24)).columns if watched else 80
    coloured = _coloured()
    encoding = "utf-8" if sys.stdout is None else sys.stdout.encoding or "utf-8"
    lines = []
    for line in screen_lines(screen, width):
        pieces = [(_encodable(text, encoding), tone) for text, tone in line]
        if coloured:
            lines.append("".join(_painted(text, tone) for text, tone in pieces))
        else:
            lines.append("".join(text for text, _ in pieces).rstrip())
    _write("\n".join(lines) + "\n")


def _coloured() -> bool:
    """Whether somebody watches stdout on a terminal that has colours and may use them."""
    watched = sys.stdout is not None and sys.stdout.isatty()
    return watched and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


_CODES: dict[str, str] = {
    "strong": "1",
    "faint": "2",
    "yes": "1;32",
    "part": "1;33",
    "no": "1;31",
    "command": "36",
}
"""How a terminal shows a tone; every one is said in words too."""


def _painted(text: str, tone: str) -> str:
    code = _CODES.get(tone)
    return f"\x1b[{code}m{text}\x1b[0m" if code and text else text


def _columns() -> int:
    """Return the width of the terminal, or of a page where there is none."""
    from qestimate.report.render.formats import WIDTH

    if sys.stdout is None or not sys.stdout.isatty():
        return WIDTH
    return max(40, get_terminal_size((WIDTH, 24)).columns)


def show_any(document: Document, fmt: str) -> None:
    """Print a document, in JSON as its tables row by row."""
    if fmt != "json":
        show(document, fmt)
        return
    tables = {
        table.key: [
            {column.key: value for column, value in zip(table.columns, row, strict=True)}
            for row in table.rows
        ]
        for table in document.tables
    }
    show_json({"title": document.title, **tables})


def show_json(content: Any) -> None:
    """Print one JSON object; a number beyond any double is null."""
    import json

    try:
        text = json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False)
    except ValueError:
        text = json.dumps(_finite(content), indent=2, ensure_ascii=False, allow_nan=False)
    emit(f"{text}\n")


def _finite(content: Any) -> Any:
    """Return a JSON value without infinite numbers, which JSON does not have.

    >>> _finite({"a": [1.0, float("inf")]})
    {'a': [1.0, None]}
    """
    if isinstance(content, dict):
        return {key: _finite(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_finite(value) for value in content]
    return None if isinstance(content, float) and not isfinite(content) else content


def emit(text: str) -> None:
    """Print a finished result, whatever the terminal can encode.

    Raises:
        OutputError: Nothing can be written there.
    """
    encoding = "utf-8" if sys.stdout is None else sys.stdout.encoding or "utf-8"
    _write(_encodable(text, encoding))


def check_stdout() -> None:
    """Refuse to go on where there is no stdout.

    Raises:
        OutputError: It is closed.
    """
    if sys.stdout is None:
        raise OutputError("there is no standard output to write to")


def drop_stdout() -> None:
    """Let what is left in the buffer of stdout go nowhere: it would fail again at the end."""
    if sys.stdout is not None:
        with suppress(OSError):  # one that is no file
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _write(text: str) -> None:
    """Write text to stdout as it is."""
    check_stdout()
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        drop_stdout()
        raise OutputError(f"cannot write the result: {error.strerror}") from error


def write(path: str | None, content: bytes) -> None:
    """Write a file, or text to stdout where no file is named.

    Raises:
        OutputError: The file cannot be written, or the content is no text and has no file.
    """
    if path is not None:
        put(path, content, hint="choose another -o")
        once_written(lambda: note(f"qestimate: {path}"))
        return
    try:
        text = content.decode()
    except UnicodeDecodeError:
        raise OutputError("the result is no text", hint="name a file, -o circuit.qpy") from None
    emit(text)


@contextmanager
def progress(label: str, total: int) -> Iterator[Callable[[float], None]]:
    """Show how far a long run is, on stderr and only where somebody watches it.

    Yields a function that is called with the share of the current one of ``total`` pieces; a
    share of 1 ends the piece.
    """
    watched = sys.stderr is not None and sys.stderr.isatty()
    if not watched:
        yield lambda _: None
        return
    import typer

    parts = 1000
    with typer.progressbar(length=total * parts, label=label, file=sys.stderr) as bar:
        done, shown = 0, 0

        def advance(share: float) -> None:
            nonlocal done, shown
            at = done * parts + round(share * parts)
            bar.update(at - shown)
            shown = at
            done += share >= 1

        yield advance


PATIENCE = 2.0
"""Time after which it is said what takes so long. [s]"""


@contextmanager
def patience(what: str) -> Iterator[None]:
    """Say on stderr what is done, if it takes long."""
    import threading

    later = threading.Timer(PATIENCE, note, (f"qestimate: {what} ...",))
    later.daemon = True
    later.start()
    try:
        yield
    finally:
        later.cancel()


_PLAIN = str.maketrans(
    {"─": "-", "µ": "u", "·": "*", "×": "x", "≥": ">=", "≤": "<=", "∞": "inf", "θ": "theta"}
    | {raised: f"^{digit}" for digit, raised in zip("0123456789n", "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ", strict=True)}
)


_UNSEEN = dict.fromkeys(
    (
        *(code for code in range(32) if chr(code) not in "\n\t"),
        *range(127, 160),
        *range(0x202A, 0x202F),
        *range(0x2066, 0x206A),
    ),
    "?",
)
"""Characters that steer a terminal or turn the direction of text: a file might hold them."""


def _encodable(text: str, encoding: str) -> str:
    """Return the text without steering characters, plain where the terminal has no others."""
    text = text.translate(_UNSEEN)
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(_PLAIN).encode(encoding, "replace").decode(encoding)
    return text


def note(text: str) -> None:
    """Print a remark to stderr, if there is one, as one line of bounded length."""
    show_help(one_line(text))


def show_help(text: str) -> None:
    """Print lines of this program's own to stderr."""
    if sys.stderr is not None:
        with suppress(OSError):  # nowhere to say it
            sys.stderr.write(f"{_encodable(text, sys.stderr.encoding or 'utf-8')}\n")
            sys.stderr.flush()


def one_line(text: str) -> str:
    r"""Return a message as one line that a terminal can show: no steering signs, not too long.

    >>> one_line("a\nb\x1b[2Jc"), len(one_line("x" * 10**6))
    ('a\\nb\\x1b[2Jc', 1000)
    """
    if len(text) > MAX_MESSAGE:
        text = f"{text[: MAX_MESSAGE - 4]} ..."
    seen = "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text
    )
    return seen if len(seen) <= MAX_MESSAGE else f"{seen[: MAX_MESSAGE - 4]} ..."


def fail(error: QestimateError) -> int:
    """Print an error and its hint to stderr and return the exit code."""
    if os.environ.get("QESTIMATE_DEBUG") == "1":
        raise error
    note(f"qestimate: {error.message}")
    problems = error.problems if isinstance(error, FileError) else ()
    for problem in problems[:SHOWN]:
        note(f"  {problem}")
    if len(problems) > SHOWN:
        note(f"  and {len(problems) - SHOWN} more")
    if error.hint:
        note(f"hint: {error.hint}")
    return error.exit_code
