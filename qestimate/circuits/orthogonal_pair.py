"""Four real amplitudes on two qubits, and a real orthogonal block on them [cua-2026].

Any rotation of four real numbers is two independent one-qubit gates between a fixed change of
basis and its inverse, a CNOT each [vatan-2004]: six angles, as many as such a rotation has.
"""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING

from qestimate.circuits import state_preparation
from qestimate.circuits.counted import Counted
from qestimate.circuits.protocol import Gate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.circuits.native import Order
    from qestimate.core.numeric import Number


class OrthogonalPair(Counted):
    """Three angles that carry data, and six of each block; pairs of qubits stand apart.

    >>> OrthogonalPair().native(2, 1, "line", "cz", "written").two_qubit_gates
    3
    """

    ID = "orthogonal-pair"

    def n_angles(self, n: Number, layers: Number) -> Number:
        """Angles a circuit takes, data first."""
        return 3 + 6 * layers

    def operations(self, n: int, layers: int, order: Order) -> Iterator[Gate]:
        """Yield the gates one after another."""
        yield from state_preparation.operations(2, 1, order)
        for layer in range(layers):
            yield Gate("cx", (1, 0))
            yield Gate("h", (1,))
            for qubit in (0, 1):
                yield Gate("rz", (qubit,), fixed=-pi / 2)
            for qubit in (0, 1):
                yield Gate("u3", (qubit,), 3 + 6 * layer + 3 * qubit)
            for qubit in (0, 1):
                yield Gate("rz", (qubit,), fixed=pi / 2)
            yield Gate("h", (1,))
            yield Gate("cx", (1, 0))


def ansatz() -> OrthogonalPair:
    """Return the ansatz."""
    return OrthogonalPair()
