"""Plain statements of OpenQASM 3: gates, measurements, resets and barriers on named qubits.

They say the same without the grammar of the language, which takes a millisecond for each; their
angles are expressions that Python writes and binds alike.
"""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from math import isfinite
from typing import Any, NamedTuple

from openqasm3 import ast as tree

from qestimate.formats.circuits.limits import RefusedError

Operand = tuple[str, "int | None"]
"""Name of a register or qubit, and an index."""


class Call(NamedTuple):
    """A gate on qubits; ``barrier`` and ``reset``, too."""

    name: str
    arguments: tuple[Any, ...]
    """Numbers, or expressions."""
    operands: tuple[Operand, ...]
    modifiers: tuple[tuple[str, Any], ...]
    line: int


class Measure(NamedTuple):
    """Qubits that are measured, and where the result goes."""

    qubit: Operand
    target: Operand | None
    line: int


class Define(NamedTuple):
    """A gate and its statements."""

    name: str
    parameters: tuple[str, ...]
    qubits: tuple[str, ...]
    body: tuple[Any, ...]
    line: int


RESERVED = frozenset(
    [
        "OPENQASM",
        "include",
        "pragma",
        "defcalgrammar",
        "cal",
        "defcal",
        "def",
        "gate",
        "extern",
        "box",
        "let",
        "break",
        "continue",
        "if",
        "else",
        "end",
        "return",
        "for",
        "while",
        "in",
        "switch",
        "case",
        "default",
        "input",
        "output",
        "const",
        "readonly",
        "mutable",
        "qreg",
        "creg",
        "qubit",
        "bit",
        "bool",
        "int",
        "uint",
        "float",
        "angle",
        "complex",
        "array",
        "void",
        "duration",
        "stretch",
        "gphase",
        "inv",
        "pow",
        "ctrl",
        "negctrl",
        "durationof",
        "delay",
        "reset",
        "measure",
        "barrier",
        "nop",
        "true",
        "false",
        "opaque",
        "sizeof",
    ]
)
"""Words that begin statements of their own."""

_NAME = r"[^\W\d]\w*"
_OPERAND = rf"(?:\$\d{{1,9}}|{_NAME}(?:\s*\[\s*\d{{1,9}}\s*\])?)"
_MODIFIER = r"(?:(?:ctrl|negctrl|inv|pow)\s*(?:\(\s*-?\s*[\d.]{1,12}\s*\)\s*)?@\s*)"
_CALL = re.compile(
    rf"\s*({_MODIFIER}*)({_NAME})(?:\s*\((.*)\)\s*|\s+)({_OPERAND}(?:\s*,\s*{_OPERAND})*)\s*",
    re.DOTALL,
)
_MEASURE = re.compile(
    rf"\s*(?:({_OPERAND})\s*=\s*)?measure\s+({_OPERAND})\s*(?:->\s*({_OPERAND})\s*)?"
)
_GATE = re.compile(
    rf"\s*gate\s+({_NAME})\s*(?:\(([^(){{}}]*)\)\s*)?((?:{_NAME}\s*,\s*)*{_NAME})\s*\{{(.*)\}}\s*",
    re.DOTALL,
)
_ONE_MODIFIER = re.compile(r"(ctrl|negctrl|inv|pow)\s*(?:\(\s*(-?\s*[\d.]+)\s*\))?")
_PART = re.compile(rf"\s*(\$\d+|{_NAME})\s*(?:\[\s*(\d+)\s*\])?\s*")
_NUMBER = re.compile(r"[-+]?\s*(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")

MAX_DIGITS = 400
"""Of a number. [characters]"""

QUICK = 5000
"""Length of a statement up to which it is tried without the grammar. [characters]"""


def plain_statement(text: str, line: int) -> Call | Measure | Define | None:
    """Return a plain statement, or None where the grammar has to look at it."""
    if text.startswith("gate"):
        return _define(text, line)
    if len(text) > QUICK or text[-1:] != ";":
        return None
    body = text[:-1]
    if "measure" in body:
        found = _MEASURE.fullmatch(body)
        if found is None or (found[1] and found[3]):
            return None
        target = found[1] or found[3]
        return Measure(_operand(found[2]), _operand(target) if target else None, line)
    found = _CALL.fullmatch(body)
    if found is None:
        return None
    name = found[2]
    if name in RESERVED and (name not in ("barrier", "reset") or found[1] or found[3] is not None):
        return None
    arguments = _arguments(found[3]) if found[3] is not None else ()
    if arguments is None:
        return None
    operands = tuple([_operand(one) for one in found[4].split(",")])
    if any(one[0] in RESERVED for one in operands):
        return None
    return Call(name, arguments, operands, _modifiers(found[1]) if found[1] else (), line)


