"""What noise leaves of a circuit between two ends, where it is not followed path by path.

So it is where what is measured decides which gates follow, and where there are too many gates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.quantity import Interval
from qestimate.core.records import NamedTuple
from qestimate.device.uncertainty import uncertainty_factors
from qestimate.estimation.compiled_circuit import CompiledCircuit, noise_of, path_circuit_of
from qestimate.estimation.fidelity import Signal, signal
from qestimate.noise.attenuation import LocalSignal, bounded
from qestimate.noise.path_statistics import MAX_TOLD_APART, Part
from qestimate.noise.paths import PathBounds, path_bounds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.device.device import Device
    from qestimate.device.uncertainty import UncertaintyFactors
    from qestimate.noise.paths import Observable


class BoundedCircuit(NamedTuple):
    """A circuit with bounds of what noise leaves of it."""

    compiled: CompiledCircuit
    """The longest run, its counts and time with those of the shortest one as ends."""
    signal: Signal
    whole: LocalSignal
    """Bounds that hold for each of the observables."""
    apart: list[LocalSignal]
    """Of each of them; empty where there are too many."""


def part_of(found: CompiledCircuit, device: Device, wanted: Sequence[Observable]) -> Part:
    """Return a compiled circuit with its noise, and the observables on its wires."""
    noise = noise_of(found, device)
    return Part(
        path_circuit_of(found, noise),
        tuple(tuple((found.final[q], pauli) for q, pauli in one) for one in wanted),
        noise.readout or (0.0,) * found.placement.width,
    )


def local_width(found: CompiledCircuit, device: Device) -> UncertaintyFactors:
    """Return what the calibration leaves open of expectation values of a compiled circuit."""
    missing = noise_of(found, device).missing
    return uncertainty_factors(
        device,
        bool({"idle error", "time of a reset", "time of readout"} & set(missing)),
        found.gate_overhead,
        width=found.placement.width,
        whole=False,
    )


def of_size(found: CompiledCircuit, device: Device, wanted: Sequence[Observable]) -> BoundedCircuit:
    """Return bounds of a circuit of more gates than are followed.

    Args:
        found: The circuit as compiled.
        device: With its calibration.
        wanted: What is measured.
    """
    left = signal(found.placement, device, gate_overhead=found.gate_overhead)
    return BoundedCircuit(found, left, *_bounds([found], device, wanted))


def of_branches(
    longest: CompiledCircuit,
    shortest: CompiledCircuit | None,
    device: Device,
    wanted: Sequence[Observable],
) -> BoundedCircuit:
    """Return bounds of a circuit in which measured bits decide which gates follow.

    Args:
        longest: With the longer one of all branches.
        shortest: With the shorter one; None where it has no place, so that nothing is known of it.
        device: With its calibration.
        wanted: What is measured.
    """
    left = signal(longest.placement, device, gate_overhead=longest.gate_overhead)
    high: float | None = 0.0
    runs = [longest]
    if shortest is not None:
        other = signal(shortest.placement, device, gate_overhead=shortest.gate_overhead)
        high, runs = other.ln_fidelity.high, [shortest, longest]
    left = left._replace(ln_fidelity=Interval(None, left.ln_fidelity.low, high))
    whole, apart = _bounds(runs, device, wanted, any_shorter=shortest is None)
    return BoundedCircuit(_spanning(longest, runs[0]), left, whole, apart)


def _bounds(
    runs: Sequence[CompiledCircuit],
    device: Device,
    wanted: Sequence[Observable],
    *,
    any_shorter: bool = False,
) -> tuple[LocalSignal, list[LocalSignal]]:
    """Return bounds of all observables and of each one, from the shortest run to the longest."""
    missing = noise_of(runs[-1], device).missing
    width = local_width(runs[-1], device)
    parts = [part_of(one, device, wanted) for one in runs]

    def held(which: slice) -> LocalSignal:
        each = [path_bounds(p.circuit, p.observables[which], p.readout) for p in parts]
        bounds = PathBounds(
            0.0 if any_shorter else min(one.cheapest for one in each),
            max(one.whole_cone for one in each),
            max(one.to_cancel for one in each),
        )
        return bounded(bounds, width, missing)

    n = len(wanted)
    return held(slice(None)), [held(slice(k, k + 1)) for k in range(n) if n <= MAX_TOLD_APART]


def _spanning(longest: CompiledCircuit, shortest: CompiledCircuit) -> CompiledCircuit:
    """Return the longest run with the counts and the time of the shortest as lower ends."""
    few, most = _both(shortest.spread[0], longest.spread[0])
    shallow, deep = _both(shortest.spread[1], longest.spread[1])
    least = min(shortest.placement.duration_least, longest.placement.duration_least)
    return longest._replace(
        placement=longest.placement._replace(duration_least=least),
        spread=((few, most), (shallow, deep)),
    )


def _both(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    """Return the least and the greatest of two ranges."""
    return min(one[0], other[0]), max(one[1], other[1])
