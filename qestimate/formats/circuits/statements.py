"""Statements of OpenQASM 3: the plain ones straight, the others by the grammar of the language.

The published grammar (``openqasm3``) reads about a thousand statements a second. Most of those of
large files are plain.
"""

from __future__ import annotations

import re
from contextlib import redirect_stderr
from io import StringIO
from typing import TYPE_CHECKING, Any, NamedTuple

from openqasm3 import parser
from openqasm3.parser import QASM3ParsingError

from qestimate.core.limited import one_line
from qestimate.formats.circuits.limits import MAX_PARSED, RefusedError
from qestimate.formats.circuits.plain_statements import Call, Define, Measure, plain_statement
from qestimate.formats.circuits.tokens import without_comments

if TYPE_CHECKING:
    from collections.abc import Iterator


class Pragma(NamedTuple):
    """A line for some program, such as Amazon Braket."""

    text: str
    line: int


class Parsed(NamedTuple):
    """A statement as the grammar has it."""

    node: Any
    offset: int
    """Lines before the text that it is of."""

    @property
    def line(self) -> int:
        """Its line in the file."""
        return self.offset + (self.node.span.start_line if self.node.span else 1)


Statement = Call | Measure | Define | Pragma | Parsed

_LINES = re.compile(r"^[ \t]*(?:(#?pragma\b[^\n]*)|@[^\W\d][^\n]*)", re.MULTILINE)
_PHASE_GATE = re.compile(r"\bgate\s+global_phase\s*\([^(){};]*\)\s*\{[^{}]*\}")
_PHASE = re.compile(r"\bglobal_phase(?=\s*\()")
"""A gate on no qubits, as some versions of Qiskit write ``gphase``; no OpenQASM 3."""

_NOT_LINE = re.compile(r"[^\n]")
_STOPS = re.compile(r"[;{}()\[\]]")
_FOR_SET = re.compile(r"\bin\s*$")
_ELSE = re.compile(r"\s*else\b")


MAX_LENGTH = 1_000_000
"""Of all statements that go through the grammar. [characters]"""


def statements_of(text: str) -> list[Statement]:
    """Return the statements of a program.

    Args:
        text: Its version and includes blanked.

    Raises:
        RefusedError: No OpenQASM 3, or too much that is not plain.
    """
    bare = without_comments(text, strings=False)
    found: list[Statement] = []
    pragmas: list[Pragma] = []

    def blank(one: re.Match[str]) -> str:
        if one[1]:
            line = bare.count("\n", 0, one.start()) + 1
            pragmas.append(Pragma(one[1].strip(), line))
        return " " * len(one[0])

    program = _PHASE_GATE.sub(lambda one: _NOT_LINE.sub(" ", one[0]), _LINES.sub(blank, bare))
    program = _PHASE.sub(lambda one: "gphase".ljust(len(one[0])), program)
    pragmas.reverse()
    waiting: list[tuple[int, int]] = []
    slow = length = 0
    line, at = 1, 0
    for start, end in _pieces(program):
        begin = start + len(program[start:end]) - len(program[start:end].lstrip())
        line += program.count("\n", at, begin)
        at = begin
        while pragmas and pragmas[-1].line < line:
            if waiting:
                found += _parsed(program, waiting)
                waiting = []
            found.append(pragmas.pop())
        one = plain_statement(program[begin:end], line)
        if one is not None:
            if waiting:
                found += _parsed(program, waiting)
                waiting = []
            found.append(one)
            continue
        slow += program.count(";", begin, end) + program.count("{", begin, end)
        length += end - begin
        if slow > MAX_PARSED or length > MAX_LENGTH:
            raise RefusedError(
                f"more than {MAX_PARSED:,} statements that are no plain calls of gates",
                "write loops and subroutines out, or save it as OpenQASM 2 or QPY",
                line,
            )
        waiting.append((begin, end))
    if waiting:
        found += _parsed(program, waiting)
    return [*found, *reversed(pragmas)]


def _pieces(program: str) -> Iterator[tuple[int, int]]:
    """Yield where the statements of a program begin and end."""
    start = 0
    braces = brackets = 0
    inner = False
    for stop in _STOPS.finditer(program):
        sign, place = stop[0], stop.start()
        if sign in "([":
            brackets += 1
        elif sign in ")]":
            brackets -= 1
        elif sign == "{":
            if not braces:
                inner = _FOR_SET.search(program, max(start, place - 20), place) is not None
            braces += 1
        elif sign == "}":
            braces -= 1
            if braces <= 0 and brackets <= 0 and not inner:
                rest = program[place + 1 : place + 40].lstrip()
                if rest[:1] in (";", ",", "=", ")") or _ELSE.match(program, place + 1):
                    continue
                yield start, place + 1
                start, braces, brackets = place + 1, 0, 0
            inner = inner and braces > 0
        elif braces <= 0 and brackets <= 0:
            if _ELSE.match(program, place + 1):
                continue
            yield start, place + 1
            start, braces, brackets, inner = place + 1, 0, 0, False
    if program[start:].strip():
        yield start, len(program)


def _parsed(program: str, pieces: list[tuple[int, int]]) -> list[Parsed]:
    """Return statements that stand one after the other, by the grammar."""
    start, end = pieces[0][0], pieces[-1][1]
    offset = program.count("\n", 0, start)
    try:
        with redirect_stderr(StringIO()):  # its lexer prints
            found = parser.parse(program[start:end])
    except QASM3ParsingError as error:
        raise _syntax(error, program[start:end], offset) from None
    except ValueError as error:  # of numbers with thousands of digits, for one
        raise RefusedError(f"not understood: {one_line(error)}", line=offset + 1) from None
    except RecursionError:
        raise RefusedError("nested too deeply", "write some of it out", offset + 1) from None
    return [Parsed(one, offset) for one in found.statements]


_PLACE = re.compile(r"L(\d+):C(\d+)")


def _syntax(error: QASM3ParsingError, text: str, offset: int) -> RefusedError:
    """Return what is said of a text that is not in the grammar."""
    place = _PLACE.search(str(error))
    line = int(place[1]) if place else 1
    cause = getattr(error.__cause__, "args", ()) or (None,)
    token = getattr(cause[0], "offendingToken", None)
    near = ""
    if token is not None:
        line, near = token.line, str(token.text)
    lines = text.split("\n")
    shown = " ".join(lines[line - 1].split())[:60] if line <= len(lines) else ""
    at = f" at {near!r:.40}" if near and near != "<EOF>" else ""
    return RefusedError(f"not understood as OpenQASM 3{at}: {shown}", line=offset + line)
