"""A circuit from a file on a device: what is left, how often it must run, which limit binds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from qestimate.core import late_bound
from qestimate.core.errors import DomainError
from qestimate.core.records import NamedTuple
from qestimate.device.uncertainty import uncertainty_factors
from qestimate.estimation.constraints import verdict
from qestimate.estimation.fidelity import signal
from qestimate.estimation.interference import with_signs
from qestimate.estimation.pipeline import assess, without_place
from qestimate.estimation.placement import Unplaced
from qestimate.estimation.transpile import (
    CompiledCircuit,
    built,
    compiled,
    noise_of,
    path_circuit_of,
)
from qestimate.methods.program import Program
from qestimate.noise.path_statistics import Part, pooled
from qestimate.noise.paths.steps import z_on_each

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.core.quantity import Interval
    from qestimate.device.device import Device
    from qestimate.estimation.constraints import Constraint
    from qestimate.estimation.interference import Exact
    from qestimate.estimation.pipeline import PlacedProgram
    from qestimate.estimation.simulating.ways import SimulationCost
    from qestimate.formats.circuits.reading import LogicalCircuit
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.noise.paths import Observable
    from qestimate.workload.goal import Goal

Angles = Literal["given", "random"]

SAMPLES = 16384
"""Paths that are started for each observable."""

DRAWS = 8
"""Choices of random angles that are averaged over."""

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
    wanted: tuple[Observable, ...] = ()
    """The observables, on the circuit's qubits."""
    classical: SimulationCost | None = None
    """What the circuit takes on classical machines; None if it was not asked for."""

    def __repr__(self) -> str:
        """Return what it is of and what it comes to, in one line."""
        device = f"{self.device.id} {self.device.snapshot.id}"
        return f"<CircuitEstimate: {self.logical.name} on {device}, {verdict(self.constraints)}>"


def parse_observable(text: str, n_qubits: int) -> Observable:
    """Read a product of Pauli operators such as Z0, Z0Z3 or X1Y2.

    Raises:
        DomainError: Something else, or a qubit that is not there or named twice.

    >>> parse_observable("Z0X2", 3)
    ((0, 'Z'), (2, 'X'))
    """
    hint = "for example Z0, Z0Z1 or X0Y3"
    body = text.strip().upper().replace(" ", "").replace("*", "")
    if not re.fullmatch(r"([XYZ]\d{1,6})+", body):
        raise DomainError(f"observable {text!r} is no product of Pauli operators", hint=hint)
    factors = tuple((int(q), pauli) for pauli, q in re.findall(r"([XYZ])(\d+)", body))
    qubits = [q for q, _ in factors]
    if max(qubits) >= n_qubits:
        raise DomainError(
            f"observable {text!r} names qubit {max(qubits)}; the circuit has {n_qubits}",
            hint="qubits are counted from 0",
        )
    if len(set(qubits)) != len(qubits):
        raise DomainError(f"observable {text!r} names a qubit twice", hint=hint)
    return factors


def judge(
    logical: LogicalCircuit,
    device: Device,
    goal: Goal,
    observables: Sequence[str] = (),
    *,
    angles: Angles | None = None,
    seeds: int = 3,
    samples: int = SAMPLES,
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

    Raises:
        DomainError: An observable that the circuit does not have.
    """
    names = [o.strip().upper().replace(" ", "") for o in observables]
    wanted = [parse_observable(text, logical.n_qubits) for text in observables]
    if not wanted:
        wanted = list(z_on_each(logical.measured))
        names = [f"Z{q}" for q in logical.measured]
    free = any(isinstance(angle, tuple) for gate in logical.gates for angle in gate.angles)
    if free and angles == "given":
        raise DomainError(
            f"{logical.name}: {logical.n_parameters} of its parameters have no value",
            hint="bind them, or leave --angles out",
        )
    mode: Angles = angles or ("random" if free else "given")
    random = mode == "random"
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
        circuits_run=settings,
        evaluations=settings,
        readout="local",
        n_observables=len(wanted),
    )
    found = compiled(built(logical, random=random), device, seeds)
    if isinstance(found, Unplaced):
        limits = without_place(program, found, device)
        return CircuitEstimate(
            logical, device, goal, mode, "", found, found, (), limits, wanted=tuple(wanted)
        )
    left = signal(found.placement, device, gate_overhead=found.gate_overhead)
    choices = [(built(logical, random=random), found)]
    if random:
        for draw in range(1, DRAWS if len(logical.gates) <= FEW_GATES else 2):
            chosen = built(logical, draw, random=True)
            other = compiled(chosen, device, 1)
            if isinstance(other, CompiledCircuit):
                choices.append((chosen, other))
    parts = [part_of(one, device, wanted) for _, one in choices]
    missing = noise_of(found, device).missing
    width = uncertainty_factors(
        device,
        "idle error" in missing,
        found.gate_overhead,
        width=found.placement.width,
        whole=False,
    )
    whole, apart = pooled(parts, width, missing, samples=samples * min(len(wanted), 8))
    whole, apart, exact = with_signs(choices, parts, wanted, device, whole, apart)
    whole = whole._replace(weakest=weakest(whole, apart))
    each = tuple(zip(names, apart, strict=True)) if apart else ()
    placed, limits = assess(program, found.placement, device, goal, left, whole, trains=False)
    return CircuitEstimate(
        logical,
        device,
        goal,
        mode,
        exact,
        found,
        placed,
        each,
        limits,
        settings,
        len(wanted),
        tuple(wanted),
    )


def part_of(found: CompiledCircuit, device: Device, wanted: Sequence[Observable]) -> Part:
    """Return a compiled circuit with its noise, and the observables on its wires."""
    noise = noise_of(found, device)
    return Part(
        path_circuit_of(found, noise),
        tuple(tuple((found.final[q], pauli) for q, pauli in one) for one in wanted),
        noise.readout or (0.0,) * found.placement.width,
    )


def weakest(whole: LocalSignal, apart: Sequence[LocalSignal]) -> Interval:
    """Return what noise leaves of the weakest observable; of all where none is told apart."""
    known = [one.attenuation for one in apart if one.attenuation.value is not None]
    return min(known, key=lambda left: left.value or 0.0) if known else whole.attenuation


def measurement_settings(observables: Sequence[Observable]) -> int:
    """Return how many settings measure all observables: those that share bases go together.

    Each observable joins the first setting in which no qubit is read in another basis.

    >>> measurement_settings([((0, "Z"),), ((1, "Z"),), ((0, "X"),), ((0, "X"), (1, "Z"))])
    2
    """
    settings: list[dict[int, str]] = []
    for observable in observables:
        for bases in settings:
            if all(bases.get(qubit, pauli) == pauli for qubit, pauli in observable):
                bases.update(observable)
                break
        else:
            settings.append(dict(observable))
    return len(settings)
