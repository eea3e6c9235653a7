"""A circuit from a file on a device: what is left, how often it must run, which limit binds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from qestimate.core import late_bound
from qestimate.core.errors import DomainError
from qestimate.core.quantity import UNKNOWN
from qestimate.core.records import NamedTuple
from qestimate.estimation.batch import spam_operations
from qestimate.estimation.circuit_mitigation import mitigated_run
from qestimate.estimation.circuit_signal import signal_left
from qestimate.estimation.constraints import verdict
from qestimate.estimation.observables import measurement_settings, parse_observable
from qestimate.estimation.pipeline import without_place
from qestimate.estimation.placement import Unplaced
from qestimate.estimation.transpile import Layout, compiled, layout_of
from qestimate.estimation.written_circuit import built, two_qubit_gates_written
from qestimate.methods.program import Program
from qestimate.noise.paths.steps import z_on_each

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.core.quantity import Interval
    from qestimate.device.device import Device
    from qestimate.estimation.circuit_signal import Bounded
    from qestimate.estimation.compiled_circuit import CompiledCircuit
    from qestimate.estimation.constraints import Constraint
    from qestimate.estimation.fidelity import ReadoutLeft
    from qestimate.estimation.interference import Exact
    from qestimate.estimation.pipeline import PlacedProgram
    from qestimate.estimation.simulating.ways import SimulationCost
    from qestimate.formats.circuits.reading import LogicalCircuit
    from qestimate.noise.attenuation import LocalSignal
    from qestimate.noise.paths import Observable
    from qestimate.workload.goal import Goal

Angles = Literal["given", "random"]

MAX_REPEAT = 10**9
"""Times that a circuit may be run with all its shots."""

SAMPLES = 16384
"""Paths that are started for each observable."""


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
    program: Program | None = None
    """What is read, and how often."""
    readout: ReadoutLeft | None = None
    """What readout alone leaves of the observables; None where not published."""
    log10_besides: Interval = UNKNOWN
    """Time of what the mitigation of the goal measures and loads beside the circuit. [log10 s]; no
    value where there is nothing of the kind, or where it is unknown"""
    wanted: tuple[Observable, ...] = ()
    """The observables, on the circuit's qubits."""
    classical: SimulationCost | None = None
    """What the circuit takes on classical machines; None if it was not asked for."""

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
        DomainError: An observable or qubits that the circuit or the device does not have, or a
            number of repetitions that is none.
    """
    if not (repeat == int(repeat) and 1 <= repeat <= MAX_REPEAT):
        raise DomainError(
            f"repeat must be a whole number between 1 and 1e9, not {repeat:g}",
            hint="for example 50",
        )
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
    if angles not in (None, "given", "random"):
        raise DomainError(f"angles must be given or random, not {angles!r}", hint="given")
    if seeds < 1:
        raise DomainError(f"seeds must be at least 1, not {seeds}", hint="seeds=3")
    if isinstance(observables, str):
        observables = [observables]
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
    placed = compiled(built(logical, random=random), device, seeds, layout)
    if isinstance(placed, Unplaced):
        limits = without_place(program, placed, device)
        return CircuitEstimate(
            logical, device, goal, mode, "", placed, placed, (), limits,
            layout=layout, two_qubit_gates_written=written, repeat=repeat, wanted=tuple(wanted),
        )  # fmt: skip
    found = signal_left(logical, placed, device, wanted, layout, seeds, samples, random=random)
    run = mitigated_run(
        program, found.compiled, device, goal, found.signal, found.whole, found.readout
    )
    return CircuitEstimate(
        *(logical, device, goal, mode, found.exact, found.compiled, run.placed),
        tuple(zip(names, found.apart, strict=True)) if found.apart else (),
        *(run.constraints, settings, len(wanted), layout, written, found.bounded, repeat),
        *(program, found.readout, run.log10_besides, tuple(wanted)),
    )
