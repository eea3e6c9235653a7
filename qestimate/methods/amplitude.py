"""The adapter's weights as amplitudes of a state: few qubits, exponentially many gates.

Each adapted layer has a register of ceil(log2 W) qubits that is loaded with its W weights. To
be used outside the chip they must be read back, all probabilities of them, and once more against
a reference state, since probabilities know no signs; to be trained, every rotation of the
loading circuit is shifted. The norm of the weights stays outside, one number per layer. This is
the baseline behind the phrase "2^n amplitudes hold a billion parameters".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.circuits.state_preparation import cz_count
from qestimate.methods.program import Formula, Method, Program
from qestimate.numeric import ceil_log2

if TYPE_CHECKING:
    from qestimate.goal import Goal
    from qestimate.numeric import Number
    from qestimate.workload import Workload


ANSATZ = "state-preparation"


def angles(k: Number) -> Number:
    """Return the rotations that load 2^k real amplitudes [mottonen-2005].

    >>> angles(16)
    65535
    """
    return 2**k - 1


def circuits_step(k: Number) -> Number:
    """Return the circuits of one training step and register, signs included.

    Two for the amplitudes and their signs, and as many for each of two shifts of each rotation.

    >>> circuits_step(16)
    262142
    """
    return 2 * (1 + 2 * angles(k))


def _program(workload: Workload, goal: Goal, longest_line: int) -> Program:
    registers = [
        (m.copies, max(2, ceil_log2(workload.adapter.rank * (m.d_in + m.d_out))))
        for m in workload.adapter.modules
    ]
    widest = max(k for _, k in registers)
    if goal.gradient == "spsa":
        per_step = 6 * workload.adapter.n_modules
    else:
        per_step = sum(copies * circuits_step(k) for copies, k in registers)
    return Program(
        method="amplitude",
        ansatz=ANSATZ,
        n_qubits=widest,
        n_layers=1,
        quantum_parameters=sum(copies * angles(k) for copies, k in registers),
        classical_parameters=workload.adapter.n_modules,
        circuits_forward=2 * workload.adapter.n_modules,
        circuits_epoch=workload.data.steps_per_epoch * per_step,
        circuits_run=workload.data.steps * per_step,
        readout="distribution",
        n_observables=2**widest,
        notes=(
            f"width and depth are those of the widest register, {widest} qubits",
            *(("--layers has no meaning here",) if goal.layers else ()),
        ),
    )


METHODS = (
    Method(
        "amplitude",
        "adapter weights as amplitudes",
        "a register per adapted layer, loaded with its weights and read back in full",
        "mottonen-2005",
        ANSATZ,
        _program,
        (
            Formula("loading rotations", ("k",), angles, "mottonen-2005"),
            Formula("CZ where every pair is coupled", ("k",), cz_count, "mottonen-2005"),
            Formula("circuits per training step", ("k",), circuits_step, "pennylane-docs"),
        ),
        {"k": "qubits of one register, ceil(log2 W) for W weights"},
    ),
)
