"""QTHA: a re-uploading circuit inside every adapted layer, once per token [qwthn-2025].

The layer's input is compressed to r numbers, rotated into r qubits, and the r expectation
values <Z> are expanded again. Three variants of what stands around the circuit are in the
authors' code [qllm-peft-code]: tensor trains and a classical branch (``abc``, the paper's), two
plain matrices and a classical branch (``bc``, the released scripts), two plain matrices (``c``).

Only the circuit's own angles are quantum parameters. The circuit depends on the data, so it can
not be merged into the weights and runs for every token position in every adapted layer.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from qestimate.core.errors import DomainError
from qestimate.methods.program import Formula, Method, Program, Setting, needs_rank

if TYPE_CHECKING:
    from collections.abc import Callable

    from qestimate.core.numeric import Number
    from qestimate.workload.goal import Goal
    from qestimate.workload.workload import Workload

ANSATZ = "crz-ring"

SETTINGS = (
    Setting("rank", 8, "rank of the adapter, and qubits", least=2),
    Setting("layers", 0, "layers of the circuit; 0 for as many as the rank", least=0),
)

INNER = 256
"""Width between the two tensor trains [qllm-peft-code]."""

RANKS = (1, 8, 8, 8, 1)
"""Bond dimensions of the tensor trains [qllm-peft-code]."""

MODES: dict[int, tuple[int, int, int, int]] = {
    18944: (37, 8, 8, 8),
    3584: (8, 8, 8, 7),
    27648: (27, 16, 8, 8),
    5120: (10, 8, 8, 8),
    4096: (8, 8, 8, 8),
    2560: (8, 8, 8, 5),
    2048: (8, 8, 8, 4),
    1024: (8, 8, 4, 4),
    512: (8, 4, 4, 4),
    256: (4, 4, 4, 4),
    20480: (40, 8, 8, 8),
}
"""How the authors split a width into four modes [qllm-peft-code]."""


def modes(width: int) -> tuple[int, ...]:
    """Split a width into four modes: the authors' table, else as evenly as its factors allow.

    >>> modes(3584), modes(2304)
    ((8, 8, 8, 7), (8, 8, 6, 6))
    """
    if width in MODES:
        return MODES[width]
    parts = [1, 1, 1, 1]
    factors, rest, prime = [], width, 2
    while rest > 1:
        if prime * prime > rest:
            prime = rest
        while rest % prime == 0:
            factors.append(prime)
            rest //= prime
        prime += 1
    for factor in sorted(factors, reverse=True):
        parts[parts.index(min(parts))] *= factor
    return tuple(sorted(parts, reverse=True))


def tensor_train(d_in: int, d_out: int) -> int:
    """Return the parameters of a tensor train from ``d_in`` to ``d_out``.

    sum_k o_k R_(k+1) R_k i_k. Source: [qllm-peft-code].

    >>> tensor_train(3584, 256)
    4576
    """
    return sum(
        o * RANKS[k + 1] * RANKS[k] * i
        for k, (i, o) in enumerate(zip(modes(d_in), modes(d_out), strict=True))
    )


def angles(r: Number, layers: Number) -> Number:
    """Return the trainable angles of one circuit: 2 n L RY and 2 n L CRZ, with n = r qubits.

    >>> angles(8, 8)
    256
    """
    return 4 * r * layers


def independent(r: int, layers: int) -> int:
    """Return how many angles of one circuit are independent at most: 4^r - 1 between two data.

    >>> independent(2, 3), independent(8, 8)
    (24, 256)
    """
    return layers * min(4 * r, (1 << 2 * r) - 1)


def all_angles(r: Number, layers: Number, modules: Number) -> Number:
    """Return the trainable angles of all adapted layers.

    >>> all_angles(8, 8, 56)
    14336
    """
    return angles(r, layers) * modules


def trains(d_in: int, d_out: int) -> int:
    """Return the parameters of both tensor trains of one adapted layer.

    >>> trains(3584, 3584)
    9152
    """
    return tensor_train(d_in, INNER) + tensor_train(INNER, d_out)


def around_abc(d_in: int, d_out: int, r: int) -> int:
    """Return the classical parameters of one adapted layer, variant abc.

    >>> around_abc(3584, 3584, 8) + angles(8, 8)
    13632
    """
    return trains(d_in, d_out) + 2 * INNER * r + 2 * r**2


def around_bc(d_in: Number, d_out: Number, r: Number) -> Number:
    """Return the classical parameters of one adapted layer, variant bc.

    >>> around_bc(1024, 2048, 4)
    12320
    """
    return (d_in + d_out) * r + 2 * r**2


def around_c(d_in: Number, d_out: Number, r: Number) -> Number:
    """Return the classical parameters of one adapted layer, variant c.

    >>> around_c(1024, 2048, 4)
    12304
    """
    return (d_in + d_out) * r + r**2


def circuits_forward(tokens: Number, modules: Number) -> Number:
    """Return the circuits of a forward pass: one per token position and adapted layer.

    >>> circuits_forward(200, 56)
    11200
    """
    return tokens * modules


def circuits_epoch(tokens: Number, modules: Number, gradient: Number) -> Number:
    """Return the circuits of an epoch: each forward circuit, and those its gradient adds.

    >>> circuits_epoch(200, 56, 784)
    8792000
    """
    return circuits_forward(tokens, modules) * (1 + gradient)


def circuits_run(tokens: Number, modules: Number, gradient: Number, epochs: Number) -> Number:
    """Return the circuits of the whole training.

    >>> circuits_run(200, 56, 784, 3)
    26376000
    """
    return circuits_epoch(tokens, modules, gradient) * epochs


def circuits_gradient(r: Number, layers: Number) -> Number:
    """Return the circuits that one gradient adds to one forward circuit.

    Parameter shift: two for each of 2nL RY and four for each of 2nL CRZ; and two for each data
    rotation, because trained layers lie before the circuit. From the second layer on, a data
    rotation stands right behind a trained RY on the same qubit, so that shifting either is the
    same circuit: only the n data rotations of the first layer add any. Source: [pennylane-docs].

    >>> circuits_gradient(8, 8)
    784
    """
    return 12 * r * layers + 2 * r


def _program(
    name: str,
    around: Callable[[int, int, int], int],
    workload: Workload,
    goal: Goal,
    longest_line: int,
) -> Program:
    needs_rank(name, workload)
    rank = workload.adapter.rank
    if rank < 2:
        raise DomainError(
            f"{name} needs a rank of at least 2: its circuit is a ring of as many qubits",
            hint="for example --rank 8",
        )
    layers = goal.layers or rank
    modules = workload.adapter.modules
    tensor = around is around_abc
    gradient = 2 if goal.gradient == "spsa" else circuits_gradient(rank, layers)
    notes: tuple[str, ...] = ()
    widths = {side for m in modules for side in (m.d_in, m.d_out)}
    if tensor and not widths <= MODES.keys():
        odd = ", ".join(str(width) for width in sorted(widths - MODES.keys()))
        notes = (f"tensor-train modes of width {odd} are not in the authors' table: split evenly",)
    n_modules, passed = workload.adapter.n_modules, workload.passed
    tokens = workload.data.tokens_per_epoch
    epochs = workload.data.epochs
    forward = workload.data.samples * workload.passes_per_sample
    return Program(
        method=name,
        ansatz=ANSATZ,
        n_qubits=rank,
        n_layers=layers,
        quantum_parameters=all_angles(rank, layers, n_modules),
        classical_parameters=sum(m.copies * around(m.d_in, m.d_out, rank) for m in modules),
        circuits_forward=forward,
        circuits_epoch=circuits_epoch(forward, 1, gradient),
        circuits_run=circuits_run(forward, 1, gradient, epochs),
        evaluations=forward * epochs,
        readout="local",
        n_observables=rank,
        notes=notes,
        averaged=workload.alike_circuits,
        independent=n_modules * independent(rank, layers),
        symbols=(
            ("r", rank),
            ("L", layers),
            ("T", tokens),
            ("M", n_modules),
            ("m", passed),
            ("g", gradient),
            ("E", epochs),
            ("S", sum(m.copies * (m.d_in + m.d_out) for m in modules)),
            ("C", sum(m.copies * trains(m.d_in, m.d_out) for m in modules) if tensor else 0),
        ),
    )


def _formulas(classical: Formula) -> tuple[Formula, ...]:
    code = "qllm-peft-code"
    return (
        Formula("qubits", ("r",), lambda r: r, code, "n_qubits"),
        Formula("trainable angles per layer", ("r", "L"), angles, code),
        Formula("trainable angles", ("r", "L", "M"), all_angles, code, "quantum_parameters"),
        classical,
        Formula(
            "circuits per forward pass", ("T", "m"), circuits_forward, code, "circuits_forward"
        ),
        Formula("circuits added by one gradient", ("r", "L"), circuits_gradient, "pennylane-docs"),
        Formula("circuits per epoch", ("T", "m", "g"), circuits_epoch, code, "circuits_epoch"),
        Formula("circuits", ("T", "m", "g", "E"), circuits_run, code, "circuits_run"),
    )


def _classical(symbols: tuple[str, ...], function: Callable[..., Number]) -> Formula:
    return Formula(
        "classical parameters", symbols, function, "qllm-peft-code", "classical_parameters"
    )


_ABC = _classical(("C", "M", "r"), lambda c, m, r: c + m * (2 * INNER * r + 2 * r**2))
_BC = _classical(("S", "M", "r"), lambda s, m, r: s * r + m * 2 * r**2)
_C = _classical(("S", "M", "r"), lambda s, m, r: s * r + m * r**2)
_SYMBOLS = {
    "r": "adapter rank, and qubits",
    "L": "layers of the circuit; r unless set",
    "T": "token positions in the data set",
    "M": "adapted linear layers",
    "m": "adapted linear layers that one token passes; fewer than M with experts",
    "g": "circuits added by one gradient; 2 by simultaneous perturbation",
    "E": "epochs",
    "S": "input and output widths of all adapted layers, summed",
    "C": "parameters of the tensor trains of all adapted layers",
}


METHODS = (
    Method(
        "qtha",
        "QTHA, tensor trains and classical branch (abc)",
        "a re-uploading circuit between two tensor trains, once per token and adapted layer",
        "qwthn-2025",
        ANSATZ,
        partial(_program, "qtha", around_abc),
        _formulas(_ABC),
        _SYMBOLS,
        "token",
        SETTINGS,
    ),
    Method(
        "qtha-bc",
        "QTHA, plain matrices and classical branch (bc)",
        "a re-uploading circuit between the two LoRA matrices, as in the released scripts",
        "qllm-peft-code",
        ANSATZ,
        partial(_program, "qtha-bc", around_bc),
        _formulas(_BC),
        _SYMBOLS,
        "token",
        SETTINGS,
    ),
    Method(
        "qtha-c",
        "QTHA, plain matrices only (c)",
        "a re-uploading circuit between the two LoRA matrices, without the classical branch",
        "qllm-peft-code",
        ANSATZ,
        partial(_program, "qtha-c", around_c),
        _formulas(_C),
        _SYMBOLS,
        "token",
        SETTINGS,
    ),
)
