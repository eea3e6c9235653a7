"""Gates of libraries and vendors, written out in gates that Qiskit knows.

All names are known in every file, whichever libraries it includes; a file's own gates come first.
Amazon Braket's are those of its developer guide (OpenQASM, supported gates), Quantinuum's those of
its ``hqslib1.inc``.
"""

from __future__ import annotations

from math import pi
from typing import TYPE_CHECKING, Any

from qestimate.formats.circuits.steps import Step, Template
from qestimate.formats.circuits.values import Free

if TYPE_CHECKING:
    from collections.abc import Callable

KNOWN: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("id", "x", "y", "z", "h", "s", "sdg", "t", "tdg", "sx", "sxdg"), (0, 1)),
    **dict.fromkeys(("rx", "ry", "rz", "p", "u1"), (1, 1)),
    "u2": (2, 1),
    "u": (3, 1),
    "u3": (3, 1),
    **dict.fromkeys(("cx", "cz", "cy", "ch", "swap", "iswap", "ecr", "dcx", "csx"), (0, 2)),
    **dict.fromkeys(("rxx", "ryy", "rzz", "rzx", "crx", "cry", "crz", "cp", "cu1"), (1, 2)),
    **dict.fromkeys(("xx_plus_yy", "xx_minus_yy"), (2, 2)),
    **dict.fromkeys(("ccx", "cswap", "ccz"), (0, 3)),
}
"""Gates that are kept as they are, by the names of Qiskit; how many angles and qubits they have."""

ALIASES = {
    "U": "u",
    "CX": "cx",
    "phase": "p",
    "cphase": "cp",  # OpenQASM 3
    "i": "id",
    "v": "sx",
    "vi": "sxdg",
    "si": "sdg",
    "ti": "tdg",
    "cnot": "cx",  # Braket
    "ccnot": "ccx",
    "cv": "csx",
    "phaseshift": "p",
    "cphaseshift": "cp",
    "xx": "rxx",
    "yy": "ryy",
    "zz": "rzz",
    "Rz": "rz",
    "RZZ": "rzz",  # Quantinuum
}
"""Other names of gates that are kept."""


def _turn(theta: Any, phi: Any) -> Template:
    """Return a rotation by theta about an axis in the plane, at phi from X. [rad]"""
    return Template((("u", (theta, phi - pi / 2, pi / 2 - phi), (0,)),))


def _flip(phi: Any) -> Template:
    return Template(_turn(pi, phi).steps, pi / 2)


def _shift_00(angle: Any) -> Template:
    one = [("p", (-angle,), (q,)) for q in (0, 1)]
    return Template((*one, ("cp", (angle,), (0, 1))), angle)


def _shift_on(qubit: int) -> Callable[[Any], Template]:
    def written(angle: Any) -> Template:
        return Template((("p", (angle,), (qubit,)), ("cp", (-angle,), (0, 1))))

    return written


def _molmer(first: Any, second: Any, theta: Any = pi / 2) -> Template:
    """Return the gate of trapped ions: XX by theta, its axes turned on each qubit. [rad]"""
    before: list[Step] = [("rz", (-first,), (0,)), ("rz", (-second,), (1,))]
    after: list[Step] = [("rz", (first,), (0,)), ("rz", (second,), (1,))]
    return Template((*before, ("rxx", (theta,), (0, 1)), *after))


def _xxyyzz(a: Any, b: Any, c: Any) -> Template:
    both = (0, 1)
    return Template((("rxx", (a,), both), ("ryy", (b,), both), ("rzz", (c,), both)))


