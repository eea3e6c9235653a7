"""Arithmetic that a file states, computed without running anything else."""

from __future__ import annotations

import ast
import math
from typing import TYPE_CHECKING

from simpleeval import InvalidExpression, SimpleEval

from qestimate.errors import CatalogError

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

ARITHMETIC = (ast.Expr, ast.Constant, ast.Name, ast.UnaryOp, ast.BinOp, ast.Call)
"""What a formula may be made of: no attributes, lists, comparisons or anything else."""


def evaluate(formula: str, values: Mapping[str, float]) -> float:
    """Return what a formula gives.

    Args:
        formula: Arithmetic in symbols and FUNCTIONS.
        values: Of its symbols.

    Raises:
        CatalogError: It is no arithmetic, names something else, or has no finite value.

    >>> evaluate("100*p/m", {"p": 106264, "m": 204100})
    52.06467417932386
    """
    try:
        arithmetic = SimpleEval(names=dict(values), functions=FUNCTIONS)
        arithmetic.nodes = {node: arithmetic.nodes[node] for node in ARITHMETIC}
        result = float(arithmetic.eval(formula))
    except (InvalidExpression, SyntaxError, ArithmeticError, ValueError, TypeError) as error:
        raise CatalogError(
            f"formula {formula!r}: {error}",
            hint=f"arithmetic in {', '.join(values)} with {', '.join(FUNCTIONS)}",
        ) from error
    if not math.isfinite(result):
        raise CatalogError(f"formula {formula!r} gives {result}", hint="check its inputs")
    return result
