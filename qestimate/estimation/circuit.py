"""A circuit from a file on a device: what is left, how often it must run, which limit binds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from qestimate.core import late_bound
from qestimate.core.errors import DomainError
from qestimate.core.records import NamedTuple
from qestimate.estimation.batch import spam_operations
from qestimate.estimation.circuit_bounds import local_width, of_branches, of_size, part_of
from qestimate.estimation.compiled_circuit import CompiledCircuit, noise_of
from qestimate.estimation.constraints import verdict
from qestimate.estimation.fidelity import signal
from qestimate.estimation.interference import with_signs
from qestimate.estimation.observables import measurement_settings, parse_observable
from qestimate.estimation.pipeline import assess, without_place
from qestimate.estimation.placement import Unplaced
from qestimate.estimation.transpile import Layout, compiled, layout_of
from qestimate.estimation.written_circuit import built, two_qubit_gates_written
from qestimate.methods.program import Program
from qestimate.noise.path_statistics import pooled
from qestimate.noise.paths.steps import z_on_each

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qiskit import QuantumCircuit

    from qestimate.core.quantity import Interval
    from qestimate.device.device import Device
    from qestimate.estimation.constraints import Constraint
    from qestimate.estimation.interference import Exact
    from qestimate.estimation.pipeline import PlacedProgram
    from qestimate.formats.circuits.reading import LogicalCircuit
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.workload.goal import Goal

Angles = Literal["given", "random"]

Bounded = Literal["", "branches", "size"]
"""Why there are only bounds of what noise leaves: there may be a value; what is measured decides
which gates follow; there are more gates than are followed."""

SAMPLES = 16384
"""Paths that are started for each observable."""

DRAWS = 8
"""Choices of random angles that are averaged over."""

MAX_FOLLOWED_GATES = 20_000
"""Gates of a file above which there are counts and bounds only."""

FEW_GATES = 1000
"""Gates of a file above which only two choices are made."""


@late_bound.shown
class CircuitEstimate(NamedTuple):
    """One circuit of the user's own on one device."""

    logical: LogicalCircuit
    device: Device
    goal: Goal
    angles: Angles
    exact: Exact
    """What was worked out with signs, and whether exactly."""
    compiled: CompiledCircuit | Unplaced
    placed: PlacedProgram | Unplaced
    """Its local signal is the mean over the observables."""
    each: tuple[tuple[str, LocalSignal], ...]
    """Observable by observable."""
    constraints: tuple[Constraint, ...]
    settings: int = 1
    """Measurement settings that read all observables."""
    n_observables: int = 1
    layout: Layout = Layout()
    """What of its place was not chosen."""
    two_qubit_gates_written: int | None = None
    """Native two-qubit gates that the gates of the file take one by one; None if not counted."""
    bounded: Bounded = ""
    repeat: int = 1
    """How often the whole circuit, with all its settings and shots, is run."""

    def __repr__(self) -> str:
        """Return what it is of and what it comes to, in one line."""
        device = f"{self.device.id} {self.device.snapshot.id}"
        return f"<CircuitEstimate: {self.logical.name} on {device}, {verdict(self.constraints)}>"


def judge(
    logical: LogicalCircuit,
    device: Device,
    goal: Goal,
    observables: Sequence[str] = (),
    *,
    angles: Angles | None = None,
    seeds: int = 3,
    samples: int = SAMPLES,
    qubits: Sequence[int] = (),
    as_is: bool = False,
    repeat: int = 1,
) -> CircuitEstimate:
    """Put a circuit on a device and say what is left of its expectation values.

    Args:
        logical: From a file.
        device: With a size.
        goal: Precision, confidence, floor and days.
        observables: Such as ``Z0Z1``; Z of each measured qubit if empty.
        angles: Whether rotations are taken as given or as random; by default as given, unless
            the circuit has free parameters.
        seeds: Seeds of the transpiler.
        samples: Pauli paths for each observable.
        qubits: Qubit of the device for each one of the circuit; chosen if empty.
        as_is: Whether gates and place are kept.
        repeat: How often the circuit is run with all its shots; time and money are those of all.

    Raises:
        DomainError: An observable or qubits that the circuit or the device does not have.
    """
    names = [o.strip().upper().replace(" ", "") for o in observables]
    wanted = [parse_observable(text, logical.n_qubits, logical.numbers) for text in observables]
    if not wanted:
        wanted = list(z_on_each(logical.measured))
        names = [f"Z{logical.number_of(q)}" for q in logical.measured]
    free = any(isinstance(angle, tuple) for gate in logical.gates for angle in gate.angles)
    if free and angles == "given":
        raise DomainError(
            f"{logical.name}: {logical.n_parameters} of its parameters have no value",
            hint="bind them, or leave --angles out",
        )
    mode: Angles = angles or ("random" if free else "given")
    random = mode == "random"
    layout = layout_of(logical, device, qubits, as_is=as_is)
    settings = measurement_settings(wanted)
    program = Program(
        method="circuit",
        ansatz="",
        n_qubits=logical.n_qubits,
        n_layers=1,
        quantum_parameters=logical.n_parameters,
        classical_parameters=0,
        circuits_forward=settings,
        circuits_epoch=settings,
        circuits_run=settings * repeat,
        evaluations=settings * repeat,
        readout="local",
        n_observables=len(wanted),
        spam=spam_operations(logical),
    )
    written = two_qubit_gates_written(logical.gates, device)
    found = compiled(built(logical, random=random), device, seeds, layout)
    if isinstance(found, Unplaced):
        limits = without_place(program, found, device)
        return CircuitEstimate(
            logical, device, goal, mode, "", found, found, (), limits,
            layout=layout, two_qubit_gates_written=written, repeat=repeat,
        )  # fmt: skip
    why: Bounded = ""
    exact: Exact = ""
    if logical.shorter is not None:
        why = "branches"
        other = logical._replace(gates=logical.shorter, shorter=None)
        shortest = compiled(built(other, random=random), device, seeds, layout)
        found, left, whole, apart = of_branches(
            found, None if isinstance(shortest, Unplaced) else shortest, device, wanted
        )
    elif len(logical.gates) > MAX_FOLLOWED_GATES:
        why = "size"
        found, left, whole, apart = of_size(found, device, wanted)
    else:
        left = signal(found.placement, device, gate_overhead=found.gate_overhead)
        choices = _choices(logical, found, device, layout, random=random)
        parts = [part_of(one, device, wanted) for _, one in choices]
        missing = noise_of(found, device).missing
        whole, apart = pooled(
            parts, local_width(found, device), missing, samples=samples * min(len(wanted), 8)
        )
        whole, apart, exact = with_signs(choices, parts, wanted, device, whole, apart)
    whole = whole._replace(weakest=weakest(whole, apart))
    each = tuple(zip(names, apart, strict=True)) if apart else ()
    placed, limits = assess(program, found.placement, device, goal, left, whole, trains=False)
    return CircuitEstimate(
        logical, device, goal, mode, exact, found, placed, each, limits, settings, len(wanted),
        layout, written, why, repeat,
    )  # fmt: skip


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
    known = [one.attenuation for one in apart if one.attenuation.value is not None]
    return min(known, key=lambda left: left.value or 0.0) if known else whole.attenuation
