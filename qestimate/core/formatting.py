"""How numbers are written for people: three digits, a unit that fits, never a silent zero."""

from __future__ import annotations

from math import floor, inf, isfinite, isnan, log10
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from qestimate.core.quantity import Interval

UNKNOWN = "unknown"

_UNITS = (
    (1e-6, 1e-9, "ns"),
    (1e-3, 1e-6, "µs"),
    (1.0, 1e-3, "ms"),
    (120.0, 1.0, "s"),
    (7200.0, 60.0, "min"),
    (172800.0, 3600.0, "h"),
    (2 * 365.25 * 86400, 86400.0, "d"),
)
"""Upper end of a range of seconds, the unit used in it, its name."""

YEAR = 365.25 * 86400


def number(value: float) -> str:
    """Write a number with three significant digits.

    >>> [number(x) for x in (0, 0.123456, 12345.6, 1.5e9, 3.2e-7, 250)]
    ['0', '0.123', '12,300', '1.5e9', '3.2e-7', '250']
    """
    if value == 0:
        return "0"
    if isnan(value):
        return UNKNOWN
    if not isfinite(value):
        return "∞" if value > 0 else "-∞"
    size = floor(log10(abs(value)))
    if -3 <= size < 6:
        digits = max(0, 2 - size)
        text = f"{round(value, 2 - size):,.{digits}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return power(log10(abs(value)), "-" if value < 0 else "")


def power(log10_value: float, sign: str = "") -> str:
    """Write ten to a power as mantissa and exponent; far out, as a power of ten alone.

    >>> power(9.1761), power(-400.3), power(14192.4), power(float("-inf"))
    ('1.5e9', '5.01e-401', '10^14192', '0')
    """
    if log10_value == -inf:
        return "0"
    if log10_value == inf:
        return f"{sign}∞"
    exponent = floor(log10_value)
    if abs(exponent) > 999:
        return f"{sign}10^{round(log10_value)}"
    mantissa = f"{10 ** (log10_value - exponent):.2f}"
    if mantissa == "10.00":
        mantissa, exponent = "1.00", exponent + 1
    return f"{sign}{mantissa.rstrip('0').rstrip('.')}e{exponent}"


def log10_number(value: float) -> str:
    """Write the number whose log10 is given.

    >>> log10_number(2), log10_number(1120.5)
    ('100', '10^1120')
    """
    return number(10.0**value) if -300 < value < 300 else power(value)


def percentage(share: float) -> str:
    """Write a share in percent.

    >>> percentage(0.0000275), percentage(0.762)
    ('0.00275 %', '76.2 %')
    """
    return f"{number(100 * share)} %"


def count(value: int) -> str:
    """Write a count: exact below ten million, else three digits.

    >>> count(1024000), count(67584000), count(-67584000)
    ('1,024,000', '6.76e7', '-6.76e7')
    """
    return f"{value:,}" if abs(value) < 10**7 else power(log10(abs(value)), "-" * (value < 0))


def seconds(log10_value: float) -> str:
    """Write a time from the log10 of its seconds, in a unit that fits.

    >>> [seconds(x) for x in (-8.0, -2.667, 1.0, 5.5, 12.2, 1128.6)]
    ['10 ns', '2.15 ms', '10 s', '3.66 d', '50,200 y', '10^1121 y']
    """
    if log10_value <= -300:
        return f"{power(log10_value)} s"
    for top, unit, name in _UNITS:
        if log10_value < log10(top):
            return f"{number(10**log10_value / unit)} {name}"
    return f"{log10_number(log10_value - log10(YEAR))} y"


def usd(log10_value: float) -> str:
    """Write an amount of money from its log10.

    >>> usd(2.0), usd(9.5)
    ('$100', '$3.16e9')
    """
    return f"${log10_number(log10_value)}"


def interval(value: Interval) -> str:
    """Write a value with its bounds, as much of them as is known.

    >>> from qestimate.core.quantity import Interval
    >>> interval(Interval(0.12, 0.05, 0.21)), interval(Interval(None, None, 0.4))
    ('0.12 [0.05, 0.21]', 'at most 0.4')
    """
    return _between(value, number)


def log10_interval(value: Interval) -> str:
    """Write a value with its bounds from their logarithms, however small.

    >>> from qestimate.core.quantity import Interval
    >>> log10_interval(Interval(-335.7, -500.0, -179.0)), log10_interval(Interval(None, None, -1))
    ('2e-336 [1e-500, 1e-179]', 'at most 0.1')
    """
    return _between(value, log10_number)


def seconds_interval(value: Interval) -> str:
    """Write a time with its bounds from the logarithms of their seconds.

    >>> from qestimate.core.quantity import Interval
    >>> seconds_interval(Interval(2.0, 1.0, 5.0)), seconds_interval(Interval(None, 1.0, None))
    ('100 s [10 s, 27.8 h]', 'at least 10 s')
    """
    if value.value is None and value.low is not None:
        low = seconds(value.low)
        return f"at least {low}" if value.high is None else f"{low} to {seconds(value.high)}"
    return _between(value, seconds)


def _between(value: Interval, write: Callable[[float], str]) -> str:
    if value.value is None:
        return UNKNOWN if value.high is None else f"at most {write(value.high)}"
    if value.low is None and value.high is None:
        return write(value.value)
    low, high = (UNKNOWN if x is None else write(x) for x in (value.low, value.high))
    return f"{write(value.value)} [{low}, {high}]"


def plain_formula(text: str) -> str:
    """Write a formula of Python as one of a book.

    >>> plain_formula("2**n/(q*F)**2"), plain_formula("4*L*r*ceil(W/n)")
    ('2ⁿ/(q·F)²', '4·L·r·ceil(W/n)')
    """
    text = text.replace("**", "^").replace("*", "·").replace("ceiling", "ceil")
    for digit, raised in zip("0123456789n", "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ", strict=True):
        text = text.replace(f"^{digit}", raised)
    return text
