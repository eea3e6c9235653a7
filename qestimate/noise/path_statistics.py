"""From noisy circuits to local signals: which paths are sampled, how many, and what they tell."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple
from qestimate.noise.attenuation import (
    LocalSignal,
    PathCost,
    attenuation_of,
    bounded,
    measured,
)
from qestimate.noise.channels import VITAL
from qestimate.noise.paths import PathBounds, path_bounds, sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.device.uncertainty import UncertaintyFactors
    from qestimate.noise.paths import Observable, PathCircuit, Paths

ENOUGH_PATHS = 400.0
"""Effective number of kept paths below which more are started. With so many, the sampling error of
an attenuation is below a fifth of what the best calibration leaves open, at any noise: the costs of
paths spread by about a third of their mean, and the calibration leaves open a quarter of it."""

MIN_EFFECTIVE_PATHS = 4.0
"""Effective number of kept paths below which nothing is said of their mean."""

MAX_GROWTH = 32
"""How many times as many paths may be started where too few are kept."""

BUDGET = 2_000_000_000
"""Paths times steps that are walked at most in one go: a few seconds."""

MAX_STEP = 8
"""How many times as many paths are started at a time."""

MAX_TOLD_APART = 32
"""Observables up to which each is told apart; of more there is only the mean."""


def from_paths(
    circuit: PathCircuit,
    observables: Sequence[Observable],
    readout: Sequence[float],
    width: UncertaintyFactors,
    missing: tuple[str, ...] = (),
    *,
    samples: int,
    seed: int = 0,
    extremes: Sequence[Observable] = (),
) -> LocalSignal:
    """Sample Pauli paths and return what is left of some observables, as means over them.

    Args:
        circuit: With its noise.
        observables: Products of Pauli operators.
        readout: What reading each wire costs, as exponent of e.
        width: What the calibration leaves open.
        missing: What is not published; without gate or readout errors there is no value.
        samples: Paths to start, all observables together; up to MAX_GROWTH times as many where too
            few are kept.
        seed: The same seed gives the same result.
        extremes: Observables between whose bounds those of all lie; all of them if empty.

    >>> from qestimate.noise.paths import Noise, PathCircuit, Rotation
    >>> from qestimate.device.uncertainty import UncertaintyFactors
    >>> steps = (Rotation(0, (True, True)), Noise(0, 0))
    >>> left = from_paths(
    ...     PathCircuit(1, steps, (0.2,), ("one",)),
    ...     [((0, "Z"),)],
    ...     [0.1],
    ...     UncertaintyFactors(1.25, 1.25, ()),
    ...     samples=256,
    ... )
    >>> [round(x.value, 4) for x in (left.attenuation, left.ideal_variance, left.gradient)]
    [0.7408, 0.5, 0.2744]
    """
    part = Part(circuit, tuple(observables), tuple(readout))
    found, n_samples = _kept([part], samples, seed)
    every = [p for one in found for p in one]
    outer = part._replace(observables=tuple(extremes) or part.observables)
    mean = _told([outer], every, slice(None), n_samples, width, missing)
    if len(found) > MAX_TOLD_APART or mean.attenuation.value is None:
        return mean._replace(weakest=mean.attenuation)
    apart = [
        attenuation_of(_even(one, n_samples // len(found)), n_samples // len(found), width)
        for one in found
        if one
    ]
    return mean._replace(weakest=min(apart, key=lambda ends: ends.value).interval())


class Part(NamedTuple):
    """A noisy circuit and what is measured on it."""

    circuit: PathCircuit
    observables: tuple[Observable, ...]
    readout: tuple[float, ...]
    """What reading each wire costs, as exponent of e."""


def pooled(
    parts: Sequence[Part],
    width: UncertaintyFactors,
    missing: tuple[str, ...] = (),
    *,
    samples: int,
    seed: int = 0,
) -> tuple[LocalSignal, list[LocalSignal]]:
    """Sample several circuits that measure alike, such as one with several choices of angles.

    Args:
        parts: With as many observables each, in the same order.
        width: What the calibration leaves open.
        missing: What is not published; without gate or readout errors there is no value.
        samples: Paths to start, all observables and parts together; up to MAX_GROWTH times as many
            where too few are kept, and no more than BUDGET allows.
        seed: The same seed gives the same result.

    Returns:
        The mean over the observables, and each of them.
    """
    kept, n_samples = _kept(parts, samples, seed)
    n = len(kept)

    def of(paths: list[PathCost], which: slice, started_here: int) -> LocalSignal:
        return _told(parts, paths, which, started_here, width, missing)

    mean = of([p for one in kept for p in one], slice(None), n_samples)
    if n == 1:
        return mean, [mean]
    if n > MAX_TOLD_APART:
        return mean, []
    return mean, [of(kept[k], slice(k, k + 1), n_samples // n) for k in range(n)]


def _kept(parts: Sequence[Part], samples: int, seed: int) -> tuple[list[list[PathCost]], int]:
    """Return the kept paths of each observable over all parts, and how many were started in all."""
    sampled, each = started(parts, samples, seed)
    found = [_paths(paths, part) for paths, part in zip(sampled, parts, strict=True)]
    n = len(parts[0].observables)
    return [[p for one in found for p in one[k]] for k in range(n)], each * len(parts) * n


def _told(
    parts: Sequence[Part],
    paths: list[PathCost],
    which: slice,
    n_samples: int,
    width: UncertaintyFactors,
    missing: tuple[str, ...],
) -> LocalSignal:
    """Return what kept paths tell of some of the observables; only bounds where they are few."""
    even = _even(paths, n_samples)
    bounds = [path_bounds(p.circuit, p.observables[which], p.readout) for p in parts]
    held = PathBounds(
        min(b.cheapest for b in bounds),
        max(b.whole_cone for b in bounds),
        max(b.to_cancel for b in bounds),
    )
    n_effective = effective([p.share for p in even])
    known = not VITAL & set(missing)
    if n_effective < MIN_EFFECTIVE_PATHS or not known:
        return bounded(held, width, missing, n_samples, even)
    return measured(even, held, width, missing, n_samples, n_effective)


def _even(paths: Sequence[PathCost], n_samples: int) -> tuple[PathCost, ...]:
    """Return paths with their shares over the number started."""
    return tuple(PathCost(share / n_samples, *costs) for share, *costs in paths)


def started(
    parts: Sequence[Part], samples: int, seed: int = 0, *, meetings: bool = False
) -> tuple[list[list[Paths]], int]:
    """Sample the paths of some circuits until enough are kept.

    Args:
        parts: As in ``pooled``.
        samples: Paths to start at first, all observables and parts together.
        seed: The same seed gives the same paths.
        meetings: Whether to tell each element apart.

    Returns:
        The paths of each observable of each part, and how many were started for each.
    """
    n = len(parts[0].observables)
    steps = sum(len(part.circuit.steps) for part in parts)
    each = max(1, samples // (n * len(parts)))
    affordable = max(1, BUDGET // (max(1, steps) * n))
    each, most = min(each, affordable), min(MAX_GROWTH * each, affordable)
    while True:
        found = [
            sample(part.circuit, part.observables, each, seed + number, meetings=meetings)
            for number, part in enumerate(parts)
        ]
        told = effective([s for one in found for p in one for s in p.shares])
        if told >= ENOUGH_PATHS or each >= most:
            return found, each
        # a scrambled operator is diagonal once in 2^n: too rare to be found, or nearly so
        scrambled = told == 0 and 2.0 ** parts[0].circuit.n_qubits > most * n
        if scrambled or (told + 1) * most <= MIN_EFFECTIVE_PATHS * each:
            return found, each
        each = min(most, each * min(MAX_STEP, ceil(1.2 * ENOUGH_PATHS / max(told, 1.0))))


def _paths(found: Sequence[Paths], part: Part) -> list[list[PathCost]]:
    """Return the kept paths of each observable, shares not yet over the number started."""
    kept = []
    for paths, observable in zip(found, part.observables, strict=True):
        read = sum(part.readout[wire] for wire, _ in observable)
        angles = max(1, paths.n_angles)
        kept.append(
            [
                PathCost(share, two, one + idle + read, gates, slope / angles)
                for share, two, one, idle, gates, slope in zip(
                    paths.shares,
                    paths.costs["two"],
                    paths.costs["one"],
                    paths.costs["idle"],
                    paths.two_qubit_gates,
                    paths.slopes,
                    strict=True,
                )
            ]
        )
    return kept


def effective(shares: Sequence[float]) -> float:
    """Return how many paths of even weight tell as much."""
    squares = sum(share * share for share in shares)
    return round(sum(shares) ** 2 / squares, 6) if squares else 0.0
