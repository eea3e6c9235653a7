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
from qestimate.core.numeric import ceil_log2
from qestimate.methods.program import Formula, Method, Program, needs_rank

if TYPE_CHECKING:
    from qestimate.core.numeric import Number
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import Workload


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


def circuits_all(modules: Number, rotations: Number) -> Number:
    """Return the circuits of one training step and all registers.

    >>> circuits_all(1, angles(16)) == circuits_step(16)
    True
    """
    return 2 * (modules + 2 * rotations)


def _program(workload: Workload, goal: Goal, longest_line: int) -> Program:
    needs_rank("amplitude", workload)
    rank = workload.adapter.rank
    registers = [
        (m.copies, max(2, ceil_log2(rank * (m.d_in + m.d_out)))) for m in workload.adapter.modules
    ]
    widest = max(k for _, k in registers)
    n_modules = workload.adapter.n_modules
    rotations = sum(copies * angles(k) for copies, k in registers)
    spsa = goal.gradient == "spsa"
    per_step = 6 * n_modules if spsa else circuits_all(n_modules, rotations)
    return Program(
        method="amplitude",
        ansatz=ANSATZ,
        n_qubits=widest,
        n_layers=1,
        quantum_parameters=rotations,
        classical_parameters=n_modules,
        circuits_forward=2 * n_modules,
        circuits_epoch=workload.data.steps_per_epoch * per_step,
        circuits_run=workload.data.steps * per_step,
        evaluations=workload.data.steps * 2 * n_modules,
        readout="distribution",
        n_observables=2**widest,
        kept_outcomes=max(rank * (m.d_in + m.d_out) for m in workload.adapter.modules),
        output_slope=0.5,  # an amplitude is the root of a probability
        notes=(
            f"width and depth are those of the widest register, {widest} qubits",
            *(("--layers has no meaning here",) if goal.layers else ()),
        ),
        symbols=(
            ("k", widest),
            ("R", rotations),
            ("M", n_modules),
            ("p", per_step),
            ("s", workload.data.steps_per_epoch),
            ("E", workload.data.epochs),
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
            Formula("qubits", ("k",), lambda k: k, "mottonen-2005", "n_qubits"),
            Formula(
                "all loading rotations", ("R",), lambda r: r, "mottonen-2005", "quantum_parameters"
            ),
            Formula("norms", ("M",), lambda m: m, "mottonen-2005", "classical_parameters"),
            Formula(
                "circuits to read the adapter",
                ("M",),
                lambda m: 2 * m,
                "mottonen-2005",
                "circuits_forward",
            ),
            Formula("circuits per step, one register", ("k",), circuits_step, "pennylane-docs"),
            Formula("circuits per training step", ("M", "R"), circuits_all, "pennylane-docs"),
            Formula(
                "circuits per epoch",
                ("s", "p"),
                lambda s, p: s * p,
                "pennylane-docs",
                "circuits_epoch",
            ),
            Formula(
                "circuits",
                ("s", "p", "E"),
                lambda s, p, e: s * p * e,
                "pennylane-docs",
                "circuits_run",
            ),
        ),
        {
            "k": "qubits of the widest register, ceil(log2 W) for W weights",
            "R": "loading rotations of all registers, 2^k - 1 each",
            "M": "adapted linear layers, one register each",
            "p": "circuits per training step; 6 M by simultaneous perturbation",
            "s": "training steps in an epoch",
            "E": "epochs",
        },
        "baseline",
    ),
)
