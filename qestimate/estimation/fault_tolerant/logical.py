"""What a circuit asks of logical qubits: rotations, how many after each other, measurements.

Clifford gates cost nothing of their own there: they are followed through to the measurements
[beverland-2022]. An RY is one rotation, a CRZ two with CNOT between them.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from qestimate.circuits import ansatz as find_ansatz
from qestimate.circuits.protocol import ROTATIONS
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from qestimate.circuits.protocol import Ansatz
    from qestimate.methods.program import Program

REPEATS = 8
"""Layers after which each further layer adds the same to the depth."""


class LogicalWork(NamedTuple):
    """What one circuit asks for. All [1]."""

    qubits: int
    rotations: int
    """By angles that are no multiples of pi / 4 in general."""
    rotation_depth: int
    """Rotations after each other, gates on two qubits keeping these in step."""
    measurements: int


def logical_work(program: Program) -> LogicalWork:
    """Return what a circuit of a program asks of logical qubits.

    >>> from qestimate import Goal, Workload, catalog
    >>> from qestimate.methods import method
    >>> work = Workload.of(catalog.model("gpt2"), rank=4)
    >>> logical_work(method("qtha").program(work, Goal.of(layers=1), 4))
    LogicalWork(qubits=4, rotations=28, rotation_depth=17, measurements=4)
    """
    ansatz, n, layers = find_ansatz(program.ansatz), program.n_qubits, program.n_layers
    if layers <= REPEATS:
        rotations, depth = _count(ansatz, n, layers)
    else:
        before, last = _count(ansatz, n, REPEATS - 1), _count(ansatz, n, REPEATS)
        more = layers - REPEATS
        rotations, depth = (b + more * (b - a) for a, b in zip(before, last, strict=True))
    return LogicalWork(n, rotations, depth, n)


@lru_cache(maxsize=256)
def _count(ansatz: Ansatz, n: int, layers: int) -> tuple[int, int]:
    """Return rotations and their depth, gate by gate."""
    rotations, reached = 0, [0] * n
    for gate in ansatz.operations(n, layers, "written"):
        turns = 0 if gate.angle is None else ROTATIONS[gate.name]
        rotations += turns
        if len(gate.qubits) == 1:
            reached[gate.qubits[0]] += turns
            continue
        control, target = gate.qubits
        for turn in range(max(turns, 1)):
            reached[target] += turn < turns
            reached[control] = reached[target] = max(reached[control], reached[target])
    return rotations, max(reached)
