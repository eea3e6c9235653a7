"""RY on every qubit and a line of CNOT, repeated: the circuit of QPA [qpa-2025]."""

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

ID = "cnot-line"
SHAPES: tuple[Shape, ...] = ("line",)
COMMUTES = False


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
        for qubit in range(n - 1):
            circuit.cx(qubit, qubit + 1)
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
        for qubit in range(n - 1):
            circuit.cx(qubit, qubit + 1)
    return circuit
