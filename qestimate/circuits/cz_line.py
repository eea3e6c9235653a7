"""RY on every qubit and a line of CZ, repeated: a hardware-efficient ansatz [kandala-2017].

CZ gates are diagonal, so a staircase (*written*) and even links followed by odd ones
(*commuted*) are the same unitary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.circuits.native import NativeCircuit
from qestimate.circuits.protocol import LogicalCounts, NativeCounts
from qestimate.numeric import where

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qiskit import QuantumCircuit

    from qestimate.circuits.native import Entangler, Order
    from qestimate.circuits.protocol import Shape
    from qestimate.numeric import Number

ID = "cz-line"
SHAPES: tuple[Shape, ...] = ("line",)
COMMUTES = True


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


def emit(
    n: int,
    layers: int,
    shape: Shape,
    entangler: Entangler,
    order: Order,
    angles: Sequence[float],
) -> tuple[NativeCircuit, list[int]]:
    """Write the circuit in native operations; also return the wire where each qubit ends."""
    circuit = NativeCircuit(n, entangler)
    angle = iter(angles)
    for _ in range(layers):
        for qubit in range(n):
            circuit.one("ry", qubit, next(angle))
        for qubit in _line(n, order):
            circuit.cz(qubit, qubit + 1)
    circuit.close(measured=True)
    return circuit, list(range(n))


def build(n: int, layers: int, angles: Sequence[float] | None = None) -> QuantumCircuit:
    """Return the circuit as written; without ``angles`` they are named parameters."""
    from qiskit import QuantumCircuit
    from qiskit.circuit import ParameterVector

    values = iter(ParameterVector("θ", n_angles(n, layers)) if angles is None else angles)
    circuit = QuantumCircuit(n, name=ID)
    for _ in range(layers):
        for qubit in range(n):
            circuit.ry(next(values), qubit)
        for qubit in _line(n, "written"):
            circuit.cz(qubit, qubit + 1)
    return circuit
