"""One trainable angle for each adapter weight: the most direct reading of "mapped onto a chip".

Each adapted layer has a circuit of its own with as many RY angles as LoRA has weights there, in
a hardware-efficient ansatz as wide as the device has a line of qubits. Its first rotations also
take as many of the token's features as there are qubits, so it runs once per token and layer.
This is not a published method; it is the baseline that a claim of "a billion parameters on the
chip" would need.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.numeric import ceil
from qestimate.methods.program import Formula, Method, Program, Setting, needs_rank
from qestimate.workload.workload import quotient

if TYPE_CHECKING:
    from qestimate.core.numeric import Number
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import Workload


ANSATZ = "cz-line"

LAYERS = Setting("layers", 0, "layers of the circuit; 0 for as many as hold the weights", least=0)


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


def all_gradients(angles: Number, n: Number, modules: Number) -> Number:
    """Return the circuits that the gradients of all adapted layers add for one token.

    >>> all_gradients(57344, 19, 1) == circuits_gradient(57344, 19)
    True
    """
    return 2 * angles + 2 * n * modules


def circuits_epoch(tokens: Number, modules: Number, added: Number) -> Number:
    """Return the circuits of an epoch: one per token and layer, and those the gradients add.

    >>> circuits_epoch(10, 2, 8)
    100
    """
    return tokens * (modules + added)


def _program(workload: Workload, goal: Goal, longest_line: int) -> Program:
    needs_rank("angle", workload)
    rank, data = workload.adapter.rank, workload.data
    modules = [
        (m.copies, m.active * data.positions(m.positions), rank * (m.d_in + m.d_out))
        for m in workload.adapter.modules
    ]
    largest = max(count for *_, count in modules)
    n = max(2, min(longest_line, largest))
    layers = goal.layers or layers_needed(largest, n)
    notes = (f"width and depth are those of the largest adapted layer, {largest:,} weights",)
    if goal.layers is not None:
        most = min(largest, n * layers)
        modules = [(every, some, min(count, n * layers)) for every, some, count in modules]
        notes = (f"{layers} layers hold {most:,} of the {largest:,} weights of a layer",)
    tokens, epochs = data.tokens_per_epoch, data.epochs
    passes = workload.passes_per_sample
    forward = data.samples * passes
    held = sum(every * count for every, _, count in modules)
    met = sum(passing * count for _, passing, count in modules)
    spsa = goal.gradient == "spsa"
    added = 2 * passes if spsa else all_gradients(met, n, passes)
    epoch = data.samples * circuits_epoch(1, passes, added)
    return Program(
        method="angle",
        ansatz=ANSATZ,
        n_qubits=n,
        n_layers=layers,
        quantum_parameters=held,
        classical_parameters=0,
        circuits_forward=forward,
        circuits_epoch=epoch,
        circuits_run=epoch * epochs,
        evaluations=forward * epochs,
        readout="local",
        n_observables=n,
        notes=notes,
        averaged=workload.alike_circuits,
        symbols=(
            ("n", n),
            ("L", layers),
            ("W", largest),
            ("A", held),
            ("a", quotient(met, data.tokens_per_sample)),
            ("T", tokens),
            ("m", workload.passed),
            ("g", quotient(added, data.tokens_per_sample)),
            ("E", epochs),
        ),
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
            Formula("qubits", ("n",), lambda n: n, "kandala-2017", "n_qubits"),
            Formula("layers", ("W", "n"), layers_needed, "kandala-2017"),
            Formula("trainable angles", ("A",), lambda a: a, "lora-2021", "quantum_parameters"),
            Formula("classical parameters", (), lambda: 0, "lora-2021", "classical_parameters"),
            Formula(
                "circuits per forward pass",
                ("T", "m"),
                lambda t, m: t * m,
                "kandala-2017",
                "circuits_forward",
            ),
            Formula(
                "circuits added by gradients, per token",
                ("a", "n", "m"),
                all_gradients,
                "pennylane-docs",
            ),
            Formula(
                "circuits per epoch",
                ("T", "m", "g"),
                circuits_epoch,
                "kandala-2017",
                "circuits_epoch",
            ),
            Formula(
                "circuits",
                ("T", "m", "g", "E"),
                lambda t, m, g, e: circuits_epoch(t, m, g) * e,
                "kandala-2017",
                "circuits_run",
            ),
        ),
        {
            "W": "LoRA weights of the largest adapted layer",
            "n": "qubits: the longest line the device offers",
            "A": "LoRA weights of all adapted layers, as many as the circuits hold",
            "T": "token positions in the data set",
            "a": "of those, the ones that one token meets; fewer than A with experts",
            "m": "adapted linear layers that one token passes",
            "g": "circuits added by gradients, per token; 2 m by simultaneous perturbation",
            "E": "epochs",
            "L": "layers of the circuit",
        },
        "baseline",
        (LAYERS,),
    ),
)
