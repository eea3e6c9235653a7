"""Which language a circuit file is in, and which libraries of gates it names."""

from __future__ import annotations

import re
from typing import NamedTuple

from qestimate.core.errors import CircuitFileError
from qestimate.core.files import shown
from qestimate.formats.circuits.tokens import line_of, without_comments

LIBRARIES = ("qelib1.inc", "stdgates.inc", "hqslib1.inc")
"""Files of gates that are known: of OpenQASM 2, of OpenQASM 3, of Quantinuum. Either language may
name any of them."""

_VERSION = re.compile(r"\s*OPENQASM\s+(\d{1,9})(?:\.\d{1,9})?\s*;")
_INCLUDE = re.compile(r"""\binclude\s+["']([^"'\n]*)["']\s*;?""")
_REGISTERS_2 = re.compile(r"\b[qc]reg\b")
_ONLY_3 = re.compile(r"\b(?:qubit|bit|const|let|def|input|for|box)\b|\$\d|#?\bpragma\b")
_PROGRAM = re.compile(r"\b(?:[qc]reg|qubit|bit|gate|measure|include)\b|\$\d|#\s*pragma\b")


class Source(NamedTuple):
    """What a file is, by its beginning."""

    kind: str
    """``qpy``, ``qasm2``, or ``qasm3``."""
    text: str = ""
    """Of a program, includes and version blanked."""
    assumed: bool = False
    """Whether there is no line with the version."""


def source_of(path: str, content: bytes) -> Source:
    """Return what a file holds.

    Args:
        path: Of the file.
        content: All of it.

    Raises:
        CircuitFileError: No text, another language or version, or includes of other files.

    >>> source_of("a.qasm", b"qubit q; h q;").kind, source_of("a.qasm", b"qreg q[2];").kind
    ('qasm3', 'qasm2')
    """
    if content.startswith(b"QISKIT") or path.lower().endswith(".qpy"):
        return Source("qpy")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CircuitFileError(
            f"{shown(path)}: neither text nor QPY", hint="OpenQASM 2, OpenQASM 3 or QPY"
        ) from None
    bare = without_comments(text)
    version = _VERSION.match(bare)
    if version is None and not _PROGRAM.search(bare):
        nothing = "no circuit: nothing like OPENQASM 2.0; or qubit q; in it"
        raise CircuitFileError(
            f"{shown(path)}: {nothing if bare.strip() else 'empty'}",
            hint="OpenQASM 2, OpenQASM 3 or QPY",
        )
    if version is not None and version[1] not in ("2", "3"):
        raise CircuitFileError(f"{shown(path)}: OPENQASM {version[1]} is not known", hint="2 or 3")
    text = _without_includes(path, text, bare)
    if version is None:
        plainly_2 = _REGISTERS_2.search(bare) and not _ONLY_3.search(bare)
        return Source("qasm2" if plainly_2 else "qasm3", text, assumed=True)
    text = f"{_blank(text[: version.end()])}{text[version.end() :]}"
    return Source(f"qasm{version[1]}", text)


def _without_includes(path: str, text: str, bare: str) -> str:
    parts, at = [], 0
    for found in _INCLUDE.finditer(without_comments(text, strings=False)):
        if not bare.startswith("include", found.start()):
            continue  # within a string
        if found[1] not in LIBRARIES:
            raise CircuitFileError(
                f"{shown(path)}: line {line_of(text, found.start()):,} includes "
                f"{found[1]!r:.80}; files are not followed",
                hint=f"put its definitions into the file; only {', '.join(LIBRARIES)} are known",
            )
        parts += [text[at : found.start()], _blank(found[0])]
        at = found.end()
    return "".join([*parts, text[at:]])


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
