"""A classifier behind the frozen model: data again and again in a small circuit [ionq-head-2025].

The model's embedding of a sample is encoded in a circuit that is simulated (its angles are
trained too, off the chip); the values of that are the data rotations of a circuit on the chip, of
which one qubit is read; a linear layer takes that value and those of the encoder. So the
reimplementation has it [merlin-papers], whose names and counts stand here: one column of data more
than the paper draws, and angles of its own for each block. A published head of 886 parameters at
14 qubits cannot be told apart by its settings: thousands give as many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.numeric import ceil_log2
from qestimate.methods.program import Formula, Method, Program, Setting, checked_setting

if TYPE_CHECKING:
    from qestimate.core.numeric import Number
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import Workload

QUBITS = Setting("qubits", 10, "qubits of the circuit on the chip", least=2)
LAYERS = Setting("layers", 2, "layers behind the data")
BLOCKS = Setting("blocks", 2, "blocks of data and a layer, one after another", grows=False)
CONNECTIVITY = Setting("connectivity", 1, "longest distance of a ring of CNOT", grows=False)
ENCODERS = Setting("encoders", 1, "simulated encoders in front", grows=False)
ENCODER_LAYERS = Setting("encoder-layers", 1, "layers of each of them", grows=False)
CLASSES = Setting("classes", 2, "classes of the classifier", least=2, grows=False)
SETTINGS = (QUBITS, LAYERS, BLOCKS, CONNECTIVITY, ENCODERS, ENCODER_LAYERS, CLASSES)


def angles(n: Number, layers: Number, blocks: Number, distance: Number) -> Number:
    """Return the trained angles on the chip: C n (N + R).

    >>> angles(10, 2, 2, 1)
    40
    """
    return distance * n * (blocks + layers)


def independent(n: int, layers: int, blocks: int, distance: int) -> int:
    """Return how many of the angles are independent at most.

    Behind the last data the layers are one real rotation, and Z of one qubit is read after it:
    what that can become has 4^(n-1) dimensions, however many layers there are. On two qubits with
    one ring all of it lies in a rotation of three, of which two angles are left.

    >>> independent(2, 100, 2, 1), independent(3, 100, 2, 1), independent(10, 2, 2, 1)
    (4, 19, 40)
    """
    most = 2 if (n, distance) == (2, 1) else 1 << 2 * (n - 1)
    return distance * n * (blocks - 1) + min(distance * n * (layers + 1), most)


def data_rotations(n: Number, blocks: Number) -> Number:
    """Return the rotations that carry data: a column, and one in each block.

    >>> data_rotations(10, 2)
    30
    """
    return n * (blocks + 1)


def beside(n: Number, distance: Number, encoders: Number, depth: Number, classes: Number) -> Number:
    """Return the parameters off the chip: simulated encoders, and the linear layer with its bias.

    E M C q + (E q + 2) k for encoders of q qubits.

    >>> beside(10, 1, 2, 1, 2) + angles(10, 2, 2, 1)
    104
    """
    return encoders * depth * distance * n + (encoders * n + 2) * classes


def circuits_gradient(n: Number, layers: Number, blocks: Number, distance: Number) -> Number:
    """Return the circuits that a gradient adds: two for each angle and each data rotation.

    The encoders are trained through the data rotations. Those of the first two columns stand
    next to each other, so that shifting either is the same circuit. Source: [pennylane-docs].

    >>> circuits_gradient(10, 2, 2, 1)
    120
    """
    return 2 * angles(n, layers, blocks, distance) + 2 * n * blocks


def circuits_epoch(samples: Number, gradient: Number) -> Number:
    """Return the circuits of an epoch: one for each sample, and those its gradient adds.

    >>> circuits_epoch(435, 120)
    52635
    """
    return samples * (1 + gradient)


def _program(workload: Workload, goal: Goal, longest_line: int) -> Program:
    chosen = {one.name: checked_setting("reuploading-head", one, goal) for one in SETTINGS}
    n = max(2, min(chosen["qubits"], longest_line))
    if "qubits" in dict(goal.settings):
        n = chosen["qubits"]
    layers, blocks, distance = (chosen[name] for name in ("layers", "blocks", "connectivity"))
    encoder = max(n, ceil_log2(workload.model.architecture.hidden_size))
    around = (encoder, distance, chosen["encoders"], chosen["encoder-layers"], chosen["classes"])
    gradient = 2 if goal.gradient == "spsa" else circuits_gradient(n, layers, blocks, distance)
    data = workload.data
    epoch = circuits_epoch(data.samples, gradient)
    return Program(
        method="reuploading-head",
        ansatz=f"reupload-rings/{blocks}/{distance}",
        n_qubits=n,
        n_layers=layers,
        quantum_parameters=angles(n, layers, blocks, distance),
        classical_parameters=beside(*around),
        circuits_forward=data.samples,
        circuits_epoch=epoch,
        circuits_run=epoch * data.epochs,
        evaluations=data.samples * data.epochs,
        readout="local",
        n_observables=1,
        averaged=workload.samples_of_step,
        independent=independent(n, layers, blocks, distance),
        symbols=(
            ("n", n),
            ("R", layers),
            ("N", blocks),
            ("C", distance),
            ("q", encoder),
            ("D", chosen["encoders"]),
            ("M", chosen["encoder-layers"]),
            ("k", chosen["classes"]),
            ("S", data.samples),
            ("g", gradient),
            ("E", data.epochs),
        ),
    )


CODE = "merlin-papers"

METHODS = (
    Method(
        "reuploading-head",
        "re-uploading head (IonQ)",
        "a circuit per sample behind the frozen model, its data uploaded again in every block",
        "ionq-head-2025",
        "reupload-rings/2/1",
        _program,
        (
            Formula("qubits", ("n",), lambda n: n, CODE, "n_qubits"),
            Formula("trained angles", ("n", "R", "N", "C"), angles, CODE, "quantum_parameters"),
            Formula("data rotations", ("n", "N"), data_rotations, CODE),
            Formula(
                "parameters off the chip",
                ("q", "C", "D", "M", "k"),
                beside,
                CODE,
                "classical_parameters",
            ),
            Formula(
                "circuits for all samples",
                ("S",),
                lambda s: s,
                "ionq-head-2025",
                "circuits_forward",
            ),
            Formula(
                "circuits added by a gradient",
                ("n", "R", "N", "C"),
                circuits_gradient,
                "pennylane-docs",
            ),
            Formula("circuits per epoch", ("S", "g"), circuits_epoch, CODE, "circuits_epoch"),
            Formula(
                "circuits",
                ("S", "g", "E"),
                lambda s, g, e: circuits_epoch(s, g) * e,
                CODE,
                "circuits_run",
            ),
        ),
        {
            "n": "qubits on the chip",
            "R": "layers behind the data",
            "N": "blocks of data and a layer",
            "C": "longest distance of a ring",
            "q": "qubits of a simulated encoder: n, or as many as hold the embedding as amplitudes",
            "D": "simulated encoders",
            "M": "layers of an encoder",
            "k": "classes",
            "S": "samples",
            "g": "circuits added by a gradient; 2 by simultaneous perturbation",
            "E": "epochs",
        },
        "sample",
        SETTINGS,
    ),
)
