"""One trainable angle for each adapter weight: the most direct reading of "mapped onto a chip".

Each adapted layer has a circuit of its own with as many RY angles as LoRA has weights there, in
a hardware-efficient ansatz as wide as the device has a line of qubits. Its first rotations also
take as many of the token's features as there are qubits, so it runs once per token and layer.
This is not a published method; it is the baseline that a claim of "a billion parameters on the
chip" would need.
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


def circuits_gradient(weights: Number, n: Number) -> Number:
    """Return the circuits one gradient adds: two for each angle and each data rotation.

    Earlier adapters are trained through the data rotations. Source: [pennylane-docs].

    >>> circuits_gradient(57344, 19)
    114726
    """
    return 2 * weights + 2 * n


def _program(workload: Workload, goal: Goal, longest_line: int) -> Program:
    modules = [
        (m.copies, workload.adapter.rank * (m.d_in + m.d_out)) for m in workload.adapter.modules
    ]
    largest = max(count for _, count in modules)
    n = max(2, min(longest_line, largest))
    layers = goal.layers or layers_needed(largest, n)
    notes = (f"width and depth are those of the largest adapted layer, {largest:,} weights",)
    if goal.layers is not None:
        held = min(largest, n * layers)
        modules = [(copies, min(count, n * layers)) for copies, count in modules]
        notes = (f"{layers} layers hold {held:,} of the {largest:,} weights of a layer",)
    tokens = workload.data.tokens_per_epoch
    forward = tokens * workload.adapter.n_modules
    if goal.gradient == "spsa":
        epoch = 3 * forward
    else:
        epoch = tokens * sum(
            copies * (1 + circuits_gradient(count, n)) for copies, count in modules
        )
    return Program(
        method="angle",
        ansatz=ANSATZ,
        n_qubits=n,
        n_layers=layers,
        quantum_parameters=sum(copies * count for copies, count in modules),
        classical_parameters=0,
        circuits_forward=forward,
        circuits_epoch=epoch,
        circuits_run=epoch * workload.data.epochs,
        readout="local",
        n_observables=n,
        notes=notes,
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
            Formula(
                "circuits added by one gradient", ("W", "n"), circuits_gradient, "pennylane-docs"
            ),
        ),
        {
            "W": "LoRA weights of one adapted layer",
            "n": "qubits: the longest line the device offers",
        },
    ),
)
