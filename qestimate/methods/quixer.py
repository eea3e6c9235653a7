"""Quixer: a sequence model of its own, a polynomial of a sum of token unitaries [quixer-code].

A window of tokens gives as many small unitaries, whose angles an embedding supplies; a weighted
sum of them, a polynomial of it and one more unitary act on the data qubits, of which X, Y and Z
are read in three settings, after the others were found in 0. The published code works with the
matrix; index, flag and signal qubits here are what a chip would need at least. A polynomial with
even and odd powers takes one qubit more, and how often the others are found in 0 is published
nowhere: qubits and shots are at least those that stand here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.numeric import ceil_log2
from qestimate.methods.program import Formula, Method, Program, Setting, checked_setting

if TYPE_CHECKING:
    from qestimate.core.numeric import Number
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import Workload

CODE = "quixer-code"

DATA = Setting("data-qubits", 6, "qubits that hold data", least=2)
DEGREE = Setting("degree", 3, "degree of the polynomial", most=16, grows=False)
TOKENS = Setting("window", 32, "tokens of a window", least=4, most=512, grows=False)
DEPTH = Setting("layers", 4, "layers of a token's unitary", most=64)
SETTINGS = (DATA, DEGREE, TOKENS, DEPTH)

EMBEDDING = 512
"""Width of the embedding [quixer-code]."""

BASES = 3
"""Settings: X, Y and Z of the data qubits."""


def angles_of_token(n: Number, layers: Number) -> Number:
    """Return the angles of a token's unitary: 2 n RY and 2 n CRX a layer.

    >>> angles_of_token(6, 4)
    96
    """
    return 4 * n * layers


def trained(n: Number, tokens: Number, index: Number, degree: Number) -> Number:
    """Return the angles that are trained themselves: weights, phases, polynomial, last unitary.

    >>> trained(6, 32, 5, 3)
    91
    """
    return 2**index - 1 + tokens + degree + 1 + 4 * n


def beside(n: Number, layers: Number, vocabulary: Number) -> Number:
    """Return the classical parameters: embedding, angles from it, and the layers behind.

    >>> beside(6, 4, 10000) == 1025 * 10000 + 58976
    True
    """
    of_token = angles_of_token(n, layers)
    into = EMBEDDING * of_token + of_token
    out = BASES * n * EMBEDDING + EMBEDDING + EMBEDDING * vocabulary + vocabulary
    return EMBEDDING * vocabulary + into + out


def circuits_gradient(
    n: Number, layers: Number, tokens: Number, index: Number, degree: Number
) -> Number:
    """Return the circuits that a gradient adds to a window and setting, each gate by itself.

    A token's angles stand in every power of the sum, under a flag: four shifts each; so for the
    CRX of the last unitary. All others take two. Source: [pennylane-docs].

    >>> circuits_gradient(6, 4, 32, 5, 3)
    37508
    """
    of_tokens = 4 * degree * tokens * angles_of_token(n, layers)
    others = 2 * degree * tokens + 4 * degree * (2**index - 1) + 2 * (degree + 1)
    return of_tokens + others + 2 * 2 * n + 4 * 2 * n


def _program(workload: Workload, goal: Goal, longest_line: int) -> Program:
    data, degree, tokens, depth = (checked_setting("quixer", one, goal) for one in SETTINGS)
    index = max(2, ceil_log2(tokens))
    windows = workload.data.tokens_per_epoch
    gradient = 2
    if goal.gradient != "spsa":
        gradient = circuits_gradient(data, depth, tokens, index, degree)
    vocabulary = workload.model.architecture.vocab_size
    epoch = BASES * windows * (1 + gradient)
    epochs = workload.data.epochs
    return Program(
        method="quixer",
        ansatz=f"selected-unitaries/{tokens}/{depth}",
        n_qubits=data + 2 * index,
        n_layers=degree,
        quantum_parameters=trained(data, tokens, index, degree),
        classical_parameters=beside(data, depth, vocabulary),
        circuits_forward=BASES * windows,
        circuits_epoch=epoch,
        circuits_run=epoch * epochs,
        evaluations=BASES * windows * epochs,
        readout="local",
        n_observables=data,
        averaged=float(workload.data.batch_size * workload.data.accumulation),
        notes=("how often the other qubits are found in 0 is not published: shots are at least",),
        symbols=(
            ("q", data),
            ("n", data + 2 * index),
            ("w", tokens),
            ("c", index),
            ("d", degree),
            ("L", depth),
            ("V", vocabulary),
            ("T", windows),
            ("g", gradient),
            ("E", epochs),
        ),
    )


METHODS = (
    Method(
        "quixer",
        "Quixer",
        "a sequence model of its own: token unitaries, weighted and summed, once per window",
        CODE,
        "selected-unitaries/32/4",
        _program,
        (
            Formula("qubits", ("q", "c"), lambda q, c: q + 2 * c, CODE, "n_qubits"),
            Formula("angles of a token", ("q", "L"), angles_of_token, CODE),
            Formula("trained angles", ("q", "w", "c", "d"), trained, CODE, "quantum_parameters"),
            Formula("classical parameters", ("q", "L", "V"), beside, CODE, "classical_parameters"),
            Formula("circuits of all windows", ("T",), lambda t: 3 * t, CODE, "circuits_forward"),
            Formula(
                "circuits added by a gradient",
                ("q", "L", "w", "c", "d"),
                circuits_gradient,
                "pennylane-docs",
            ),
            Formula(
                "circuits per epoch",
                ("T", "g"),
                lambda t, g: 3 * t * (1 + g),
                CODE,
                "circuits_epoch",
            ),
            Formula(
                "circuits",
                ("T", "g", "E"),
                lambda t, g, e: 3 * t * (1 + g) * e,
                CODE,
                "circuits_run",
            ),
        ),
        {
            "q": "qubits that hold data",
            "n": "all qubits: data, index, work, flag, signal",
            "w": "tokens of a window",
            "c": "index qubits, ceil(log2 w)",
            "d": "degree of the polynomial",
            "L": "layers of a token's unitary",
            "V": "vocabulary of the model",
            "T": "windows in the data set, one for each token",
            "g": "circuits added by a gradient, per window and setting; 2 by perturbation",
            "E": "epochs",
        },
        "sequence",
        SETTINGS,
    ),
)
