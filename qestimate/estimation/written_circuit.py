"""The circuit of a file for Qiskit, and how many two-qubit gates it has as it is written."""

from __future__ import annotations

from functools import cache
from math import pi
from typing import TYPE_CHECKING, Any

from qestimate.noise.paths.steps import chance_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qiskit import QuantumCircuit

    from qestimate.device.device import Device
    from qestimate.formats.circuits.reading import Gate, LogicalCircuit

GENERIC_ANGLE = 0.7
"""Angle that gates have where they are counted. [rad]"""


def built(logical: LogicalCircuit, draw: int = 0, *, random: bool = False) -> QuantumCircuit:
    """Return a file's circuit for Qiskit.

    Args:
        logical: From a file.
        draw: Which draw of its free parameters to take.
        random: Whether to draw all other angles, too, unless they are quarter turns.
    """
    from numpy.random import default_rng
    from qiskit import QuantumCircuit
    from qiskit.circuit.library import get_standard_gate_name_mapping

    source = default_rng(draw)
    known = get_standard_gate_name_mapping()
    circuit = QuantumCircuit(logical.n_qubits, name=logical.name)
    for gate in logical.gates:
        if gate.name in _OTHER:
            _OTHER[gate.name](circuit, gate)
            continue
        values = []
        for angle in gate.angles:
            if isinstance(angle, tuple):
                values.append(angle[draw % len(angle)])
            elif random and chance_of(angle) not in (0.0, 1.0):
                values.append(float(source.uniform(0, 4 * pi)))
            else:
                values.append(angle)
        circuit.append(type(known[gate.name])(*values), gate.qubits)
    return circuit


def _measure(circuit: QuantumCircuit, gate: Gate) -> None:
    """Add a measurement with a bit of its own: what is read is not looked at."""
    from qiskit.circuit import Clbit

    bit = Clbit()
    circuit.add_bits([bit])
    circuit.measure(gate.qubits[0], bit)


_OTHER: dict[str, Any] = {
    "barrier": lambda circuit, gate: circuit.barrier(*gate.qubits),
    "delay": lambda circuit, gate: circuit.delay(gate.angles[0], gate.qubits[0], "s"),
    "reset": lambda circuit, gate: circuit.reset(gate.qubits[0]),
    "measure": _measure,
}
"""How what is no gate is added to a circuit."""


def two_qubit_gates_written(gates: Sequence[Gate], device: Device) -> int | None:
    """Return how many native two-qubit gates some gates take, each for itself.

    None where the device has a native gate that is not counted.
    """
    if device.entangler is None:
        return None
    costs: dict[str, int] = {}
    for gate in gates:
        if gate.name not in costs and gate.name not in _OTHER:
            n_angles = len(gate.angles)
            costs[gate.name] = _cost(gate.name, n_angles, len(gate.qubits), device.entangler)
    return sum(costs.get(gate.name, 0) for gate in gates)


@cache
def _cost(name: str, n_angles: int, n_qubits: int, entangler: str) -> int:
    """Return how many native two-qubit gates one gate takes at generic angles."""
    from qiskit import QuantumCircuit
    from qiskit.circuit.library import get_standard_gate_name_mapping
    from qiskit.transpiler import generate_preset_pass_manager

    if n_qubits < 2:
        return 0
    circuit = QuantumCircuit(n_qubits)
    gate = type(get_standard_gate_name_mapping()[name])
    circuit.append(gate(*[GENERIC_ANGLE + 0.1 * k for k in range(n_angles)]), range(n_qubits))
    basis = ["u", "rzz" if entangler == "zz" else "cz"]
    if entangler == "zz":
        circuit = without_ecr(circuit)
    found = generate_preset_pass_manager(0, basis_gates=basis).run(circuit)
    return sum(len(one.qubits) == 2 for one in found.data)


def without_ecr(circuit: QuantumCircuit) -> QuantumCircuit:
    """Return a circuit with a CX for each ECR: Qiskit has a rule from one to RZZ that takes two."""
    from qiskit.circuit.equivalence_library import SessionEquivalenceLibrary
    from qiskit.transpiler.passes import BasisTranslator

    names = set(circuit.count_ops())
    if "ecr" not in names:
        return circuit
    basis = [*names - {"ecr"}, "cx", "s", "sx", "x"]
    return BasisTranslator(SessionEquivalenceLibrary, basis)(circuit)
