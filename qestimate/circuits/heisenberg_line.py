"""Random product state and Trotter steps of a Heisenberg chain: the map of projected kernels.

An edge of the chain is exp(-i t x_j (XX + YY + ZZ)) with one feature as its angle [huang-2021]; a
step takes the even edges and then the odd ones [ibm-pqk-tutorial]. The random rotations in front
are the same for all data. Where X or Y is measured, the change of basis merges with the last
one-qubit gates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.circuits.counted import Counted
from qestimate.circuits.protocol import Gate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.circuits.native import Order
    from qestimate.core.numeric import Number


class HeisenbergLine(Counted):
    """n - 1 edges a step, three CZ each.

    >>> HeisenbergLine().native(109, 4, "line", "cz", "written").two_qubit_gates
    1296
    """

    ID = "heisenberg-line"

    def n_angles(self, n: Number, layers: Number) -> Number:
        """Angles a circuit takes: two for each random state, and one for each edge and step."""
        return 2 * n + (n - 1) * layers

    def operations(self, n: int, layers: int, order: Order) -> Iterator[Gate]:
        """Yield the gates one after another."""
        for qubit in range(n):
            yield Gate("ry", (qubit,), 2 * qubit)
            yield Gate("rz", (qubit,), 2 * qubit + 1)
        for layer in range(layers):
            for parity in (0, 1):
                for edge in range(parity, n - 1, 2):
                    yield Gate("heisenberg", (edge, edge + 1), 2 * n + layer * (n - 1) + edge)


def ansatz() -> HeisenbergLine:
    """Return the ansatz."""
    return HeisenbergLine()
