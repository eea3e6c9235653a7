"""How much is left of a circuit as its layers pass: what a picture of signal against depth shows.

The noise of the layers so far counts, and reading; the noise of the layers to come does not. What
is left at the last layer is the answer itself.
"""

from __future__ import annotations

from math import exp, log
from typing import TYPE_CHECKING

from qestimate.core.quantity import UNKNOWN, Interval
from qestimate.core.records import NamedTuple
from qestimate.device.elements import elements, log_infidelity
from qestimate.estimation.circuit_bounds import part_of
from qestimate.estimation.compiled_circuit import kind_of, noise_of, signed_circuit_of
from qestimate.estimation.observables import parse_observable
from qestimate.estimation.placement import Unplaced
from qestimate.estimation.two_qubit_layers import two_qubit_layers
from qestimate.noise.channels import VITAL
from qestimate.noise.path_statistics import MAX_TOLD_APART
from qestimate.noise.paths import sample
from qestimate.noise.paths.steps import Collapse, Noise, Wait, z_on_each
from qestimate.noise.propagation import BUDGET, propagate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.estimation.circuit import CircuitEstimate
    from qestimate.estimation.compiled_circuit import CompiledCircuit
    from qestimate.noise.path_statistics import Part
    from qestimate.noise.paths.steps import PathCircuit, Step

MAX_POINTS = 13
"""Depths at which a signal is worked out; of more layers, some in even steps."""

SAMPLES = 2048
"""Paths that are started for each depth, all observables together."""

SHARE = 0.25
"""Of the operators that an answer is followed with, for each depth."""


class DepthPoint(NamedTuple):
    """What is left once so many layers of two-qubit gates have passed."""

    layer: int
    """0 for none: what reading alone leaves, and one-qubit gates before the first layer."""
    gates: int
    """Two-qubit gates so far."""
    fidelity: Interval
    """Chance that nothing has gone wrong so far. [1]"""
    signal: Interval
    """Share of what the circuit is read for. [1]"""


