"""Clifford twins: the same circuit with every angle a quarter turn, simulated at full width.

A circuit of quarter turns is simulated by Stim whatever its width, noise and all. Its expectation
values are 0 or 1 or -1 without noise, and what noise leaves of those that are not 0 is told apart
path by path: there is only one.
"""

from __future__ import annotations

from math import exp, pi, sqrt
from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple
from qestimate.noise.paths.steps import Clifford, Collapse, Noise, Rotation

if TYPE_CHECKING:
    from collections.abc import Sequence

    import stim

    from qestimate.noise.paths import PathCircuit


class CliffordSurrogate(NamedTuple):
    """One observable that does not vanish."""

    predicted: float
    """What the Pauli path says is left of it, readout included."""
    simulated: float
    """Mean over shots, with the sign of the noiseless value taken off."""
    error: float
    """Standard error of the simulated value."""


def quarter_turns(count: int, seed: int, *, step: float = pi / 2) -> list[float]:
    """Return random multiples of a quarter turn, or of another step. [rad]"""
    import numpy as np

    return [step * float(k) for k in np.random.default_rng(seed).integers(0, 4, count)]


def clifford_surrogates(
    circuit: PathCircuit, readout: Sequence[float], shots: int, seed: int
) -> list[CliffordSurrogate]:
    """Simulate a noisy circuit whose angles are quarter turns, and predict the same.

    Args:
        circuit: Every rotation of it with the chance 0 or 1.
        readout: What reading each wire costs, as exponent of e.
        shots: Of the simulation.
        seed: Of the simulation.

    Returns:
        The wires whose <Z> does not vanish without noise.
    """
    import stim

    from qestimate.noise.paths import sample
    from qestimate.noise.paths.steps import z_on_each

    wires = range(circuit.n_qubits)
    paths = sample(circuit, z_on_each(wires), 1)
    written = to_stim(circuit)
    ideal = stim.TableauSimulator()
    ideal.do(written.without_noise())
    for wire in wires:
        written.append("X_ERROR", [wire], (1 - exp(-readout[wire])) / 2)
    written.append("M", list(wires))
    bits = written.compile_sampler(seed=seed).sample(shots)
    found = []
    for wire in wires:
        sign = ideal.peek_z(wire)
        if (sign == 0) != (not paths[wire].shares):
            raise AssertionError(f"path and tableau disagree whether <Z> of wire {wire} vanishes")
        if sign == 0:
            continue
        mean = sign * float((1 - 2 * bits[:, wire].astype(float)).mean())
        (cost,) = paths[wire].totals()
        error = sqrt(max(1e-12, 1 - mean * mean) / shots)
        found.append(CliffordSurrogate(exp(-cost - readout[wire]), mean, error))
    return found


_CLIFFORDS = {"h": "H", "s": "S", "sx": "SQRT_X", "cx": "CX", "cz": "CZ", "swap": "SWAP"}

_TURNS = {(True, False): "SQRT_X", (True, True): "SQRT_Y", (False, True): "S"}


def to_stim(circuit: PathCircuit) -> stim.Circuit:
    """Write a circuit of quarter turns and its noise for Stim; every turn that is one, forwards."""
    import stim

    written = stim.Circuit()
    for step in circuit.steps:
        if isinstance(step, Clifford):
            written.append(_CLIFFORDS[step.name], [step.a, step.b] if step.b >= 0 else [step.a])
        elif isinstance(step, Rotation):
            if step.chance not in (0.0, 1.0):
                raise ValueError(f"a rotation with the chance {step.chance} is no quarter turn")
            if step.chance and step.b >= 0:
                written.append("SQRT_ZZ", [step.a, step.b])
            elif step.chance:
                written.append(_TURNS[step.xz_a], [step.a])
        elif isinstance(step, Collapse):
            if step.resets:
                written.append("R", [step.a])
            else:
                written.append("Z_ERROR", [step.a], 0.5)
        elif isinstance(step, Noise):
            lost = 1 - exp(-circuit.costs[step.element])
            if step.b < 0:
                written.append("DEPOLARIZE1", [step.a], 3 / 4 * lost)
            else:
                written.append("DEPOLARIZE2", [step.a, step.b], 15 / 16 * lost)
        else:
            xy, z = (exp(-circuit.costs[e]) for e in (step.element_xy, step.element_z))
            flip = (1 - z) / 4
            written.append("PAULI_CHANNEL_1", [step.a], [flip, flip, (1 - xy) / 2 - flip])
    return written
