"""One trainable angle for each adapter weight: the most direct reading of "mapped onto a chip".

Each adapted layer has a circuit of its own with as many RY angles as LoRA has weights there, in
a hardware-efficient ansatz as wide as the device has a line of qubits. It takes the token's
features in its first rotations, so it runs once per token and layer. This is not a published
method; it is the baseline that a claim of "a billion parameters on the chip" would need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.methods.program import Formula, Method, Program
from qestimate.numeric import ceil

if TYPE_CHECKING:
    from qestimate.goal import Goal
    from qestimate.numeric import Number
    from qestimate.workload import Workload


ANSATZ = "cz-line"


def layers_needed(weights: Number, n: Number) -> Number:
    """Return the layers of n RY that hold ``weights`` angles.

    >>> layers_needed(57344, 19)
    3019
    """
    return ceil(weights / n)


def circuits_gradient(weights: Number) -> Number:
    """Return the circuits one gradient adds: two for each angle [pennylane-docs].

    >>> circuits_gradient(57344)
    114688
    """
    return 2 * weights


def _program(workload: Workload, goal: Goal, longest_line: int) -> Program:
    weights = [
        (m.copies, workload.adapter.rank * (m.d_in + m.d_out)) for m in workload.adapter.modules
    ]
    largest = max(count for _, count in weights)
    n = max(2, min(longest_line, largest))
    tokens = workload.data.tokens_per_epoch
    modules = workload.adapter.n_modules
    if goal.gradient == "spsa":
        epoch = 3 * tokens * modules
    else:
        epoch = tokens * sum(copies * (1 + circuits_gradient(count)) for copies, count in weights)
    return Program(
        method="angle",
        ansatz=ANSATZ,
        n_qubits=n,
        n_layers=goal.layers or layers_needed(largest, n),
        quantum_parameters=sum(copies * count for copies, count in weights),
        classical_parameters=0,
        circuits_forward=tokens * modules,
        circuits_epoch=epoch,
        circuits_run=epoch * workload.data.epochs,
        readout="local",
        n_observables=n,
        notes=(f"width and depth are those of the largest adapted layer, {largest:,} angles",),
    )


METHODS = (
    Method(
        "angle",
        "one angle per adapter weight",
        "a circuit per adapted layer with as many RY angles as LoRA has weights there",
        "kandala-2017",
        ANSATZ,
        _program,
        (
            Formula("layers", ("W", "n"), layers_needed, "kandala-2017"),
            Formula("circuits added by one gradient", ("W",), circuits_gradient, "pennylane-docs"),
        ),
        {
            "W": "LoRA weights of one adapted layer",
            "n": "qubits: the longest line the device offers",
        },
    ),
)
