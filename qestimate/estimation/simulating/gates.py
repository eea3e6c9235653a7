"""What gates do to bits: which leave them, which only condition on them, which are Clifford.

That is all that the cost of a simulation depends on. Anything that is not named here counts as a
gate that may do everything, which costs most.
"""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qestimate.formats.circuits.reading import Gate

IGNORED = frozenset({"barrier", "delay", "id", "global_phase"})
"""Steps that change nothing without noise."""

UNMODELLED = frozenset({"reset", "measure", "initialize"})
"""Steps after which a state is a mixture, or is another one by decree: not simulated here."""

FLIPS = frozenset({"x", "y"})
"""Gates that take each bit to one other, up to a phase."""

DIAGONAL = frozenset(
    (
        *("z", "s", "sdg", "t", "tdg", "p", "u1", "rz"),
        *("cz", "cs", "csdg", "cp", "cu1", "crz", "rzz", "ccz"),
    )
)
"""Gates that leave every bit and turn phases only, by their names in Qiskit."""

CONTROLS = {
    **dict.fromkeys(("cx", "cy", "ch", "csx", "crx", "cry", "cu", "cu3", "cswap"), 1),
    **dict.fromkeys(("ccx", "rccx"), 2),
    **dict.fromkeys(("c3x", "c3sqrtx"), 3),
    "c4x": 4,
}
"""Qubits that a gate only conditions on, its first ones, by its name in Qiskit."""

CLIFFORDS = frozenset(
    (
        *("h", "s", "sdg", "x", "y", "z", "sx", "sxdg"),
        *("cx", "cy", "cz", "swap", "iswap", "ecr", "dcx"),
    )
)
"""Gates that take Pauli operators to Pauli operators."""

QUARTER_TURNS = frozenset(
    ("rx", "ry", "rz", "p", "u1", "r", "u", "u2", "u3", "rxx", "ryy", "rzz", "rzx")
)
"""Gates that do so where all their angles are multiples of a quarter turn."""

HALF_TURNS = frozenset(("cp", "cu1"))
"""Gates that do so where their angle is a multiple of half a turn."""

SETTLED = 1e-9
"""Distance from such a multiple within which an angle is taken to be one. [rad]"""


def is_clifford(gate: Gate) -> bool:
    """Return whether a gate takes Pauli operators to Pauli operators.

    >>> from qestimate.formats.circuits.reading import Gate
    >>> [is_clifford(Gate(*one)) for one in (("h", (), (0,)), ("rz", (pi / 2,), (0,)),
    ...                                      ("rz", (0.3,), (0,)), ("t", (), (0,)))]
    [True, True, False, False]
    """
    if gate.name in CLIFFORDS or gate.name in IGNORED:
        return True
    step = pi / 2 if gate.name in QUARTER_TURNS else pi if gate.name in HALF_TURNS else 0.0
    return bool(step) and all(
        not isinstance(angle, tuple) and abs(angle / step - round(angle / step)) * step < SETTLED
        for angle in gate.angles
    )


def kept_bits(gate: Gate) -> int:
    """Return how many of a gate's qubits, the first ones, keep their bits whatever happens.

    >>> from qestimate.formats.circuits.reading import Gate
    >>> [kept_bits(Gate(name, (), (0, 1))) for name in ("cz", "cx", "iswap")]
    [2, 1, 0]
    """
    if gate.name in DIAGONAL:
        return len(gate.qubits)
    return min(CONTROLS.get(gate.name, 0), max(0, len(gate.qubits) - 1))
