"""A classifier behind the frozen model: a convolutional network of qubits.

Features of the frozen model, reduced to one for each qubit before, are rotated in; layers halve
the qubits that are used, and the last one is read [qiskit-machine-learning].
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.methods.program import Formula, Method, Program, Setting, checked_setting

if TYPE_CHECKING:
    from qestimate.core.numeric import Number
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import Workload

ANSATZ = "qcnn"

SOURCE = "qiskit-machine-learning"

QUBITS = Setting("qubits", 8, "qubits, one for each feature", least=2)


def angles(n: int) -> int:
    """Return the trained angles, three for each block; 9 (n - 1) where n is a power of two.

    >>> [angles(n) for n in (2, 8, 64, 96)]
    [9, 63, 567, 858]
    """
    found, active = 0, n
    while active > 1:
        found += 3 * (active + active // 2)
        active -= active // 2
    return found


def independent(n: int) -> int:
    """Return how many of the angles are independent at most.

    The three blocks on the last pair are one: their nine angles say what three do [vatan-2004],
    and of these the one of ZZ commutes with the Z that is read.

    >>> independent(2), independent(8)
    (2, 56)
    """
    return angles(n) - 7


def circuits_epoch(samples: Number, gradient: Number) -> Number:
    """Return the circuits of an epoch: one for each sample, and those its gradient adds.

    >>> circuits_epoch(35, 126)
    4445
    """
    return samples * (1 + gradient)


def _program(workload: Workload, goal: Goal, longest_line: int) -> Program:
    n = checked_setting("qcnn-head", QUBITS, goal)
    trained, data = angles(n), workload.data
    gradient = 2 if goal.gradient == "spsa" else 2 * trained
    epoch = circuits_epoch(data.samples, gradient)
    return Program(
        method="qcnn-head",
        ansatz=ANSATZ,
        n_qubits=n,
        n_layers=1,
        quantum_parameters=trained,
        classical_parameters=0,
        circuits_forward=data.samples,
        circuits_epoch=epoch,
        circuits_run=epoch * data.epochs,
        evaluations=data.samples * data.epochs,
        readout="local",
        n_observables=1,
        first_read=n - 1,
        averaged=workload.samples_of_step,
        independent=independent(n),
        notes=(("--layers has no meaning here",) if goal.layers else ()),
        symbols=(
            ("n", n),
            ("A", trained),
            ("S", data.samples),
            ("g", gradient),
            ("E", data.epochs),
        ),
    )


METHODS = (
    Method(
        "qcnn-head",
        "convolutional head (QCNN)",
        "a circuit per sample behind the frozen model, whose layers halve the qubits in use",
        SOURCE,
        ANSATZ,
        _program,
        (
            Formula("qubits", ("n",), lambda n: n, SOURCE, "n_qubits"),
            Formula("trained angles, n = 2^k", ("n",), lambda n: 9 * (n - 1), SOURCE),
            Formula("CNOT, n = 2^k", ("n",), lambda n: 8 * (n - 1), SOURCE),
            Formula("trained angles", ("A",), lambda a: a, SOURCE, "quantum_parameters"),
            Formula("classical parameters", (), lambda: 0, SOURCE, "classical_parameters"),
            Formula("circuits for all samples", ("S",), lambda s: s, SOURCE, "circuits_forward"),
            Formula("circuits added by a gradient", ("A",), lambda a: 2 * a, "pennylane-docs"),
            Formula("circuits per epoch", ("S", "g"), circuits_epoch, SOURCE, "circuits_epoch"),
            Formula(
                "circuits",
                ("S", "g", "E"),
                lambda s, g, e: circuits_epoch(s, g) * e,
                SOURCE,
                "circuits_run",
            ),
        ),
        {
            "n": "qubits, one for each feature",
            "A": "trained angles, three for each block",
            "S": "samples",
            "g": "circuits added by a gradient; 2 by simultaneous perturbation",
            "E": "epochs",
        },
        "sample",
        (QUBITS,),
    ),
)
