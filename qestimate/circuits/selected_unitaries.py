"""A polynomial of a weighted sum of unitaries, one for each token: the circuit of Quixer.

An index register is loaded with the weights; where it holds the number of a token, a flag lets
the token's unitary act on the data; the loading is undone. That is once the sum, which stands as
a block of a larger unitary. A layer repeats it behind a phase on that block, which is the least
that a polynomial of it takes [gilyen-2019]. One unitary follows, and X, Y and Z of the data are
read where index and signal are found in 0.

The unitaries and their number are those of the published code [quixer-code], which works out the
polynomial of the matrix; index, flag and phases are the textbook's.
"""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING

from qestimate.circuits import state_preparation
from qestimate.circuits.counted import Counted
from qestimate.circuits.emission import PieceCounts
from qestimate.circuits.protocol import Gate, LogicalCounts, NativeCounts
from qestimate.core.numeric import ceil_log2

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.circuits.native import Entangler, Order
    from qestimate.circuits.protocol import Shape
    from qestimate.core.numeric import Number

FEW_TOKENS = 2
"""Tokens that are counted, and one more; each further one adds the same."""

EIGHTH = pi / 4
"""Angle of a T gate. [rad]"""


def toffoli(a: int, b: int, target: int) -> Iterator[Gate]:
    """Yield a Toffoli gate: six CNOTs and T gates [nielsen-chuang-2010]."""

    def turn(qubit: int, angle: float) -> Gate:
        return Gate("rz", (qubit,), fixed=angle)

    yield Gate("h", (target,))
    for control, angle in ((b, -EIGHTH), (a, EIGHTH), (b, -EIGHTH)):
        yield Gate("cx", (control, target))
        yield turn(target, angle)
    yield Gate("cx", (a, target))
    yield turn(b, EIGHTH)
    yield turn(target, EIGHTH)
    yield Gate("h", (target,))
    yield Gate("cx", (a, b))
    yield turn(a, EIGHTH)
    yield turn(b, -EIGHTH)
    yield Gate("cx", (a, b))


