"""The quantum approximate optimization algorithm with linear ramps, LR-QAOA, in native gates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.circuits.native import NativeCircuit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qestimate.circuits.native import Entangler


def ramp_angles(
    weights: Sequence[float], n_layers: int
) -> Iterator[tuple[tuple[float, ...], float]]:
    """Yield the angles of RZZ on each edge and of RX, layer by layer. [rad]

    Layer k of p has RZZ(2 g w / max |w|) with g = k/p, and RX(-2 b) with b = (p - k + 1)/p.

    Args:
        weights: Of the edges; not all zero.
        n_layers: p. [1], >= 1.

    Source: [lr-qaoa-2025].

    >>> list(ramp_angles([1.0, 2.0], 2))
    [((0.5, 1.0), -2.0), ((1.0, 2.0), -1.0)]
    """
    largest = max(abs(weight) for weight in weights)
    for k in range(1, n_layers + 1):
        ramp = 2 * k / n_layers / largest
        yield tuple(ramp * weight for weight in weights), -2 * (n_layers - k + 1) / n_layers


def side_by_side(edges: Sequence[tuple[int, int]]) -> list[list[int]]:
    """Return the numbers of the edges in groups that have no wire in common.

    Each edge joins the first group that has neither of its wires, so that a line has two.

    >>> side_by_side([(0, 1), (1, 2), (2, 3)])
    [[0, 2], [1]]
    """
    groups: list[list[int]] = []
    taken: list[set[int]] = []
    for number, edge in enumerate(edges):
        for group, wires in zip(groups, taken, strict=True):
            if wires.isdisjoint(edge):
                group.append(number)
                wires.update(edge)
                break
        else:
            groups.append([number])
            taken.append(set(edge))
    return groups


def linear_ramp(
    n_qubits: int,
    edges: Sequence[tuple[int, int]],
    weights: Sequence[float],
    n_layers: int,
    entangler: Entangler,
) -> NativeCircuit:
    """Return LR-QAOA on the wires of a patch that has a coupler for each edge.

    Args:
        n_qubits: Wires.
        edges: Pairs of wires.
        weights: Of the edges.
        n_layers: p. [1], >= 1.
        entangler: Native gate: one RZZ, or two CZ for each.

    Source: [lr-qaoa-2025].

    >>> circuit = linear_ramp(3, [(0, 1), (1, 2)], [1.0, 0.5], 2, "cz")
    >>> circuit.n_two_qubit
    8
    """
    circuit = NativeCircuit(n_qubits, entangler)
    order = [number for group in side_by_side(edges) for number in group]
    for wire in range(n_qubits):
        circuit.one("h", wire)
    for zz, x in ramp_angles(weights, n_layers):
        for number in order:
            circuit.rzz(*edges[number], zz[number])
        for wire in range(n_qubits):
            circuit.one("rx", wire, x)
    circuit.close(measured=True)
    return circuit
