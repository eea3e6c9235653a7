"""How many circuits of one width fit beside each other on the live part of a device."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qestimate.device.device import Device
    from qestimate.device.graph import Graph


def most_patches(device: Device, width: int) -> int | None:
    """Return a bound for the disjoint connected patches of ``width`` qubits.

    Every connected piece of n qubits holds at most floor(n / width). None if nothing is known of
    the device's size.

    >>> from qestimate import catalog
    >>> most_patches(catalog.device("origin-wukong-72"), 4)
    10
    """
    pieces = device.pieces
    if not pieces:
        return None if device.qubits_advertised is None else device.qubits_advertised // width
    return sum(size // width for size in pieces)


def pieces_in_words(device: Device) -> str:
    """Write the connected pieces of a device, single qubits counted.

    >>> from qestimate import catalog
    >>> pieces_in_words(catalog.device("origin-wukong-72"))
    'connected pieces of 27, 18, 3, 2, 2 and 11 single qubits'
    """
    larger = ", ".join(str(size) for size in device.pieces if size > 1)
    single = sum(size == 1 for size in device.pieces)
    if not device.pieces:
        return "all advertised qubits"
    return f"connected pieces of {larger} {f'and {single} single ' if single else ''}qubits"


def patches(graph: Graph, width: int) -> list[tuple[int, ...]]:
    """Return disjoint connected patches of ``width`` qubits, as many as were found.

    From every start a tree is grown and cut from its leaves up; the best cut of each piece counts.
    Not proven to be the most.

    >>> from qestimate.device.graph import Graph
    >>> len(patches(Graph(range(7), [(k, k + 1) for k in range(6)]), 3))
    2
    """
    found: list[tuple[int, ...]] = []
    for piece in graph.pieces:
        best: list[tuple[int, ...]] = []
        for start in piece:
            cut = _cut(graph.neighbours, start, width)
            if len(cut) > len(best):
                best = cut
            if len(best) == len(piece) // width:
                break
        found += best
    return found


def _cut(
    neighbours: Mapping[int, tuple[int, ...]], start: int, width: int
) -> list[tuple[int, ...]]:
    """Cut a depth-first tree into connected parts, from its leaves up."""
    parent: dict[int, int] = {start: start}
    order, stack = [], [start]
    while stack:
        qubit = stack.pop()
        order.append(qubit)
        for near in sorted(neighbours[qubit], key=lambda q: len(neighbours[q]), reverse=True):
            if near not in parent:
                parent[near] = qubit
                stack.append(near)
    held: dict[int, list[int]] = {qubit: [qubit] for qubit in order}
    parts = []
    for qubit in reversed(order):
        mine = held[qubit]  # the qubit first, then what its children handed up, subtree by subtree
        if len(mine) >= width:
            parts.append(tuple(mine[:width]))
        elif qubit != start:
            held[parent[qubit]] += mine
    return parts
