"""RY on every qubit and a CZ between every pair, repeated.

On a line the pairs meet in a swap network [kivlichan-2018]: n rounds of neighbours, each CZ
merged with the SWAP that follows it. CZ and SWAP together are an iSWAP up to frames and cost
two CZ, so a layer takes n(n-1) of them. Every layer reverses the line.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from qestimate.circuits.native import NativeCircuit
from qestimate.circuits.protocol import Gate, LogicalCounts, NativeCounts
from qestimate.core.numeric import equal, floor_half, where

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qestimate.circuits.native import Entangler, Order
    from qestimate.circuits.protocol import Shape
    from qestimate.core.numeric import Number

ID = "cz-full"
SHAPES: tuple[Shape, ...] = ("all", "line")
ROUTED: tuple[Shape, ...] = ("line",)
COMMUTES = True
LAYERED = True
UNIFORM = True


def n_angles(n: Number, layers: Number) -> Number:
    """Angles a circuit takes.

    >>> n_angles(8, 2)
    16
    """
    return n * layers


def logical(n: Number, layers: Number) -> LogicalCounts:
    """Count RY and CZ gates and the depth as written, pair by pair in reading order. n >= 2.

    >>> logical(8, 2)
    LogicalCounts(one_qubit_gates=16, two_qubit_gates=56, depth=23, two_qubit_depth=21)
    """
    two_qubit_depth = where(n >= 4, n * layers + n - 3, where(equal(n, 3), 3, 1) * layers)
    return LogicalCounts(
        n * layers,
        floor_half(n * (n - 1)) * layers,
        two_qubit_depth + layers,
        two_qubit_depth,
    )


def native(
    n: Number, layers: Number, shape: Shape, entangler: Entangler, order: Order
) -> NativeCounts | None:
    """Count native operations. n >= 2; a line of two has its only pair coupled.

    With every pair coupled, the commuted order is a round robin of n-1 rounds (n if n is odd).

    >>> native(72, 64, "line", "cz", "commuted")
    NativeCounts(one_qubit_gates=654408, two_qubit_gates=327168, depth=18433, two_qubit_depth=9216)
    """
    if shape == "line":
        if order == "written":
            return None
        two_qubit_depth = where(n >= 3, 2 * n, 1) * layers
        return NativeCounts(
            one_qubit_gates=where(n >= 3, 2 * n * (n - 1) * layers + n, n * layers),
            two_qubit_gates=where(n >= 3, n * (n - 1), 1) * layers,
            depth=where(n >= 3, 2 * two_qubit_depth + 1, 2 * layers),
            two_qubit_depth=two_qubit_depth,
        )
    if order == "written":
        return NativeCounts(*logical(n, layers))
    rounds = where(equal(n % 2, 1), n, n - 1) * layers
    return NativeCounts(n * layers, floor_half(n * (n - 1)) * layers, rounds + layers, rounds)


def edge_counts(n: int, layers: int, shape: Shape, entangler: Entangler) -> list[int] | None:
    """Two-qubit gates on each coupler along the line; None where every pair is coupled.

    Rounds alternate between even and odd links through all layers.

    >>> edge_counts(5, 1, "line", "cz")
    [6, 4, 6, 4]
    """
    if shape != "line":
        return None
    rounds = n * layers
    if n == 2:
        return [layers]
    return [2 * ((rounds + 1) // 2 if link % 2 == 0 else rounds // 2) for link in range(n - 1)]


def _round_robin(n: int) -> list[tuple[int, int]]:
    """Every pair once, in rounds of disjoint pairs: the circle method."""
    circle = n - 1 + n % 2
    pairs = []
    for turn in range(circle):
        meets = [(circle, turn)]
        meets += [((turn + k) % circle, (turn - k) % circle) for k in range(1, (circle + 1) // 2)]
        pairs += [pair for pair in meets if max(pair) < n]
    return pairs


def merges(n: int, shape: Shape, entangler: Entangler, order: Order) -> bool:
    """Whether neighbouring entanglers merge: rotations that commute with none lie between."""
    return False


def operations(n: int, layers: int, order: Order) -> Iterator[Gate]:
    """Yield the gates one after another."""
    pairs = list(combinations(range(n), 2)) if order == "written" else _round_robin(n)
    entanglers = [Gate("cz", pair) for pair in pairs]
    for layer in range(layers):
        for qubit in range(n):
            yield Gate("ry", (qubit,), layer * n + qubit)
        yield from entanglers


def routed(n: int, layers: int, angles: Sequence[float]) -> tuple[NativeCircuit, list[int]]:
    """Write the swap network on a line; also return the wire where each qubit ends."""
    circuit = NativeCircuit(n, "cz")
    at = list(range(n))
    for layer in range(layers):
        for wire in range(n):
            circuit.one("ry", wire, angles[layer * n + at[wire]])
        if n == 2:
            circuit.cz(0, 1)
            continue
        for turn in range(n):
            for wire in range((turn + layer * n) % 2, n - 1, 2):
                circuit.cz_swap(wire, wire + 1)
                at[wire], at[wire + 1] = at[wire + 1], at[wire]
    circuit.close(measured=True)
    return circuit, [at.index(qubit) for qubit in range(n)]
