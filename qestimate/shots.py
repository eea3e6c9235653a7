"""How often a circuit must run until its result is precise enough in spite of the noise."""

from __future__ import annotations

from math import ceil, log, log10
from typing import TYPE_CHECKING

from qestimate.quantity import Interval

if TYPE_CHECKING:
    from qestimate.goal import Goal
    from qestimate.methods.program import Program
    from qestimate.signal import Signal

LN10 = log(10)


def log10_noiseless_shots(program: Program, goal: Goal) -> float:
    """Return log10 of the shots of one circuit on a device without noise.

    Expectation values: (2 / precision^2) ln(2 K / delta) for K of them at once, with delta =
    1 - confidence [hoeffding-1963]. All 2^n probabilities: 2^n / precision^2, so that each is
    known to that relative error.
    """
    if program.readout == "local":
        delta = 1 - goal.confidence
        shots = 2 / goal.precision**2 * log(2 * program.n_observables / delta)
        return log10(ceil(shots))
    return program.n_qubits * log10(2) - 2 * log10(goal.precision)


def log10_shots(program: Program, signal: Signal, goal: Goal) -> Interval:
    """Return log10 of the shots of one circuit under noise.

    A signal that noise has shrunk by F takes 1/F^2 as many shots. Until local attenuation is
    modelled, F is the circuit fidelity, which asks for more shots than a local observable needs.
    """
    clean = log10_noiseless_shots(program, goal)
    value, low, high = signal.ln_fidelity
    return Interval(
        None if value is None else clean - 2 * value / LN10,
        clean if high is None else clean - 2 * high / LN10,
        None if low is None else clean - 2 * low / LN10,
    )
