"""Projected kernels: reduced states of single qubits as features of a sample [huang-2021].

Each sample is put through a chain of Heisenberg couplings with its features as angles; X, Y and Z
of every qubit are read, three settings, and a classical kernel compares them. Nothing on the chip
is trained, and a sample runs once, whatever the training does with it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.methods.program import Formula, Method, Program, Setting, checked_setting

if TYPE_CHECKING:
    from qestimate.core.numeric import Number
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import Workload

ANSATZ = "heisenberg-line"

QUBITS = Setting("qubits", 61, "qubits, one more than features", least=2)
STEPS = Setting("layers", 6, "Trotter steps", grows=False)

BASES = 3
"""Settings: X, Y and Z of all qubits."""


def circuits(samples: Number) -> Number:
    """Return the circuits: three for each sample.

    >>> circuits(172 + 74)
    738
    """
    return BASES * samples


def _program(workload: Workload, goal: Goal, longest_line: int) -> Program:
    n = checked_setting("projected-kernel", QUBITS, goal)
    steps = checked_setting("projected-kernel", STEPS, goal)
    notes: tuple[str, ...] = ()
    if "qubits" not in dict(goal.settings) and longest_line < n:
        n = max(2, longest_line)
        notes = (f"{QUBITS.default} qubits in the tutorial; as many as a line of the device holds",)
    samples = workload.data.samples
    return Program(
        method="projected-kernel",
        ansatz=ANSATZ,
        n_qubits=n,
        n_layers=steps,
        quantum_parameters=0,
        classical_parameters=samples,
        circuits_forward=circuits(samples),
        circuits_epoch=circuits(samples),
        circuits_run=circuits(samples),
        evaluations=circuits(samples),
        readout="local",
        n_observables=n,
        notes=notes,
        symbols=(("n", n), ("T", steps), ("S", samples)),
    )


METHODS = (
    Method(
        "projected-kernel",
        "projected quantum kernel",
        "three circuits per sample behind the frozen model; a kernel compares what is read",
        "huang-2021",
        ANSATZ,
        _program,
        (
            Formula("qubits", ("n",), lambda n: n, "huang-2021", "n_qubits"),
            Formula("features", ("n",), lambda n: n - 1, "huang-2021"),
            Formula("CZ on a line", ("n", "T"), lambda n, t: 3 * (n - 1) * t, "vatan-2004"),
            Formula("values read", ("n",), lambda n: BASES * n, "huang-2021"),
            Formula("trained angles", (), lambda: 0, "huang-2021", "quantum_parameters"),
            Formula(
                "weights of the classical learner, at most",
                ("S",),
                lambda s: s,
                "huang-2021",
                "classical_parameters",
            ),
            Formula("circuits", ("S",), circuits, "ibm-pqk-tutorial", "circuits_forward"),
            Formula("circuits, once", ("S",), circuits, "ibm-pqk-tutorial", "circuits_epoch"),
            Formula(
                "circuits, whatever the epochs",
                ("S",),
                circuits,
                "ibm-pqk-tutorial",
                "circuits_run",
            ),
        ),
        {
            "n": "qubits, one more than features",
            "T": "Trotter steps",
            "S": "samples: those to train with and those to judge",
        },
        "features",
        (QUBITS, STEPS),
    ),
)
