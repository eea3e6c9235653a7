"""Quantum-Train: all probabilities of one circuit, through a small network, are the weights.

Each basis state's probability and bits give one weight [quantum-train-2024]. The circuit knows no
data and runs once per training step; but its 2^n probabilities must be read, one for every weight.
As the adapter it generates LoRA's weights; as the whole model, every parameter there is: the one
published way in which a billion parameters fit a few dozen qubits, by the letter.

In the authors' code the circuit is U3 and a ring of controlled U3; gradients there come from a
simulator [quantum-train-code]. Its photonic successor generates as many weights from photons in
interferometers; no such device is in the catalogue, so only its count is given.
"""

from __future__ import annotations

from functools import partial
from math import cosh, sinh, tanh
from typing import TYPE_CHECKING

from qestimate.core.errors import DomainError
from qestimate.core.numeric import ceil_log2
from qestimate.methods.program import Formula, Method, Program, Setting, checked_setting

if TYPE_CHECKING:
    from collections.abc import Callable

    from qestimate.core.numeric import Number
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import Workload

ANSATZ = "u3-ring"

CODE = "quantum-train-code"

LAYERS = Setting("layers", 16, "layers of the circuit; 16 in the largest published run on MNIST")
WIDTH = Setting("network", 4, "width w of the network, layers of w, 5 w and w", grows=False)


def angles(n: Number, layers: Number) -> Number:
    """Return the trained angles: three for each of n U3 and n CU3 a layer.

    >>> angles(13, 16)
    1248
    """
    return 6 * n * layers


def network(n: Number, width: Number) -> Number:
    """Return the parameters of the network from n + 1 numbers to one weight.

    Layers of w, 5 w and w units with their biases.

    >>> network(13, 4), network(19, 40)
    (249, 17121)
    """
    return (n + 9) * width + 10 * width**2 + 1


def matrix_product(n: Number, bond: Number) -> Number:
    """Return the parameters of a matrix product state in the network's place.

    2 (n + 1) + 1 cores and two biases of bond x bond. Source: [photonic-qt-code].

    >>> matrix_product(13, 10)
    3100
    """
    return (2 * n + 5) * bond**2


def interferometer(modes: Number) -> Number:
    """Return the phases of an interferometer as the authors count them. [photonic-qt-code]

    >>> interferometer(9) + interferometer(8)
    192
    """
    return 3 * modes * (modes - 1) // 2


def fed(share: float) -> float:
    """Return what the network is fed for a probability of ``share`` times 2^-n.

    (0.8 tanh(0.1 * 2^(n-1) p))^0.3, before its mean is subtracted. Source: [quantum-train-code],
    util.py.

    >>> round(fed(1), 3)
    0.381
    """
    return float((0.8 * tanh(0.1 * share / 2)) ** 0.3)


def slope_of_fed(share: float = 1.0) -> float:
    """Return its error over the relative error of the probability.

    >>> round(slope_of_fed(), 4), round((fed(1.01) - fed(0.99)) / 0.02, 4)
    (0.114, 0.114)
    """
    u = 0.1 * share / 2
    return 0.3 * fed(share) * u / (sinh(u) * cosh(u))


def circuits_step(n: Number, layers: Number) -> Number:
    """Return the circuits of a training step: one, and the shifts of every angle.

    Two for each angle of a U3. Of a controlled one the turn takes four and the two phases, which
    have two eigenvalues, two each. Source: [pennylane-docs].

    >>> circuits_step(13, 16)
    2913
    """
    return 1 + 14 * n * layers


def _adapter(workload: Workload) -> int:
    return workload.adapter.parameters


def _model(workload: Workload) -> int:
    return workload.model.parameters


