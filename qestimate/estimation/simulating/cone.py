"""Light cone of an observable in a circuit: the gates that can change its value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple
from qestimate.estimation.simulating.gates import FLIPS, IGNORED, kept_bits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.formats.circuits.reading import Gate
    from qestimate.noise.paths import Observable


class Cone(NamedTuple):
    """What has to be simulated of a circuit for one observable."""

    observable: Observable
    gates: tuple[Gate, ...]
    """In their order in the circuit."""
    qubits: tuple[int, ...]
    """That the gates or the observable are on, in order."""

    @property
    def n_two_qubit(self) -> int:
        """Gates of the cone on two qubits or more."""
        return sum(len(gate.qubits) > 1 for gate in self.gates)


def cone_of(gates: Sequence[Gate], observable: Observable) -> Cone:
    """Return the gates that an observable meets on its way back through a circuit.

    A gate that leaves the bits of a qubit commutes with Z there, so that it is met only where
    the operator may hold X or Y. Whatever it meets may then be anything on all its qubits, but
    that such a gate turns phases only.

    Args:
        gates: In the order of the circuit.
        observable: Product of Pauli operators.

    >>> from qestimate.formats.circuits.reading import Gate
    >>> line = [Gate("h", (), (q,)) for q in range(4)] + [Gate("cz", (), (q, q + 1))
    ...                                                   for q in range(3)]
    >>> cone_of(line, ((0, "Z"),)).qubits, cone_of(line, ((1, "X"),)).qubits
    ((0,), (0, 1, 2))
    """
    turned = {qubit for qubit, pauli in observable if pauli != "Z"}  # may hold X or Y there
    held = {qubit for qubit, _ in observable}
    met: list[Gate] = []
    for gate in reversed(gates):
        if gate.name in IGNORED or held.isdisjoint(gate.qubits):
            continue
        if gate.name == "swap":
            a, b = gate.qubits
            held = {b if q == a else a if q == b else q for q in held}
            turned = {b if q == a else a if q == b else q for q in turned}
            met.append(gate)
            continue
        n_kept = len(gate.qubits) if gate.name in FLIPS else kept_bits(gate)
        kept, changed = gate.qubits[:n_kept], gate.qubits[n_kept:]
        if held.isdisjoint(changed) and turned.isdisjoint(gate.qubits):
            if gate.name in FLIPS:
                met.append(gate)  # changes the sign of Z
            continue
        met.append(gate)
        held.update(gate.qubits)
        if gate.name != "cx":
            turned.update(changed)
        elif not turned.isdisjoint(kept):
            turned.update(changed)  # X of the control comes to the target; Z leaves Z
    met.reverse()
    on = {q for gate in met for q in gate.qubits} | {q for q, _ in observable}
    return Cone(observable, tuple(met), tuple(sorted(on)))
