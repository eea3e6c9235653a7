"""QPA: a circuit and a small network generate the LoRA matrices [qpa-2025].

The adapter's m parameters are cut into chunks; the probability of each basis state, fed to a
mapping network together with the state's bits, yields one chunk. The circuit knows nothing of
the data, so it runs once per training step, and not at all at inference; but all 2^n
probabilities must be read. The published setting adapts lm_head only; here the adapter may be
any.
"""

from __future__ import annotations

from math import cosh, sinh, tanh
from typing import TYPE_CHECKING

from qestimate.core.errors import DomainError
from qestimate.core.numeric import ceil_log2
from qestimate.methods.program import Formula, Method, Program, Setting, checked_setting

if TYPE_CHECKING:
    from qestimate.core.numeric import Number
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import Workload

ANSATZ = "cnot-line"

CHUNK = Setting(
    "chunk", 2048, "adapter parameters of a basis state; as published for GPT-2", grows=False
)

LAYERS = Setting("layers", 8, "layers of the circuit; as published for GPT-2")


def n_qubits(m: int, chunk: int = CHUNK.default) -> int:
    """Return the qubits that index the chunks of ``m`` parameters.

    >>> n_qubits(204100)
    7
    """
    return ceil_log2(-(-m // chunk))


def network(n: Number) -> Number:
    """Return the parameters of the mapping network, its last layer apart [qpa-code].

    >>> network(7)
    38624
    """
    return 32 * (n + 2) + 2112 + 8320 + 16512 + 8256 + 2080 + 1056


def trainable(n: Number, layers: Number, chunk: Number = CHUNK.default) -> Number:
    """Return all trainable parameters: angles, mapping network, and its last layer.

    Source: [qpa-2025], published for GPT-2 with r = 4, chunk 2048, L = 8.

    >>> trainable(7, 8)
    106264
    """
    return n * layers + network(n) + 33 * chunk


def fed(share: float) -> float:
    """Return what the mapping network is fed for a probability of ``share`` times 2^-n.

    (0.6 tanh(0.1 * 2^(n-1) p))^0.15, before its mean is subtracted. Source: [qpa-code],
    ``QLayer.forward`` in qpa_lora.py.

    >>> round(fed(1), 3)
    0.591
    """
    return float((0.6 * tanh(0.1 * share / 2)) ** 0.15)


def slope_of_fed(share: float = 1.0) -> float:
    """Return its error over the relative error of the probability.

    0.15 times itself, as the hyperbolic tangent is a straight line at such small arguments.

    >>> round(slope_of_fed(), 4), round((fed(1.01) - fed(0.99)) / 0.02, 4)
    (0.0885, 0.0885)
    """
    u = 0.1 * share / 2
    return 0.15 * fed(share) * u / (sinh(u) * cosh(u))


def circuits_step(n: Number, layers: Number) -> Number:
    """Return the circuits of one training step: one, and two for each of n L RY angles.

    >>> circuits_step(7, 8)
    113
    """
    return 1 + 2 * n * layers


def _program(workload: Workload, goal: Goal, longest_line: int) -> Program:
    m = workload.adapter.parameters
    layers, chunk = (checked_setting("qpa", one, goal) for one in (LAYERS, CHUNK))
    n = n_qubits(m, chunk)
    if n < 2:
        raise DomainError(
            f"qpa cuts {m} adapter parameters into chunks of {chunk}: fewer than 2 qubits",
            hint="choose a larger rank or more target modules",
        )
    per_step = 1 + 2 if goal.gradient == "spsa" else circuits_step(n, layers)
    return Program(
        method="qpa",
        ansatz=ANSATZ,
        n_qubits=n,
        n_layers=layers,
        quantum_parameters=n * layers,
        classical_parameters=trainable(n, layers, chunk) - n * layers,
        circuits_forward=1,
        circuits_epoch=workload.data.steps_per_epoch * per_step,
        circuits_run=workload.data.steps * per_step,
        evaluations=workload.data.steps,
        readout="distribution",
        n_observables=2**n,
        kept_outcomes=-(-m // chunk),
        output_slope=slope_of_fed(),
        independent=2**n - 1,  # of a state of real amplitudes
        symbols=(
            ("n", n),
            ("L", layers),
            ("C", chunk),
            ("p", per_step),
            ("s", workload.data.steps_per_epoch),
            ("E", workload.data.epochs),
        ),
    )


METHODS = (
    Method(
        "qpa",
        "QPA, generated LoRA matrices",
        "one circuit per training step whose probabilities a small network turns into the adapter",
        "qpa-2025",
        ANSATZ,
        _program,
        (
            Formula("qubits", ("n",), lambda n: n, "qpa-2025", "n_qubits"),
            Formula(
                "trainable angles",
                ("n", "L"),
                lambda n, layers: n * layers,
                "qpa-2025",
                "quantum_parameters",
            ),
            Formula("mapping network", ("n",), network, "qpa-code"),
            Formula("trainable parameters", ("n", "L", "C"), trainable, "qpa-2025"),
            Formula(
                "classical parameters",
                ("n", "C"),
                lambda n, c: trainable(n, 0, c),
                "qpa-2025",
                "classical_parameters",
            ),
            Formula("circuits of the adapter", (), lambda: 1, "qpa-2025", "circuits_forward"),
            Formula("circuits per training step", ("n", "L"), circuits_step, "pennylane-docs"),
            Formula(
                "circuits per epoch",
                ("s", "p"),
                lambda s, p: s * p,
                "qpa-2025",
                "circuits_epoch",
            ),
            Formula(
                "circuits",
                ("s", "p", "E"),
                lambda s, p, e: s * p * e,
                "qpa-2025",
                "circuits_run",
            ),
        ),
        {
            "n": "qubits, ceil(log2(ceil(m / C))) for an adapter of m parameters",
            "L": "layers of the circuit; 8 unless set",
            "C": "chunk: adapter parameters of a basis state",
            "p": "circuits per training step; 3 by simultaneous perturbation",
            "s": "training steps in an epoch",
            "E": "epochs",
        },
        "step",
        (LAYERS, CHUNK),
    ),
)
