"""The slope of noisy on noiseless expectation values, and how it was come by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple
from qestimate.noise.repricing import left_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.catalog.experiment_records import Run
    from qestimate.noise.channels import PatchNoise
    from qestimate.noise.paths import Observable
    from qestimate.noise.repricing import SampledPaths

SAMPLES = 16384
"""Pauli paths that are started, all observables of a circuit together."""


class Slope(NamedTuple):
    """What noise leaves of the observables of a circuit, weighted by their noiseless squares."""

    gates: float
    """What gates and waiting leave. [1]"""
    readout: float
    """What readout leaves of that. [1]"""
    route: str
    """How it was worked out."""
    noiseless: float | None
    """Expectation value of the first observable without noise; None where it is out of reach."""
    idle_missing: bool
    """Whether nothing is known of waiting."""
    error: float = 0.0
    """Of the logarithm, by sampling."""
    basis: str = ""
    """What had to be assumed."""
    medians: float | None = None
    """What is left after readout with the medians of the chip for all elements; None where it has
    no table. [1]"""

    @property
    def left(self) -> float:
        """What is left after readout. [1]"""
        return self.gates * self.readout


def as_run(run: Run, noise: PatchNoise, n_two_qubit: float) -> PatchNoise:
    """Return the noise as a run met it.

    Without readout where its errors were corrected; with two-qubit gates as much worse as the
    source counts more of them than the circuit has here.

    Args:
        run: With the gates that were counted, if they were.
        noise: On the wires of the circuit.
        n_two_qubit: Native two-qubit gates that the circuit has here.
    """
    if run.readout == "corrected":
        noise = noise._replace(readout=None)
    if not run.two_qubit_gates or not n_two_qubit:
        return noise
    return longer(noise, run.two_qubit_gates / n_two_qubit)


def longer(noise: PatchNoise, times: float) -> PatchNoise:
    """Return a noise with so many times as many gates in the place of each two-qubit gate.

    >>> from qestimate.noise.channels import PatchNoise
    >>> longer(PatchNoise(None, 0.01, None, None, None, None, None), 1.5).two_qubit
    0.015
    """
    two = noise.two_qubit
    if isinstance(two, tuple):
        return noise._replace(two_qubit=tuple((pair, times * cost) for pair, cost in two))
    return noise if two is None else noise._replace(two_qubit=times * two)


def unpublished(run: Run, noise: PatchNoise) -> str:
    """Return which errors are not published and would be needed; empty if none are."""
    needed = [name for name in noise.missing if not name.startswith("idle")]
    if run.readout == "corrected":
        needed = [name for name in needed if name != "readout error"]
    return f"not published: {', '.join(needed)}" if needed else ""


def weighted(
    noiseless: Sequence[float], noisy: Sequence[float], read: Sequence[float]
) -> tuple[float, float] | None:
    """Return the slope without readout and what readout leaves of it; None if nothing is there.

    Args:
        noiseless: Expectation values.
        noisy: The same with the noise of gates and waiting.
        read: What readout leaves of each.

    >>> weighted([1.0, 0.5], [0.5, 0.25], [0.8, 0.8])
    (0.5, 0.8)
    """
    squares = sum(x * x for x in noiseless)
    before = sum(x * y for x, y in zip(noiseless, noisy, strict=True))
    after = sum(x * y * r for x, y, r in zip(noiseless, noisy, read, strict=True))
    if squares < 1e-12 or not before:
        return None
    return before / squares, after / before


def sampled_slope(
    paths: SampledPaths,
    noise: PatchNoise,
    observables: Sequence[Observable],
    noiseless: float | None,
) -> Slope:
    """Return the slope by Pauli paths.

    Args:
        paths: Of the observables.
        noise: On the wires of their circuit.
        observables: Products of Pauli operators.
        noiseless: Expectation value of the first, if it is known.
    """
    left = left_of(paths, noise, observables)
    readout = left.after_readout / left.before_readout if left.before_readout else 1.0
    waits = "idle error" in noise.missing
    return Slope(left.before_readout, readout, "Pauli paths", noiseless, waits, left.error)
