"""Gates of libraries that are written out as Qiskit's own definitions do."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qestimate.formats.circuits.library import BY_QISKIT, drawn, template
from qestimate.formats.circuits.qiskit_steps import template_of

if TYPE_CHECKING:
    from qestimate.formats.circuits.steps import Template


def known_gate(name: str, angles: tuple[Any, ...], qubits: int) -> Template | str:
    """Return a gate of any library written out, or why there is none of this form.

    Args:
        name: As in a file.
        angles: Numbers, or values at each draw of free parameters. [rad]
        qubits: How many it acts on.

    >>> [step[0] for step in known_gate("cs", (), 2).steps].count("cx")
    2
    """
    return _written(name, angles, qubits) if name in BY_QISKIT else template(name, angles, qubits)


@lru_cache(maxsize=4096)
def _written(name: str, angles: tuple[Any, ...], qubits: int) -> Template | str:
    """Return a gate as Qiskit writes it out, at each draw where angles are free."""
    made = _standard(name)
    if made is None:
        return f"gate {name!r} is neither defined in the file nor known"

    def at(values: tuple[float, ...]) -> Template | str:
        try:
            gate = made(qubits - 1) if name == "mcx" else made(*values)
        except (TypeError, ValueError):
            return f"gate {name!r} does not take {len(values)} angles"
        if gate.num_qubits != qubits or (name == "mcx" and values):
            return f"gate {name!r} acts on {gate.num_qubits} qubits, not {qubits}"
        return template_of(gate)

    return drawn(at, angles)


def _standard(name: str) -> Any:
    from qiskit.circuit import library
    from qiskit.circuit.library import get_standard_gate_name_mapping

    others = {
        "c3x": library.C3XGate,
        "c4x": library.C4XGate,
        "c3sqrtx": library.C3SXGate,
        "c3sx": library.C3SXGate,
        "rc3x": library.RC3XGate,
        "rcccx": library.RC3XGate,
        "mcx": library.MCXGate,
        "cu3": library.CU3Gate,
        "rv": library.RVGate,
    }
    if name in others:
        return others[name]
    found = get_standard_gate_name_mapping().get(name)
    return None if found is None else found.base_class