def depth_profile(found: CircuitEstimate, observables: Sequence[str] = ()) -> list[DepthPoint]:
    """Return what is left of a circuit layer by layer; nothing if it has no place.

    Shares between are those of noise up to that layer; their exponents are scaled so that the last
    is the answer, and their interval is that of the answer, in proportion to the exponent.

    Args:
        found: The circuit on its device.
        observables: As they were asked for; Z of each measured qubit if empty.
    """
    if isinstance(found.compiled, Unplaced) or isinstance(found.placed, Unplaced):
        return []
    layers = two_qubit_layers(found.compiled)
    steps = max(1, -(-len(layers) // (MAX_POINTS - 1)))
    depths = sorted({*range(0, len(layers), steps), len(layers)})
    passed = [sum(map(len, layers[:depth])) for depth in depths]
    fidelities = _fidelities(found, found.compiled, depths)
    shares = _shares(found, found.compiled, depths, observables)
    signals = in_proportion(shares, found.placed.local.attenuation)
    return [DepthPoint(*point) for point in zip(depths, passed, fidelities, signals, strict=True)]


def in_proportion(shares: Sequence[float | None], answer: Interval) -> list[Interval]:
    """Return shares with intervals, scaled so that the last is the answer.

    Args:
        shares: What is left at each depth; None where unknown. [1]
        answer: What is left in the end. [1]

    >>> found = in_proportion([1.0, 0.8, 0.64], Interval(0.25, 0.0625, 0.5))
    >>> [[round(end, 4) for end in share] for share in found]
    [[1.0, 1.0, 1.0], [0.5, 0.25, 0.7071], [0.25, 0.0625, 0.5]]
    """
    last = shares[-1]
    if not answer.value:
        return [UNKNOWN for _ in shares]
    whole = -log(answer.value)
    shown = []
    for share in shares:
        if share is None or not last or share <= 0:
            shown.append(UNKNOWN)
            continue
        of_all = log(share) / log(last) if abs(log(last)) > 1e-9 else 1.0
        ends = [
            None if end is None or end <= 0 else exp(of_all * log(end))
            for end in (answer.low, answer.high)
        ]
        shown.append(Interval(exp(-of_all * whole), *ends))
    shown[-1] = answer
    return shown


def _fidelities(
    found: CircuitEstimate, compiled: CompiledCircuit, depths: Sequence[int]
) -> list[Interval]:
    """Return the chance that nothing has gone wrong, reading included; unknown if a part is.

    Gates count where they stand, waiting evenly over the layers.
    """
    if isinstance(found.placed, Unplaced):
        return []
    left = found.placed.signal
    parts = (left.ln_two_qubit, left.ln_one_qubit, left.ln_readout)
    if None in parts:
        return [UNKNOWN] * len(depths)
    two, one, readout = (-(part or 0.0) for part in parts)
    idle = -(left.ln_idle or 0.0)
    by_gates, by_pulses = _costs_by_layer(found, compiled)
    n = len(by_gates) - 1
    fidelities = []
    for depth in depths:
        cost = readout + idle * (depth / n if n else 1.0)
        for whole, each in ((two, by_gates), (one, by_pulses)):
            total = sum(each)
            cost += whole * (sum(each[: depth + 1]) / total if total else 0.0)
        least, most = left.width.of(cost)
        fidelities.append(Interval(exp(-cost * left.width.center), exp(-most), exp(-least)))
    return fidelities


def _costs_by_layer(
    found: CircuitEstimate, compiled: CompiledCircuit
) -> tuple[list[float], list[float]]:
    """Return what two-qubit gates and one-qubit pulses cost after so many layers, apart."""
    known = elements(found.device)
    qubits = compiled.placement.qubits
    at = {bit: compiled.wires.get(k, -1) for k, bit in enumerate(compiled.circuit.qubits)}
    reached: dict[int, int] = {}
    gates, pulses = [0.0], [0.0]
    for instruction in compiled.circuit.data:
        kind = kind_of(instruction)
        if kind not in ("one", "two"):
            continue
        wires = [at[qubit] for qubit in instruction.qubits]
        layer = max(reached.get(wire, 0) for wire in wires)
        if kind == "one":
            pulses[layer] += 1
            continue
        layer += 1
        reached.update(dict.fromkeys(wires, layer))
        if layer == len(gates):
            gates.append(0.0)
            pulses.append(0.0)
        error = known.two_qubit.other
        if qubits:
            error = known.gate(qubits[wires[0]], qubits[wires[1]])
        gates[layer] += float(log_infidelity(error or 0.0))
    return gates, pulses


def _shares(
    found: CircuitEstimate,
    compiled: CompiledCircuit,
    depths: Sequence[int],
    observables: Sequence[str],
) -> list[float | None]:
    """Return what noise up to each layer leaves of the observables, reading included. [1]"""
    wanted = [
        parse_observable(text, found.logical.n_qubits, found.logical.numbers)
        for text in observables
    ]
    wanted = wanted or list(z_on_each(found.logical.measured))
    wanted = wanted[:: max(1, -(-len(wanted) // MAX_TOLD_APART))]
    part = part_of(compiled, found.device, wanted)
    if found.bounded or VITAL & set(noise_of(compiled, found.device).missing):
        return [None] * len(depths)
    if found.exact in ("noisy", "propagated") and found.angles == "given":
        signed = signed_circuit_of(compiled, noise_of(compiled, found.device))
        return [_with_signs(part, until(signed, depth)) for depth in depths]
    return [_by_paths(part, until(part.circuit, depth)) for depth in depths]


def until(circuit: PathCircuit, depth: int) -> PathCircuit:
    """Return a circuit without the noise of what comes after so many layers of two-qubit gates.

    >>> from qestimate.noise.paths.steps import Clifford, PathCircuit
    >>> cz, noise = Clifford("cz", 0, 1), Noise(0, 0, 1)
    >>> circuit = PathCircuit(2, (cz, noise, Noise(1, 0), cz, noise), (0.1, 0.2), ("two", "one"))
    >>> [sum(isinstance(step, Noise) for step in until(circuit, k).steps) for k in range(3)]
    [0, 2, 3]
    """
    reached = [0] * circuit.n_qubits
    kept: list[Step] = []
    for step in circuit.steps:
        if isinstance(step, Wait | Noise):
            if reached[step.a] <= depth:
                kept.append(step)
            continue
        if not isinstance(step, Collapse) and step.b >= 0:
            reached[step.a] = reached[step.b] = max(reached[step.a], reached[step.b]) + 1
        kept.append(step)
    return circuit._replace(steps=tuple(kept))


def _with_signs(part: Part, circuit: PathCircuit) -> float | None:
    """Return the slope of values with noise on those without, both followed with their signs."""
    values = propagate(circuit, part.observables, SHARE * BUDGET)
    squares = sum(one.ideal**2 for one in values)
    if not squares:
        return None
    kept = [exp(-sum(part.readout[wire] for wire, _ in one)) for one in part.observables]
    return (
        sum(share * one.ideal * one.noisy for share, one in zip(kept, values, strict=True))
        / squares
    )


def _by_paths(part: Part, circuit: PathCircuit) -> float | None:
    """Return what sampled paths keep on average; None where none is kept."""
    each = max(1, SAMPLES // len(part.observables))
    total = weight = 0.0
    for paths, observable in zip(
        sample(circuit, part.observables, each), part.observables, strict=True
    ):
        read = sum(part.readout[wire] for wire, _ in observable)
        for share, cost in zip(paths.shares, paths.totals(), strict=True):
            total += share * exp(-cost - read)
            weight += share
    return total / weight if weight else None
