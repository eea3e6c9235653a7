"""The ZZ feature map of one sample, and the inverse of that of another: a fidelity kernel.

A repetition is H and a phase on every qubit, and a phase of the product of neighbours between two
CNOTs: ``zz_feature_map`` with linear entanglement [havlicek-2019]. The kernel is the chance that
all qubits are found in 0 [qiskit-machine-learning].
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.circuits.counted import Counted
from qestimate.circuits.protocol import Gate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.circuits.native import Order
    from qestimate.core.numeric import Number


class ZZOverlap(Counted):
    """2 (n - 1) CNOT a repetition and sample, unless the device has ZZ gates.

    >>> ZZOverlap().native(17, 2, "line", "cz", "written").two_qubit_gates
    128
    """

    ID = "zz-overlap"

    def n_angles(self, n: Number, layers: Number) -> Number:
        """Angles a circuit takes: n and n - 1 phases a repetition, for each of two samples."""
        return 2 * (2 * n - 1) * layers

    def operations(self, n: int, layers: int, order: Order) -> Iterator[Gate]:
        """Yield the gates one after another; a phase is an RZ up to a phase of the whole."""
        half = (2 * n - 1) * layers
        for layer in range(layers):
            first = layer * (2 * n - 1)
            for qubit in range(n):
                yield Gate("h", (qubit,))
                yield Gate("rz", (qubit,), first + qubit)
            for qubit in range(n - 1):
                yield Gate("rzz", (qubit, qubit + 1), first + n + qubit)
        for layer in range(layers):
            first = half + layer * (2 * n - 1)
            for qubit in reversed(range(n - 1)):
                yield Gate("rzz", (qubit, qubit + 1), first + n + qubit)
            for qubit in range(n):
                yield Gate("rz", (qubit,), first + qubit)
                yield Gate("h", (qubit,))


def ansatz() -> ZZOverlap:
    """Return the ansatz."""
    return ZZOverlap()
