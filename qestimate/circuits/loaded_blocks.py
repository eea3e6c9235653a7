"""A state loaded with an activation, and blocks on neighbours: an amplitude-encoded adapter.

The 2^n amplitudes are loaded by uniformly controlled RY; blocks on (0, 1), (1, 2), ... follow, of
L layers each: two general rotations, a CNOT one way and one back [qchft-code], its MPS variant.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from qestimate.circuits import state_preparation
from qestimate.circuits.counted import Counted
from qestimate.circuits.emission import emit
from qestimate.circuits.native import NativeCircuit
from qestimate.circuits.protocol import Gate, NativeCounts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qestimate.circuits.native import Entangler, Order
    from qestimate.circuits.protocol import Shape
    from qestimate.core.numeric import Number


SETTLED_QUBITS = 8
"""Qubits from which the blocks add the same to the depth of the loading, for up to 8 layers."""


class LoadedBlocks(Counted):
    """n - 1 blocks of 6 L angles behind 2^n - 1 that carry data.

    >>> LoadedBlocks().n_angles(10, 4) - (2**10 - 1), LoadedBlocks().logical(4, 1).two_qubit_gates
    (216, 17)
    """

    ID = "loaded-blocks"
    SHAPES: tuple[Shape, ...] = ("all", "line")
    ROUTED: tuple[Shape, ...] = ("line",)
    LAYERED = False
    UNIFORM = False

    def n_angles(self, n: Number, layers: Number) -> Number:
        """Angles a circuit takes, data first."""
        return state_preparation.n_angles(n) + 6 * (n - 1) * layers

    def operations(self, n: int, layers: int, order: Order) -> Iterator[Gate]:
        """Yield the gates one after another."""
        yield from state_preparation.operations(n, 1, order)
        angle = int(state_preparation.n_angles(n))
        for a in range(n - 1):
            for _ in range(layers):
                for qubit in (a, a + 1):
                    yield Gate("u3", (qubit,), angle)
                    angle += 3
                yield Gate("cx", (a, a + 1))
                yield Gate("cx", (a + 1, a))

    def native(
        self, n: Number, layers: Number, shape: Shape, entangler: Entangler, order: Order
    ) -> NativeCounts | None:
        """Count native operations: those of the loading, and what the blocks add to them.

        Blocks begin while the loading goes on; what they add to the depth settles.
        """
        loading = state_preparation.native(n, 1, shape, entangler, order)
        if loading is None or not isinstance(n, int) or not isinstance(layers, int):
            return None
        depth, two_qubit_depth = _added_depth(self, min(n, SETTLED_QUBITS), layers, shape)
        return NativeCounts(
            loading.one_qubit_gates + 4 * layers * (n - 1) + n - 2,
            loading.two_qubit_gates + 2 * layers * (n - 1),
            loading.depth + depth,
            loading.two_qubit_depth + two_qubit_depth,
        )

    def edge_counts(
        self, n: int, layers: int, shape: Shape, entangler: Entangler
    ) -> list[int] | None:
        """Two-qubit gates on each coupler along a line; None where every pair is coupled."""
        loading = state_preparation.edge_counts(n, 1, shape, entangler)
        return None if loading is None else [count + 2 * layers for count in loading]

    def routed(
        self, n: int, layers: int, angles: Sequence[float]
    ) -> tuple[NativeCircuit, list[int]]:
        """Write the circuit on a line: chains of CNOTs for the loading, blocks as they are."""
        circuit = NativeCircuit(n, "cz")
        state_preparation.load_on_line(circuit, n, angles)
        angle = int(state_preparation.n_angles(n))
        for a in range(n - 1):
            for _ in range(layers):
                for qubit in (a, a + 1):
                    circuit.u3(qubit, *angles[angle : angle + 3])
                    angle += 3
                circuit.cx(a, a + 1)
                circuit.cx(a + 1, a)
        circuit.close(measured=True)
        return circuit, list(range(n))


@lru_cache(maxsize=64)
def _added_depth(ansatz: LoadedBlocks, n: int, layers: int, shape: Shape) -> tuple[int, int]:
    """Return what the blocks add to the depth and to the two-qubit depth of the loading."""
    angles = [0.1] * int(ansatz.n_angles(n, layers))
    circuit, _ = emit(ansatz, n, layers, shape, "cz", "written", angles)
    loading = state_preparation.native(n, 1, shape, "cz", "written")
    if loading is None:
        raise AssertionError("a loading has counts")
    return (
        int(circuit.depth() - loading.depth),
        int(circuit.depth(one_qubit=0) - loading.two_qubit_depth),
    )


def ansatz() -> LoadedBlocks:
    """Return the ansatz."""
    return LoadedBlocks()
