"""Numbers of OpenQASM 3: its constants, functions, operators and units."""

from __future__ import annotations

import math
import operator
from typing import TYPE_CHECKING, Any

from qestimate.formats.circuits.limits import RefusedError
from qestimate.formats.circuits.values import within_limits

if TYPE_CHECKING:
    from collections.abc import Callable

CONSTANTS = {
    **dict.fromkeys(("pi", "π"), math.pi),
    **dict.fromkeys(("tau", "τ"), math.tau),
    **dict.fromkeys(("euler", "ℇ"), math.e),
}

FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "arcsin": math.asin,
    "arccos": math.acos,
    "arctan": math.atan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "exp": math.exp,
    "log": math.log,
    "ln": math.log,
    "sqrt": math.sqrt,
    "ceiling": math.ceil,
    "floor": math.floor,
    "abs": abs,
}
"""Of one number."""

UNITS = {"ns": 1e9, "us": 1e6, "ms": 1e3, "s": 1.0}
"""How many of each unit of time a second has."""


def _power(one: Any, other: Any) -> Any:
    whole = isinstance(one, int) and isinstance(other, int) and other >= 0
    if whole and abs(one) > 1 and other > 128:
        raise RefusedError("an integer of more than 128 bits")
    found = one**other if whole else math.pow(one, other)
    return within_limits(found)


def _shift(one: Any, other: Any) -> Any:
    if not 0 <= other <= 128:
        raise RefusedError("a shift by more than 128 bits")
    return within_limits(one << other)


def _divide(one: Any, other: Any) -> Any:
    if other == 0:
        raise RefusedError("a division by zero")
    if isinstance(one, int) and isinstance(other, int):
        quotient = abs(one) // abs(other)
        return quotient if (one < 0) == (other < 0) else -quotient
    return one / other


def divide_real(one: Any, other: Any) -> Any:
    """Return a quotient that need not be whole.

    >>> divide_real(1, 2), divide_real(4, 2)
    (0.5, 2)
    """
    if isinstance(one, int) and isinstance(other, int) and other != 0 and one % other == 0:
        return one // other
    if other == 0:
        raise RefusedError("a division by zero")
    return one / other


def _modulo(one: Any, other: Any) -> Any:
    if other == 0:
        raise RefusedError("a division by zero")
    return (
        math.fmod(one, other)
        if isinstance(one, float) or isinstance(other, float)
        else (int(math.copysign(1, one)) * (abs(one) % abs(other)))
    )


OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divide,
    "%": _modulo,
    "**": _power,
    "<<": _shift,
    ">>": lambda a, b: int(a) >> min(int(b), 200),
    "&": lambda a, b: int(a) & int(b),
    "|": lambda a, b: int(a) | int(b),
    "^": lambda a, b: int(a) ^ int(b),
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
