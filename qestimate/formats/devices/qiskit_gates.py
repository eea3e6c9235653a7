"""Two-qubit gates of a Qiskit target: which native gate here each is equal to."""

from __future__ import annotations

from math import pi
from typing import Any

STANDARD = {"cz": "cz", "ecr": "ecr", "cx": "cx", "iswap": "iswap"}
"""Gates that go by the same name here."""

TURNS = {
    *("rzz", "rxx", "ryy", "rzx", "zz", "xx", "yy", "ms", "zzphase"),
    *("cp", "cu1", "crx", "cry", "crz"),
}
"""Names of turns by any angle, equal to ZZ up to one-qubit gates."""

NAMED = {
    "zzmax": "cz",
    "siswap": "fsim",
    "sqrt_iswap": "fsim",
    "syc": "fsim",
    "fsim": "fsim",
    "phased_fsim": "fsim",
    "xy": "fsim",
}
"""Gates of libraries that are often without a matrix in a target."""

GENERIC_ANGLES = (0.3, 0.17)
"""Put in for an angle that is free, one after the other. [rad, or turns where a gate has those]"""

CLOSE = 1e-6
"""Difference of two angles that counts as none. [rad]"""


def native_gates(target: Any) -> dict[str, str | None]:
    """Return the native gate of each two-qubit operation of a target, None where none is known.

    Args:
        target: Of Qiskit.

    >>> from qiskit.circuit import Parameter
    >>> from qiskit.circuit.library import RXXGate, SwapGate
    >>> from qiskit.transpiler import Target
    >>> target = Target(num_qubits=3)
    >>> _ = target.add_instruction(RXXGate(Parameter("angle")))
    >>> _ = target.add_instruction(RXXGate(1.5707963267948966), name="rxx_half")
    >>> _ = target.add_instruction(SwapGate())
    >>> native_gates(target)
    {'rxx': 'zz', 'rxx_half': 'cz', 'swap': None}
    """
    found = {name: target.operation_from_name(name) for name in target.operation_names}
    return {
        name: STANDARD[name] if name in STANDARD else native_gate(name, operation)
        for name, operation in found.items()
        if name in (*STANDARD, *TURNS) or _is_of_two(operation)
    }


def _is_of_two(operation: Any) -> bool:
    from qiskit.circuit import Gate

    return isinstance(operation, Gate) and operation.num_qubits == 2


def native_gate(name: str, operation: Any) -> str | None:
    """Return the native gate that an operation equals up to one-qubit gates, None if none.

    By its matrix: ZZ where its angle is free, CZ or iSWAP where it is what these are, fSim where
    it exchanges excitations by another angle, as XX+YY and the root of iSWAP do. By its name where
    it has no matrix.
    """
    tried = [_weyl_angles(operation, angle) for angle in GENERIC_ANGLES]
    if None in tried:
        return "zz" if name.lower() in TURNS else NAMED.get(name.lower())
    first, second = ([abs(x) for x in angles or ()] for angles in tried)
    free = max(abs(x - y) for x, y in zip(first, second, strict=True)) > CLOSE
    a, b, c = first
    if a < CLOSE:
        return None
    if b < CLOSE:
        return "zz" if free else "cz" if abs(a - pi / 4) < CLOSE else None
    if abs(a - b) > CLOSE or abs(c - a) < CLOSE:
        return None
    return "iswap" if not free and c < CLOSE and abs(a - pi / 4) < CLOSE else "fsim"


def _weyl_angles(operation: Any, angle: float) -> tuple[float, float, float] | None:
    """Return what one-qubit gates do not change of a gate, None without a matrix.

    Args:
        operation: Of Qiskit.
        angle: Put in for what is free. [rad]
    """
    from qiskit.quantum_info import Operator
    from qiskit.synthesis import TwoQubitWeylDecomposition

    try:
        bound = operation.to_mutable() if hasattr(operation, "to_mutable") else operation.copy()
        bound.params = [
            angle if getattr(value, "parameters", None) else value for value in operation.params
        ]
        found = TwoQubitWeylDecomposition(Operator(bound).data)
    except Exception:  # gates of other libraries fail in ways of their own
        return None
    return found.a, found.b, found.c
