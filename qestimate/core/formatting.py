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

GONE = -9.0
"""log10 of a share of a signal below which nothing of it can be seen: it takes 10^18 shots."""

MOST = -0.1
"""log10 of a share of a signal above which a bound says nothing."""

FARTHEST = 18.0
"""log10 of a number of shots, or of years, above which its size says nothing any more."""


def number(value: float, digits: int = 3) -> str:
    """Write a number with three significant digits, or as many as are asked for.

    >>> [number(x) for x in (0, 0.123456, 12345.6, 1.5e9, 3.2e-7, 250)], number(0.0658, 2)
    (['0', '0.123', '12,300', '1.5e9', '3.2e-7', '250'], '0.066')
    """
    if value == 0:
        return "0"
    if isnan(value):
        return UNKNOWN
    if not isfinite(value):
        return "∞" if value > 0 else "-∞"
    size = floor(log10(abs(value)))
    if -3 <= size < 6:
        places = digits - 1 - size
        text = f"{round(value, places):,.{max(0, places)}f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return power(log10(abs(value)), "-" if value < 0 else "", digits)


def power(log10_value: float, sign: str = "", digits: int = 3) -> str:
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
    mantissa = f"{10 ** (log10_value - exponent):.{digits - 1}f}"
    if mantissa.startswith("10"):
        mantissa, exponent = "1", exponent + 1
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{sign}{mantissa}e{exponent}"


def log10_number(value: float, digits: int = 3) -> str:
    """Write the number whose log10 is given.

    >>> log10_number(2), log10_number(1120.5)
    ('100', '10^1120')
    """
    return number(10.0**value, digits) if -300 < value < 300 else power(value, "", digits)


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


def seconds(log10_value: float, digits: int = 3) -> str:
    """Write a time from the log10 of its seconds, in a unit that fits.

    >>> [seconds(x) for x in (-8.0, -2.667, 1.0, 5.5, 12.2, 1128.6)]
    ['10 ns', '2.15 ms', '10 s', '3.66 d', '50,200 y', 'over 1e18 y']
    """
    if log10_value <= -300:
        return f"{power(log10_value)} s"
    for top, unit, name in _UNITS:
        if log10_value < log10(top):
            return f"{number(10**log10_value / unit, digits)} {name}"
    return f"{beyond(log10_value - log10(YEAR), digits)} y"


_WORDS = {"min": "minutes", "h": "hours", "d": "days", "y": "years", "s": "seconds"}
"""Units of time as they are spoken."""


def time_in_words(log10_value: float, digits: int = 2, mark: str = "") -> str:
    """Write a time from the log10 of its seconds as it is spoken.

    Args:
        log10_value: Time. [log10 s]
        digits: Of the number.
        mark: Written behind the number.

    >>> [time_in_words(x) for x in (0.0, 1.0, 5.5, 12.2, 20.0)]
    ['1 second', '10 seconds', '3.7 days', '50,000 years', 'over 1 million years']
    """
    if log10_value > log10(YEAR) + 6:
        return "over 1 million years"
    amount, _, unit = seconds(log10_value, digits).partition(" ")
    word = _WORDS.get(unit, unit)
    return f"{amount}{mark} {word.removesuffix('s') if amount == '1' and not mark else word}"


def span_in_words(value: Interval) -> str:
    """Write a time between bounds, from the logarithms of its seconds.

    >>> from qestimate.core.quantity import Interval
    >>> span_in_words(Interval(5.7, 5.2, 6.8)), span_in_words(Interval(None, None, None))
    ('44 hours to 73 days', 'not known')
    """
    ends = [end for end in (value.low, value.high) if end is not None]
    if not ends:
        return "not known"
    low, *high = (time_in_words(end) for end in ends)
    if high:
        return f"{low} to {high[0]}" if high[0] != low else low
    return f"{low} or more" if value.high is None else f"at most {low}"


_SIZES = ((12, "trillion"), (9, "billion"), (6, "million"))


def count_in_words(log10_value: float, digits: int = 2) -> str:
    """Write a number from its log10 as it is spoken: in full below a million.

    >>> [count_in_words(log10(x)) for x in (1, 5358, 4_498_500, 5.31e9, 3e17)]
    ['1', '5,358', '4.5 million', '5.3 billion', 'over 10,000 trillion']
    """
    if log10_value >= 16:
        return "over 10,000 trillion"
    for size, word in _SIZES:
        if log10_value >= size - 1e-12:
            return f"{number(10 ** (log10_value - size), digits)} {word}"
    return f"{round(10**log10_value):,}"


def rounded_in_words(log10_value: float, digits: int = 2) -> str:
    """Write a number that is not known exactly, from its log10, as it is spoken.

    >>> rounded_in_words(log10(2075)), rounded_in_words(log10(1_437_000)), rounded_in_words(0.0)
    ('2,100', '1.4 million', '1')
    """
    if log10_value >= 6:
        return count_in_words(log10_value, digits)
    return number(10**log10_value, digits)


def beyond(log10_value: float, digits: int = 3) -> str:
    """Write a number whose size says nothing any more above some size.

    >>> beyond(3.3), beyond(13436)
    ('2,000', 'over 1e18')
    """
    return "over 1e18" if log10_value > FARTHEST else log10_number(log10_value, digits)


