"""Circuits of RX and RZZ on a line, exactly, noise included, at any width.

RX on a site and RZZ on neighbouring sites turn Majorana operators into one another, so products of
two of them stay products of two. In the order

    c(2k) = X(0) ... X(k-1) Z(k),    c(2k+1) = X(0) ... X(k-1) Y(k)

X(k) is c(2k) c(2k+1), ZZ of the sites k and k+1 is c(2k+1) c(2k+2), and every c(a) c(b) is a Pauli
operator, up to a phase: X on the sites between, Y or Z at either end. Noise that shrinks each
Pauli operator by a factor of its own thus shrinks each expectation value <c(a) c(b)> by one. A
table of them is all of the state that <ZZ> of neighbours can ever come from.

Source: [terhal-2002] for free fermions without noise; the rest follows from the above.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence


class Layer(NamedTuple):
    """RZZ on the even links of a line, then on the odd ones, then RX on every site."""

    zz: tuple[float, ...]
    """Angle on each link. [rad]"""
    x: float
    """Angle on every site. [rad]"""


class Damping(NamedTuple):
    """Factors by which noise shrinks each <c(a) c(b)>, arrays of 2n by 2n, in the order of time.

    Sites that no odd link has turn right after the even links and wait then; the others turn after
    the odd ones. All but ``start`` comes in each layer.
    """

    start: Any
    """The first one-qubit gates."""
    before_even: Any
    even: Any
    """RZZ on the even links, and what waits meanwhile."""
    early: Any
    """RX on sites without an odd link."""
    before_odd: Any
    odd: Any
    """RZZ on the odd links, and what waits meanwhile."""
    late: Any
    """RX on sites with one."""


class NeighbourValues(NamedTuple):
    """<ZZ> on each link of a line."""

    noiseless: tuple[float, ...]
    noisy: tuple[float, ...]
    """With the noise of gates and waiting, before readout."""


def neighbour_values(
    n: int, layers: Sequence[Layer], damping: Damping | None = None
) -> NeighbourValues:
    """Return <ZZ> of neighbours after H on all sites of a line and some layers.

    Args:
        n: Sites. [1], >= 2.
        layers: In the order of time.
        damping: Of the noise; none if not given.

    Source: [terhal-2002], with noise as at the head of this module.

    >>> from math import sin
    >>> found = neighbour_values(2, [Layer((0.3,), -0.7)])  # <ZZ> = sin(zz) sin(2 x)
    >>> round(found.noiseless[0], 12) == round(sin(0.3) * sin(2 * -0.7), 12)
    True
    """
    import numpy as np

    table = np.zeros((2, 2 * n, 2 * n))
    site = np.arange(n)
    table[:, 2 * site, 2 * site + 1] = 1.0
    table[:, 2 * site + 1, 2 * site] = -1.0
    linked = has_odd_link(n)
    if damping is not None:
        table[1] *= damping.start
    for zz, x in layers:
        for first, before, during, after, turned in (
            (0, "before_even", "even", "early", ~linked),
            (1, "before_odd", "odd", "late", linked),
        ):
            angles = np.asarray(zz[first::2])
            if not len(angles):
                continue
            if damping is not None:
                table[1] *= getattr(damping, before)
            _turn(table, angles, 2 * first + 1, 4)
            if damping is not None:
                table[1] *= getattr(damping, during)
            _turn(table, np.where(turned, x, 0.0), 0, 2)
            if damping is not None:
                table[1] *= getattr(damping, after)
    link = np.arange(n - 1)
    ideal, noisy = table[:, 2 * link + 1, 2 * link + 2].tolist()
    return NeighbourValues(tuple(ideal), tuple(noisy))


def has_odd_link(n: int) -> Any:
    """Return for each site of a line whether one of the links 1-2, 3-4, ... has it.

    >>> has_odd_link(4).tolist(), has_odd_link(5).tolist()
    ([False, True, True, False], [False, True, True, True, True])
    """
    import numpy as np

    site = np.arange(n)
    return (site > 0) & (site < n - 1 + n % 2)


def _turn(table: Any, angles: Any, start: int, step: int) -> None:
    """Turn every so many-th row and the one behind it by an angle each, and the same columns."""
    import numpy as np

    cos, sin = np.cos(angles)[:, None], np.sin(angles)[:, None]
    end = start + step * len(angles)
    for view in (table, table.swapaxes(-1, -2)):
        first = view[..., start:end:step, :]
        second = view[..., start + 1 : end : step, :]
        kept = first.copy()
        first *= cos
        first += sin * second
        second *= cos
        second -= sin * kept
