"""A circuit in a device's own gates, written down one operation at a time.

This is the witness of every closed form in this package: an ansatz emits itself here, gate by
gate, and the counts and depths of what came out must equal its formulas.

Neighbouring one-qubit gates merge into one operation, as any compiler does. A run that holds
nothing but RZ is a change of frame: it passes a diagonal two-qubit gate unharmed and is dropped
before a measurement [mckay-2017].
"""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING, Any, Literal

from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qiskit import QuantumCircuit

Entangler = Literal["cz", "zz"]
"""How a device entangles: a gate equal to CZ up to frames, or ZZ with any angle."""

Order = Literal["written", "commuted"]
"""Gates in the ansatz' own order, or diagonal gates moved past each other to run side by side."""


ALONE = -1
"""Pair of a rotation whose angle is its own."""


class Block(NamedTuple):
    """RZZ, RY on both wires and RZZ again, to be written as two CZ."""

    angles: tuple[float, float, float, float]
    """Of the first RZZ, of RY on either wire, of the second RZZ. [rad]"""
    pairs: tuple[int, int] = (ALONE, ALONE)
    """Pairs that the two RZZ belong to."""


class Part(NamedTuple):
    """A piece of a block: a one-qubit gate, or one of its two CZ."""

    block: int
    """Number of the block in the circuit."""
    place: int
    """One-qubit gates stand before (0), between (1) and after (2) the CZ 0 and 1."""
    side: int = 0
    """First (0) or second (1) wire of the block."""


class Turn(NamedTuple):
    """A one-qubit gate of a run."""

    name: Literal["h", "rx", "ry", "rz", "part"]
    angle: float = 0.0
    """[rad]"""
    pair: int = ALONE
    """Number of the pair of rotations that share their angle, as the two of a CRZ do."""
    part: Part | None = None


class Operation(NamedTuple):
    """One native operation: a merged one-qubit run, or a two-qubit gate."""

    qubits: tuple[int, ...]
    run: tuple[Turn, ...] = ()
    """One-qubit run in order."""
    angle: float = 0.0
    """Angle of a ZZ gate. [rad]; 0 for CZ, which has none."""
    pair: int = ALONE
    """Number of the pair of rotations that a ZZ gate belongs to."""
    part: Part | None = None
    """Where in a block a CZ stands."""


