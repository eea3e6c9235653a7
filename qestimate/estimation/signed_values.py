"""Expectation values of a circuit at given angles, without and with noise, as far as known."""

from __future__ import annotations

from math import exp, inf
from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple
from qestimate.estimation.compiled_circuit import noise_of, signed_circuit_of
from qestimate.estimation.exact import ideal_values, noisy_values
from qestimate.noise.channels import VITAL
from qestimate.noise.propagation import propagate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qiskit import QuantumCircuit

    from qestimate.device.device import Device
    from qestimate.estimation.compiled_circuit import CompiledCircuit
    from qestimate.noise.path_statistics import Part
    from qestimate.noise.paths import Observable
    from qestimate.noise.propagation import Propagated

LEFT_OUT_SHARE = 0.5
"""Error of a value over the root of the squares of what was left out of it. Set on the circuits of
``benchmarks/interference.py`` at six and seven qubits, seed 0: 95 % of their values are off by less
than 0.3 of it where much is left out, and by less than 0.5 where little is."""


class Value(NamedTuple):
    """An expectation value without and with noise, and by how much each may be off. [1]"""

    ideal: float
    noisy: float
    ideal_error: float = 0.0
    noisy_error: float = 0.0
    pull: float = 0.0
    """What is measured of a fully mixed start, where waiting turns the sign round: the pull towards
    |0>, from which the circuit's own part is told."""


def signed_values(
    choice: tuple[QuantumCircuit, CompiledCircuit],
    part: Part,
    wanted: Sequence[Observable],
    numbers: Sequence[int],
    device: Device,
    budget: float,
    *,
    together: bool = False,
) -> list[Value]:
    """Return values of some observables, readout included; of unknown ones the error is infinite.

    Args:
        choice: The circuit of the file and what it is compiled to.
        part: The same with noise.
        wanted: Observables on the qubits of the file.
        numbers: Which of the observables of the part they are.
        device: With its calibration.
        budget: Of following them, where they are too wide to simulate.
        together: Whether only all of them are of use.
    """
    circuit, compiled = choice
    noise = noise_of(compiled, device)
    on_wires = [part.observables[k] for k in numbers]
    ideal = ideal_values(circuit, wanted)
    complete = not VITAL & set(noise.missing)
    noisy = noisy_values(compiled, noise, on_wires) if complete else None
    followed: list[Propagated] = []
    if complete and (ideal is None or noisy is None):
        followed = propagate(
            signed_circuit_of(compiled, noise), on_wires, budget, together=together
        )
    x = _known(ideal, [(one.ideal, one.ideal_left_out) for one in followed], len(wanted))
    y = _known(noisy, [(one.noisy, one.noisy_left_out) for one in followed], len(wanted))
    pulls = [0.0] * len(wanted)
    if any(a * b < 0 for (a, _), (b, _) in zip(x, y, strict=True)) and noisy is not None:
        pulls = noisy_values(compiled, noise, on_wires, mixed=True) or pulls
    kept = [exp(-read_cost(part, k)) for k in numbers]
    return [
        Value(ideal, share * noisy, ideal_error, share * noisy_error, share * pull)
        for (ideal, ideal_error), (noisy, noisy_error), share, pull in zip(
            x, y, kept, pulls, strict=True
        )
    ]


def _known(
    exact: list[float] | None, followed: list[tuple[float, float]], n: int
) -> list[tuple[float, float]]:
    """Return values and how far off they may be, from what there is."""
    if exact is not None:
        return [(value, 0.0) for value in exact]
    return [(value, LEFT_OUT_SHARE * left) for value, left in followed] or [(0.0, inf)] * n


def read_cost(part: Part, number: int) -> float:
    """Return what reading an observable costs. [exponent of e]"""
    return sum(part.readout[wire] for wire, _ in part.observables[number])
