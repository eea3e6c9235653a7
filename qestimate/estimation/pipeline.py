"""The stages behind a signal, one after the other: shots, time and price, limits.

What a placed program comes to is put together here and nowhere else: an estimate and a circuit of
the user's own pass through ``assess``. A sweep calls the same stage functions with arrays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.quantity import Ends
from qestimate.core.records import NamedTuple
from qestimate.estimation.constraints import (
    Constraint,
    budgets,
    qubits_constraint,
    signal_constraint,
)
from qestimate.estimation.runtime import runtime
from qestimate.estimation.shots import Shots, needed_shots, reading_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.core.quantity import Interval
    from qestimate.device.device import Device
    from qestimate.estimation.fidelity import Signal
    from qestimate.estimation.placement import Placement, Unplaced
    from qestimate.estimation.runtime import Runtime
    from qestimate.methods.program import Program
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.workload.goal import Goal


class PlacedProgram(NamedTuple):
    """A program on a device, with everything that follows from its place."""

    placement: Placement
    signal: Signal
    local: LocalSignal | None
    """Of programs that are read by expectation values; a mean over the observables."""
    shots: Shots
    runtime: Runtime

    @property
    def log10_left(self) -> Interval:
        """What is left of what the program is read by. [log10]"""
        if self.local is None:
            return self.signal.log10_fidelity
        return self.local.log10_attenuation


def assess(
    program: Program,
    placement: Placement,
    device: Device,
    goal: Goal,
    signal: Signal,
    local: LocalSignal | None = None,
    *,
    each: Sequence[LocalSignal] = (),
    copies: int = 1,
) -> tuple[PlacedProgram, tuple[Constraint, ...]]:
    """Return what a placed program comes to, and the limits it is held against.

    Args:
        program: What runs.
        placement: Where.
        device: The device it was placed on.
        goal: Precision and budgets.
        signal: What noise leaves of the circuit.
        local: What it leaves of expectation values, if the program is read by them.
        each: The same observable by observable, where they are told apart: the shots must do for
            the one that noise leaves least of.
        copies: Circuits side by side.
    """
    needed = shots_for(program, signal, goal, weakest(local, each))
    time = runtime(program, placement, device, needed, copies)
    limits = (
        qubits_constraint(program, placement, device),
        signal_constraint(signal, goal, local),
        *budgets(time, goal),
    )
    return PlacedProgram(placement, signal, local, needed, time), limits


def without_place(program: Program, unplaced: Unplaced, device: Device) -> tuple[Constraint, ...]:
    """Return the limits of a program that has no place."""
    qubits = qubits_constraint(program, unplaced, device)
    if unplaced.limit != "gates":
        return (qubits,)
    return qubits, Constraint("gates", None, None, "", "unknown", unplaced.reason)


def shots_for(
    program: Program, signal: Signal, goal: Goal, local: LocalSignal | None = None
) -> Shots:
    """Return the shots that a program takes under noise."""
    left = signal.log10_fidelity if local is None else local.log10_attenuation
    values, gradients = needed_shots(
        reading_of(program),
        Ends.of(left),
        Ends.of(left if local is None else local.log10_gradient),
        goal.precision,
        goal.confidence,
    )
    return Shots(values.interval(), gradients.interval())


def weakest(local: LocalSignal | None, each: Sequence[LocalSignal]) -> LocalSignal | None:
    """Return the observable that noise leaves least of; their mean where none is told apart."""
    known = [one for one in each if one.attenuation.value is not None]
    return min(known, key=lambda one: one.attenuation.value or 0.0) if known else local
