"""Arithmetic that takes floats, NumPy arrays or SymPy expressions: one formula, three uses.

NumPy and SymPy are imported only by callers that already hold one of their objects, so that a
plain estimate loads neither.
"""

from __future__ import annotations

import math
from functools import lru_cache
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


def anywhere(condition: Any) -> bool:
    """Return whether a condition holds at all.

    >>> anywhere(2 == 3), anywhere(1 < 3)
    (False, True)
    """
    return condition if isinstance(condition, bool) else bool(condition.any())


def ceil(x: Number) -> Number:
    """Round up; nan stays nan.

    >>> ceil(2.1), ceil(math.nan)
    (3, nan)
    """
    if isinstance(x, float) and x != x:  # noqa: PLR0124  # nan
        return x
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
    """Return the smaller of two numbers, element by element for arrays; nan if either is.

    >>> minimum(2, 3), minimum(2, math.nan)
    (2, nan)
    """
    if isinstance(a, PLAIN) and isinstance(b, PLAIN):
        return min(a, b) if a == a and b == b else math.nan  # noqa: PLR0124  # nan
    return _library(a, b).minimum(a, b)


def maximum(a: Number, b: Number) -> Number:
    """Return the larger of two numbers, element by element for arrays; nan if either is.

    >>> maximum(2, 3), maximum(2, math.nan)
    (3, nan)
    """
    if isinstance(a, PLAIN) and isinstance(b, PLAIN):
        return max(a, b) if a == a and b == b else math.nan  # noqa: PLR0124  # nan
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


def root(x: Number) -> Number:
    """Return the square root of a non-negative number.

    >>> root(4)
    2.0
    """
    return _library(x).sqrt(x)


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


LN10 = math.log(10)


def add_log10(a: Number, b: Number) -> Number:
    """Return log10(10^a + 10^b), for numbers of any size; -inf is the logarithm of nothing.

    >>> round(add_log10(2, 2), 4), add_log10(500, -math.inf), add_log10(-math.inf, -math.inf)
    (2.301, 500, -inf)
    """
    if isinstance(b, float) and b == -math.inf:
        return a
    high, low = maximum(a, b), minimum(a, b)
    nothing = low == -math.inf
    gap = where(nothing, 0.0, low - where(nothing, 0.0, high))
    return where(nothing, high, high + log1p(exp(gap * LN10)) / LN10)


def whole_log10(x: Number) -> Number:
    """Return log10 of the whole number that 10^x stands for, rounded up.

    A logarithm carries twelve digits of a number here, so a number that is whole to within those
    is not rounded up by one; above 10^12 it is left as it is.

    >>> round(10 ** whole_log10(math.log10(20_000))), round(10 ** whole_log10(0.5))
    (20000, 4)
    """
    small = minimum(x, 12.0)
    return where(x < 12.0, log10(ceil(10.0**small * (1 - 1e-12))), x)


def parts_log10(x: Number, most: Number) -> Number:
    """Return log10 of the parts of at most ``most`` into which 10^x things are cut.

    Args:
        x: log10 of a whole number of things; -inf for none.
        most: In a part; nan for no limit, which makes one part.

    >>> 10 ** parts_log10(math.log10(20_000), 10_000), parts_log10(3.0, math.nan)
    (2.0, 0.0)
    """
    if isinstance(x, PLAIN) and isinstance(most, PLAIN):
        return _kept_parts_log10(x, most)
    return _parts_log10(x, most)


def _parts_log10(x: Number, most: Number) -> Number:
    unlimited = isnan(most)
    limit = where(unlimited, 1.0, most)
    parts = whole_log10(where(x == -math.inf, 0.0, x) - log10(limit))
    found = where(unlimited, 0.0, maximum(0.0, parts))
    return where(x == -math.inf, x, found)


_kept_parts_log10 = lru_cache(maxsize=4096, typed=True)(_parts_log10)
"""Kept for plain numbers, since the batches of one workload are asked for again and again."""