class NativeCircuit:
    """Collects operations on ``n_qubits`` wires of a patch, in order.

    >>> circuit = NativeCircuit(2, "cz")
    >>> circuit.cx(0, 1)
    >>> circuit.close(measured=True)
    >>> circuit.n_two_qubit, circuit.n_one_qubit, circuit.depth()
    (1, 2, 3.0)
    """

    def __init__(self, n_qubits: int, entangler: Entangler) -> None:
        self.n_qubits = n_qubits
        self.entangler: Entangler = entangler
        self.operations: list[Operation] = []
        self.blocks: list[Block] = []
        self._run: list[list[Turn]] = [[] for _ in range(n_qubits)]
        self._pairs = 0

    def one(
        self,
        name: Literal["h", "rx", "ry", "rz"],
        qubit: int,
        angle: float = 0.0,
        pair: int = ALONE,
    ) -> None:
        """Apply the one-qubit gate ``name`` with ``angle`` [rad]."""
        self._run[qubit].append(Turn(name, angle, pair))

    def new_pair(self) -> int:
        """Return a number for two rotations that share their angle."""
        self._pairs += 1
        return self._pairs - 1

    def _flush(self, qubit: int) -> None:
        if self._run[qubit]:
            self.operations.append(Operation((qubit,), tuple(self._run[qubit])))
            self._run[qubit] = []

    def _entangle(
        self, a: int, b: int, angle: float = 0.0, pair: int = ALONE, part: Part | None = None
    ) -> None:
        for qubit in (a, b):
            if any(turn.name != "rz" for turn in self._run[qubit]):
                self._flush(qubit)
        self.operations.append(Operation((a, b), angle=angle, pair=pair, part=part))

    def cz(self, a: int, b: int) -> None:
        """Apply CZ: one gate on either kind of device."""
        if self.entangler == "cz":
            self._entangle(a, b)
        else:
            self._entangle(a, b, -pi / 2)  # CZ = RZZ(-pi/2) . RZ(pi/2) x RZ(pi/2), up to a phase
            self.one("rz", a, pi / 2)
            self.one("rz", b, pi / 2)

    def cx(self, control: int, target: int) -> None:
        """Apply CNOT: one CZ between two Hadamards on the target."""
        self.one("h", target)
        self.cz(control, target)
        self.one("h", target)

    def crz(self, control: int, target: int, angle: float) -> None:
        """Apply CRZ(angle) = RZ(angle/2) on the target times RZZ(-angle/2)."""
        pair = self.new_pair()
        if self.entangler == "zz":
            self._entangle(control, target, -angle / 2, pair)
            self.one("rz", target, angle / 2, pair)
            return
        self.one("h", target)
        self._entangle(control, target)
        self.one("rx", target, -angle / 2, pair)
        self._entangle(control, target)
        self.one("h", target)
        self.one("rz", target, angle / 2, pair)

    def crx(self, control: int, target: int, angle: float) -> None:
        """Apply CRX(angle): CRZ between two Hadamards on the target."""
        self.one("h", target)
        self.crz(control, target, angle)
        self.one("h", target)

    def rzz(self, a: int, b: int, angle: float) -> None:
        """Apply RZZ(angle): CNOT, RZ and CNOT where it is not native."""
        if self.entangler == "zz":
            self._entangle(a, b, angle)
            return
        self.one("h", b)
        self._entangle(a, b)
        self.one("rx", b, angle)
        self._entangle(a, b)
        self.one("h", b)

    def u3(self, qubit: int, theta: float, phi: float, lam: float) -> None:
        """Apply U(theta, phi, lam) = RZ(phi) RY(theta) RZ(lam), up to a phase."""
        self.one("rz", qubit, lam)
        self.one("ry", qubit, theta)
        self.one("rz", qubit, phi)

    def cu3(self, control: int, target: int, theta: float, phi: float, lam: float) -> None:
        """Apply a controlled U with two CNOTs, as Qiskit defines its CU3. [qiskit-docs]"""
        turn, both = self.new_pair(), self.new_pair()
        self.one("rz", control, (lam + phi) / 2, both)
        self.one("rz", target, (lam - phi) / 2)
        self.cx(control, target)
        self.one("rz", target, -(lam + phi) / 2, both)
        self.one("ry", target, -theta / 2, turn)
        self.cx(control, target)
        self.one("ry", target, theta / 2, turn)
        self.one("rz", target, phi)

    def heisenberg(self, a: int, b: int, angle: float) -> None:
        """Apply exp(-i angle/2 (XX + YY + ZZ)): three CNOTs, or three ZZ gates.

        The rotations between share their angle up to quarter turns. Source: [vatan-2004], which
        has the circuit for any two-qubit gate.
        """
        if self.entangler == "zz":
            self._entangle(a, b, angle)
            for qubit in (a, b):
                self.one("h", qubit)
            self._entangle(a, b, angle)
            for qubit in (a, b):
                self.one("h", qubit)
                self.one("rx", qubit, pi / 2)
            self._entangle(a, b, angle)
            for qubit in (a, b):
                self.one("rx", qubit, -pi / 2)
            return
        self.one("rz", b, pi / 2)
        self.cx(b, a)
        self.one("rz", a, angle - pi / 2)
        self.one("ry", b, angle - pi / 2)
        self.cx(a, b)
        self.one("ry", b, pi / 2 - angle)
        self.cx(b, a)
        self.one("rz", a, -pi / 2)

    def swap(self, a: int, b: int) -> None:
        """Apply SWAP: three CNOTs."""
        self.cx(a, b)
        self.cx(b, a)
        self.cx(a, b)

    def cz_swap(self, a: int, b: int) -> None:
        """Apply CZ and SWAP together: an iSWAP up to frames, two CZ."""
        for qubit in (a, b):
            self.one("h", qubit)
        self.cz(a, b)
        for qubit in (a, b):
            self.one("h", qubit)
        self.cz(a, b)
        for qubit in (a, b):
            self.one("h", qubit)

    def rzz_ry_rzz(self, a: int, b: int, block: Block) -> None:
        """Apply RZZ, RY on both qubits and RZZ again as one block of two CZ.

        Between one-qubit gates such a block is e^(i(x ZZ + y XX)), one of the operators for which
        two CZ suffice [shende-2003-structure]. Which one-qubit gates these are is worked out when
        the circuit is written for Qiskit; where they stand is known before.
        """
        number = len(self.blocks)
        self.blocks.append(block)
        for place in range(3):
            for side, qubit in enumerate((a, b)):
                self._run[qubit].append(Turn("part", part=Part(number, place, side)))
            if place < 2:
                self._entangle(a, b, part=Part(number, place))

    def close(self, *, measured: bool) -> None:
        """End the circuit; before a measurement in Z a pure change of frame does nothing."""
        for qubit in range(self.n_qubits):
            if not measured or any(turn.name != "rz" for turn in self._run[qubit]):
                self._flush(qubit)
            self._run[qubit] = []

    @property
    def n_two_qubit(self) -> int:
        """Two-qubit gates."""
        return sum(len(op.qubits) == 2 for op in self.operations)

    @property
    def n_one_qubit(self) -> int:
        """Merged one-qubit operations."""
        return len(self.operations) - self.n_two_qubit

    def depth(self, *, one_qubit: float = 1, two_qubit: float = 1) -> float:
        """Length of the longest chain of operations, each weighted by its kind.

        With weights 1, 1 this is the depth; 0, 1 the two-qubit depth; durations give a time.
        """
        ready = [0.0] * self.n_qubits
        for op in self.operations:
            end = max(ready[q] for q in op.qubits) + (
                two_qubit if len(op.qubits) == 2 else one_qubit
            )
            for q in op.qubits:
                ready[q] = end
        return max(ready, default=0)

    def edge_counts(self) -> dict[tuple[int, int], int]:
        """Two-qubit gates per coupler of the patch, keyed by its two wires in order."""
        counts: dict[tuple[int, int], int] = {}
        for op in self.operations:
            if len(op.qubits) == 2:
                a, b = sorted(op.qubits)
                counts[a, b] = counts.get((a, b), 0) + 1
        return counts

    def to_qiskit(self, patch: Sequence[int], *, n_device: int, pulses: int = 1) -> QuantumCircuit:
        """Write the circuit on the qubits ``patch`` of a device.

        Args:
            patch: Device qubit of each wire.
            n_device: Qubits of the device, hence of the circuit.
            pulses: 1 writes a one-qubit operation as one ``u``; 2 as ``rz sx rz sx rz``.

        Returns:
            A circuit of ``u`` (or ``rz``, ``sx``) and ``cz`` (or ``rzz``) gates.
        """
        from qiskit import QuantumCircuit
        from qiskit.circuit.library import HGate, RXGate, RYGate, RZGate
        from qiskit.synthesis import OneQubitEulerDecomposer

        gates = {"rx": RXGate, "ry": RYGate, "rz": RZGate}

        parts = [_one_qubit_parts(block) for block in self.blocks]

        def unitary(turn: Turn) -> Any:
            if turn.part is not None:
                return parts[turn.part.block][turn.part.place][turn.part.side]
            return (HGate() if turn.name == "h" else gates[turn.name](turn.angle)).to_matrix()

        decompose = OneQubitEulerDecomposer("U")
        circuit = QuantumCircuit(n_device)
        for op in self.operations:
            wires = [patch[q] for q in op.qubits]
            if len(wires) == 2:
                if self.entangler == "cz":
                    circuit.cz(*wires)
                else:
                    circuit.rzz(op.angle, *wires)
                continue
            matrix = unitary(op.run[0])
            for turn in op.run[1:]:
                matrix = unitary(turn) @ matrix
            theta, phi, lam, phase = decompose.angles_and_phase(matrix)
            circuit.global_phase += phase
            if pulses == 1:
                circuit.u(theta, phi, lam, wires[0])
            else:  # U(t, p, l) = RZ(p + pi) SX RZ(t + pi) SX RZ(l), up to a phase
                circuit.rz(lam, wires[0])
                circuit.sx(wires[0])
                circuit.rz(theta + pi, wires[0])
                circuit.sx(wires[0])
                circuit.rz(phi + pi, wires[0])
        return circuit


def _one_qubit_parts(block: Block) -> list[list[Any]]:
    """Return the unitaries before, between and after the two CZ of a block, by wire."""
    from numpy import eye
    from qiskit.circuit import QuantumCircuit
    from qiskit.circuit.library import CZGate
    from qiskit.quantum_info import Operator
    from qiskit.synthesis import TwoQubitBasisDecomposer

    first, on_a, on_b, second = block.angles
    circuit = QuantumCircuit(2)
    circuit.rzz(first, 0, 1)
    circuit.ry(on_a, 0)
    circuit.ry(on_b, 1)
    circuit.rzz(second, 0, 1)
    written = TwoQubitBasisDecomposer(CZGate())(
        Operator(circuit), approximate=False, _num_basis_uses=2
    )
    parts = [[eye(2, dtype=complex) for _ in range(2)] for _ in range(3)]
    place = 0
    for instruction in written.data:
        if len(instruction.qubits) == 2:
            place += 1
            continue
        side = written.find_bit(instruction.qubits[0]).index
        parts[place][side] = instruction.operation.to_matrix() @ parts[place][side]
    return parts
