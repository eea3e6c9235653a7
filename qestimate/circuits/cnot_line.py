"""RY on every qubit and a line of CNOT, repeated: the circuit of QPA [qpa-2025]."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.circuits.protocol import Gate, LogicalCounts, NativeCounts
from qestimate.core.numeric import where

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.circuits.native import Entangler, Order
    from qestimate.circuits.protocol import Shape
    from qestimate.core.numeric import Number

ID = "cnot-line"
SHAPES: tuple[Shape, ...] = ("line",)
ROUTED: tuple[Shape, ...] = ()
COMMUTES = False
LAYERED = True
UNIFORM = True


def n_angles(n: Number, layers: Number) -> Number:
    """Angles a circuit takes.

    >>> n_angles(7, 8)
    56
    """
    return n * layers


def logical(n: Number, layers: Number) -> LogicalCounts:
    """Count RY and CNOT gates and the depth as written. n >= 2.

    The staircase of a layer overlaps with the one before it: two CNOT deep each, after the
    first has run its length.

    >>> logical(7, 8)
    LogicalCounts(one_qubit_gates=56, two_qubit_gates=48, depth=28, two_qubit_depth=20)
    """
    two_qubit_depth = where(n >= 3, 2 * layers + n - 3, layers)
    depth = where(n >= 3, 3 * layers + n - 3, 2 * layers)
    return LogicalCounts(n * layers, (n - 1) * layers, depth, two_qubit_depth)


def native(
    n: Number, layers: Number, shape: Shape, entangler: Entangler, order: Order
) -> NativeCounts | None:
    """Count native operations, one entangling gate a CNOT. n >= 2. CNOTs do not commute.

    >>> native(7, 8, "line", "cz", "written")
    NativeCounts(one_qubit_gates=97, two_qubit_gates=48, depth=41, two_qubit_depth=20)
    """
    if order == "commuted":
        return None
    two_qubit_depth = where(n >= 3, 2 * layers + n - 3, layers)
    return NativeCounts(
        (2 * n - 2) * layers + 1, (n - 1) * layers, 2 * two_qubit_depth + 1, two_qubit_depth
    )


def edge_counts(n: int, layers: int, shape: Shape, entangler: Entangler) -> list[int]:
    """Two-qubit gates on each coupler along the line.

    >>> edge_counts(4, 8, "line", "cz")
    [8, 8, 8]
    """
    return [layers] * (n - 1)


def merges(n: int, shape: Shape, entangler: Entangler, order: Order) -> bool:
    """Whether neighbouring entanglers merge: rotations that commute with none lie between."""
    return False


def operations(n: int, layers: int, order: Order) -> Iterator[Gate]:
    """Yield the gates one after another."""
    entanglers = [Gate("cx", (qubit, qubit + 1)) for qubit in range(n - 1)]
    for layer in range(layers):
        for qubit in range(n):
            yield Gate("ry", (qubit,), layer * n + qubit)
        yield from entanglers
