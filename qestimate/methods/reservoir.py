"""Reservoirs, or extreme learning machines: a fixed random circuit turns data into features.

Features of the frozen model are rotated in, fixed random layers follow, Z of every qubit is read
from one setting, and a classical linear layer is trained on what is read [qrc-lab-code]. Runs of
up to 124 qubits are published [dao-qelm-2026]; none on features of a language model was found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.methods.program import Formula, Method, Program, Setting, checked_setting

if TYPE_CHECKING:
    from qestimate.core.numeric import Number
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import Workload

ANSATZ = "cz-line"

SOURCE = "qrc-lab-code"

QUBITS = Setting("qubits", 124, "qubits, one for each feature", least=2)
LAYERS = Setting("layers", 4, "layers, the first with data, the others random", grows=False)
CLASSES = Setting("classes", 2, "outputs of the linear layer", grows=False)


def beside(n: Number, classes: Number) -> Number:
    """Return the weights of the linear layer, bias included.

    >>> beside(124, 2)
    250
    """
    return (n + 1) * classes


def _program(workload: Workload, goal: Goal, longest_line: int) -> Program:
    n, layers, classes = (
        checked_setting("reservoir", one, goal) for one in (QUBITS, LAYERS, CLASSES)
    )
    notes: tuple[str, ...] = ()
    if "qubits" not in dict(goal.settings) and longest_line < n:
        n = max(2, longest_line)
        notes = (f"{QUBITS.default} qubits at most published; here a line of the device",)
    samples = workload.data.samples
    return Program(
        method="reservoir",
        ansatz=ANSATZ,
        n_qubits=n,
        n_layers=layers,
        quantum_parameters=0,
        classical_parameters=beside(n, classes),
        circuits_forward=samples,
        circuits_epoch=samples,
        circuits_run=samples,
        evaluations=samples,
        readout="local",
        n_observables=n,
        notes=notes,
        symbols=(("n", n), ("L", layers), ("k", classes), ("S", samples)),
    )


METHODS = (
    Method(
        "reservoir",
        "reservoir, extreme learning machine",
        "a fixed random circuit per sample behind the frozen model; a linear layer is trained",
        "dao-qelm-2026",
        ANSATZ,
        _program,
        (
            Formula("qubits", ("n",), lambda n: n, SOURCE, "n_qubits"),
            Formula("trained angles", (), lambda: 0, SOURCE, "quantum_parameters"),
            Formula(
                "weights of the linear layer", ("n", "k"), beside, SOURCE, "classical_parameters"
            ),
            *(
                Formula(name, ("S",), lambda s: s, SOURCE, field)
                for name, field in (
                    ("circuits", "circuits_forward"),
                    ("circuits, once", "circuits_epoch"),
                    ("circuits, whatever the epochs", "circuits_run"),
                )
            ),
        ),
        {
            "n": "qubits, one for each feature",
            "L": "layers, the first with data, the others random",
            "k": "outputs of the linear layer",
            "S": "samples: those to train with and those to judge",
        },
        "features",
        (QUBITS, LAYERS, CLASSES),
    ),
)
