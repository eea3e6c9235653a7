"""Adapters that borrow from quantum circuits and need no chip: their counts, and nothing else.

Quantum-PEFT writes orthogonal matrices as products of rotations, QuanTA tensors between pairs of
axes. Both are computed classically and merge into the weights.
"""

from __future__ import annotations

from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

from qestimate.core.errors import DomainError
from qestimate.core.numeric import ceil_log2
from qestimate.methods.program import Formula, Method, Program, needs_rank
from qestimate.methods.qtha import modes

if TYPE_CHECKING:
    from collections.abc import Callable

    from qestimate.core.numeric import Number
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import Workload

LAYERS = 1
"""Layers of an orthogonal matrix."""


def orthogonal_angles(log2_width: Number, layers: Number = LAYERS) -> Number:
    """Return the angles of an orthogonal matrix: (2 L + 1) log2 N - 2 L. [quantum-peft-2025]

    >>> orthogonal_angles(12), orthogonal_angles(12, 2)
    (34, 56)
    """
    return (2 * layers + 1) * log2_width - 2 * layers


def tensor_weights(axes: tuple[int, ...]) -> int:
    """Return the weights of tensors between all pairs of axes: the sum of (d_i d_j)^2.

    Source: [quanta-code], tuners/quanta.py.

    >>> tensor_weights((16, 8, 8, 4)), tensor_weights((16, 16, 16))
    (43008, 196608)
    """
    return sum((a * b) ** 2 for a, b in combinations(axes, 2))


AXES = {4096: (16, 8, 8, 4)}
"""How the authors split a width [quanta-code], run.sh; other widths as evenly as they allow."""


def peft(workload: Workload) -> int:
    """Return the weights of Quantum-PEFT on the adapted layers: two matrices and a diagonal."""
    rank = workload.adapter.rank
    return sum(
        m.copies
        * (orthogonal_angles(ceil_log2(m.d_in)) + orthogonal_angles(ceil_log2(m.d_out)) + rank)
        for m in workload.adapter.modules
    )


def quanta(workload: Workload) -> int:
    """Return the weights of QuanTA on the adapted layers, those on the wider side."""
    return sum(
        m.copies * tensor_weights(AXES.get(width, modes(width)))
        for m in workload.adapter.modules
        for width in (max(m.d_in, m.d_out),)
    )


def _program(
    name: str, count: Callable[[Workload], int], workload: Workload, goal: Goal, longest_line: int
) -> Program:
    needs_rank(name, workload)
    raise DomainError(
        f"{name} needs no chip: {count(workload):,} weights, computed classically",
        hint="its counts are in qestimate method show",
    )


METHODS = (
    Method(
        "quantum-peft",
        "Quantum-PEFT",
        "orthogonal matrices as products of rotations, computed classically",
        "quantum-peft-2025",
        "",
        partial(_program, "Quantum-PEFT", peft),
        (
            Formula(
                "angles of an orthogonal matrix",
                ("b", "L"),
                orthogonal_angles,
                "quantum-peft-2025",
            ),
        ),
        {"b": "log2 of the width", "L": "layers of rotations; 1 here"},
        "none",
    ),
    Method(
        "quanta",
        "QuanTA",
        "tensors between pairs of axes of the activation, computed classically",
        "quanta-code",
        "",
        partial(_program, "QuanTA", quanta),
        (
            Formula(
                "weights of the tensor of two axes",
                ("a", "b"),
                lambda a, b: (a * b) ** 2,
                "quanta-code",
            ),
        ),
        {"a": "length of an axis", "b": "length of another; a tensor for each pair"},
        "none",
    ),
)
