"""What noise leaves of a compiled circuit and of what is measured: values, or two ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from qestimate.core.records import NamedTuple
from qestimate.estimation.circuit_bounds import local_width, of_branches, of_size, part_of
from qestimate.estimation.circuit_mitigation import readout_left
from qestimate.estimation.compiled_circuit import CompiledCircuit, noise_of
from qestimate.estimation.fidelity import Signal, signal
from qestimate.estimation.interference import with_signs
from qestimate.estimation.placement import Unplaced
from qestimate.estimation.transpile import compiled
from qestimate.estimation.written_circuit import built
from qestimate.noise.path_statistics import pooled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qiskit import QuantumCircuit

    from qestimate.core.quantity import Interval
    from qestimate.device.device import Device
    from qestimate.estimation.fidelity import ReadoutLeft
    from qestimate.estimation.interference import Exact
    from qestimate.estimation.transpile import Layout
    from qestimate.formats.circuits.reading import LogicalCircuit
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.noise.paths import Observable

Bounded = Literal["", "branches", "size"]
"""Why there are only bounds of what noise leaves: there may be a value; what is measured decides
which gates follow; there are more gates than are followed."""

DRAWS = 8
"""Choices of random angles that are averaged over."""

MAX_FOLLOWED_GATES = 20_000
"""Gates of a file above which there are counts and bounds only."""

FEW_GATES = 1000
"""Gates of a file above which only two choices are made."""


class SignalLeft(NamedTuple):
    """What noise leaves of a compiled circuit."""

    compiled: CompiledCircuit
    """The circuit; where branches differ the longest, with the counts of the shortest."""
    signal: Signal
    """Of the whole output."""
    whole: LocalSignal
    """Of all observables."""
    apart: list[LocalSignal]
    """Of each; empty where there are too many."""
    readout: ReadoutLeft | None
    """What readout alone leaves of the observables; None where not published."""
    exact: Exact = ""
    """What was worked out with signs."""
    bounded: Bounded = ""


def signal_left(
    logical: LogicalCircuit,
    placed: CompiledCircuit,
    device: Device,
    wanted: Sequence[Observable],
    layout: Layout,
    seeds: int,
    samples: int,
    *,
    random: bool,
) -> SignalLeft:
    """Return what noise leaves of a circuit and of what is measured.

    Args:
        logical: From a file.
        placed: The same as compiled.
        device: With its calibration.
        wanted: What is measured.
        layout: What of its place was not chosen.
        seeds: Seeds of the transpiler.
        samples: Pauli paths for each observable.
        random: Whether angles are random.
    """
    exact: Exact = ""
    bounded: Bounded = ""
    missing = noise_of(placed, device).missing
    if logical.shorter is not None:
        bounded = "branches"
        parts = [part_of(placed, device, wanted)]
        other = logical._replace(gates=logical.shorter, shorter=None)
        shortest = compiled(built(other, random=random), device, seeds, layout)
        placed, left, whole, apart = of_branches(
            placed, None if isinstance(shortest, Unplaced) else shortest, device, wanted
        )
    elif len(logical.gates) > MAX_FOLLOWED_GATES:
        bounded = "size"
        parts = [part_of(placed, device, wanted)]
        placed, left, whole, apart = of_size(placed, device, wanted)
    else:
        left = signal(placed.placement, device, gate_overhead=placed.gate_overhead)
        choices = _choices(logical, placed, device, layout, random=random)
        parts = [part_of(one, device, wanted) for _, one in choices]
        whole, apart = pooled(
            parts, local_width(placed, device), missing, samples=samples * min(len(wanted), 8)
        )
        whole, apart, exact = with_signs(choices, parts, wanted, device, whole, apart)
    whole = whole._replace(weakest=weakest(whole, apart))
    read = None if "readout error" in missing else readout_left(parts, weakest_at(apart))
    return SignalLeft(placed, left, whole, apart, read, exact, bounded)


def _choices(
    logical: LogicalCircuit,
    found: CompiledCircuit,
    device: Device,
    layout: Layout,
    *,
    random: bool,
) -> list[tuple[QuantumCircuit, CompiledCircuit]]:
    """Return a circuit and what it is compiled to, for each choice of angles."""
    choices = [(built(logical, random=random), found)]
    if random:
        for draw in range(1, DRAWS if len(logical.gates) <= FEW_GATES else 2):
            chosen = built(logical, draw, random=True)
            other = compiled(chosen, device, 1, layout)
            if isinstance(other, CompiledCircuit):
                choices.append((chosen, other))
    return choices


def weakest(whole: LocalSignal, apart: Sequence[LocalSignal]) -> Interval:
    """Return what noise leaves of the weakest observable; of all where none is told apart."""
    at = weakest_at(apart)
    return whole.attenuation if at is None else apart[at].attenuation


def weakest_at(apart: Sequence[LocalSignal]) -> int | None:
    """Return which observable noise leaves least of; None where that is known of none."""
    known = [
        (one.attenuation.value, at)
        for at, one in enumerate(apart)
        if one.attenuation.value is not None
    ]
    return min(known)[1] if known else None
