"""Ansätze: one file each, with counts in closed form and the circuit that proves them.

Belongs here: circuits, logical and native. Does not: which of them a method takes (methods),
where they are put (estimation).
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from qestimate.circuits.protocol import Ansatz

CLOSED_FORMS = ("crz-ring", "cnot-line", "cz-line", "cz-full", "state-preparation")
"""Ansätze whose counts are closed forms."""

COUNTED = (
    *("u3-ring", "reupload-rings/2/1", "qcnn", "heisenberg-line", "zz-overlap"),
    *("loaded-blocks", "orthogonal-pair", "selected-unitaries/4/1"),
)
"""Ansätze that are counted as written out; behind the name, what they are set to."""

IDS = (*CLOSED_FORMS, *COUNTED)


@lru_cache(maxsize=64)
def ansatz(name: str) -> Ansatz:
    """Return the ansatz with this id; behind its name, with strokes, what it is set to.

    >>> ansatz("cnot-line").native(4, 1, "line", "cz", "written").two_qubit_gates
    3
    >>> ansatz("reupload-rings/3/2").n_angles(4, 1)
    48
    """
    family, *numbers = name.split("/")
    module = import_module(f"qestimate.circuits.{family.replace('-', '_')}")
    made = getattr(module, "ansatz", None)
    return cast("Ansatz", module if made is None else made(*map(int, numbers)))
