"""Expectation values of a circuit from a file, exactly, where it is small enough."""

from __future__ import annotations

from math import exp, log, sqrt
from typing import TYPE_CHECKING, Literal

from qestimate.core.quantity import UNKNOWN, Interval
from qestimate.estimation.transpile import noise_of
from qestimate.noise.attenuation import DAMPED_OUT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qiskit import QuantumCircuit

    from qestimate.device.device import Device
    from qestimate.estimation.transpile import CompiledCircuit
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.noise.channels import PatchNoise
    from qestimate.noise.path_statistics import Part
    from qestimate.noise.paths import Observable

WIDEST_IDEAL = 16
"""Qubits up to which noiseless values are worked out from the state vector."""

WIDEST_NOISY = 8
"""Wires up to which noisy values are worked out from the density matrix."""

ZERO = 1e-9
"""Expectation value that counts as none."""


Exact = Literal["", "noiseless", "noisy"]
"""What was worked out exactly: nothing, the noiseless values, or the noisy ones as well."""


def exactly(
    choices: Sequence[tuple[QuantumCircuit, CompiledCircuit]],
    parts: Sequence[Part],
    wanted: Sequence[Observable],
    device: Device,
    whole: LocalSignal,
    apart: list[LocalSignal],
) -> tuple[LocalSignal, list[LocalSignal], Exact]:
    """Put exact values in the place of means over signs, as far as the circuit is small enough.

    Where only the noiseless values are exact, what noise leaves of them is between the cheapest
    path and all noise in the light cone.
    """
    ideal = [ideal_values(circuit, wanted) for circuit, _ in choices]
    if any(values is None for values in ideal):
        return _unsure(whole), [_unsure(one) for one in apart], ""
    x = [values for values in ideal if values is not None]
    noisy = [
        noisy_values(found, noise_of(found, device), part.observables)
        for (_, found), part in zip(choices, parts, strict=True)
    ]
    if set(whole.missing) - {"idle error"} or any(values is None for values in noisy):
        mean = _with_ideal(_unsure(whole), [v for row in x for v in row])
        return (
            mean,
            [_with_ideal(_unsure(one), [row[k] for row in x]) for k, one in enumerate(apart)],
            "noiseless",
        )
    y = [
        [
            v * exp(-sum(part.readout[w] for w, _ in o))
            for v, o in zip(row or (), part.observables, strict=True)
        ]
        for row, part in zip(noisy, parts, strict=True)
    ]
    mean = _with_exact(whole, [v for row in x for v in row], [v for row in y for v in row])
    return (
        mean,
        [
            _with_exact(one, [row[k] for row in x], [row[k] for row in y])
            for k, one in enumerate(apart)
        ],
        "noisy",
    )


def _unsure(local: LocalSignal) -> LocalSignal:
    """Return a signal whose interval holds whatever interference may make of the paths."""
    value, low, high = local.attenuation
    if value is None:
        return local
    least = exp(-min(DAMPED_OUT, local.bounds.whole_cone * local.width.upper))
    most = exp(-min(DAMPED_OUT, local.bounds.cheapest / local.width.lower))
    return local._replace(
        attenuation=Interval(value, min(low or value, least), max(high or value, most))
    )


def _with_ideal(local: LocalSignal, values: Sequence[float]) -> LocalSignal:
    """Return a signal with its noiseless values known; one that vanishes keeps nothing."""
    variance = sum(v * v for v in values) / len(values)
    known = Interval(variance, variance, variance)
    if all(abs(v) < ZERO for v in values):
        return local._replace(
            attenuation=UNKNOWN, ideal_variance=Interval(0.0, 0.0, 0.0), n_kept=0, paths=()
        )
    return local._replace(ideal_variance=known)


def _with_exact(local: LocalSignal, x: Sequence[float], y: Sequence[float]) -> LocalSignal:
    """Return a signal with noiseless and noisy values known: their slope, and its interval."""
    known = _with_ideal(local, x)
    squares = sum(v * v for v in x)
    if all(abs(v) < ZERO for v in x):
        return known
    # a value whose sign noise turns round keeps nothing that could be told from it
    slope = max(0.0, sum(a * b for a, b in zip(x, y, strict=True))) / squares
    least, most = known.width.of(-log(min(1.0, max(slope, exp(-DAMPED_OUT)))))
    value = min(1.0, slope)
    off = sum((b - slope * a) ** 2 for a, b in zip(x, y, strict=True)) / len(x)
    return known._replace(
        attenuation=Interval(value, min(value, exp(-most)), max(value, exp(-least))),
        n_kept=max(1, known.n_kept),
        exact_residual=sqrt(off) / slope if slope else None,
    )


def ideal_values(circuit: QuantumCircuit, observables: Sequence[Observable]) -> list[float] | None:
    """Return noiseless expectation values of the circuit as the file has it; None if too wide."""
    from qiskit.quantum_info import Statevector

    if circuit.num_qubits > WIDEST_IDEAL:
        return None
    state = Statevector(circuit)
    return [
        float(state.expectation_value(_operator(o, circuit.num_qubits)).real) for o in observables
    ]


def noisy_values(
    found: CompiledCircuit, noise: PatchNoise, observables: Sequence[Observable]
) -> list[float] | None:
    """Return expectation values with the noise of the patch, before readout; None if too wide.

    Args:
        found: A compiled circuit.
        noise: On its wires.
        observables: On the wires where the qubits end.
    """
    from qestimate.noise.aer import on_wires, with_noise

    if found.placement.width > WIDEST_NOISY:
        return None
    from qiskit_aer import AerSimulator

    n = found.placement.width
    noisy = with_noise(on_wires(found.circuit, found.wires), noise)
    for number, observable in enumerate(observables):
        noisy.save_expectation_value(_operator(observable, n), list(range(n)), label=str(number))
    simulator = AerSimulator(method="density_matrix", max_parallel_threads=1)
    data = simulator.run(noisy, shots=1).result().data()
    return [float(data[str(number)]) for number in range(len(observables))]


def _operator(observable: Observable, n: int) -> object:
    from qiskit.quantum_info import SparsePauliOp

    paulis = "".join(pauli for _, pauli in observable)
    return SparsePauliOp.from_sparse_list([(paulis, [q for q, _ in observable], 1.0)], n)
