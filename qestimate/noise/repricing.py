"""Pauli paths sampled once and priced under many noises.

Which way a path takes does not depend on the noise, only what it pays. Where the same circuit ran
on several patches or days, its paths are sampled once, with how often each of them met each noisy
element.
"""

from __future__ import annotations

from math import sqrt
from typing import TYPE_CHECKING, Any

from qestimate.core.records import NamedTuple
from qestimate.noise.attenuation import CONFIDENT
from qestimate.noise.path_statistics import MIN_EFFECTIVE_PATHS, Part, effective, started
from qestimate.noise.paths.steps import Noise, Wait, capped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qestimate.noise.channels import PatchNoise
    from qestimate.noise.paths import Observable, PathCircuit


class Element(NamedTuple):
    """A noisy element: what its cost is a multiple of, how many times it, and where it is."""

    rate: str
    times: float
    a: int
    b: int


class SampledPaths(NamedTuple):
    """The kept paths of some observables."""

    elements: tuple[Element, ...]
    met: Any
    """How often each path met each element; an array of elements by paths."""
    shares: Any
    """Weight of each path: its share in the squared noiseless values."""
    observable: Any
    """Number of the observable that each path began with."""


class Left(NamedTuple):
    """What noise leaves of some observables: means weighted by their squared noiseless values."""

    before_readout: float
    after_readout: float
    error: float
    """Of the logarithm, by sampling, at 95 %."""


def sampled(
    build: Callable[[PatchNoise], PathCircuit],
    noise: PatchNoise,
    observables: Sequence[Observable],
    samples: int,
    seed: int = 0,
) -> SampledPaths | None:
    """Return the kept paths of a circuit; None where too few are found to tell their mean.

    Args:
        build: Returns the circuit under a noise; its steps are the same under each.
        noise: One of those that it will be priced under; what is not known in it stays so.
        observables: Products of Pauli operators.
        samples: Paths to start, all observables together; more where too few are kept.
        seed: The same seed gives the same paths.
    """
    import numpy as np

    circuit = build(_told_apart(noise))
    part = Part(circuit, tuple(observables), (0.0,) * circuit.n_qubits)
    ((kept,), _) = started([part], samples, seed, meetings=True)
    shares = [share for one in kept for share in one.shares]
    if effective(shares) < MIN_EFFECTIVE_PATHS:
        return None
    n_elements = len(circuit.costs)
    met = [
        np.concatenate([np.asarray(one.meetings[element]) for one in kept])
        for element in range(n_elements)
    ]
    return SampledPaths(
        _elements(circuit),
        np.array(met).reshape(n_elements, len(shares)),
        np.array(shares),
        np.repeat(np.arange(len(kept)), [len(one.shares) for one in kept]),
    )


def left_of(paths: SampledPaths, noise: PatchNoise, observables: Sequence[Observable]) -> Left:
    """Return what a noise leaves of some observables.

    Args:
        paths: Of these observables.
        noise: On the wires of the circuit; without readout nothing is lost by it.
        observables: Products of Pauli operators.
    """
    import numpy as np

    of_gate = noise.of_gates() if noise.two_qubit is not None else lambda _a, _b: 0.0
    rates = noise.rates or ()

    def each(element: Element) -> float:
        if element.rate == "gate":
            return of_gate(element.a, element.b)
        if element.rate == "pulse":
            return noise.one_qubit[element.a] if noise.one_qubit is not None else 0.0
        if element.rate == "memory":
            return noise.memory or 0.0
        return rates[element.a][0 if element.rate == "dephasing" else 1]

    prices = np.array([capped(element.times * each(element)) for element in paths.elements])
    paid = prices @ paths.met if len(prices) else np.zeros(len(paths.shares))
    read = noise.readout or (0.0,) * (1 + max(wire for one in observables for wire, _ in one))
    reading = np.array([sum(read[wire] for wire, _ in one) for one in observables])
    total = float(paths.shares.sum())
    before = paths.shares * np.exp(-paid)
    after = before * np.exp(-reading[paths.observable])
    value = float(after.sum())
    spread = float((after * after).sum()) / value**2 if value else 0.0
    uneven = max(0.0, spread - 1 / len(paths.shares))
    return Left(float(before.sum()) / total, value / total, CONFIDENT * sqrt(uneven))


def _told_apart(noise: PatchNoise) -> PatchNoise:
    """Return a noise in which no two elements cost the same, so that none are taken for one."""

    def costs(n: int) -> tuple[float, ...]:
        return tuple(1 + at / 1024 for at in range(n))

    width = len(noise.readout or noise.one_qubit or noise.rates or ())
    two = noise.two_qubit
    if isinstance(two, tuple):
        pairs = [pair for pair, _ in two]
        two = tuple(zip(pairs, costs(len(pairs)), strict=True))
    return noise._replace(
        one_qubit=None if noise.one_qubit is None else costs(width),
        two_qubit=two,
        rates=None if noise.rates is None else tuple((one, one) for one in costs(width)),
    )


def _elements(circuit: PathCircuit) -> tuple[Element, ...]:
    """Return what and where each element of a circuit is."""
    places: dict[int, tuple[int, int]] = {}
    for step in circuit.steps:
        if isinstance(step, Noise):
            places[step.element] = (step.a, step.b)
        elif isinstance(step, Wait):
            places[step.element_xy] = places[step.element_z] = (step.a, -1)
    return tuple(
        Element(rate, times, *places[number]) for number, (rate, times) in enumerate(circuit.rates)
    )
