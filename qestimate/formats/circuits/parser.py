"""Read a circuit file as gates in JSON; run as a process of its own, with limits.

Nothing in a file is executed: OpenQASM is parsed, includes other than the two standard ones are
refused, and QPY of versions that store expressions as program text is refused before it is
loaded. Whatever a file does to the parser ends with this process.
"""

from __future__ import annotations

import re
from math import isfinite, pi
from random import Random
from typing import TYPE_CHECKING, Any

from qestimate.core import limited
from qestimate.core.errors import CircuitFileError
from qestimate.core.files import MIB, read_bytes, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_GATES = 20_000
"""Gates of all circuits of a file, definitions written out."""

MAX_STEPS = 5 * MAX_GATES
"""Definitions and gates that are looked at; gates that do nothing count too."""

MAX_QUBITS = 1_000

DRAWS = 8
"""Values that a free parameter is given, one after the other."""

MAX_BYTES = 32 * MIB
"""Size of a circuit file. [bytes]"""

SAFE_QPY = 13
"""First version of QPY that stores expressions as data; older ones hold text to be evaluated."""

KNOWN = frozenset(
    (
        *("id", "x", "y", "z", "h", "s", "sdg", "t", "tdg", "sx", "sxdg"),
        *("rx", "ry", "rz", "p", "u1", "u2", "u", "u3"),
        *("cx", "cz", "cy", "ch", "swap", "iswap", "ecr", "dcx", "csx"),
        *("rxx", "ryy", "rzz", "rzx", "crx", "cry", "crz", "cp", "cu1"),
        *("xx_plus_yy", "xx_minus_yy", "ccx", "cswap", "ccz"),
    )
)
"""Gates that are kept as they are, by the names of Qiskit."""

_REGISTER = re.compile(r"\b(?:[qc]reg\s+\w+\s*\[\s*(\d+)|(?:qu)?bit\s*\[\s*(\d+))")

PASSED = frozenset(("barrier", "delay", "snapshot"))
"""Instructions that are left out, and said to be."""


_VERSION = re.compile(r"OPENQASM\s+(\d{1,9})(?:\.\d{1,9})?\s*;")
_INCLUDE = re.compile(r"""include[ \t]+["']([^"'\n]*)["']""")
_STANDARD = ("qelib1.inc", "stdgates.inc")

_HINTS = {
    "qasm2": "read as OpenQASM 2, with qelib1.inc as the only include",
    "qasm3": "read as OpenQASM 3, with stdgates.inc as the only include; loops unrolled",
    "qpy": "read as QPY",
}


class RefusedError(Exception):
    """A file that is not read, and why."""


