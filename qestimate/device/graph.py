"""An undirected graph of qubits and couplers, and the patches that can be cut from it."""

from __future__ import annotations

from functools import cached_property
from heapq import heappop, heappush
from itertools import pairwise
from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

MAX_STEPS = 20_000
"""Steps an exhaustive search may take before it settles for the best patch found so far."""

BEAM = 48
"""Partial patches kept at each length while looking for a first good one."""

HOPELESS = 100.0
"""Cost (-ln fidelity) above which the best patch is as dead as any other: no search."""


class Patch(NamedTuple):
    """Qubits in the order of the wires of a line or a ring."""

    qubits: tuple[int, ...]
    cost: float
    proven: bool
    """Whether the search was exhaustive, so that no better patch exists."""


class Graph:
    """Qubits and the live couplers between them.

    >>> g = Graph([0, 1, 2, 3, 9], [(0, 1), (1, 2), (2, 3), (0, 3)])
    >>> [len(piece) for piece in g.pieces]
    [4, 1]
    >>> g.best_ring(4, lambda q: 0.0, lambda a, b: 1.0).qubits
    (0, 1, 2, 3)
    """

    def __init__(self, qubits: Iterable[int], couplers: Iterable[tuple[int, int]]) -> None:
        lists: dict[int, list[int]] = {q: [] for q in qubits}
        for a, b in couplers:
            for qubit in (a, b):
                if qubit not in lists:
                    raise ValueError(f"coupler {a}-{b} names qubit {qubit}, which is not there")
            lists[a].append(b)
            lists[b].append(a)
        self.neighbours: dict[int, tuple[int, ...]] = {
            q: tuple(sorted(near)) for q, near in lists.items()
        }
        self.pieces = self._pieces()
        self.found: dict[Hashable, Patch | None] = {}
        """Answers of earlier searches, by what was asked."""

    def _pieces(self) -> tuple[tuple[int, ...], ...]:
        """Connected pieces, largest first."""
        seen: set[int] = set()
        pieces = []
        for start in self.neighbours:
            if start in seen:
                continue
            piece, stack = {start}, [start]
            while stack:
                for near in self.neighbours[stack.pop()]:
                    if near not in piece:
                        piece.add(near)
                        stack.append(near)
            seen |= piece
            pieces.append(tuple(sorted(piece)))
        return tuple(sorted(pieces, key=lambda piece: (-len(piece), piece)))

    def joins(self, qubits: Sequence[int]) -> bool:
        """Return whether live couplers between some qubits hold all of them together.

        >>> g = Graph([0, 1, 2, 3], [(0, 1), (0, 2), (2, 3)])
        >>> g.joins([1, 0, 2]), g.joins([1, 2])
        (True, False)
        """
        inside = set(qubits)
        stack = list(qubits[:1])
        seen = set(stack)
        while stack:
            new = [q for q in self.neighbours[stack.pop()] if q in inside and q not in seen]
            seen.update(new)
            stack += new
        return seen == inside

    @cached_property
    def longest_line(self) -> tuple[int, ...]:
        """Return a long simple path of the largest piece.

        Warnsdorff's rule from every start: always step to the neighbour with the fewest ways
        on. The longest path is hard to find; this one is a lower bound, exact on most small
        pieces.
        """
        if not self.pieces:
            return ()
        best: tuple[int, ...] = ()
        piece = self.pieces[0]
        for start in piece:
            path, used = [start], {start}
            for _ in range(2):  # grow at one end, then at the other
                while True:
                    ways = [q for q in self.neighbours[path[-1]] if q not in used]
                    if not ways:
                        break
                    step = min(
                        ways,
                        key=lambda q: (sum(r not in used for r in self.neighbours[q]) or 9, q),
                    )
                    path.append(step)
                    used.add(step)
                path.reverse()
            if len(path) > len(best):
                best = tuple(path)
            if len(best) == len(piece):
                break
        return best

    def best_line(
        self,
        n: int,
        qubit_cost: Callable[[int], float],
        coupler_cost: Callable[[int, int], float],
        weights: Sequence[float] = (),
    ) -> Patch | None:
        """Return the cheapest simple path of ``n`` qubits, None if there is none to be found.

        A beam search gives a first answer; a depth-first search that cuts off what can no
        longer beat it then proves or improves it, within MAX_STEPS.

        Args:
            n: Qubits of the path.
            qubit_cost: Cost of each qubit.
            coupler_cost: Cost of a gate on each coupler, smaller qubit first.
            weights: Gates on each coupler along the path; one each if empty. If they differ
                along the path, so do its two directions.
        """
        nodes = {q: qubit_cost(q) for piece in self.pieces if len(piece) >= n for q in piece}
        if not nodes:
            return None
        along = tuple(weights) or (1.0,) * (n - 1)
        ways = {
            q: sorted(
                (coupler_cost(min(q, near), max(q, near)), near) for near in self.neighbours[q]
            )
            for q in nodes
        }
        least_gate = min((way[0][0] for way in ways.values() if way), default=0.0)
        least_node = min(nodes.values())
        # least that the rest of a path costs once it has so many qubits
        rest = [0.0] * (n + 1)
        for length in range(n - 1, 0, -1):
            rest[length] = rest[length + 1] + along[length - 1] * least_gate + least_node
        if rest[1] > HOPELESS and len(self.longest_line) >= n:
            window = self._window(n, nodes, ways, along)
            return None if window is None else Patch(window[1], window[0], False)
        best = _beam(n, nodes, ways, along) or self._window(n, nodes, ways, along)
        limit = best[0] if best else float("inf")
        best_path = best[1] if best else None
        onward = _onward(nodes, ways)
        steps = 0
        stack: list[tuple[float, tuple[int, ...]]] = sorted(
            ((cost, (q,)) for q, cost in nodes.items()), reverse=True
        )
        while stack and steps < MAX_STEPS:
            cost, path = stack.pop()
            steps += 1
            length = len(path)
            if length == n:
                if cost < limit - 1e-15 or best_path is None:
                    limit, best_path = cost, path
                continue
            room = limit - rest[length + 1] - 1e-15
            weight = along[length - 1]
            for gate, near, node in onward[path[-1]]:
                ahead = cost + weight * gate + node
                if ahead < room and near not in path:
                    stack.append((ahead, (*path, near)))
        if best_path is None:
            return None
        if best_path[0] > best_path[-1] and tuple(along) == tuple(reversed(along)):
            best_path = best_path[::-1]
        return Patch(best_path, limit, not stack)

    def _window(
        self,
        n: int,
        nodes: dict[int, float],
        ways: dict[int, list[tuple[float, int]]],
        along: tuple[float, ...],
    ) -> tuple[float, tuple[int, ...]] | None:
        """Return the cheapest part of the longest line, for widths that no search reaches."""
        line = self.longest_line
        found = []
        for first in range(len(line) - n + 1):
            for path in (line[first : first + n], line[first : first + n][::-1]):
                gates = sum(
                    weight * {b: c for c, b in ways[x]}[y]
                    for weight, (x, y) in zip(along, pairwise(path), strict=True)
                )
                found.append((gates + sum(nodes[q] for q in path), path))
        return min(found, default=None)

    def best_ring(
        self,
        n: int,
        qubit_cost: Callable[[int], float],
        coupler_cost: Callable[[int, int], float],
        weights: Sequence[float] = (),
    ) -> Patch | None:
        """Return the cheapest simple cycle of ``n`` qubits, None if there is none to be found.

        Args:
            n: Qubits of the cycle.
            qubit_cost: Cost of each qubit.
            coupler_cost: Cost of a gate on each coupler, smaller qubit first.
            weights: Gates on each coupler around the cycle, alike or in turns; one each if empty.
        """
        around = tuple(weights) or (1.0,) * n
        nodes = {q: qubit_cost(q) for piece in self.pieces if len(piece) >= n for q in piece}
        if n == 2:
            return self.best_line(2, qubit_cost, coupler_cost, around[:1])
        nodes = self._core(nodes)
        ways = {
            q: sorted(
                (coupler_cost(min(q, near), max(q, near)), near)
                for near in self.neighbours[q]
                if near in nodes
            )
            for q in nodes
        }
        onward = _onward(nodes, ways)
        limit, best = float("inf"), None
        steps = 0
        exhausted = True
        for start in sorted(nodes):
            away = self._distances(start, nodes)
            stack: list[tuple[float, tuple[int, ...]]] = [(0.0, (start,))]
            while stack:
                if steps >= MAX_STEPS:
                    exhausted = False
                    break
                cost, path = stack.pop()
                steps += 1
                left = n - len(path)
                weight = around[len(path) - 1]
                for gate, near, node in onward[path[-1]]:
                    if near != start and (near < start or left == 0 or near in path):
                        continue
                    if near == start and left > 0:
                        continue
                    ahead = cost + weight * gate + node
                    if ahead >= limit - 1e-15:
                        continue
                    if near == start:
                        limit, best = ahead, path
                    elif away.get(near, n) <= left:
                        stack.append((ahead, (*path, near)))
        return None if best is None else Patch(best, limit, exhausted)

    def _core(self, nodes: dict[int, float]) -> dict[int, float]:
        """Drop qubits that lie on no cycle because they hang by a single coupler."""
        core = dict(nodes)
        loose = list(core)
        while loose:
            q = loose.pop()
            if q not in core:
                continue
            near = [m for m in self.neighbours[q] if m in core]
            if len(near) < 2:
                del core[q]
                loose += near
        return core

    def _distances(self, start: int, nodes: dict[int, float]) -> dict[int, int]:
        """Steps from each qubit to ``start`` along couplers, through qubits numbered above it."""
        away = {start: 0}
        front = [start]
        while front:
            ahead = []
            for q in front:
                for near in self.neighbours[q]:
                    if near in nodes and near > start and near not in away:
                        away[near] = away[q] + 1
                        ahead.append(near)
            front = ahead
        return away

    def good_piece(
        self,
        n: int,
        qubit_cost: Callable[[int], float],
        coupler_cost: Callable[[int, int], float],
    ) -> Patch | None:
        """Return a cheap connected piece of ``n`` qubits, None if there is none.

        From every start the cheapest coupler at its border is added until the piece is full
        (Prim's rule); the cheapest of these trees wins. The qubits come in an order in which
        neighbours are at most three couplers apart, and so are the two ends.
        """
        best: tuple[float, int, list[tuple[int, int]]] | None = None
        for piece in self.pieces:
            if len(piece) < n:
                break
            for start in piece:
                cost, tree = self._grown(start, n, qubit_cost, coupler_cost)
                if best is None or cost < best[0]:
                    best = cost, start, tree
        if best is None:
            return None
        cost, start, tree = best
        if not tree:
            return Patch((start,), cost, False)
        near: dict[int, list[int]] = {}
        for a, b in tree:
            near.setdefault(a, []).append(b)
            near.setdefault(b, []).append(a)
        return Patch(tuple(_walk(near, *tree[0])), cost, False)

    def _grown(
        self,
        start: int,
        n: int,
        qubit_cost: Callable[[int], float],
        coupler_cost: Callable[[int, int], float],
    ) -> tuple[float, list[tuple[int, int]]]:
        """Grow a tree of ``n`` qubits from ``start`` by its cheapest border couplers."""
        inside = {start}
        total = qubit_cost(start)
        tree: list[tuple[int, int]] = []
        border: list[tuple[float, int, int]] = []

        def open_border(q: int) -> None:
            for near in self.neighbours[q]:
                if near not in inside:
                    price = coupler_cost(min(q, near), max(q, near)) + qubit_cost(near)
                    heappush(border, (price, q, near))

        open_border(start)
        while len(inside) < n:
            price, a, b = heappop(border)
            if b in inside:
                continue
            inside.add(b)
            total += price
            tree.append((a, b))
            open_border(b)
        return total, tree

    def links(self, qubits: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
        """Return the live couplers among ``qubits``, by their positions."""
        position = {q: i for i, q in enumerate(qubits)}
        return tuple(
            (position[q], position[near])
            for q in qubits
            for near in self.neighbours[q]
            if near in position and position[q] < position[near]
        )


def _onward(
    nodes: dict[int, float], ways: dict[int, list[tuple[float, int]]]
) -> dict[int, list[tuple[float, int, float]]]:
    """Return the ways on from each qubit, dearest first, with the cost of where they lead."""
    return {q: [(gate, near, nodes[near]) for gate, near in reversed(on)] for q, on in ways.items()}


def _beam(
    n: int,
    nodes: dict[int, float],
    ways: dict[int, list[tuple[float, int]]],
    along: tuple[float, ...],
) -> tuple[float, tuple[int, ...]] | None:
    """Grow the cheapest partial paths one qubit at a time."""
    front: list[tuple[float, tuple[int, ...]]] = [(cost, (q,)) for q, cost in nodes.items()]
    for weight in along[: n - 1]:
        grown = [
            (cost + weight * gate + nodes[near], (*path, near))
            for cost, path in front
            for gate, near in ways[path[-1]]
            if near not in path
        ]
        if not grown:
            return None
        front = sorted(grown)[:BEAM] if len(grown) > BEAM else grown
    return min(front)


def _walk(near: dict[int, list[int]], first: int, last: int) -> list[int]:
    """Order the qubits of a tree from ``first`` to its neighbour ``last``.

    Cutting the tree between the two leaves two trees; each is walked from its end of the cut to
    a neighbour of that end. The two walks meet there: one step back to the end, one across the
    cut, one on, so that no two neighbours in the result are more than three couplers apart.

    >>> _walk({0: [1, 2, 3], 1: [0], 2: [0], 3: [0]}, 0, 1)
    [0, 3, 2, 1]
    """
    near = {q: list(others) for q, others in near.items()}
    near[first].remove(last)
    near[last].remove(first)
    front = _walk(near, first, near[first][0]) if near[first] else [first]
    back = _walk(near, last, near[last][0]) if near[last] else [last]
    return front + back[::-1]
