"""Data again and again between rings of CNOT and RY: the head of a classifier [ionq-head-2025].

A column of RY carries the data; a layer behind it is, for each distance d = 1 ... C, a ring of
CNOT q -> q+d with an RY on the target. One column, then N blocks of a column and a layer, then R
layers [merlin-papers].
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.circuits.counted import Counted
from qestimate.circuits.protocol import Gate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.circuits.native import Order
    from qestimate.circuits.protocol import Shape
    from qestimate.core.numeric import Number


class ReuploadRings(Counted):
    """N blocks with data, rings up to distance C; its layers are the R without data.

    >>> rings = ReuploadRings(2, 1)
    >>> rings.n_angles(10, 2), rings.logical(10, 2).two_qubit_gates
    (70, 40)
    """

    SHAPES: tuple[Shape, ...] = ("ring", "line")
    UNIFORM = False

    def __init__(self, blocks: int, connectivity: int) -> None:
        self.blocks = blocks
        self.connectivity = connectivity
        self.ID = f"reupload-rings/{blocks}/{connectivity}"

    def n_angles(self, n: Number, layers: Number) -> Number:
        """Angles a circuit takes: n (N + 1) of data, and C n (N + R) trained."""
        return n * (self.blocks + 1) + self.connectivity * n * (self.blocks + layers)

    def operations(self, n: int, layers: int, order: Order) -> Iterator[Gate]:
        """Yield the gates one after another."""
        angle = 0
        for part in range(self.blocks + layers + 1):
            if part <= self.blocks:
                for qubit in range(n):
                    yield Gate("ry", (qubit,), angle)
                    angle += 1
            if part == 0:
                continue
            for distance in range(1, self.connectivity + 1):
                for qubit in range(n):
                    target = (qubit + distance) % n
                    if target != qubit:
                        yield Gate("cx", (qubit, target))
                    yield Gate("ry", (target,), angle)
                    angle += 1


def ansatz(blocks: int = 2, connectivity: int = 1) -> ReuploadRings:
    """Return the ansatz."""
    return ReuploadRings(blocks, connectivity)
