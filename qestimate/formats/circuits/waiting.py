"""Delays of Qiskit's circuits: how long they are, and how they survive being saved as QPY.

Up to version 17 a QPY file keeps no unit of a delay (Qiskit issues 8293 and 10662): what is saved
as 2 us is loaded as 2 steps of a device's clock.
"""

from __future__ import annotations

from typing import Any

UNITS = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9, "ps": 1e12}
"""How many of each unit of delays a second has."""

CARRIER = "qestimate_delay"
"""Name of a gate that carries a length in seconds through a file."""


def seconds_of(operation: Any) -> float | None:
    """Return the length of a delay, if it has one that does not depend on a device. [s]"""
    unit, value = operation.unit, operation.params[0]
    if unit == "expr":
        return _constant(value)
    if unit not in UNITS or getattr(value, "parameters", None):
        return None
    return float(value) / UNITS[unit]


def _constant(value: Any) -> float | None:
    """Return the length that an expression of Qiskit is, where it is a constant one. [s]"""
    literal: Any = getattr(value, "value", None)
    unit = getattr(literal, "unit", None)
    name = unit() if callable(unit) else ""
    return float(literal.value()) / UNITS[name] if name in UNITS else None


def with_lengths(circuit: Any) -> Any:
    """Return a circuit whose delays keep their length in a file, if it has any.

    Args:
        circuit: Of Qiskit.
    """
    from qiskit.circuit import Gate

    changed = {}
    for index, one in enumerate(circuit.data):
        operation = one.operation
        if operation.name == "delay":
            seconds = seconds_of(operation)
            if seconds is not None:
                changed[index] = Gate(CARRIER, 1, [seconds])
        elif getattr(operation, "blocks", None) and hasattr(operation, "replace_blocks"):
            blocks = [with_lengths(block) for block in operation.blocks]
            if any(new is not old for new, old in zip(blocks, operation.blocks, strict=True)):
                changed[index] = operation.replace_blocks(blocks)
    if not changed:
        return circuit
    found = circuit.copy_empty_like()
    for index, one in enumerate(circuit.data):
        found.append(changed.get(index, one.operation), one.qubits, one.clbits)
    return found
