"""What every ansatz of this package states about itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, Protocol

from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qestimate.circuits.native import Entangler, NativeCircuit, Order
    from qestimate.core.numeric import Number

Shape = Literal["ring", "line", "all", "piece"]
"""A patch of qubits: a closed ring or an open line of couplers, every pair coupled, or any piece
that couplers hold together."""


GateName = Literal[
    "h", "rx", "ry", "rz", "crx", "crz", "cx", "cz", "rzz", "u3", "cu3", "heisenberg"
]
"""Gates that circuits are drawn with. ``heisenberg`` is exp(-i t/2 (XX + YY + ZZ)) on a pair;
``u3`` and ``cu3`` take three angles, the first of which is theirs: RZ RY RZ, as Qiskit has it."""

ROTATIONS: dict[GateName, int] = {
    **dict.fromkeys(("rx", "ry", "rz", "rzz"), 1),
    **dict.fromkeys(("crx", "crz"), 2),
    **dict.fromkeys(("h", "cx", "cz"), 0),
    "u3": 3,
    "cu3": 6,
    "heisenberg": 3,
}
"""Rotations of each, if all its other parts are Clifford gates."""


class Gate(NamedTuple):
    """A gate of the circuit as its authors draw it."""

    name: GateName
    qubits: tuple[int, ...]
    angle: int | None = None
    """Position of its angle among those of the circuit; None for a gate without one."""
    fixed: float = 0.0
    """Added to its angle, and all of it where it has none. [rad]"""
    scale: float = 1.0
    """How many times its angle it turns."""
    also: tuple[int, ...] = ()
    """Positions of angles that are added to its own."""

    def turn(self, angles: Sequence[Any]) -> Any:
        """Return the angle by which it turns, of numbers or parameters. [rad]"""
        if self.angle is None:
            return self.fixed
        own = self.scale * angles[self.angle]
        return sum((angles[k] for k in self.also), own) + self.fixed if self.also else own


class LogicalCounts(NamedTuple):
    """Gates of the circuit as its authors draw it, before any device."""

    one_qubit_gates: Number
    two_qubit_gates: Number
    depth: Number
    two_qubit_depth: Number


class NativeCounts(NamedTuple):
    """Operations on a device: merged one-qubit operations and native two-qubit gates."""

    one_qubit_gates: Number
    two_qubit_gates: Number
    depth: Number
    two_qubit_depth: Number


class Ansatz(Protocol):
    """One family of circuits; each is a module of functions with these names.

    ``n`` is the number of qubits, ``layers`` the number of repetitions.
    """

    ID: str
    SHAPES: tuple[Shape, ...]
    """Patches it has formulas for, the most direct first."""
    ROUTED: tuple[Shape, ...]
    """Those of them where gates have to be brought together: ``routed`` writes these, in CZ."""
    COMMUTES: bool
    """Whether its entanglers are diagonal, so that the order "commuted" exists."""
    LAYERED: bool
    """Whether each further layer adds the same, so that counts of a few say those of many."""
    UNIFORM: bool
    """Whether it is nothing but such layers, so that bounds of a few hold for many."""

    def __hash__(self) -> int:
        """Modules are hashable, so that counts can be cached by ansatz."""
        ...

    def n_angles(self, n: Number, layers: Number) -> Number:
        """Angles the circuit takes, data included."""
        ...

    def operations(self, n: int, layers: int, order: Order) -> Iterator[Gate]:
        """Yield the gates one after another."""
        ...

    def logical(self, n: Number, layers: Number) -> LogicalCounts:
        """Count gates as written."""
        ...

    def native(
        self, n: Number, layers: Number, shape: Shape, entangler: Entangler, order: Order
    ) -> NativeCounts | None:
        """Count native operations on a patch; None where this order cannot be kept there."""
        ...

    def edge_counts(
        self, n: int, layers: int, shape: Shape, entangler: Entangler
    ) -> list[int] | None:
        """Two-qubit gates on each coupler along the patch; None where all pairs share alike."""
        ...

    def merges(self, n: int, shape: Shape, entangler: Entangler, order: Order) -> bool:
        """Whether neighbouring entanglers merge into fewer: ``merged`` writes that."""
        ...

    def merged(self, n: int, layers: int, angles: Sequence[float]) -> NativeCircuit:
        """Write the circuit with merged entanglers, in CZ; called only where ``merges`` says so."""
        ...

    def routed(
        self, n: int, layers: int, angles: Sequence[float]
    ) -> tuple[NativeCircuit, list[int]]:
        """Write the circuit on a line with its routing; also the wire where each qubit ends."""
        ...