def _program(
    name: str, weights: Callable[[Workload], int], workload: Workload, goal: Goal, longest_line: int
) -> Program:
    m = weights(workload)
    layers, width = (checked_setting(name, one, goal) for one in (LAYERS, WIDTH))
    n = max(2, ceil_log2(m))
    per_step = 3 if goal.gradient == "spsa" else circuits_step(n, layers)
    data = workload.data
    return Program(
        method=name,
        ansatz=ANSATZ,
        n_qubits=n,
        n_layers=layers,
        quantum_parameters=angles(n, layers),
        classical_parameters=network(n, width),
        circuits_forward=1,
        circuits_epoch=data.steps_per_epoch * per_step,
        circuits_run=data.steps * per_step,
        evaluations=data.steps,
        readout="distribution",
        n_observables=2**n,
        kept_outcomes=m,
        output_slope=slope_of_fed(),
        # of the probabilities; the first phase of each qubit does nothing
        independent=min(2**n - 1, angles(n, layers) - n),
        notes=(f"to read {m:,} weights takes at least as many shots of every circuit",),
        symbols=(
            ("n", n),
            ("L", layers),
            ("w", width),
            ("p", per_step),
            ("s", data.steps_per_epoch),
            ("E", data.epochs),
        ),
    )


def _photonic(workload: Workload, goal: Goal, longest_line: int) -> Program:
    raise DomainError(
        "photonic Quantum-Train runs on photons in interferometers, and no such device is in the "
        f"catalogue; as published for 6,690 weights: {interferometer(9) + interferometer(8)} "
        f"phases and {matrix_product(13, 10):,} parameters beside them, bond 10",
        hint="qt-adapter and qt-model do the same with qubits",
    )


_FORMULAS = (
    Formula("qubits", ("n",), lambda n: n, CODE, "n_qubits"),
    Formula("trained angles", ("n", "L"), angles, CODE, "quantum_parameters"),
    Formula("network", ("n", "w"), network, CODE, "classical_parameters"),
    Formula("circuits of the weights", (), lambda: 1, CODE, "circuits_forward"),
    Formula("circuits per training step", ("n", "L"), circuits_step, "pennylane-docs"),
    Formula("circuits per epoch", ("s", "p"), lambda s, p: s * p, CODE, "circuits_epoch"),
    Formula("circuits", ("s", "p", "E"), lambda s, p, e: s * p * e, CODE, "circuits_run"),
)

_SYMBOLS = {
    "n": "qubits, ceil(log2 m) for m weights",
    "L": "layers of the circuit",
    "w": "width of the network",
    "p": "circuits per training step; 3 by simultaneous perturbation",
    "s": "training steps in an epoch",
    "E": "epochs",
}


METHODS = (
    Method(
        "qt-adapter",
        "Quantum-Train, the adapter",
        "one circuit per training step whose probabilities become LoRA's weights, one for each",
        "quantum-train-2024",
        ANSATZ,
        partial(_program, "qt-adapter", _adapter),
        _FORMULAS,
        _SYMBOLS,
        "step",
        (LAYERS, WIDTH),
    ),
    Method(
        "qt-model",
        "Quantum-Train, the whole model",
        "one circuit per training step whose probabilities become all parameters of the model",
        "quantum-train-2024",
        ANSATZ,
        partial(_program, "qt-model", _model),
        _FORMULAS,
        _SYMBOLS,
        "step",
        (LAYERS, WIDTH),
    ),
    Method(
        "qt-photonic",
        "photonic Quantum-Train",
        "photons in two interferometers in the circuit's place, a matrix product state behind",
        "photonic-qt-code",
        ANSATZ,
        _photonic,
        (
            Formula("phases of an interferometer", ("M",), interferometer,
                    "photonic-qt-code"),
            Formula("matrix product state", ("n", "b"), matrix_product, "photonic-qt-code"),
        ),
        {
            "M": "modes of an interferometer; two of them, of 9 and 8, for 6,690 weights",
            "n": "bits of a weight's number, ceil(log2 m) for m weights",
            "b": "bond dimension",
        },
        "step",
    ),
)  # fmt: skip
