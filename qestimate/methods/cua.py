"""CUA: small orthogonal blocks behind one layer, trained without the chip [cua-2026].

A layer's activation is cut into fours; each is loaded on two qubits, turned by a trained block of
six angles, and read by all four probabilities, the signs taken from the loaded numbers. The blocks
are trained classically; what the chip does is to run them. Blocks are independent, so that as many
run side by side as there are pairs of qubits: 64 in the published run, by its count of circuits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.methods.program import Formula, Method, Program

if TYPE_CHECKING:
    from qestimate.core.numeric import Number
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import Workload

ANSATZ = "orthogonal-pair"

BLOCK = 4
"""Numbers of a block [cua-notes]."""


def parameters(width: Number) -> Number:
    """Return the parameters of all blocks: (d / b) b (b - 1) / 2 with b = 4.

    >>> parameters(4096)
    6144
    """
    return blocks(width) * BLOCK * (BLOCK - 1) // 2


def blocks(width: Number) -> Number:
    """Return the blocks of a layer, circuits of two qubits for each token.

    >>> blocks(4096)
    1024
    """
    return -(-width // BLOCK)


def _program(workload: Workload, goal: Goal, longest_line: int) -> Program:
    width = workload.model.architecture.hidden_size
    tokens = workload.data.tokens_per_epoch
    circuits = tokens * blocks(width)
    return Program(
        method="cua",
        ansatz=ANSATZ,
        n_qubits=2,
        n_layers=1,
        quantum_parameters=parameters(width),
        classical_parameters=0,
        circuits_forward=circuits,
        circuits_epoch=circuits,
        circuits_run=circuits,
        evaluations=circuits,
        readout="distribution",
        n_observables=BLOCK,
        kept_outcomes=BLOCK,
        output_slope=0.5,  # an amplitude is the root of a probability
        notes=("trained without the chip; the run is one pass over the data",),
        symbols=(("d", width), ("B", blocks(width)), ("T", tokens)),
    )


METHODS = (
    Method(
        "cua",
        "CUA, orthogonal blocks",
        "two-qubit blocks behind one layer, run for every token, trained without the chip",
        "cua-2026",
        ANSATZ,
        _program,
        (
            Formula("qubits of a block", (), lambda: 2, "cua-notes", "n_qubits"),
            Formula("blocks", ("d",), lambda d: d / BLOCK, "cua-notes"),
            Formula("parameters", ("B",), lambda b: 6 * b, "cua-notes", "quantum_parameters"),
            Formula("classical parameters", (), lambda: 0, "cua-notes", "classical_parameters"),
            *(
                Formula(name, ("T", "B"), lambda t, b: t * b, "cua-notes", field)
                for name, field in (
                    ("circuits of a pass over the data", "circuits_forward"),
                    ("circuits, once", "circuits_epoch"),
                    ("circuits of the run", "circuits_run"),
                )
            ),
        ),
        {
            "d": "width of the layer",
            "B": "blocks, d / 4",
            "T": "token positions in the data set",
        },
        "run",
    ),
)
