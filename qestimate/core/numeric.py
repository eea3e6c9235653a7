"""Arithmetic that takes floats, NumPy arrays or SymPy expressions: one formula, three uses.

NumPy and SymPy are imported only by callers that already hold one of their objects, so that a
plain estimate loads neither.
"""

from __future__ import annotations

import math
from typing import Any

PLAIN = (float, int)

Number = Any
"""A float or int, a ``numpy.ndarray`` or a ``sympy.Expr``."""


def _library(*values: Number) -> Any:
    """Return the module that computes with ``values``: math, numpy or sympy."""
    for value in values:
        if not isinstance(value, int | float):
            module = type(value).__module__
            if module.startswith("sympy"):
                import sympy

                return sympy
            if module.startswith("numpy"):
                import numpy

                return numpy
            raise TypeError(f"cannot compute with {type(value).__name__}")
    return math


def where(condition: Any, yes: Number, no: Number) -> Number:
    """Return ``yes`` where ``condition`` holds and ``no`` elsewhere.

    >>> where(3 > 2, 10, 20)
    10
    """
    if isinstance(condition, bool):
        return yes if condition else no
    if type(condition).__module__.startswith("sympy"):
        import sympy

        return sympy.Piecewise((yes, condition), (no, True))
    import numpy

    return numpy.where(condition, yes, no)


def isnan(x: Number) -> Any:
    """Return whether a number is unknown; element by element for arrays.

    >>> isnan(math.nan), isnan(1.0)
    (True, False)
    """
    return x != x  # noqa: PLR0124  # only nan differs from itself


def equal(a: Number, b: Number) -> Any:
    """Return the condition a = b, also for symbols, where ``==`` compares structure.

    >>> equal(7 % 2, 1)
    True
    """
    library = _library(a, b)
    return library.Eq(a, b) if library.__name__ == "sympy" else a == b


def ceil(x: Number) -> Number:
    """Round up.

    >>> ceil(2.1)
    3
    """
    library = _library(x)
    return library.ceiling(x) if library.__name__ == "sympy" else library.ceil(x)


def floor_half(x: Number) -> Number:
    """Return x/2 rounded down.

    >>> floor_half(7)
    3
    """
    return x // 2


def ceil_log2(count: int) -> int:
    """Return the least k with 2^k >= count, exactly. [1], count >= 1.

    >>> ceil_log2(1), ceil_log2(57344), ceil_log2(2**60 + 1)
    (0, 16, 61)
    """
    return (count - 1).bit_length()


def minimum(a: Number, b: Number) -> Number:
    """Return the smaller of two numbers, element by element for arrays.

    >>> minimum(2, 3)
    2
    """
    if isinstance(a, PLAIN) and isinstance(b, PLAIN):
        return min(a, b)
    return _library(a, b).minimum(a, b)


def maximum(a: Number, b: Number) -> Number:
    """Return the larger of two numbers, element by element for arrays.

    >>> maximum(2, 3)
    3
    """
    if isinstance(a, PLAIN) and isinstance(b, PLAIN):
        return max(a, b)
    return _library(a, b).maximum(a, b)


def log(x: Number) -> Number:
    """Return the natural logarithm of a positive number.

    >>> log(1)
    0.0
    """
    return _library(x).log(x)


def log1p(x: Number) -> Number:
    """Return ln(1 + x) for x >= -1; -inf at -1.

    >>> log1p(-1)
    -inf
    """
    if isinstance(x, PLAIN):
        return math.log1p(x) if x > -1 else -math.inf
    return _library(x).log1p(x)


def exp(x: Number) -> Number:
    """Return e^x for x <= 0.

    >>> exp(0)
    1.0
    """
    return _library(x).exp(x)


def expm1(x: Number) -> Number:
    """Return e^x - 1.

    >>> expm1(0)
    0.0
    """
    return _library(x).expm1(x)


def log10(x: Number) -> Number:
    """Return log10 of a non-negative number of any size; -inf for 0.

    >>> log10(10**400)
    400.0
    """
    if isinstance(x, PLAIN):
        return math.log10(x) if x > 0 else -math.inf
    return _library(x).log10(x)


def exp_or_zero(x: float) -> float:
    """Return e^x; 0.0 where the result is below the smallest double, inf above the largest.

    >>> exp_or_zero(-1e6)
    0.0
    """
    try:
        return math.exp(x)
    except OverflowError:
        return math.inf
