"""The layers of two-qubit gates of a compiled circuit, every gate as early as it can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.estimation.compiled_circuit import kind_of

if TYPE_CHECKING:
    from qestimate.estimation.compiled_circuit import CompiledCircuit

Layer = frozenset[tuple[int, int]]
"""Pairs of wires with a gate, the smaller wire first."""


def two_qubit_layers(found: CompiledCircuit) -> tuple[Layer, ...]:
    """Return which pairs of wires have a gate at the same time, layer by layer.

    Args:
        found: What the transpiler made.
    """
    at = {bit: found.wires.get(index, -1) for index, bit in enumerate(found.circuit.qubits)}
    reached: dict[int, int] = {}
    layers: list[set[tuple[int, int]]] = []
    for instruction in found.circuit.data:
        if kind_of(instruction) != "two":
            continue
        a, b = sorted(at[qubit] for qubit in instruction.qubits)
        layer = max(reached.get(a, 0), reached.get(b, 0))
        reached[a] = reached[b] = layer + 1
        if layer == len(layers):
            layers.append(set())
        layers[layer].add((a, b))
    return tuple(frozenset(pairs) for pairs in layers)
