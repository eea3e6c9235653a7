"""The slope of noisy on noiseless expectation values, and how it was come by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.catalog.experiment_records import Run
    from qestimate.noise.channels import PatchNoise

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


def readable(run: Run, noise: PatchNoise) -> PatchNoise:
    """Return the noise without readout where its errors were corrected."""
    return noise if run.readout == "included" else noise._replace(readout=None)


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
