"""Whether a gate that a file defines is the one of that name in Qiskit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.formats.circuits.library import KNOWN

if TYPE_CHECKING:
    from qestimate.formats.circuits.steps import Template

MAX_SIZE = 500
"""Gates of a definition up to which it is compared."""

GENERIC = (0.731, 1.237, -0.419, 2.113)
"""Angles at which gates are compared that have any. [rad]"""


def same_gate(found: Template, name: str, angles: tuple[float, ...]) -> bool:
    """Return whether a gate that is written out is a known one, up to a phase of all of it.

    Args:
        found: On as many qubits as the known one has.
        name: Of the known one.
        angles: Of both. [rad]

    >>> from qestimate.formats.circuits.steps import Template
    >>> half = ("cx", (), (0, 1))
    >>> other = ("cx", (), (1, 0))
    >>> same_gate(Template((half, other, half)), "swap", ())
    True
    """
    from qiskit.quantum_info import Operator

    if len(found.steps) > MAX_SIZE:
        return False
    width = KNOWN[name][1]
    mine = Operator(circuit_of(found, width))
    return bool(mine.equiv(Operator(standard_gate(name, angles))))


def standard_gate(name: str, angles: tuple[Any, ...]) -> Any:
    """Return a known gate as Qiskit has it."""
    from qiskit.circuit.library import get_standard_gate_name_mapping

    return get_standard_gate_name_mapping()[name].base_class(*angles)


def circuit_of(found: Template, width: int) -> Any:
    """Return a gate that is written out as a circuit of Qiskit."""
    from qiskit import QuantumCircuit

    circuit = QuantumCircuit(width, global_phase=found.phase)
    for name, angles, slots in found.steps:
        if name == "barrier":
            circuit.barrier(*slots)
        else:
            circuit.append(standard_gate(name, angles), slots)
    return circuit
