"""Re-uploading ansatz with two CRZ rings a layer: the circuit of QTHA [qllm-peft-code].

A layer is RY(x_i) on every qubit, a ring of CRZ i -> i+1, RY, a ring of CRZ i -> i-1, RY.

Two orders: *written* is that of the published simulator, each ring a staircase; *commuted* is
that of the published hardware path, even links and then odd ones, which is the same unitary
because CRZ gates are diagonal.

On an even ring the commuted order brings the links of one ring and the same links of the next
together, with nothing but RY between: such a pair of CRZ merges into two CZ instead of four. Only
the first and the last half ring have no partner. That leaves n (2 L + 1) CZ of 4 n L.

On an open line the ring is folded: 0, n-1, 1, n-2, ... Its links then join wires at most two
apart, and exchanging the wires 2k-1 and 2k brings two linked pairs together. With every second
such pair exchanged to begin with, one ring needs floor((n-1)/2) SWAPs and ends in the mirror
arrangement, from which the next ring starts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.circuits.native import Block, NativeCircuit
from qestimate.circuits.protocol import Gate, LogicalCounts, NativeCounts
from qestimate.core.numeric import equal, floor_half, where

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qestimate.circuits.native import Entangler, Order
    from qestimate.circuits.protocol import Shape
    from qestimate.core.numeric import Number

ID = "crz-ring"
SHAPES: tuple[Shape, ...] = ("ring", "line")
ROUTED: tuple[Shape, ...] = ("line",)
COMMUTES = True
LAYERED = True
UNIFORM = True


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

    A CRZ costs two CZ with a run between them and one after, or one ZZ gate; on an even ring two
    CRZ on the same link merge into two CZ. The published order cannot be kept on a line: None.

    >>> native(8, 8, "ring", "cz", "commuted")
    NativeCounts(one_qubit_gates=272, two_qubit_gates=136, depth=69, two_qubit_depth=34)
    >>> native(8, 8, "ring", "cz", "written").two_qubit_gates
    256
    >>> native(8, 8, "line", "cz", "commuted")
    NativeCounts(one_qubit_gates=632, two_qubit_gates=400, depth=225, two_qubit_depth=112)
    """
    if shape == "line":
        return _folded(n, layers) if order == "commuted" else None
    links = _links(n, layers, order)
    if entangler == "zz":
        return NativeCounts(n * (2 * layers + 1), 2 * n * layers, links + 2 * layers + 1, links)
    single = NativeCounts(n * (6 * layers + 1), 4 * n * layers, 4 * links + 1, 2 * links)
    if order == "written":
        return single
    half_rings = 2 * layers + 1
    merged = NativeCounts(n * 2 * half_rings, n * half_rings, 4 * half_rings + 1, 2 * half_rings)
    even = equal(n % 2, 0)
    return NativeCounts(
        *(
            where(even, where(n >= 4, few, many), many)
            for few, many in zip(merged, single, strict=True)
        )
    )


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
    ([4, 2, 4, 2], [8, 6, 8, 6, 8, 6, 8])
    """
    if shape == "line":
        per_ring = [2 * 2 if wire % 2 == 0 else 3 for wire in range(n - 1)]
        if n % 2:
            per_ring[-1] += 2  # the link between the two ends of the fold lies on a swapped pair
        return [2 * layers * count for count in per_ring]
    if merges(n, shape, entangler, "commuted"):
        return [2 * (layers + 1) if wire % 2 == 0 else 2 * layers for wire in range(n)]
    per_link = 2 if entangler == "cz" else 1
    if n == 2:
        return [4 * per_link * layers]
    return [2 * per_link * layers] * n


def merges(n: int, shape: Shape, entangler: Entangler, order: Order) -> bool:
    """Whether pairs of CRZ merge into two CZ: on an even ring of four or more, commuted.

    >>> merges(8, "ring", "cz", "commuted"), merges(7, "ring", "cz", "commuted")
    (True, False)
    """
    return shape == "ring" and entangler == "cz" and order == "commuted" and n % 2 == 0 and n >= 4


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


def merged(n: int, layers: int, angles: Sequence[float]) -> NativeCircuit:
    """Write the circuit on an even ring, half ring by half ring, in merged pairs of CRZ.

    CRZ(t) is RZZ(-t/2) and RZ(t/2) on the target. All of it is diagonal, so the RZ of the first
    CRZ of a block goes before the block and that of the second after it.
    """
    circuit = NativeCircuit(n, "cz")
    per_layer = 5 * n

    def crz(layer: int, step: int, control: int) -> float:
        return angles[layer * per_layer + (n if step == 1 else 3 * n) + control]

    def on_link(layer: int, step: int, wire: int) -> tuple[int, float]:
        """Return target and angle of the CRZ of a ring on the link from ``wire`` upwards."""
        upper = (wire + 1) % n
        if step == 1:
            return upper, crz(layer, step, wire)
        return wire, crz(layer, step, upper)

    def rotation(position: int, qubit: int) -> float:
        """Return the RY of a qubit after so many rings, data of the next layer included."""
        layer, ring = divmod(position, 2)
        start = (layer - 1) * per_layer + 4 * n if ring == 0 else layer * per_layer + 2 * n
        angle = angles[start + qubit] if start >= 0 else 0.0
        if ring == 0 and layer < layers:
            angle += angles[layer * per_layer + qubit]
        return angle

    for qubit in range(n):
        circuit.one("ry", qubit, rotation(0, qubit))
    for wire in range(0, n, 2):
        target, angle = on_link(0, 1, wire)
        circuit.crz((wire + 1) % n if target == wire else wire, target, angle)
    for position in range(1, 2 * layers + 1):
        # the half ring before this RY layer and the one after it lie on the same links
        before, after = divmod(position - 1, 2), divmod(position, 2)
        for wire in range(position % 2, n, 2):
            upper = (wire + 1) % n
            target, angle = on_link(before[0], 1 if before[1] == 0 else -1, wire)
            if position == 2 * layers:
                circuit.crz(upper if target == wire else wire, target, angle)
                continue
            pairs = circuit.new_pair(), circuit.new_pair()
            circuit.one("rz", target, angle / 2, pairs[0])
            other, more = on_link(after[0], 1 if after[1] == 0 else -1, wire)
            turns = rotation(position, wire), rotation(position, upper)
            circuit.rzz_ry_rzz(wire, upper, Block((-angle / 2, *turns, -more / 2), pairs))
            circuit.one("rz", other, more / 2, pairs[1])
    for qubit in range(n):
        circuit.one("ry", qubit, rotation(2 * layers, qubit))
    circuit.close(measured=True)
    return circuit


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
