"""Run the whole program in this process, with what it prints and how long it takes."""

from __future__ import annotations

import contextlib
import io
import os
import resource
import signal
import time
import warnings
from typing import TYPE_CHECKING, NamedTuple

from qestimate.cli import main
from qestimate.core import disk_cache

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Outcome(NamedTuple):
    """What came of a command line."""

    arguments: tuple[str, ...]
    code: int
    out: str
    err: str
    seconds: float
    mebibytes: float
    """By which the most memory of this process grew, or that of a child."""
    before: dict[str, bytes]
    after: dict[str, bytes]
    """Files of the folder it ran in."""


class TooSlowError(BaseException):
    """A command took longer than any may; nothing in the program catches it."""


def run(arguments: Sequence[str], folder: Path, limit: float = 60.0) -> Outcome:
    """Run a command line in a folder, at most for a time."""

    def stop(*_):
        raise TooSlowError

    before = contents(folder)
    out, err = io.StringIO(), io.StringIO()
    environment = dict(os.environ)
    began, held = time.monotonic(), _memory()
    alarm = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limit)
    code = 0
    try:
        with (
            contextlib.chdir(folder),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
            warnings.catch_warnings(),
        ):
            warnings.simplefilter("ignore")
            main([*arguments])
    except SystemExit as stopped:
        code = stopped.code if isinstance(stopped.code, int) else int(stopped.code is not None)
    except TooSlowError:
        code = -1
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, alarm)
        os.environ.clear()
        os.environ.update(environment)  # --catalog is for the process
        disk_cache._off = False  # --no-cache as well
    return Outcome(
        tuple(arguments),
        code,
        out.getvalue(),
        err.getvalue(),
        time.monotonic() - began,
        _memory() - held,
        before,
        contents(folder),
    )


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file under a folder by its name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _memory() -> float:
    """Return the most memory that this process and its children have held. [MiB]"""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(one).ru_maxrss for one in who) / 1024
