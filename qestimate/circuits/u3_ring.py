"""U3 on every qubit and a ring of controlled U3, repeated: Quantum-Train [quantum-train-code]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.circuits.counted import Counted
from qestimate.circuits.protocol import Gate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.circuits.native import Order
    from qestimate.circuits.protocol import Shape
    from qestimate.core.numeric import Number


class U3Ring(Counted):
    """A layer is U3 on each of n qubits and CU3 i -> i+1, the last to the first.

    >>> U3Ring().n_angles(13, 16), U3Ring().native(13, 16, "all", "cz", "written").two_qubit_gates
    (1248, 416)
    """

    ID = "u3-ring"
    SHAPES: tuple[Shape, ...] = ("ring", "line")

    def n_angles(self, n: Number, layers: Number) -> Number:
        """Angles a circuit takes: three for each of n U3 and n CU3 a layer."""
        return 6 * n * layers

    def operations(self, n: int, layers: int, order: Order) -> Iterator[Gate]:
        """Yield the gates one after another."""
        angle = 0
        for _ in range(layers):
            for qubit in range(n):
                yield Gate("u3", (qubit,), angle)
                angle += 3
            for qubit in range(n):
                yield Gate("cu3", (qubit, (qubit + 1) % n), angle)
                angle += 3


def ansatz() -> U3Ring:
    """Return the ansatz."""
    return U3Ring()
