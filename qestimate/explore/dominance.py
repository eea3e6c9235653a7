"""Which devices are beaten by another: a comparison of intervals that leaves the unknown open.

Two figures of two devices are compared in one of two ways. *End by end*: the low ends, the values
and the high ends are all at least as good. The ends of two devices come out of the same formulas
and constants, so that both err the same way; this is what a device is greyed for. *For certain*:
even the worst end of the one is at least as good as the best end of the other, however either
errs. Where only one end is known, for certain is the only way.

A figure that is not known is not worse than another: it cannot be compared, so that a device is
never beaten in it, and beats nothing by it.

Both ways together are transitive, so that every device that is beaten is beaten by one that is
not, whatever the order in which devices come.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.quantity import UNKNOWN, Interval
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

DIGITS = 9
"""Decimals of a logarithm that count: what is left of it are errors of rounding."""


class Merits(NamedTuple):
    """What one device comes to, as logarithms; no end of an interval has to be known."""

    signal: Interval
    """Share of the signal that noise leaves. [log10]; more is better."""
    time: Interval = UNKNOWN
    """[log10 s]; less is better."""
    price: Interval = UNKNOWN
    """[log10 of its unit]; less is better."""
    unit: str = "USD"
    """Of the price. Prices in different units are not compared."""
    work: str = ""
    """What runs there. Devices that do different work are not compared."""


def no_worse(mine: Interval, other: Interval) -> bool:
    """Return whether a cost is at most as large as another: end by end, or for certain.

    >>> no_worse(Interval(2, 1, 3), Interval(2, 1, 4)), no_worse(Interval(2, 1, 3), UNKNOWN)
    (True, False)
    >>> no_worse(Interval(2, 1, 3), Interval(None, 3, None))
    True
    """
    pairs = list(zip(_rounded(mine), _rounded(other), strict=True))
    end_by_end = all(a is not None and b is not None and a <= b for a, b in pairs)
    return end_by_end or surely_no_worse(mine, other)


def surely_no_worse(mine: Interval, other: Interval) -> bool:
    """Return whether the largest that a cost may be is at most the least that another may be.

    >>> surely_no_worse(Interval(2, 1, 3), Interval(4, 3, 5))
    True
    >>> surely_no_worse(Interval(2, 1, 3), Interval(2, 1, 4))
    False
    """
    most, least = _rounded(mine).high, _rounded(other).low
    return most is not None and least is not None and most <= least


def _rounded(one: Interval) -> Interval:
    return Interval(*(None if end is None else round(end, DIGITS) for end in one))


def _as_costs(one: Merits) -> tuple[Interval, Interval, Interval]:
    """Return the figures of a device so that less of each is better."""
    value, low, high = (None if end is None else -end for end in one.signal)
    return Interval(value, high, low), one.time, one.price


def _comparable(a: Merits, b: Merits) -> bool:
    return a.unit == b.unit and a.work == b.work


def _in_all(a: Merits, b: Merits, *, surely: bool = False) -> bool:
    """Whether a device is at least as good as another in every figure."""
    compare = surely_no_worse if surely else no_worse
    pairs = zip(_as_costs(a), _as_costs(b), strict=True)
    return _comparable(a, b) and all(compare(mine, other) for mine, other in pairs)


def beats(a: Merits, b: Merits) -> bool:
    """Return whether a device is at least as good as another in all figures, and not the same.

    >>> cheap = Merits(Interval(-0.1, -0.2, 0.0), Interval(1, 0, 2), Interval(1, 0, 2))
    >>> dear = cheap._replace(price=Interval(2, 1, 3))
    >>> beats(cheap, dear), beats(dear, cheap), beats(cheap, cheap)
    (True, False, False)
    """
    return _in_all(a, b) and not _in_all(b, a)


def surely_beats(a: Merits, b: Merits) -> bool:
    """Return whether a device beats another however the figures of either err."""
    return beats(a, b) and _in_all(a, b, surely=True)


def beaten_by(devices: Sequence[Merits]) -> tuple[tuple[int, ...], ...]:
    """Return for each device the numbers of those that beat it and are not beaten themselves.

    >>> best = Merits(Interval(-0.1, -0.2, 0.0), Interval(1, 0, 2), Interval(1, 0, 2))
    >>> slow, dark = best._replace(time=Interval(2, 1, 3)), best._replace(time=UNKNOWN)
    >>> beaten_by([slow, best, dark])
    ((1,), (), ())
    """
    beaten = [any(beats(other, one) for other in devices) for one in devices]
    return tuple(
        tuple(
            k
            for k, other in enumerate(devices)
            if is_beaten and not beaten[k] and beats(other, one)
        )
        for one, is_beaten in zip(devices, beaten, strict=True)
    )
