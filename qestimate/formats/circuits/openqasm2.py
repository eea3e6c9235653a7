"""OpenQASM 2, by Qiskit's parser; a file's own gates come before those of libraries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from qestimate.formats.circuits.library import ALIASES, KNOWN, WRITTEN, names, single
from qestimate.formats.circuits.limits import MAX_REGISTER, MAX_STATEMENTS, RefusedError
from qestimate.formats.circuits.qiskit_steps import program_of, template_of
from qestimate.formats.circuits.sameness import GENERIC, same_gate
from qestimate.formats.circuits.tokens import renamed, without_comments

if TYPE_CHECKING:
    from qestimate.formats.circuits.steps import Program

HEAD = 'OPENQASM 2.0;include "qelib1.inc";'
"""Stands before every text, on its first line: all libraries are known in every file."""

_WORD = re.compile(r"[^\W\d]\w*")
_GATE = re.compile(
    r"\bgate\s+([^\W\d]\w*)\s*(?:\(([^(){};]*)\))?\s*((?:\w+\s*,\s*)*\w+)\s*\{[^{}]*\}"
)
_REGISTER = re.compile(r"\b[qc]reg\s+\w+\s*\[\s*(\d+)")
_REGISTER_NAME = re.compile(r"\b[qc]reg\s+([^\W\d]\w*)")
_OPAQUE = re.compile(r"\bopaque\s+([^\W\d]\w*)[^;{}]{0,2000};")
_CLASSICAL = re.compile(
    r"\bif\s*\(\s*\w+\s*\[|\bif\s*\(\s*\w+\s*(?:[<>!]|==\s*\w+\s*\[)|[^=<>!]=[^=]"
)
"""Conditions on single bits, comparisons, and assignments, which vendors add to OpenQASM 2."""

_CAPITAL = re.compile(r"\b(?!U\b|CX\b|OPENQASM\b)[A-Z]\w*")
"""Names that OpenQASM 2 does not allow."""


def beyond(text: str) -> bool:
    """Return whether a text has what vendors add to OpenQASM 2: classical statements, and gates
    whose names begin with a capital.

    >>> beyond("if(c[0]==1) x q[0];"), beyond("ZZ q[0],q[1];"), beyond("if(c==1) x q[0];")
    (True, True, False)
    """
    bare = without_comments(text)
    return _CLASSICAL.search(bare) is not None or _CAPITAL.search(bare) is not None


def check_size(bare: str, pattern: re.Pattern[str] = _REGISTER) -> None:
    """Check how many statements and how wide registers a text has, before it is parsed.

    Raises:
        RefusedError: Too many.
    """
    if bare.count(";") > MAX_STATEMENTS:
        raise RefusedError(
            f"{bare.count(';'):,} statements; at most {MAX_STATEMENTS:,} are read",
            "estimate a part of it, or a smaller one of its kind",
        )
    total = 0
    for found in pattern.finditer(bare):
        digits = next(one for one in found.groups() if one)
        size = int(digits) if len(digits) < 20 else 10**20
        total += size
        if size > MAX_REGISTER or total > 2 * MAX_REGISTER:
            raise RefusedError(f"a register of {size:,}; at most {MAX_REGISTER:,} are read")


def read(text: str) -> Program:
    """Return the circuit of a text.

    Args:
        text: Its version and includes blanked.

    Raises:
        RefusedError: What is too large or not modelled.
        QASM2ParseError: Of Qiskit, no OpenQASM 2.
    """
    bare = without_comments(text)
    check_size(bare)
    text = _without_known_opaque(text, bare)
    taken = names() | {one.name for one in _instructions(None)}
    registers = {found[1] for found in _REGISTER_NAME.finditer(bare)}
    own = {name for name in (*_defined(bare), *registers) if name in taken}
    mark = "_file"
    while mark in bare:
        mark += "_"
    called = {name: f"{name}{mark}" if name.islower() else f"g_{name}{mark}" for name in own}
    text = renamed(text, called)
    circuit = _loaded(HEAD + text)
    return program_of(circuit, _same(text, called))


def _defined(bare: str) -> dict[str, tuple[int, int]]:
    """Return the gates that a text defines: how many angles and qubits they have."""
    return {found[1]: (_count(found[2]), _count(found[3])) for found in _GATE.finditer(bare)}


def _count(listed: str | None) -> int:
    return len([one for one in (listed or "").split(",") if one.strip()])


def _same(text: str, called: dict[str, str]) -> dict[str, str]:
    """Return which known gate each own gate of its name is the same as; nothing for the others."""
    found = dict.fromkeys(called.values(), "")
    bare = without_comments(text)
    forms = _defined(bare)
    alike = {}
    for name, mine in called.items():
        if mine not in forms:
            continue  # a register
        angles, qubits = forms[mine]
        known = single(name, angles, qubits)
        if known is not None:
            alike[mine] = known
    if not alike:
        return found
    body = "".join(f"{one[0]}\n" for one in _GATE.finditer(bare))
    uses = "".join(
        f"{mine}{_angles(forms[mine][0])} {','.join(f'q[{i}]' for i in range(forms[mine][1]))};"
        for mine in alike
    )
    probe = _loaded(f"{HEAD}{body}qreg q[3];{uses}")
    for (mine, known), one in zip(alike.items(), probe.data, strict=True):
        try:
            written = template_of(one.operation, small=True)
        except RefusedError:
            continue  # it has too many gates to be one
        if same_gate(written, known, GENERIC[: forms[mine][0]]):
            found[mine] = known
    return found


def _angles(count: int) -> str:
    return f"({','.join(map(str, GENERIC[:count]))})" if count else ""


def _without_known_opaque(text: str, bare: str) -> str:
    """Return a text without declarations of gates that are known."""
    parts, at = [], 0
    for found in _OPAQUE.finditer(bare):
        if found[1] in names():
            parts += [text[at : found.start()], re.sub(r"[^\n]", " ", found[0])]
            at = found.end()
    return "".join([*parts, text[at:]])


def _loaded(text: str) -> Any:
    from qiskit import qasm2

    words = set(_WORD.findall(without_comments(text)))
    return qasm2.loads(text, include_path=(), custom_instructions=_instructions(words))


def _instructions(words: set[str] | None) -> list[Any]:
    """Return the gates of libraries as Qiskit's parser takes them.

    Args:
        words: Of the text, to leave out what it does not name; all of them if None.
    """
    from qiskit import qasm2
    from qiskit.circuit import Gate
    from qiskit.circuit.library import CSdgGate, CSGate, RVGate

    class LibraryGate(Gate):  # type: ignore[misc]
        """A gate that is written out by its name."""

        of_library = True

    def made(name: str, qubits: int) -> Any:
        return lambda *angles: LibraryGate(name, qubits, list(angles))

    forms: dict[str, tuple[tuple[int, ...], int]] = {
        name: ((angles,), qubits) for name, (angles, qubits) in KNOWN.items()
    }
    forms |= {name: forms[known] for name, known in ALIASES.items() if name not in ("U", "CX")}
    forms |= {name: (counts, qubits) for name, (counts, qubits, _) in WRITTEN.items()}
    legacy = list(qasm2.LEGACY_CUSTOM_INSTRUCTIONS)
    there = {one.name for one in legacy}
    more = [
        qasm2.CustomInstruction(name, max(counts), qubits, made(name, qubits), builtin=True)
        for name, (counts, qubits) in forms.items()
        if name not in there and (words is None or name in words)
    ]
    standard = {"cs": (0, 2, CSGate), "csdg": (0, 2, CSdgGate), "rv": (3, 1, RVGate)}
    more += [
        qasm2.CustomInstruction(name, angles, qubits, kind, builtin=True)
        for name, (angles, qubits, kind) in standard.items()
        if name not in there and (words is None or name in words)
    ]
    return [*legacy, *more]
