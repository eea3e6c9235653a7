"""Texts as circuits, and circuits as matrices."""

from __future__ import annotations

import tempfile
from pathlib import Path

from qiskit import QuantumCircuit
from qiskit.circuit.library import get_standard_gate_name_mapping
from qiskit.quantum_info import Operator

from qestimate.formats.circuits import parser
from qestimate.formats.circuits.reading import LogicalCircuit, _circuit
from qestimate.formats.circuits.steps import NO_GATES

HEAD2 = 'OPENQASM 2.0;\ninclude "qelib1.inc";\n'
HEAD3 = 'OPENQASM 3.0;\ninclude "stdgates.inc";\n'


def read(content: str | bytes, name: str = "a.qasm") -> LogicalCircuit:
    """Return the only circuit of a file with this content."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        (found,) = parser.read(str(path))
    return _circuit(Path(name), 0, found)


def names(found: LogicalCircuit) -> list[str]:
    return [gate.name for gate in found.gates]


def on(found: LogicalCircuit) -> list[tuple]:
    """Return gates without their angles."""
    return [(gate.name, *gate.qubits) for gate in found.gates]


def unitary(found: LogicalCircuit, n_qubits: int, draw: int = 0) -> Operator:
    """Return what the gates do to as many qubits as the file has, under its numbers."""
    known = get_standard_gate_name_mapping()
    circuit = QuantumCircuit(n_qubits)
    for gate in found.gates:
        if gate.name not in NO_GATES:
            angles = [a[draw] if isinstance(a, tuple) else a for a in gate.angles]
            made = known[gate.name].base_class(*angles)
            circuit.append(made, [found.number_of(q) for q in gate.qubits])
    return Operator(circuit)


def only_gates(gates):
    """Return the names of what is a gate, with no measurement and no barrier."""
    return [gate.name for gate in gates if gate.name not in NO_GATES]