def _define(text: str, line: int) -> Define | None:
    found = _GATE.fullmatch(text)
    if found is None or found[1] in RESERVED:
        return None
    parameters = tuple(one.strip() for one in (found[2] or "").split(",") if one.strip())
    if any(not re.fullmatch(_NAME, one) for one in parameters):
        return None
    qubits = tuple(one.strip() for one in found[3].split(","))
    body, at = [], 0
    inside = found[4]
    if "{" in inside or "//" in inside:
        return None
    number = line + text.count("\n", 0, found.start(4))
    for piece in inside.split(";")[:-1]:
        number += inside.count("\n", at, at + len(piece) - len(piece.lstrip()))
        one = plain_statement(piece.strip() + ";", number)
        if not isinstance(one, Call):
            return None
        body.append(one)
        number += piece.strip().count("\n")
        at += len(piece) + 1
    if inside.rsplit(";", 1)[-1].strip():
        return None
    return Define(found[1], parameters, qubits, tuple(body), line)


def _operand(text: str) -> Operand:
    found = _PART.fullmatch(text)
    if found is None:
        raise RefusedError(f"{text!r:.80} is no qubit")
    return found[1], None if found[2] is None else int(found[2])


def _modifiers(text: str) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (name, None if not value else _number(value.replace(" ", "")))
        for name, value in _ONE_MODIFIER.findall(text)
    )


def _number(text: str) -> int | float:
    if len(text) > MAX_DIGITS:
        raise RefusedError(f"a number of {len(text):,} characters")
    found: int | float = float(text)
    if text.lstrip("+-").isdigit() and abs(found) < 2**63:
        found = int(text)
    if not isfinite(found):
        raise RefusedError(f"{text:.40}: not a finite number")
    return found


def _arguments(text: str) -> tuple[Any, ...] | None:
    """Return the arguments of a call; None where the grammar has to read them."""
    if not text.strip():
        return ()
    if "(" not in text:
        parts = text.split(",")
        if all(_NUMBER.fullmatch(part.strip()) for part in parts):
            return tuple([_number(re.sub(r"\s", "", part)) for part in parts])
    return _expressions(text)


@lru_cache(maxsize=50_000)
def _expressions(text: str) -> tuple[Any, ...] | None:
    text = text.replace("π", "pi").replace("τ", "tau")
    if not text.isascii():
        return None
    try:
        found = ast.parse(f"_({' '.join(text.split())})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(found, ast.Call) or found.keywords or not isinstance(found.func, ast.Name):
        return None
    parts = [_node(one, 0) for one in found.args]
    return None if None in parts else tuple(parts)


_OPERATORS = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Mod: "%",
    ast.Pow: "**",
}


def _node(node: ast.expr, depth: int) -> Any:
    """Return an expression of Python as the one of OpenQASM 3 that says the same."""
    if depth > 100:
        return None
    if isinstance(node, ast.Constant):
        if type(node.value) is int:
            return tree.IntegerLiteral(node.value)
        return tree.FloatLiteral(node.value) if type(node.value) is float else None
    if isinstance(node, ast.Name):
        return None if node.id in RESERVED else tree.Identifier(node.id)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _node(node.operand, depth + 1)
        return inner and tree.UnaryExpression(tree.UnaryOperator["-"], inner)
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = _node(node.left, depth + 1), _node(node.right, depth + 1)
        if left is None or right is None:
            return None
        return tree.BinaryExpression(tree.BinaryOperator[_OPERATORS[type(node.op)]], left, right)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
        inside = [_node(one, depth + 1) for one in node.args]
        if None in inside or node.func.id in RESERVED:
            return None
        return tree.FunctionCall(tree.Identifier(node.func.id), inside)
    return None