WRITTEN: dict[str, tuple[tuple[int, ...], int, Callable[..., Template]]] = {
    "r": ((2,), 1, _turn),
    "prx": ((2,), 1, _turn),
    "U1q": ((2,), 1, _turn),
    "gpi": ((1,), 1, _flip),
    "gpi2": ((1,), 1, lambda phi: _turn(pi / 2, phi)),
    "u0": ((1,), 1, lambda _: Template((("id", (), (0,)),))),
    "ZZ": ((0,), 2, lambda: Template((("rzz", (pi / 2,), (0, 1)),))),
    "cphaseshift00": ((1,), 2, _shift_00),
    "cphaseshift01": ((1,), 2, _shift_on(1)),
    "cphaseshift10": ((1,), 2, _shift_on(0)),
    "xy": ((1,), 2, lambda angle: Template((("xx_plus_yy", (-angle, 0.0), (0, 1)),))),
    "pswap": (
        (1,),
        2,
        lambda angle: Template(
            (("rzz", (angle,), (0, 1)), ("swap", (), (0, 1))),
            angle / 2,
        ),
    ),
    "ms": ((2, 3), 2, _molmer),
    "Rxxyyzz": ((3,), 2, _xxyyzz),
}
"""Gates that are written out: how many angles they may have, their qubits, and as what."""

BY_QISKIT = frozenset(
    (
        *("cu", "cu3", "cs", "csdg", "rccx", "rcccx", "rc3x", "c3x", "c4x", "c3sx", "c3sqrtx"),
        *("mcx", "rv"),
    )
)
"""Gates that are written out as Qiskit does; ``by_qiskit`` has them."""


def names() -> frozenset[str]:
    """Return all names of gates that are known."""
    return frozenset((*KNOWN, *ALIASES, *WRITTEN, *BY_QISKIT))


def single(name: str, angles: int, qubits: int) -> str | None:
    """Return the known gate that a name stands for, if it is one gate.

    >>> single("cnot", 0, 2), single("cu", 4, 2)
    ('cx', None)
    """
    known = ALIASES.get(name, name)
    return known if KNOWN.get(known) == (angles, qubits) else None


def template(name: str, angles: tuple[Any, ...], qubits: int) -> Template | str:
    """Return a gate written out, or why there is none of this form.

    Args:
        name: As in a file.
        angles: Numbers, or values at each draw of free parameters. [rad]
        qubits: How many it acts on.

    >>> template("gpi", (0.0, 1.0), 1)
    "gate 'gpi' takes 1 angle on 1 qubit, not 2 on 1"
    """
    known = ALIASES.get(name, name)
    if known in KNOWN:
        form = KNOWN[known]
        if form != (len(angles), qubits):
            return _wrong(name, (form[0],), form[1], len(angles), qubits)
        return Template(((known, angles, tuple(range(qubits))),))
    if name in WRITTEN:
        counts, width, written = WRITTEN[name]
        if len(angles) not in counts or qubits != width:
            return _wrong(name, counts, width, len(angles), qubits)
        return written(*angles)
    return f"gate {name!r} is neither defined in the file nor known"


def _wrong(name: str, angles: tuple[int, ...], qubits: int, found: int, on: int) -> str:
    takes = " or ".join(map(str, angles))
    plural = "" if takes == "1" else "s"
    return (
        f"gate {name!r} takes {takes} angle{plural} on {qubits} qubit{'s' * (qubits > 1)}, "
        f"not {found} on {on}"
    )


def drawn(
    at: Callable[[tuple[float, ...]], Template | str], angles: tuple[Any, ...]
) -> Template | str:
    """Return what a function of numbers gives, free parameters drawn one after the other.

    Args:
        at: Of the angles; the same gates for all of them.
        angles: Numbers, or values at each draw.
    """
    count = max((len(angle) for angle in angles if isinstance(angle, Free)), default=0)
    if not count:
        return at(angles)
    found = []
    for draw in range(count):
        one = at(tuple(a[draw] if isinstance(a, Free) else a for a in angles))
        if isinstance(one, str):
            return one
        found.append(one)
    first = found[0]
    shape = [(name, qubits) for name, _, qubits in first.steps]
    if any([(name, qubits) for name, _, qubits in one.steps] != shape for one in found):
        return "a gate has other parts at other values of its free parameters"
    steps = tuple(
        (
            name,
            tuple(_joined([one.steps[i][1][k] for one in found]) for k in range(len(values))),
            qubits,
        )
        for i, (name, values, qubits) in enumerate(first.steps)
    )
    return Template(steps, _joined([one.phase for one in found]))


def _joined(values: list[float]) -> Any:
    return values[0] if all(value == values[0] for value in values) else Free(values)
