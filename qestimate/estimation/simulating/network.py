"""The tensor network of a circuit: which tensors share which indices, from its gates alone.

A bit that a gate leaves keeps its index, so that a CZ is a tensor of two indices and not of four.
One-qubit gates are taken together with what follows them. Entries do not matter for the cost.
"""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple
from qestimate.estimation.simulating.gates import FLIPS, IGNORED, kept_bits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qestimate.estimation.simulating.cone import Cone
    from qestimate.formats.circuits.reading import Gate


class Network(NamedTuple):
    """A closed network of tensors, every index of two values."""

    tensors: tuple[tuple[int, ...], ...]
    """Indices of each, in the order in which the gates come."""
    places: tuple[int, ...]
    """Place of each in a sweep over the qubits."""


class _Side:
    """Indices of the qubits while gates are put on them, from |0> on."""

    def __init__(
        self, numbers: Iterator[int], qubits: Sequence[int], swept: dict[int, int]
    ) -> None:
        self.numbers = numbers
        self.swept = swept
        self.tensors: list[tuple[int, ...]] = []
        self.places: list[int] = []
        self.at: dict[int, int | None] = dict.fromkeys(qubits)  # None: the bit is known
        self.mixed: set[int] = set()  # a one-qubit gate waits to be taken along

    def put(self, gate: Gate) -> None:
        """Put a gate behind those that are there."""
        if gate.name in IGNORED or gate.name in FLIPS:
            return
        if gate.name == "swap":
            a, b = gate.qubits
            self.at[a], self.at[b] = self.at[b], self.at[a]
            exchanged = {b if q == a else a if q == b else q for q in self.mixed}
            self.mixed = exchanged
            return
        n_kept = kept_bits(gate)
        if len(gate.qubits) == 1:
            if not n_kept:
                self.mixed.add(gate.qubits[0])
            return
        tensor = []
        for qubit in gate.qubits[:n_kept]:
            index = self.settled(qubit)
            if index is not None:
                tensor.append(index)
        for qubit in gate.qubits[n_kept:]:
            old, new = self.at[qubit], next(self.numbers)
            self.mixed.discard(qubit)
            tensor += [new] if old is None else [old, new]
            self.at[qubit] = new
        if tensor:
            self.add(tensor, gate.qubits)

    def add(self, tensor: Sequence[int], qubits: Sequence[int]) -> None:
        """Add a tensor of some qubits."""
        self.tensors.append(tuple(tensor))
        self.places.append(max(self.swept[qubit] for qubit in qubits))

    def settled(self, qubit: int) -> int | None:
        """Return the index of a qubit after the one-qubit gates on it; None if its bit is known."""
        if qubit in self.mixed:
            self.mixed.remove(qubit)
            old, new = self.at[qubit], next(self.numbers)
            self.add((new,) if old is None else (old, new), (qubit,))
            self.at[qubit] = new
        return self.at[qubit]


def amplitude_network(gates: Sequence[Gate], qubits: Sequence[int]) -> Network:
    """Return the network of one amplitude: what a circuit makes of |0> on one string of bits.

    >>> from qestimate.formats.circuits.reading import Gate
    >>> bell = [Gate("h", (), (0,)), Gate("cz", (), (0, 1)), Gate("h", (), (0,))]
    >>> amplitude_network(bell, (0, 1)).tensors
    ((0,), (0,), (0,))
    """
    side = _Side(count(), qubits, sweep(gates, qubits))
    for gate in gates:
        side.put(gate)
    for qubit in qubits:
        index = side.at[qubit]
        if index is not None:
            side.add((index,), (qubit,))
    return Network(tuple(side.tensors), tuple(side.places))


def value_network(cone: Cone) -> Network:
    """Return the network of an expectation value: the cone, its observable, and the cone again.

    Where the observable is Z both sides share an index; where it does nothing too.

    >>> from qestimate.formats.circuits.reading import Gate
    >>> from qestimate.estimation.simulating.cone import cone_of
    >>> bell = [Gate("h", (), (0,)), Gate("cx", (), (0, 1))]
    >>> value_network(cone_of(bell, ((1, "Z"),))).tensors
    ((0,), (0, 1), (1,), (0, 1), (0,))
    """
    numbers = count()
    there = _Side(numbers, cone.qubits, sweep(cone.gates, cone.qubits))
    for gate in cone.gates:
        there.put(gate)
    ends = {q: there.settled(q) for q in cone.qubits}
    joined = {end: end for end in ends.values() if end is not None}
    half = list(zip(there.tensors, there.places, strict=True))
    for qubit, pauli in cone.observable:
        end = ends[qubit]
        if end is not None:
            joined[end] = end if pauli == "Z" else next(numbers)
            there.add((end,) if pauli == "Z" else (end, joined[end]), (qubit,))
    for tensor, place in reversed(half):
        for index in tensor:
            if index not in joined:
                joined[index] = next(numbers)
        there.tensors.append(tuple(joined[index] for index in tensor))
        there.places.append(place)
    return Network(tuple(there.tensors), tuple(there.places))


def sweep(gates: Sequence[Gate], qubits: Sequence[int]) -> dict[int, int]:
    """Return a place for each qubit, neighbours near each other: breadth first from an end.

    >>> from qestimate.formats.circuits.reading import Gate
    >>> sweep([Gate("cz", (), pair) for pair in ((3, 0), (0, 2), (2, 1))], (0, 1, 2, 3))
    {1: 0, 2: 1, 0: 2, 3: 3}
    """
    near: dict[int, set[int]] = {qubit: set() for qubit in qubits}
    for gate in gates:
        if gate.name not in IGNORED:
            for qubit in gate.qubits:
                near[qubit].update(other for other in gate.qubits if other != qubit)
    places: dict[int, int] = {}
    for start in sorted(qubits, key=lambda qubit: (len(near[qubit]), qubit)):
        if start in places:
            continue
        places[start] = len(places)
        waiting = [start]
        for qubit in waiting:
            for other in sorted(near[qubit]):
                if other not in places:
                    places[other] = len(places)
                    waiting.append(other)
    return places
