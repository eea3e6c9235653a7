"""Circuit files: OpenQASM 2, OpenQASM 3 and QPY, read by a process of its own with limits."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from qestimate.core.errors import CircuitFileError, ScenarioError
from qestimate.core.records import NamedTuple

MAX_BYTES = 32 * 2**20
"""Size of a circuit file. [bytes]"""

SECONDS = 90
"""Time a file may take to read. [s]"""

_VERSION = re.compile(r"OPENQASM\s+(\d{1,9})(?:\.\d{1,9})?\s*;")
_INCLUDE = re.compile(r"""^\s*include\s+["']([^"'\n]*)["']""", re.MULTILINE)
_STANDARD = ("qelib1.inc", "stdgates.inc")


class Gate(NamedTuple):
    """A gate by its name in Qiskit."""

    name: str
    angles: tuple[float | tuple[float, ...], ...]
    """[rad]; several where an angle depends on free parameters, one for each draw of them."""
    qubits: tuple[int, ...]


class LogicalCircuit(NamedTuple):
    """A circuit as a file has it, definitions written out."""

    name: str
    n_qubits: int
    gates: tuple[Gate, ...]
    measured: tuple[int, ...]
    """Qubits that are measured; all of them if the file measures none."""
    n_parameters: int
    """Free parameters."""
    notes: tuple[str, ...]


def read_circuits(path: str | Path) -> list[LogicalCircuit]:
    """Return the circuits of a file; a QPY file may hold several.

    A file is parsed, never executed, in bounded time and memory.

    Raises:
        CircuitFileError: A file that is missing, too large, broken, or holds what is not
            modelled: loops and branches, qubits that are used again, opaque gates.
    """
    path = Path(path)
    if path.is_dir():
        raise CircuitFileError(f"{path}: a folder", hint="name a file in it")
    if not path.is_file():
        raise CircuitFileError(f"{path}: no such file", hint="check the path")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise CircuitFileError(
            f"{path}: {size / 2**20:,.0f} MiB; at most {MAX_BYTES // 2**20} MiB are read",
            hint="split the circuit, or estimate a part that repeats",
        )
    kind = _kind(path)
    command = [sys.executable, "-m", "qestimate.formats.circuits.parser", str(path.resolve()), kind]
    single = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}
    try:
        done = subprocess.run(  # noqa: S603  # this interpreter and a path, no shell
            command,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={**os.environ, **single},
        )
    except subprocess.TimeoutExpired:
        raise CircuitFileError(
            f"{path}: not read within {SECONDS} s", hint="a smaller circuit, or one unrolled less"
        ) from None
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        raise CircuitFileError(
            f"{path}: reading it took more time or memory than is allowed",
            hint="a smaller circuit, or one with fewer nested definitions",
        ) from None
    if "refused" in answer:
        modelled = "not modelled" not in answer["refused"]
        hint = _HINTS[kind] if modelled else "estimate the parts before and after it"
        raise CircuitFileError(f"{path}: {answer['refused']}", hint=hint)
    return [_circuit(path, number, found) for number, found in enumerate(answer["circuits"])]


def read_qiskit(circuit: Any) -> LogicalCircuit:
    """Return a circuit of Qiskit, read as its file would be.

    Raises:
        CircuitFileError: It holds what is not modelled.
        ScenarioError: Something else than a circuit.
    """
    from tempfile import TemporaryDirectory

    from qiskit import QuantumCircuit, qpy

    if not isinstance(circuit, QuantumCircuit):
        raise ScenarioError(
            f"a path or a QuantumCircuit is needed, not {type(circuit).__name__}",
            hint='circuit("ring.qasm", "ibm-fez")',
        )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "circuit.qpy"
        with path.open("wb") as file:
            qpy.dump(circuit, file)
        [found] = read_circuits(path)
    return found._replace(name=circuit.name)


_HINTS = {
    "qasm2": "read as OpenQASM 2, with qelib1.inc as the only include",
    "qasm3": "read as OpenQASM 3, with stdgates.inc as the only include; loops unrolled",
    "qpy": "read as QPY",
}


def _kind(path: Path) -> str:
    """Return what a file holds, by its first bytes."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if head.startswith(b"QISKIT") or path.suffix.lower() == ".qpy":
        return "qpy"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CircuitFileError(
            f"{path}: neither text nor QPY", hint="OpenQASM 2, OpenQASM 3 or QPY"
        ) from None
    version = _VERSION.match(text, _after_comments(text))
    if version is None:
        raise CircuitFileError(
            f"{path}: does not begin with OPENQASM 2.0; or OPENQASM 3.0;",
            hint="OpenQASM 2, OpenQASM 3 or QPY",
        )
    if version[1] not in ("2", "3"):
        raise CircuitFileError(f"{path}: OPENQASM {version[1]} is not known", hint="2 or 3")
    for name in _INCLUDE.findall(text):
        if name not in _STANDARD:
            raise CircuitFileError(
                f"{path}: includes {name!r}; files are not followed",
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


def _circuit(path: Path, number: int, found: dict[str, Any]) -> LogicalCircuit:
    """Return a circuit from the parser's answer."""
    if not found["gates"]:
        raise CircuitFileError(f"{path}: circuit {number} has no gates", hint="nothing to estimate")
    gates = tuple(
        Gate(name, tuple(tuple(a) if isinstance(a, list) else a for a in angles), tuple(on))
        for name, angles, on in found["gates"]
    )
    left_out = ", ".join(found["left_out"])
    notes = [f"left out: {left_out}"] if left_out else []
    measured = tuple(found["measured"])
    used = sorted({q for gate in gates for q in gate.qubits} | set(measured))
    idle = found["n_qubits"] - len(used)
    if idle and measured:  # circuits written for a whole chip use a patch of it
        at = {qubit: wire for wire, qubit in enumerate(used)}
        gates = tuple(gate._replace(qubits=tuple(at[q] for q in gate.qubits)) for gate in gates)
        measured = tuple(at[q] for q in measured)
        notes.append(f"{idle} qubits that nothing happens on are left out")
    return LogicalCircuit(
        path.stem if number == 0 else f"{path.stem}#{number}",
        len(used) if measured else found["n_qubits"],
        gates,
        measured or tuple(range(found["n_qubits"])),
        found["parameters"],
        tuple(notes),
    )