class SelectedUnitaries(Counted):
    """Tokens, layers of each token's unitary; its layers are the degree of the polynomial.

    Of n qubits 2 c are index, work, flag and signal, for 2^c tokens; the others hold data.

    >>> quixer = SelectedUnitaries(32, 4)
    >>> quixer.n_data(16), quixer.n_angles(16, 3) - 32 * 96
    (6, 91)
    """

    SHAPES: tuple[Shape, ...] = ("all",)
    LAYERED = False
    UNIFORM = False

    def __init__(self, tokens: int, depth: int, n_index: int = 0) -> None:
        self.tokens = tokens
        self.depth = depth
        self.n_index = n_index or max(2, int(ceil_log2(tokens)))
        self.ID = f"selected-unitaries/{tokens}/{depth}/{self.n_index}"

    def n_data(self, n: int) -> int:
        """Return the qubits that hold data, of ``n``."""
        return n - 2 * self.n_index

    def n_angles(self, n: Number, layers: Number) -> Number:
        """Angles a circuit takes: of the tokens, their phases, weights, polynomial, last unitary.

        A token's angles are the same in every layer.
        """
        of_data = 4 * (n - 2 * self.n_index)
        weights = state_preparation.n_angles(self.n_index)
        return self.tokens * (of_data * self.depth + 1) + weights + (layers + 1) + of_data

    def _counted(
        self, n: int, layers: int, shape: Shape, entangler: Entangler, order: Order = "written"
    ) -> PieceCounts:
        """Count a few tokens and layers; each further token of a layer adds the same."""
        if self.tokens <= FEW_TOKENS + 1 and layers <= 2:
            return super()._counted(n, layers, shape, entangler)

        def counted(tokens: int, repeats: int) -> PieceCounts:
            few = SelectedUnitaries(tokens, self.depth, self.n_index)
            return few._counted(n, repeats, shape, entangler)

        one, longer, twice = (
            counted(FEW_TOKENS, 1),
            counted(FEW_TOKENS + 1, 1),
            counted(FEW_TOKENS, 2),
        )
        more, again = layers * (self.tokens - FEW_TOKENS), layers - 1

        def extended(first: int, token: int, layer: int) -> int:
            return first + again * (layer - first) + more * (token - first)

        counts = zip(one.counts, longer.counts, twice.counts, strict=True)
        edges = zip(one.edges, longer.edges, twice.edges, strict=True)
        return PieceCounts(
            NativeCounts(*(extended(*parts) for parts in counts)),
            tuple(
                (*first[:2], extended(first[2], token[2], layer[2]))
                for first, token, layer in edges
            ),
        )

    def logical(self, n: int, layers: int) -> LogicalCounts:
        """Count gates as drawn, those of few tokens and layers extended as native ones are."""
        if self.tokens <= FEW_TOKENS + 1 and layers <= 2:
            return super().logical(n, layers)

        def counted(tokens: int, repeats: int) -> LogicalCounts:
            return SelectedUnitaries(tokens, self.depth, self.n_index).logical(n, repeats)

        more, again = layers * (self.tokens - FEW_TOKENS), layers - 1
        ends = zip(
            counted(FEW_TOKENS, 1), counted(FEW_TOKENS + 1, 1), counted(FEW_TOKENS, 2), strict=True
        )
        found = LogicalCounts(
            *(one + again * (twice - one) + more * (longer - one) for one, longer, twice in ends)
        )
        few, one_more, all_of_them = (
            self._flips(tokens) for tokens in (FEW_TOKENS, FEW_TOKENS + 1, self.tokens)
        )
        extended = few + (self.tokens - FEW_TOKENS) * (one_more - few)
        return found._replace(
            one_qubit_gates=found.one_qubit_gates + layers * (all_of_them - extended)
        )

    def _flips(self, tokens: int) -> int:
        """Return how often a bit of the index is flipped in a layer."""
        last = (tokens - 1) ^ (tokens - 1) >> 1
        return self.n_index + tokens - 1 + self.n_index - last.bit_count()

    def _wires(self, n: int) -> tuple[list[int], list[int], int, int]:
        """Return index, work, flag and signal."""
        start = self.n_data(n)
        index = list(range(start, start + self.n_index))
        work = list(range(start + self.n_index, n - 2))
        return index, work, n - 2, n - 1

    def _all_ones(self, index: list[int], work: list[int], target: int) -> Iterator[Gate]:
        """Yield what flips the target where the whole index is 1."""
        chain = [(index[0], index[1], *work[:1])] if work else []
        chain += [(index[k + 2], work[k], work[k + 1]) for k in range(len(work) - 1)]
        last = (index[-1], work[-1], target) if work else (index[0], index[1], target)
        for gates in (*chain, last, *reversed(chain)):
            yield from toffoli(*gates)

    def operations(self, n: int, layers: int, order: Order) -> Iterator[Gate]:
        """Yield the gates one after another."""
        data = self.n_data(n)
        index, work, flag, signal = self._wires(n)
        of_token = 4 * data * self.depth
        phases = self.tokens * of_token
        weights = phases + self.tokens
        polynomial = weights + int(state_preparation.n_angles(self.n_index))
        loading = [
            gate._replace(
                qubits=tuple(index[q] for q in gate.qubits),
                angle=None if gate.angle is None else weights + gate.angle,
            )
            for gate in state_preparation.operations(self.n_index, 1, order)
        ]
        flips = [Gate("rx", (qubit,), fixed=pi) for qubit in index]

        def phase(layer: int) -> Iterator[Gate]:
            """Yield a phase of the signal where the index is 0."""
            yield from flips
            yield from self._all_ones(index, work, signal)
            yield Gate("rz", (signal,), polynomial + layer)
            yield from self._all_ones(index, work, signal)
            yield from flips

        yield Gate("h", (signal,))
        yield from phase(0)
        for layer in range(layers):
            yield from loading
            for token in range(self.tokens):  # in Gray's order: from one to the next, a bit flips
                yield from flips if token == 0 else [flips[(token & -token).bit_length() - 1]]
                yield from self._all_ones(index, work, flag)
                yield Gate("rz", (flag,), phases + token)
                yield from self._unitary(data, self.depth, token * of_token, flag)
                yield from self._all_ones(index, work, flag)
            last = (self.tokens - 1) ^ (self.tokens - 1) >> 1
            yield from (flip for bit, flip in enumerate(flips) if not last >> bit & 1)
            yield from (gate._replace(scale=-gate.scale) for gate in reversed(loading))
            yield from phase(layer + 1)
        yield Gate("h", (signal,))
        yield from self._unitary(data, 1, polynomial + layers + 1, None)

    def _unitary(self, n: int, depth: int, angle: int, flag: int | None) -> Iterator[Gate]:
        """Yield layers of RY, a ring of CRX, RY and a ring back, where the flag is 1."""
        rings = (
            [(k, (k + 1) % n) for k in reversed(range(n))],
            [(k, (k - 1) % n) for k in (n - 1, *range(n - 1))],
        )
        for _ in range(depth):
            for ring in rings:
                for qubit in range(n):
                    yield from _turned(qubit, angle, flag)
                    angle += 1
                for control, target in ring:
                    yield from _controlled(control, target, angle, flag)
                    angle += 1


def _turned(qubit: int, angle: int, flag: int | None) -> Iterator[Gate]:
    """Yield RY, where the flag is 1."""
    if flag is None:
        yield Gate("ry", (qubit,), angle)
        return
    yield Gate("ry", (qubit,), angle, scale=0.5)
    yield Gate("cx", (flag, qubit))
    yield Gate("ry", (qubit,), angle, scale=-0.5)
    yield Gate("cx", (flag, qubit))


def _controlled(control: int, target: int, angle: int, flag: int | None) -> Iterator[Gate]:
    """Yield CRX, where the flag is 1."""
    if flag is None:
        yield Gate("crx", (control, target), angle)
        return
    yield Gate("crx", (control, target), angle, scale=0.5)
    yield Gate("cx", (flag, control))
    yield Gate("crx", (control, target), angle, scale=-0.5)
    yield Gate("cx", (flag, control))
    yield Gate("crx", (flag, target), angle, scale=0.5)


def ansatz(tokens: int = 32, depth: int = 4) -> SelectedUnitaries:
    """Return the ansatz."""
    return SelectedUnitaries(tokens, depth)
