"""QCHFT: each token's activation as amplitudes, inside every adapted layer [qchft-code].

The activation is padded to 2^n numbers and loaded; blocks on neighbours are trained; Z of the last
r qubits is read, and a linear layer expands that. The circuit depends on the data, so that it runs
for every token in every adapted layer. The variant here is the one with a line of blocks (MPS).
The code simulates the state it starts from; a chip has to load it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.errors import DomainError
from qestimate.core.numeric import ceil_log2
from qestimate.methods.program import Formula, Method, Program, Setting, checked_setting, needs_rank
from qestimate.workload.workload import quotient

if TYPE_CHECKING:
    from qestimate.core.numeric import Number
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import Workload

ANSATZ = "loaded-blocks"

CODE = "qchft-code"

LAYERS = Setting("layers", 4, "layers of a block", most=8)

OF_A_PAIR = 15
"""Independent angles of any gate on two qubits; neighbours share three."""

MAX_QUBITS = 24
"""Qubits of a register up to which its circuit is counted."""


def angles(n: Number, layers: Number) -> Number:
    """Return the trained angles of one circuit: n - 1 blocks of 6 L.

    >>> angles(10, 4), angles(11, 4)
    (216, 240)
    """
    return 6 * layers * (n - 1)


def circuits_gradient(n: Number, layers: Number) -> Number:
    """Return the circuits that a gradient adds: two for each angle and each loading rotation.

    Earlier adapters are trained through the loading. Source: [pennylane-docs].

    >>> circuits_gradient(10, 4)
    2478
    """
    return 2 * angles(n, layers) + 2 * (2**n - 1)


def _program(workload: Workload, goal: Goal, longest_line: int) -> Program:
    needs_rank("qchft", workload)
    rank = workload.adapter.rank
    layers = checked_setting("qchft", LAYERS, goal)
    data = workload.data
    registers = [
        (
            *(m.copies, m.active * data.positions(m.positions)),
            *(max(2, rank, ceil_log2(m.d_in)), m.d_out),
        )
        for m in workload.adapter.modules
    ]
    n = max(register for *_, register, _ in registers)
    if n > MAX_QUBITS:
        raise DomainError(
            f"qchft loads activations on {n} qubits; at most {MAX_QUBITS} are counted",
            hint="a smaller rank",
        )
    spsa = goal.gradient == "spsa"
    added = sum(
        some * (2 if spsa else circuits_gradient(register, layers))
        for _, some, register, _ in registers
    )
    forward = data.samples * workload.passes_per_sample
    epoch = forward + data.samples * added
    return Program(
        method="qchft",
        ansatz=ANSATZ,
        n_qubits=n,
        n_layers=layers,
        quantum_parameters=sum(every * angles(k, layers) for every, _, k, _ in registers),
        classical_parameters=sum(every * rank * d_out for every, *_, d_out in registers),
        circuits_forward=forward,
        circuits_epoch=epoch,
        circuits_run=epoch * data.epochs,
        evaluations=forward * data.epochs,
        readout="local",
        n_observables=min(rank, n),
        first_read=n - min(rank, n),
        notes=(f"width and depth are those of the widest register, {n} qubits",),
        averaged=workload.alike_circuits,
        independent=sum(
            every * min(6 * layers * (k - 1), OF_A_PAIR * (k - 1) - 3 * (k - 2))
            for every, _, k, _ in registers
        ),
        symbols=(
            ("n", n),
            ("L", layers),
            ("A", sum(every * angles(k, layers) for every, _, k, _ in registers)),
            ("r", rank),
            ("O", sum(every * d_out for every, *_, d_out in registers)),
            ("T", data.tokens_per_epoch),
            ("m", workload.passed),
            ("g", quotient(added, data.tokens_per_sample)),
            ("E", data.epochs),
        ),
    )


METHODS = (
    Method(
        "qchft",
        "QCHFT, activations as amplitudes",
        "each token's activation loaded as amplitudes in every adapted layer, then trained blocks",
        CODE,
        ANSATZ,
        _program,
        (
            Formula("qubits", ("n",), lambda n: n, CODE, "n_qubits"),
            Formula("trained angles of a circuit", ("n", "L"), angles, CODE),
            Formula("trained angles", ("A",), lambda a: a, CODE, "quantum_parameters"),
            Formula(
                "classical parameters", ("r", "O"), lambda r, o: r * o, CODE, "classical_parameters"
            ),
            Formula(
                "circuits per forward pass",
                ("T", "m"),
                lambda t, m: t * m,
                CODE,
                "circuits_forward",
            ),
            Formula(
                "circuits added by a gradient", ("n", "L"), circuits_gradient, "pennylane-docs"
            ),
            Formula(
                "circuits per epoch",
                ("T", "m", "g"),
                lambda t, m, g: t * (m + g),
                CODE,
                "circuits_epoch",
            ),
            Formula(
                "circuits",
                ("T", "m", "g", "E"),
                lambda t, m, g, e: t * (m + g) * e,
                CODE,
                "circuits_run",
            ),
        ),
        {
            "n": "qubits of the widest register, ceil(log2 d) for an input of d numbers",
            "L": "layers of a block",
            "A": "trained angles of all adapted layers",
            "r": "adapter rank, and qubits that are read",
            "O": "output widths of all adapted layers, summed",
            "T": "token positions in the data set",
            "m": "adapted linear layers that one token passes",
            "g": "circuits added by gradients, per token; 2 m by simultaneous perturbation",
            "E": "epochs",
        },
        "token",
        (LAYERS,),
    ),
)
