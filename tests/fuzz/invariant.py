"""What holds for every command line and every file, in one place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from qestimate.cli.output import MAX_MESSAGE, SHOWN
from qestimate.core.writing import MARK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.fuzz.driver import Outcome

CODES = {0, 1, 2, 3, 74}
"""Done, an asked-for check failed, usage, a bad data file, nowhere to write. Never 70."""

FAILED = {2, 3, 74}

SECONDS = 60.0
"""Time of a command; children have limits of their own below it."""

MEBIBYTES = 2500.0
"""Memory of a command."""


def broken(found: Outcome) -> list[str]:
    """Return what does not hold of an outcome; nothing if all does."""
    return [*_exit(found), *_messages(found), *_result(found), *_files(found), *_cost(found)]


def _exit(found: Outcome) -> Iterator[str]:
    if found.code not in CODES:
        yield f"exit code {found.code}"
    if "Traceback (most recent" in found.out + found.err:
        yield "a traceback"
    if "this is a bug" in found.err:
        yield "a bug is reported"


def _messages(found: Outcome) -> Iterator[str]:
    lines = found.err.splitlines()
    if found.code == 2 and lines and lines[0].startswith("Usage:"):
        return  # called without a command: the help is the message
    if any(len(line) > MAX_MESSAGE for line in lines):
        yield "a message that is too long"
    if any(not line.isprintable() for line in lines):
        yield "a sign that steers the terminal"
    if found.code not in FAILED:
        return
    said = [line for line in lines if not line.startswith("  ")]
    if len(lines) - len(said) > SHOWN + 1:
        yield "too many problems"
    hints = [line for line in said if line.startswith("hint: ")]
    errors = [line for line in said if line.startswith("qestimate: ")]
    if len(hints) > 1 or len(errors) + len(hints) != len(said) or not errors:
        yield "messages of another form"
    if hints and said[-1] != hints[0]:
        yield "a message after the hint"


def _result(found: Outcome) -> Iterator[str]:
    if found.code in {2, 3} and found.out:
        yield "a result and a failure"
    asked = "--format json" in " ".join(found.arguments)
    if asked and found.code in {0, 1} and found.out and "--help" not in found.arguments:
        try:
            json.loads(found.out, parse_constant=_refused)
        except ValueError:
            yield "no JSON"


def _refused(name: str) -> None:
    raise ValueError(name)


def _files(found: Outcome) -> Iterator[str]:
    if any(MARK in name for name in found.after):
        yield "a file that is not in its place"
    if found.code in FAILED and found.after != found.before:
        yield "files changed and the command failed"


def _cost(found: Outcome) -> Iterator[str]:
    if found.seconds > SECONDS:
        yield f"{found.seconds:.0f} s"
    if found.mebibytes > MEBIBYTES:
        yield f"{found.mebibytes:.0f} MiB"
