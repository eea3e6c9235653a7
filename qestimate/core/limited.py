"""Work that foreign code does, in a process of its own with limits of time and memory.

Parsers of other projects hang, take all memory or end the process on files that are made for it.
Whatever happens there happens to a child, which answers in JSON or is refused. A module that works
so calls ``serve`` when it is run as a program, and ``ask`` starts it::

    python -P -m qestimate.formats.circuits.parser < request

All of it is bounded, start and import of libraries as well. Nothing that the child or its
libraries print is seen.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import QestimateError
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

GRACE = 5.0
"""Time that a start may take on a busy machine besides. [s]"""

_ONE_THREAD = {
    **dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "RAYON_NUM_THREADS"), "1"),
    "TOKENIZERS_PARALLELISM": "false",
    "ARROW_DEFAULT_MEMORY_POOL": "system",  # others reserve more than is allowed
}
"""Settings of libraries; processor time is that of all threads."""


class Limits(NamedTuple):
    """What a child may take."""

    seconds: int
    """Processor time; the clock may show half as much again. [s]"""
    memory: int
    """Address space. [bytes]"""


def ask(
    module: str,
    request: dict[str, Any],
    limits: Limits,
    *,
    about: str,
    kind: type[QestimateError],
    hint: str,
) -> Any:
    """Return what a module answers in a process of its own.

    Args:
        module: Its name; run as a program it must call ``serve``.
        request: Arguments of its function.
        limits: Of time and memory.
        about: What messages begin with, the path of a file.
        kind: Of the error where there is no answer.
        hint: What to do where limits were met.

    Raises:
        QestimateError: Of that kind: the request was refused, foreign code failed, or a limit
            was met.
    """
    import subprocess
    from math import ceil

    from qestimate.core.files import shown

    wall = 1.5 * limits.seconds + GRACE
    try:
        done = subprocess.run(  # noqa: S603  # this interpreter and a module of this package
            [sys.executable, "-P", "-m", module],
            input=json.dumps({"limits": list(limits), "request": request}).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=wall,
            check=False,
            env=_environment(),
        )
    except subprocess.TimeoutExpired:
        raise kind(f"{shown(about)}: not read within {ceil(wall)} s", hint=hint) from None
    except OSError as error:
        raise kind(
            f"{shown(about)}: it takes a process of its own, which does not start: "
            f"{error.strerror}",
            hint="processes of this user may be limited",
        ) from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise kind(
            f"{shown(about)}: reading it took more time or memory than is allowed: "
            f"{limits.seconds} s, {limits.memory / 2**30:g} GiB",
            hint=hint,
        ) from None
    if "refused" in answer:
        raise kind(answer["refused"], hint=answer["hint"] or hint)
    if "broken" in answer:
        raise kind(f"{shown(about)}: {answer['broken']}", hint=hint)
    return answer["answer"]


def _environment() -> dict[str, str]:
    """Return the child's environment: this package is found, whatever folder it starts in."""
    import qestimate

    root = os.path.dirname(os.path.dirname(os.path.abspath(qestimate.__file__)))  # noqa: PTH100, PTH120
    found = {**os.environ, **_ONE_THREAD}
    if os.path.basename(root) not in ("site-packages", "dist-packages"):  # noqa: PTH119
        before = os.environ.get("PYTHONPATH", "")
        found["PYTHONPATH"] = os.pathsep.join(part for part in (before, root) if part)
    return found


def serve(work: Callable[..., Any]) -> None:
    """Answer a request of ``ask``: read it, set the limits, do the work, write what comes out.

    Args:
        work: Takes the request's entries by name and returns what JSON can hold; what it raises
            that is no ``QestimateError`` is foreign.
    """
    out = os.dup(1)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    asked = json.load(sys.stdin)
    _limit(Limits(*asked["limits"]))
    answer = json.dumps(answered(work, asked["request"])).encode()
    with os.fdopen(out, "wb") as target:
        target.write(answer)


def answered(work: Callable[..., Any], request: dict[str, Any]) -> dict[str, Any]:
    """Return what comes of a request: an answer, a refusal, or that foreign code broke.

    >>> answered(lambda n: n + 1, {"n": 1}), answered(lambda n: 1 / n, {"n": 0})
    ({'answer': 2}, {'broken': 'division by zero'})
    """
    try:
        return {"answer": work(**request)}
    except QestimateError as error:
        return {"refused": error.message, "hint": error.hint}
    except MemoryError:
        return {"broken": "reading it takes more memory than is allowed"}
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # panics of Rust are no exceptions
        return {"broken": one_line(error)}


def one_line(error: BaseException) -> str:
    r"""Return the first line of what an error says, without the pointers of a parser.

    >>> one_line(ValueError("line 3: \n  ^ here")), one_line(KeyError())
    ('line 3', 'KeyError')
    """
    said = str(getattr(error, "message", "") or error).strip()
    line = " ".join(said.split("\n")[0].split("╺")[0].split()).rstrip(":")
    return line[:300] or type(error).__name__


def _limit(limits: Limits) -> None:
    """Bound memory and processor time where the system can."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the caller's clock remains
        return
    for what, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(what)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (least, least))
