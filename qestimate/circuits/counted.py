"""The base of an ansatz without closed forms: it states its gates, and they are counted.

Native counts are those of the circuit as it is emitted for a few layers, extended to any number
of layers, which is exact once each further layer adds the same. Gates whose qubits are apart are
brought together by SWAPs, there and back.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import lru_cache
from typing import TYPE_CHECKING

from qestimate import __version__
from qestimate.circuits.emission import SETTLED, PieceCounts, emit, links_of, piece_counts
from qestimate.circuits.protocol import LogicalCounts, NativeCounts
from qestimate.core import disk_cache

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qestimate.circuits.native import Entangler, NativeCircuit, Order
    from qestimate.circuits.protocol import Gate, Shape
    from qestimate.core.numeric import Number


FEW = 64
"""Qubits times layers below which counts are worked out sooner than they are looked up."""


class Counted(ABC):
    """An ansatz that states its gates; ``n_angles`` and ``operations`` are left to it.

    Its counts exist for whole numbers alone: symbols and arrays have none.
    """

    ID = ""
    SHAPES: tuple[Shape, ...] = ("line",)
    ROUTED: tuple[Shape, ...] = ()
    COMMUTES = False
    LAYERED = True
    UNIFORM = True

    @abstractmethod
    def n_angles(self, n: Number, layers: Number) -> Number:
        """Angles the circuit takes, data included."""

    @abstractmethod
    def operations(self, n: int, layers: int, order: Order) -> Iterator[Gate]:
        """Yield the gates one after another."""

    def logical(self, n: int, layers: int) -> LogicalCounts:
        """Count gates as drawn; what takes long is kept on disk."""
        found: list[LogicalCounts] = []

        def work_out() -> disk_cache.Numbers:
            found.append(_logical(self, n, layers))
            return disk_cache.Numbers(found[0], [])

        if n * layers < FEW and self.LAYERED:
            return _logical(self, n, layers)
        key = (__version__, "logical", self.ID, n, layers)
        kept = disk_cache.kept(key, (len(LogicalCounts._fields), 1), work_out)
        if found or kept is None:
            return found[0]
        return LogicalCounts(*map(int, kept.head))

    def native(
        self, n: Number, layers: Number, shape: Shape, entangler: Entangler, order: Order
    ) -> NativeCounts | None:
        """Count native operations on a patch; None for symbols and arrays."""
        if (
            (order == "commuted" and not self.COMMUTES)
            or not isinstance(n, int)
            or not isinstance(layers, int)
        ):
            return None
        return self._counted(n, layers, shape, entangler, order).counts

    def edge_counts(
        self, n: int, layers: int, shape: Shape, entangler: Entangler
    ) -> list[int] | None:
        """Two-qubit gates on each coupler along a line; None where every pair is coupled."""
        if shape == "all":
            return None
        order: Order = "commuted" if self.COMMUTES else "written"
        return [count for *_, count in self._counted(n, layers, shape, entangler, order).edges]

    def _counted(
        self, n: int, layers: int, shape: Shape, entangler: Entangler, order: Order = "written"
    ) -> PieceCounts:
        return piece_counts(self, n, layers, links_of(n, shape), entangler, order)

    def merges(self, n: int, shape: Shape, entangler: Entangler, order: Order) -> bool:
        """Whether neighbouring entanglers merge: every gate stands as it is drawn."""
        return False

    def merged(self, n: int, layers: int, angles: Sequence[float]) -> NativeCircuit:
        """Write the circuit as it is drawn: no entanglers merge."""
        return emit(self, n, layers, "all", "cz", "written", angles)[0]

    def routed(
        self, n: int, layers: int, angles: Sequence[float]
    ) -> tuple[NativeCircuit, list[int]]:
        """Write the circuit on a line, gates brought together by SWAPs: no pattern is its own."""
        return emit(self, n, layers, "line", "cz", "written", angles)


@lru_cache(maxsize=256)
def _logical(ansatz: Counted, n: int, layers: int) -> LogicalCounts:
    """Count gates as drawn: those of a few layers, extended."""
    if ansatz.LAYERED and layers > SETTLED:
        before, last = (_logical(ansatz, n, k) for k in (SETTLED - 1, SETTLED))
        more = layers - SETTLED
        return LogicalCounts(*(b + more * (b - a) for a, b in zip(before, last, strict=True)))
    ready, two_ready = [0] * n, [0] * n
    one = two = 0
    for gate in ansatz.operations(n, layers, "written"):
        drawn = 3 if gate.name == "heisenberg" else 1
        both = len(gate.qubits) == 2
        one, two = (one, two + drawn) if both else (one + 1, two)
        end = max(ready[q] for q in gate.qubits) + drawn
        two_end = max(two_ready[q] for q in gate.qubits) + drawn * both
        for q in gate.qubits:
            ready[q], two_ready[q] = end, two_end
    return LogicalCounts(one, two, max(ready), max(two_ready))
