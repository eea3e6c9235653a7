"""RY on every qubit and a line of CZ, repeated: a hardware-efficient ansatz [kandala-2017].

CZ gates are diagonal, so a staircase (*written*) and even links followed by odd ones
(*commuted*) are the same unitary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.circuits.protocol import Gate, LogicalCounts, NativeCounts
from qestimate.core.numeric import where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.circuits.native import Entangler, Order
    from qestimate.circuits.protocol import Shape
    from qestimate.core.numeric import Number

ID = "cz-line"
SHAPES: tuple[Shape, ...] = ("line",)
ROUTED: tuple[Shape, ...] = ()
COMMUTES = True
LAYERED = True
UNIFORM = True


def n_angles(n: Number, layers: Number) -> Number:
    """Angles a circuit takes.

    >>> n_angles(20, 3)
    60
    """
    return n * layers


def logical(n: Number, layers: Number) -> LogicalCounts:
    """Count RY and CZ gates and the depth as written. n >= 2.

    >>> logical(6, 2)
    LogicalCounts(one_qubit_gates=12, two_qubit_gates=10, depth=9, two_qubit_depth=7)
    """
    two_qubit_depth = where(n >= 3, 2 * layers + n - 3, layers)
    return LogicalCounts(n * layers, (n - 1) * layers, two_qubit_depth + layers, two_qubit_depth)


def native(
    n: Number, layers: Number, shape: Shape, entangler: Entangler, order: Order
) -> NativeCounts | None:
    """Count native operations, one entangling gate a CZ. n >= 2.

    >>> native(20, 3, "line", "cz", "commuted")
    NativeCounts(one_qubit_gates=60, two_qubit_gates=57, depth=9, two_qubit_depth=6)
    """
    if order == "written":
        return NativeCounts(*logical(n, layers))
    two_qubit_depth = where(n >= 3, 2 * layers, layers)
    return NativeCounts(n * layers, (n - 1) * layers, two_qubit_depth + layers, two_qubit_depth)


def edge_counts(n: int, layers: int, shape: Shape, entangler: Entangler) -> list[int]:
    """Two-qubit gates on each coupler along the line.

    >>> edge_counts(4, 8, "line", "cz")
    [8, 8, 8]
    """
    return [layers] * (n - 1)


def _line(n: int, order: Order) -> list[int]:
    """First qubits of the links in the order they are applied."""
    return [*range(n - 1)] if order == "written" else [*range(0, n - 1, 2), *range(1, n - 1, 2)]


def merges(n: int, shape: Shape, entangler: Entangler, order: Order) -> bool:
    """Whether neighbouring entanglers merge: rotations that commute with none lie between."""
    return False


def operations(n: int, layers: int, order: Order) -> Iterator[Gate]:
    """Yield the gates one after another."""
    entanglers = [Gate("cz", (qubit, qubit + 1)) for qubit in _line(n, order)]
    for layer in range(layers):
        for qubit in range(n):
            yield Gate("ry", (qubit,), layer * n + qubit)
        yield from entanglers
