"""How often a circuit must run until its result is precise enough in spite of the noise."""

from __future__ import annotations

from math import ceil, log, log10
from typing import TYPE_CHECKING

from qestimate.quantity import Interval
from qestimate.signal import LN10

if TYPE_CHECKING:
    from qestimate.goal import Goal
    from qestimate.methods.program import Program
    from qestimate.signal import Signal


def log10_noiseless_shots(program: Program, goal: Goal) -> float:
    """Return log10 of the shots of one circuit on a device without noise.

    Expectation values: (2 / precision^2) ln(2 K / delta) for K of them at once, with delta =
    1 - confidence [hoeffding-1963]. All 2^n probabilities: 2^n / precision^2, which brings a
    probability of 2^-n to that relative standard deviation; smaller ones stay less precise, and
    the confidence does not enter.
    """
    if program.readout == "local":
        delta = 1 - goal.confidence
        shots = 2 / goal.precision**2 * log(2 * program.n_observables / delta)
        return log10(ceil(shots))
    return program.n_qubits * log10(2) - 2 * log10(goal.precision)


def log10_shots(program: Program, signal: Signal, goal: Goal) -> Interval:
    """Return log10 of the shots of one circuit under noise.

    A signal that noise has shrunk by F takes 1/F^2 as many shots. Until local attenuation is
    modelled, F is the circuit fidelity. A local observable may keep much more than that, so for
    local readout the low end is that of a device without noise.
    """
    clean = log10_noiseless_shots(program, goal)
    value, low, high = signal.ln_fidelity
    least = clean if high is None or program.readout == "local" else clean - 2 * high / LN10
    return Interval(
        None if value is None else clean - 2 * value / LN10,
        least,
        None if low is None else clean - 2 * low / LN10,
    )
