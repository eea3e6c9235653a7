"""Re-uploading ansatz with two CRZ rings a layer: the circuit of QTHA [qllm-peft-code].

A layer is RY(x_i) on every qubit, a ring of CRZ i -> i+1, RY, a ring of CRZ i -> i-1, RY.

Two orders: *written* is that of the published simulator, each ring a staircase; *commuted* is
that of the published hardware path, even links and then odd ones, which is the same unitary
because CRZ gates are diagonal.

On an open line the ring is folded: 0, n-1, 1, n-2, ... Its links then join wires at most two
apart, and exchanging the wires 2k-1 and 2k brings two linked pairs together. With every second
such pair exchanged to begin with, one ring needs floor((n-1)/2) SWAPs and ends in the mirror
arrangement, from which the next ring starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.circuits.native import NativeCircuit
from qestimate.circuits.protocol import Gate, LogicalCounts, NativeCounts
from qestimate.numeric import equal, floor_half, where

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qestimate.circuits.native import Entangler, Order
    from qestimate.circuits.protocol import Shape
    from qestimate.numeric import Number

ID = "crz-ring"
SHAPES: tuple[Shape, ...] = ("ring", "line")
ROUTED: tuple[Shape, ...] = ("line",)
COMMUTES = True


def n_angles(n: Number, layers: Number) -> Number:
    """Angles a circuit takes: 3 n RY and 2 n CRZ a layer; the first n RY of a layer carry data.

    >>> n_angles(8, 8)
    320
    """
    return 5 * n * layers


def _links(n: Number, layers: Number, order: Order) -> Number:
    """Links one after another on the longest chain: two rings a layer, in units of one CRZ.

    A staircase overlaps with the next one but for one link at the end; a ring of two or three
    cannot overlap. Side by side an even ring takes two steps and an odd one two and a half.
    """
    if order == "written":
        return where(n >= 4, 2 * (n - 1) * layers + 1, 2 * n * layers)
    odd = where(n >= 5, 5 * layers + 1, 6 * layers)
    return where(equal(n % 2, 1), odd, 4 * layers)


def logical(n: Number, layers: Number) -> LogicalCounts:
    """Count RY and CRZ gates and the depth as written. n >= 2.

    >>> logical(4, 4)
    LogicalCounts(one_qubit_gates=48, two_qubit_gates=32, depth=37, two_qubit_depth=25)
    """
    links = _links(n, layers, "written")
    return LogicalCounts(3 * n * layers, 2 * n * layers, links + 3 * layers, links)


def native(
    n: Number, layers: Number, shape: Shape, entangler: Entangler, order: Order
) -> NativeCounts | None:
    """Count native operations. n >= 2; on a line n >= 3, since two qubits are a ring already.

    A CRZ costs two CZ with a run between them and one after, or one ZZ gate. The published
    order cannot be kept on a line: None.

    >>> native(8, 8, "ring", "cz", "commuted")
    NativeCounts(one_qubit_gates=392, two_qubit_gates=256, depth=129, two_qubit_depth=64)
    >>> native(8, 8, "line", "cz", "commuted")
    NativeCounts(one_qubit_gates=632, two_qubit_gates=400, depth=225, two_qubit_depth=112)
    """
    if shape == "line":
        return _folded(n, layers) if order == "commuted" else None
    links = _links(n, layers, order)
    if entangler == "zz":
        return NativeCounts(n * (2 * layers + 1), 2 * n * layers, links + 2 * layers + 1, links)
    return NativeCounts(n * (6 * layers + 1), 4 * n * layers, 4 * links + 1, 2 * links)


def _folded(n: Number, layers: Number) -> NativeCounts:
    """Count the folded ring on a line, in CZ: three for each SWAP, two for each CRZ.

    Odd rings leave a link on the pair that is exchanged last; which of the two arrangements
    that falls into alternates with n mod 4, and with it one run of one-qubit gates.
    """
    swaps = 2 * floor_half(n - 1) * layers
    last_in_first = equal(n % 4, 3)
    odd_one = where(last_in_first, where(n >= 7, 11 * n - 6, 26), 11 * n - 4)
    odd_depth = where(last_in_first, where(n >= 7, 35, 34), 36)
    odd = equal(n % 2, 1)
    return NativeCounts(
        one_qubit_gates=where(odd, odd_one, 11 * n - 10) * layers + n,
        two_qubit_gates=4 * n * layers + 3 * swaps,
        depth=where(odd, odd_depth, 28) * layers + 1,
        two_qubit_depth=where(odd, 18, 14) * layers,
    )


def edge_counts(n: int, layers: int, shape: Shape, entangler: Entangler) -> list[int]:
    """Two-qubit gates on each coupler along the patch, from wire 0 on.

    >>> edge_counts(4, 1, "ring", "cz"), edge_counts(8, 1, "line", "cz")
    ([4, 4, 4, 4], [8, 6, 8, 6, 8, 6, 8])
    """
    per_link = 2 if entangler == "cz" else 1
    if shape == "line":
        per_ring = [2 * 2 if wire % 2 == 0 else 3 for wire in range(n - 1)]
        if n % 2:
            per_ring[-1] += 2  # the link between the two ends of the fold lies on a swapped pair
        return [2 * layers * count for count in per_ring]
    if n == 2:
        return [4 * per_link * layers]
    return [2 * per_link * layers] * n


def _ring(n: int, step: int, order: Order) -> list[tuple[int, int]]:
    """Links (control, target) of one ring in the order they are applied."""
    if order == "commuted":
        controls = [*range(0, n, 2), *range(1, n, 2)]
    elif step == 1:
        controls = [*range(n - 1, -1, -1)]
    else:
        controls = [n - 1, *range(n - 1)]
    return [(control, (control + step) % n) for control in controls]


def operations(n: int, layers: int, order: Order) -> Iterator[Gate]:
    """Yield the gates one after another."""
    first = 0
    for _ in range(layers):
        for qubit in range(n):
            yield Gate("ry", (qubit,), first + qubit)
        first += n
        for step in (1, -1):
            for control, target in _ring(n, step, order):
                yield Gate("crz", (control, target), first + control)
            first += n
            for qubit in range(n):
                yield Gate("ry", (qubit,), first + qubit)
            first += n


def routed(n: int, layers: int, angles: Sequence[float]) -> tuple[NativeCircuit, list[int]]:
    """Write the folded ring on a line; also return the wire where each qubit ends."""
    circuit = NativeCircuit(n, "cz")
    fold = _Fold(n, circuit)
    angle = iter(angles)

    def rotate() -> None:
        for qubit in range(n):
            circuit.one("ry", fold.wire[qubit], next(angle))

    for _ in range(layers):
        rotate()
        for step in (1, -1):
            by_control = [next(angle) for _ in range(n)]
            fold.ring(_ring(n, step, "commuted"), by_control)
            rotate()
    circuit.close(measured=True)
    return circuit, fold.wire


class _Fold:
    """The ring on a line: which wire holds which qubit, and the exchanges that join links."""

    def __init__(self, n: int, circuit: NativeCircuit) -> None:
        self.circuit = circuit
        self.at = [i // 2 if i % 2 == 0 else n - 1 - i // 2 for i in range(n)]
        self.wire = [0] * n
        pairs = range(1, (n - 1) // 2 + 1)
        self.exchanged, self.waiting = list(pairs[::2]), list(pairs[1::2])
        for wire, qubit in enumerate(self.at):
            self.wire[qubit] = wire
        for pair in self.exchanged:
            self._relabel(pair)

    def _relabel(self, pair: int) -> None:
        a, b = 2 * pair - 1, 2 * pair
        self.at[a], self.at[b] = self.at[b], self.at[a]
        for wire in (a, b):
            self.wire[self.at[wire]] = wire

    def _swap(self, pairs: list[int]) -> None:
        for pair in pairs:
            self.circuit.swap(2 * pair - 1, 2 * pair)
            self._relabel(pair)

    def ring(self, links: list[tuple[int, int]], angles: list[float]) -> None:
        todo = self._apply(links, angles)
        self._swap(self.exchanged)
        todo = self._apply(todo, angles)
        self._swap(self.waiting)
        self.exchanged, self.waiting = self.waiting, self.exchanged
        left = self._apply(todo, angles)
        if left:
            raise AssertionError(f"links {left} of the folded ring never met")

    def _apply(self, links: list[tuple[int, int]], angles: list[float]) -> list[tuple[int, int]]:
        """Apply the links whose qubits are neighbours now; return the others."""
        left = []
        for control, target in links:
            a, b = self.wire[control], self.wire[target]
            if abs(a - b) == 1:
                self.circuit.crz(a, b, angles[control])
            else:
                left.append((control, target))
        return left
