"""Fidelity kernels: the overlap of the states of two samples, for every pair [havlicek-2019].

The map of one sample is followed by the inverse of that of the other; the kernel is the chance
that all qubits are found in 0. Nothing on the chip is trained. With angles of any size overlaps
shrink as 2^-n, and are read with as many more shots; maps of narrow bandwidth keep them larger.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.methods.program import Formula, Method, Program, Setting, checked_setting

if TYPE_CHECKING:
    from qestimate.core.numeric import Number
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import Workload

ANSATZ = "zz-overlap"

CODE = "qiskit-machine-learning"

QUBITS = Setting("qubits", 17, "qubits, one for each feature", least=2)
JUDGED = Setting("judged", 0, "samples that are judged besides", least=0, grows=False)
REPETITIONS = Setting("layers", 2, "repetitions of the map", grows=False)


def circuits(samples: Number, judged: Number = 0) -> Number:
    """Return the circuits: one for each pair to train with, and for each of those with each judged.

    >>> circuits(210, 70)
    36645
    """
    return samples * (samples - 1) // 2 + samples * judged


def _program(workload: Workload, goal: Goal, longest_line: int) -> Program:
    n = checked_setting("fidelity-kernel", QUBITS, goal)
    repetitions = checked_setting("fidelity-kernel", REPETITIONS, goal)
    notes: tuple[str, ...] = ()
    if "qubits" not in dict(goal.settings) and longest_line < n:
        n = max(2, longest_line)
        notes = (f"{QUBITS.default} qubits in the run; as many as a line of the device holds",)
    samples = workload.data.samples
    pairs = max(1, circuits(samples, checked_setting("fidelity-kernel", JUDGED, goal)))
    return Program(
        method="fidelity-kernel",
        ansatz=ANSATZ,
        n_qubits=n,
        n_layers=repetitions,
        quantum_parameters=0,
        classical_parameters=samples,
        circuits_forward=pairs,
        circuits_epoch=pairs,
        circuits_run=pairs,
        evaluations=pairs,
        readout="distribution",
        n_observables=1,
        notes=notes,
        symbols=(("n", n), ("L", repetitions), ("S", samples), ("J", pairs)),
    )


METHODS = (
    Method(
        "fidelity-kernel",
        "fidelity kernel",
        "a circuit per pair of samples behind the frozen model; the kernel is how alike they are",
        "havlicek-2019",
        ANSATZ,
        _program,
        (
            Formula("qubits", ("n",), lambda n: n, "havlicek-2019", "n_qubits"),
            Formula("CNOT of a circuit", ("n", "L"), lambda n, layers: 4 * (n - 1) * layers, CODE),
            Formula("pairs to train with", ("S",), lambda s: s * (s - 1) / 2, CODE),
            Formula("trained angles", (), lambda: 0, "havlicek-2019", "quantum_parameters"),
            Formula(
                "weights of the classical learner, at most",
                ("S",),
                lambda s: s,
                "havlicek-2019",
                "classical_parameters",
            ),
            *(
                Formula(name, ("J",), lambda j: j, CODE, field)
                for name, field in (
                    ("circuits", "circuits_forward"),
                    ("circuits, once", "circuits_epoch"),
                    ("circuits, whatever the epochs", "circuits_run"),
                )
            ),
        ),
        {
            "n": "qubits, one for each feature",
            "L": "repetitions of the map",
            "S": "samples to train with",
            "J": "pairs: of those to train with, and of each of them with each that is judged",
        },
        "features",
        (QUBITS, REPETITIONS, JUDGED),
    ),
)
