"""Arithmetic that a file states, computed without running anything else."""

from __future__ import annotations

import ast
import math
from threading import Lock
from typing import TYPE_CHECKING

from simpleeval import InvalidExpression, SimpleEval

from qestimate.core.errors import CatalogError

if TYPE_CHECKING:
    from collections.abc import Mapping

FUNCTIONS = {
    "sqrt": math.sqrt,
    "ln": math.log,
    "log2": math.log2,
    "log10": math.log10,
    "exp": math.exp,
    "ceil": math.ceil,
    "floor": math.floor,
    "min": min,
    "max": max,
}
"""What a formula may call."""

ARITHMETIC = (
    ast.Expression,
    ast.Constant,
    ast.Name,
    ast.Load,
    ast.UnaryOp,
    ast.USub,
    ast.UAdd,
    ast.BinOp,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.Pow,
    ast.Call,
)
"""What a formula may be made of."""

PARSING = Lock()
"""Held while a formula is parsed: Python 3.11 counts the depth of all threads as one, and fails
where two of them parse at once (python/cpython issue 106905)."""

LONGEST = 500
"""Characters of a formula."""


def evaluate(formula: str, values: Mapping[str, float]) -> float:
    """Return what a formula gives.

    Args:
        formula: Arithmetic in symbols and FUNCTIONS.
        values: Of its symbols; each must be used.

    Raises:
        CatalogError: It is no arithmetic, names something else, leaves a number out, or has no
            finite value.

    >>> evaluate("100*p/m", {"p": 106264, "m": 204100})
    52.06467417932386
    """
    hint = f"arithmetic in {', '.join(values)}: + - * / **, {', '.join(FUNCTIONS)}"
    try:
        with PARSING:
            _check(formula, values)
            found = SimpleEval(names=dict(values), functions=FUNCTIONS).eval(formula)
        result = float(found)
    except (
        InvalidExpression,
        SyntaxError,
        ArithmeticError,
        ValueError,
        TypeError,
        RecursionError,
        MemoryError,
    ) as error:
        raise CatalogError(f"formula {formula[:80]!r}: {error}", hint=hint) from error
    if not math.isfinite(result):
        raise CatalogError(f"formula {formula!r} gives {result}", hint="check its inputs")
    return result


def _check(formula: str, values: Mapping[str, float]) -> None:
    """Raise ValueError for what is no arithmetic in exactly these values."""
    if len(formula) > LONGEST:
        raise ValueError(f"longer than {LONGEST} characters")
    names = set()
    for node in ast.walk(ast.parse(formula.strip(), mode="eval")):
        if isinstance(node, ast.BitXor):
            raise ValueError("a power is written **, not ^")  # noqa: TRY004  # of the file
        if not isinstance(node, ARITHMETIC):
            raise ValueError(f"{type(node).__name__} is no arithmetic")  # noqa: TRY004
        if isinstance(node, ast.Constant) and type(node.value) not in (int, float):
            raise ValueError(f"{node.value!r} is no number")
        if isinstance(node, ast.Name):
            names.add(node.id)
    strange = names - values.keys() - set(FUNCTIONS)
    if strange:
        raise ValueError(f"{', '.join(sorted(strange))} is no input")
    unused = values.keys() - names
    if unused:
        raise ValueError(f"input {', '.join(sorted(unused))} is not used")