def usd(log10_value: float, digits: int = 3) -> str:
    """Write an amount of money from its log10.

    >>> usd(2.0), usd(6.057), usd(9.5), usd(14.0), usd(-0.8, 2), usd(0.08, 2), usd(-4.7, 2)
    ('$100', '$1.14 million', '$3.16 billion', '$1e14', '$0.16', '$1.20', 'less than $0.01')
    >>> usd(1.01)
    '$10.20'
    """
    for size, word in ((9, "billion"), (6, "million")):
        if size <= log10_value < 12:
            return f"${log10_number(log10_value - size, digits)} {word}"
    if digits == 2 and log10_value < -2:
        return "less than $0.01"
    written = log10_number(log10_value, digits)
    tenths = -1 <= log10_value < 2 and written[-2:-1] == "."
    return f"${written}0" if tenths else f"${written}"


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
    return _between(value, log10_number, _digits(value))


def shots_interval(value: Interval) -> str:
    """Write a number of shots from its logarithm, with what is known of its bounds.

    >>> from qestimate.core.quantity import Interval
    >>> shots_interval(Interval(2.0, 1.0, 5.0)), shots_interval(Interval(None, 40.0, None))
    ('100 [10, 100,000]', 'over 1e18')
    """
    if value.low is not None and value.low > FARTHEST:
        return beyond(value.low)
    if value.value is None and value.low is not None:
        return f"at least {beyond(value.low, 2)}"
    return _between(value, beyond, _digits(value))


def signal(value: Interval) -> str:
    """Write a share of a signal from its logarithm; in words where nothing can be seen of it.

    >>> from qestimate.core.quantity import Interval
    >>> signal(Interval(-1.182, -2.54, -0.611)), signal(Interval(-6715.0, -9000.0, -3534.0))
    ('0.066 [0.0029, 0.24]', 'no signal left')
    >>> signal(Interval(None, -0.3, -0.1)), signal(Interval(None, None, -0.7))
    ('0.501 to 0.794', 'at most 0.2')
    """
    most = value.value if value.high is None else value.high
    if most is not None and most < GONE:
        return "no signal left"
    if value.value is None and value.low is not None and value.low >= GONE:
        digits = _digits(value)
        ends = (log10_number(end or 0.0, digits) for end in (value.low, value.high))
        return " to ".join(ends)
    if value.value is None or value.value < GONE:
        known = value.high is not None and value.high < MOST
        return f"at most {log10_number(value.high, 2)}" if known and value.high else UNKNOWN
    return _between(value, log10_number, _digits(value))


def fidelity(value: Interval) -> str:
    """Write a fidelity from its logarithm; one that nobody could measure as such.

    >>> from qestimate.core.quantity import Interval
    >>> fidelity(Interval(-2.1, -5.1, -1.1)), fidelity(Interval(-6715.0, -9000.0, -3534.0))
    ('0.0079 [7.9e-6, 0.079]', 'below 1e-9')
    """
    return signal(value).replace("no signal left", "below 1e-9")


def _digits(value: Interval) -> int:
    """Return how many digits a figure deserves from its log10: two where it spans a decade."""
    wide = value.low is None or value.high is None or value.high - value.low >= 1
    return 2 if wide and (value.low, value.high) != (None, None) else 3


def seconds_interval(value: Interval) -> str:
    """Write a time with its bounds from the logarithms of their seconds.

    >>> from qestimate.core.quantity import Interval
    >>> seconds_interval(Interval(2.0, 1.0, 5.0)), seconds_interval(Interval(None, 1.0, None))
    ('100 s [10 s, 28 h]', 'at least 10 s')
    """
    if value.value is None and value.low is not None:
        low = seconds(value.low, 2)
        if low.startswith("over"):
            return low
        return f"at least {low}" if value.high is None else f"{low} to {seconds(value.high, 2)}"
    return _between(value, seconds, _digits(value))


def usd_interval(value: Interval) -> str:
    """Write an amount of money with its bounds from their logarithms.

    >>> from qestimate.core.quantity import Interval
    >>> usd_interval(Interval(1.0, 0.5, 2.0)), usd_interval(Interval(None, 1.0, None))
    ('$10 [$3.20, $100]', 'at least $10')
    """
    if value.value is None and value.low is not None:
        return f"at least {usd(value.low, 2)}"
    return _between(value, usd, 2)


def _between(value: Interval, write: Callable[[float, int], str], digits: int = 3) -> str:
    if value.value is None:
        return UNKNOWN if value.high is None else f"at most {write(value.high, digits)}"
    if (value.low is None and value.high is None) or value.low == value.value == value.high:
        return write(value.value, 3)
    low, high = (UNKNOWN if x is None else write(x, digits) for x in (value.low, value.high))
    return f"{write(value.value, digits)} [{low}, {high}]"


def plain_formula(text: str) -> str:
    """Write a formula of Python as one of a book.

    >>> plain_formula("2**n/(q*F)**2"), plain_formula("4*L*r*ceil(W/n)")
    ('2ⁿ/(q·F)²', '4·L·r·ceil(W/n)')
    """
    text = text.replace("**", "^").replace("*", "·").replace("ceiling", "ceil")
    for digit, raised in zip("0123456789n", "⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ", strict=True):
        text = text.replace(f"^{digit}", raised)
    return text
