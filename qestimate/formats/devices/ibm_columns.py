"""The columns of IBM's calibration tables, told by their words, as headers have changed.

From 2020 (``Single-qubit U2 error rate``, ``cx0_1: 0.01``) to 2026 (``CZ error``, ``1:0.001``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple
from qestimate.formats.devices.ibm import UNITS

if TYPE_CHECKING:
    from collections.abc import Sequence

TWO_QUBIT = {"cnot": "cx", "cx": "cx", "ecr": "ecr", "cz": "cz"}
"""Gates of two qubits by the word of their column."""

ONE_QUBIT = {"sx": "sx", "pauli": "x", "u2": "u2", "u3": "u3"}
"""Gates of one qubit, likewise."""

NEEDLESS = {
    *("frequency", "anharmonicity", "init", "id", "rz", "rx", "rzz", "xslow"),
    *("measure", "measure_2", "frecuency"),
}
"""Words of columns that the estimates do not need."""

KINDS = {
    "operational": "operational",
    "date": "date",
    "timestamp": "date",
    "calibration_timestamp": "date",
    "backend": "backend",
    "backend_id": "backend",
}
"""What a column is, by its first word."""

TIMES = {
    ("t1",): "t1",
    ("t2",): "t2",
    ("readout", "length"): "readout length",
    ("single", "qubit", "gate", "length"): "one length",
    ("gate", "length"): "two length",
    ("gate", "time"): "two length",
}
"""What a column of times is, by its first words."""

_UNIT = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]$")
_WORD = re.compile(r"[a-z0-9_]+")


class Column(NamedTuple):
    """A column: what is in it, and in which unit."""

    kind: str
    """``qubit``, ``t1``, ``error of sx``, ...; empty for what is not needed, ``?`` for unknown."""
    header: str
    scale: float = 1.0
    """What a time in it is multiplied with. [s]"""


def columns_of(headers: Sequence[str]) -> list[Column]:
    """Return what the columns under some headers hold."""
    return [column_of(" ".join(one.split())) for one in headers]


def column_of(header: str) -> Column:
    """Return what a column holds.

    >>> [column_of(one).kind for one in ("√x (sx) error ", "Error CZ", "Prob meas0 prep1")]
    ['error of sx', 'error of cz', 'readout of 1']
    >>> column_of("T1 (µs)")
    Column(kind='t1', header='T1 (µs)', scale=1e-06)
    """
    text = header.casefold().replace("µ", "u").replace("μ", "u")
    unit = _UNIT.search(text)
    words = _WORD.findall(text[: unit.start()] if unit and unit[1] in UNITS else text)
    for first, kind in TIMES.items():
        if tuple(words[: len(first)]) == first and "error" not in words:
            scale = UNITS[unit[1]] if unit and unit[1] in UNITS else None
            return Column(kind, header, scale) if scale is not None else Column("?", header)
    return Column(_kind(words), header)


def _kind(words: Sequence[str]) -> str:
    if words[:1] in (["qubit"], ["qubits"]):
        return "qubit"
    if words and words[0] in KINDS:
        return KINDS[words[0]]
    if {"meas0", "prep1"} <= set(words):
        return "readout of 1"
    if {"meas1", "prep0"} <= set(words):
        return "readout of 0"
    if "error" in words:
        gate = next((g[w] for g in (TWO_QUBIT, ONE_QUBIT) for w in words if w in g), "")
        if gate:
            return f"error of {gate}"
        if {"readout", "assignment", "lectura"} & set(words):
            return "readout"
    return "" if not words or NEEDLESS & set(words) else "?"
