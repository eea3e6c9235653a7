"""Ansätze: one file each, with counts in closed form and the circuit that proves them.

Belongs here: circuits, logical and native. Does not: which of them a method takes (methods),
where they are put (estimation).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from qestimate.circuits.protocol import Ansatz

IDS = ("crz-ring", "cnot-line", "cz-line", "cz-full", "state-preparation")


def ansatz(name: str) -> Ansatz:
    """Return the ansatz with this id.

    >>> ansatz("cnot-line").native(4, 1, "line", "cz", "written").two_qubit_gates
    3
    """
    return cast("Ansatz", import_module(f"qestimate.circuits.{name.replace('-', '_')}"))
