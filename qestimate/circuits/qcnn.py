"""A convolutional network: layers that halve, until one qubit is read [qiskit-machine-learning].

A level has a convolution, a block on each pair of neighbours and on the last with the first, and
a pooling, a shorter block on each pair of which the first is not used any more. Blocks and their
angles are those of the published tutorial; pairs that are pooled are neighbours here, as in
[hur-2022], so that a line holds them.
"""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING, Literal

from qestimate.circuits.counted import Counted
from qestimate.circuits.protocol import Gate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.circuits.native import Order
    from qestimate.circuits.protocol import Shape
    from qestimate.core.numeric import Number


def _block(a: int, b: int, angle: int, also: tuple[int, ...] = ()) -> Iterator[Gate]:
    """Yield a pooling block on source ``a`` and sink ``b``; a convolution has two gates more.

    Args:
        a: Qubit that is not used any more.
        b: The other.
        angle: First of its three.
        also: First angles of convolutions on the same pair just before: a convolution is
            e^(i (x XX + y YY + z ZZ)) of its angles shifted by a quarter turn [vatan-2004], so
            that all of them are one block of summed angles.
    """
    shift = len(also) * pi / 2

    def turn(name: Literal["ry", "rz"], qubit: int, number: int, fixed: float) -> Gate:
        others = tuple(first + number for first in also)
        return Gate(name, (qubit,), angle + number, fixed=fixed, also=others)

    yield Gate("rz", (b,), fixed=-pi / 2)
    yield Gate("cx", (b, a))
    yield turn("rz", a, 0, -shift)
    yield turn("ry", b, 1, shift)
    yield Gate("cx", (a, b))
    yield turn("ry", b, 2, -shift)


class QCNN(Counted):
    """9 (n - 1) angles and 8 (n - 1) CNOT between n = 2^k qubits, besides n data rotations.

    >>> QCNN().n_angles(8, 1) - 8, QCNN().logical(8, 1).two_qubit_gates
    (63, 56)
    """

    ID = "qcnn"
    SHAPES: tuple[Shape, ...] = ("all", "line")
    COMMUTES = True
    LAYERED = False
    UNIFORM = False

    def n_angles(self, n: Number, layers: Number) -> Number:
        """Angles a circuit takes: n of the data, then three for each block."""
        angles, active = n, n
        while active > 1:
            units = max(2, active)
            angles += 3 * (units + active // 2)
            active -= active // 2
        return angles

    def operations(self, n: int, layers: int, order: Order) -> Iterator[Gate]:
        """Yield the gates one after another; layers have no meaning.

        Commuted, the blocks on the last pair are one.
        """
        for qubit in range(n):
            yield Gate("ry", (qubit,), qubit)
        angle, active = n, list(range(n))
        while len(active) > 1:
            m = len(active)
            if m == 2 and order == "commuted":
                yield from _block(active[0], active[1], angle + 6, (angle, angle + 3))
                return
            first = [(k, k + 1) for k in range(0, m - 1, 2)]
            second = [(k, (k + 1) % m) for k in range(1, m, 2)]
            last = [(m - 1, 0)] if m % 2 else []
            for k, other in (*first, *second, *last):
                a, b = active[k], active[other]
                yield from _block(a, b, angle)
                yield Gate("cx", (b, a))
                yield Gate("rz", (a,), fixed=pi / 2)
                angle += 3
            for k in range(0, m - 1, 2):
                yield from _block(active[k], active[k + 1], angle)
                angle += 3
            active = [*active[1::2], *([active[-1]] if m % 2 else [])]


def ansatz() -> QCNN:
    """Return the ansatz."""
    return QCNN()