def read(path: str) -> list[dict[str, Any]]:
    """Return the circuits of a file.

    Raises:
        CircuitFileError: It is refused, or what reads it fails.
    """
    content = read_bytes(path, MAX_BYTES, CircuitFileError)
    kind = _kind(path, content)
    try:
        return [_circuit(circuit) for circuit in _load(content, kind)]
    except RefusedError as refusal:
        modelled = "not modelled" not in str(refusal)
        hint = _HINTS[kind] if modelled else "estimate the parts before and after it"
        raise CircuitFileError(f"{shown(path)}: {refusal}", hint=hint) from None
    except (MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # whatever a broken file does to a parser
        said = f"{shown(path)}: not readable: {limited.one_line(error)}"
        raise CircuitFileError(said, hint=_HINTS[kind]) from None


def _kind(path: str, content: bytes) -> str:
    """Return what a file holds, by its first bytes."""
    if content.startswith(b"QISKIT") or path.lower().endswith(".qpy"):
        return "qpy"
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CircuitFileError(
            f"{shown(path)}: neither text nor QPY", hint="OpenQASM 2, OpenQASM 3 or QPY"
        ) from None
    version = _VERSION.match(text, _after_comments(text))
    if version is None:
        raise CircuitFileError(
            f"{shown(path)}: does not begin with OPENQASM 2.0; or OPENQASM 3.0;",
            hint="OpenQASM 2, OpenQASM 3 or QPY",
        )
    if version[1] not in ("2", "3"):
        raise CircuitFileError(f"{shown(path)}: OPENQASM {version[1]} is not known", hint="2 or 3")
    for line in text.split("\n"):
        found = _INCLUDE.match(line.lstrip())
        if found and found[1] not in _STANDARD:
            raise CircuitFileError(
                f"{shown(path)}: includes {found[1]!r:.80}; files are not followed",
                hint=f"put its definitions into the file; only {' and '.join(_STANDARD)} are known",
            )
    return f"qasm{version[1]}"


def _after_comments(text: str) -> int:
    r"""Return where a text begins, white space and comments left out.

    >>> _after_comments("// one\n/* two */ OPENQASM")
    17
    """
    at = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        if text.startswith("//", at):
            end = text.find("\n", at)
        elif text.startswith("/*", at):
            end = text.find("*/", at + 2)
            end = end + 1 if end >= 0 else end
        else:
            return at
        if end < 0:
            return len(text)
        at = end + 1


def _load(content: bytes, kind: str) -> list[Any]:
    if kind == "qpy":
        return _load_qpy(content)
    text = content.decode("utf-8-sig")
    if text.count(";") > MAX_STEPS:
        raise RefusedError(f"{text.count(';'):,} statements; at most {MAX_STEPS:,} are read")
    for found in _REGISTER.finditer(text):
        size = int(found[1] or found[2])
        if size > MAX_QUBITS:
            raise RefusedError(f"a register of {size:,}; at most {MAX_QUBITS:,} are read")
    if kind == "qasm3":
        from qiskit_qasm3_import import parse

        return [parse(text)]
    from qiskit import qasm2

    return [
        qasm2.loads(text, include_path=(), custom_instructions=qasm2.LEGACY_CUSTOM_INSTRUCTIONS)
    ]


def _load_qpy(content: bytes) -> list[Any]:
    from io import BytesIO

    from qiskit import qpy

    if len(content) < 7 or content[:6] != b"QISKIT":
        raise RefusedError("not a QPY file: it does not begin with QISKIT")
    version, known = content[6], qpy.common.QPY_VERSION
    if version > known:
        raise RefusedError(
            f"QPY version {version}, written by a newer Qiskit; this one reads up to {known}"
        )
    if version < SAFE_QPY:
        raise RefusedError(
            f"QPY version {version} may hold expressions as program text, which is not "
            f"evaluated; save it again with Qiskit 1.3 or newer (version {SAFE_QPY})"
        )
    return list(qpy.load(BytesIO(content)))


def _circuit(circuit: Any) -> dict[str, Any]:
    """Return a circuit as its gates on numbered qubits."""
    if not hasattr(circuit, "data"):
        raise RefusedError(f"{type(circuit).__name__} is no circuit of gates")
    if circuit.num_qubits > MAX_QUBITS:
        raise RefusedError(f"{circuit.num_qubits:,} qubits; at most {MAX_QUBITS:,} are read")
    source = Random(0)  # noqa: S311  # choices of angles, not secrets
    draws = [
        {parameter: source.uniform(0, 4 * pi) for parameter in circuit.parameters}
        for _ in range(DRAWS)
    ]
    gates: list[list[Any]] = []
    measured: list[int] = []
    used: set[int] = set()
    left_out: set[str] = set()
    for name, parameters, qubits in _flat(circuit):
        if name in PASSED:
            left_out.add(name)
            continue
        again = next((q for q in qubits if q in measured), None)
        if name == "measure":
            if again is None:
                measured.append(qubits[0])
            continue
        if again is not None:
            raise RefusedError(f"qubit {again} is used after it was measured: not modelled")
        if name == "reset":
            if qubits[0] in used:
                raise RefusedError(
                    f"qubit {qubits[0]} is reset in mid-circuit, which is not modelled"
                )
            continue
        used.update(qubits)
        gates.append([name, [_number(p, draws) for p in parameters], qubits])
        if len(gates) > MAX_GATES:
            raise RefusedError(f"more than {MAX_GATES:,} gates, definitions written out")
    return {
        "name": str(circuit.name)[:80],
        "n_qubits": circuit.num_qubits,
        "gates": gates,
        "measured": measured,
        "parameters": len(circuit.parameters),
        "left_out": sorted(left_out),
    }


def _number(value: Any, draws: list[dict[Any, float]]) -> float | list[float]:
    """Return an angle, or its values at each draw of the free parameters it depends on."""
    needed = getattr(value, "parameters", None)
    if needed:
        bound = [value.bind({p: draw[p] for p in needed}) for draw in draws]
        return [_finite(float(one)) for one in bound]
    return _finite(float(value))


def _finite(number: float) -> float:
    if not isfinite(number):
        raise RefusedError("an angle is not a finite number")
    return number


def _flat(circuit: Any) -> Iterator[tuple[str, list[Any], list[int]]]:
    """Yield the gates of a circuit, definitions written out, step by step."""
    position = {bit: index for index, bit in enumerate(circuit.qubits)}
    stack = [iter([(i.operation, [position[q] for q in i.qubits]) for i in circuit.data])]
    steps = 0
    while stack:
        step = next(stack[-1], None)
        if step is None:
            stack.pop()
            continue
        steps += 1
        if steps > MAX_STEPS:
            raise RefusedError(f"more than {MAX_STEPS:,} steps to write its definitions out")
        operation, qubits = step
        name = operation.name
        if getattr(operation, "blocks", None) or name in ("for_loop", "while_loop", "if_else"):
            raise RefusedError(f"{name}: loops and branches are not modelled")
        if name in KNOWN or name in PASSED or name in ("measure", "reset"):
            yield name, list(operation.params) if name in KNOWN else [], qubits
            continue
        definition = getattr(operation, "definition", None)
        if definition is None:
            raise RefusedError(f"gate {name!r} has no definition")
        inner = {bit: qubits[index] for index, bit in enumerate(definition.qubits)}
        stack.append(iter([(i.operation, [inner[q] for q in i.qubits]) for i in definition.data]))


if __name__ == "__main__":
    limited.serve(read)
