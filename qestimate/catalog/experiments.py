"""From experiment files to runs whose devices are put together. Every file is checked first."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from qestimate.catalog.check import check_file, file_of, unsound
from qestimate.catalog.experiment_records import CircuitFile, Experiment, Job, LinearRamp, Run
from qestimate.catalog.files import ids
from qestimate.catalog.load import device as load_device
from qestimate.catalog.references import license_of
from qestimate.core.dates import date_of
from qestimate.core.errors import CatalogError, QestimateError
from qestimate.core.files import size
from qestimate.core.quantity import SI, Quantity
from qestimate.device.age import day_of
from qestimate.device.device import Device, Snapshot

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from qestimate.catalog.experiment_records import Edge
    from qestimate.catalog.experiment_schema import ExperimentFile, ProblemFile, RunFile

_UNITS = {"_us": "us", "_ns": "ns", "_ms": "ms", "_s": "s"}
"""Endings of error fields that are times, and their units."""


def experiments() -> list[str]:
    """Return the ids of all published runs in the catalogue.

    >>> "quantinuum-h2-mirror" in experiments()
    True
    """
    return ids("experiment")


def experiment(name: str | Path) -> Experiment:
    """Return published runs by id, or from a file of one's own.

    Raises:
        UnknownNameError: No such id.
        CatalogError: A file that does not fit its schema, or names a device or a qubit that is
            not there; all problems with their place in the file.

    >>> experiment("quantinuum-h2-mirror").kind
    'mirror'
    """
    path = file_of("experiment", name)
    from qestimate.catalog.experiment_schema import ExperimentFile

    problems, entity = check_file("experiment", path)
    runs: list[Run] = []
    if isinstance(entity, ExperimentFile):
        known: dict[str, Device] = {}
        day = day_of(entity.date)
        for number, row in enumerate(entity.runs):
            try:
                runs.append(_run(entity, row, known, day, path))
            except (QestimateError, ValueError) as error:
                problems.append(f"{path}: runs.{number}: {error}")
    if problems or not isinstance(entity, ExperimentFile):
        raise unsound("experiment", path, problems)
    return Experiment(
        path.stem,
        entity.name,
        entity.kind,
        entity.quantity,
        entity.readout,
        entity.outcome,
        entity.startup,
        entity.calibrates or "",
        entity.source,
        entity.locator,
        entity.date,
        entity.note or "",
        tuple(runs),
        license_of(entity.source),
        entity.repeats or "",
    )


def _run(
    entity: ExperimentFile, row: RunFile, known: dict[str, Device], day: date | None, path: Path
) -> Run:
    name = row.device or entity.device
    base = None
    if name is not None:
        if name not in known:
            known[name] = load_device(name)
        base = known[name]
    errors = {
        **(entity.errors.model_dump(exclude_none=True) if entity.errors else {}),
        **(row.errors.model_dump(exclude_none=True) if row.errors else {}),
    }
    physical = tuple(row.physical or ())
    problem = (entity.problems or {}).get(row.problem or "")
    circuit = _circuit(row, problem, path)
    qubits = row.qubits or len(physical) or (problem.n_qubits if problem else 0)
    qubits = qubits or (2 if entity.kind == "bell" else 1)
    on = day if row.date is None else date_of(row.date)
    device = _with_errors(base, errors, qubits) if errors or base is None else base
    if errors.keys() - set(_MAKER):
        device = device.at("")  # measured with the run
    elif on is not None:
        device = device.at(on.isoformat())
    edges = tuple((a, b) for a, b in row.edges or ())
    _check_places(entity.kind, device, physical, qubits, edges)
    return Run(
        device=device,
        measured=row.measured,
        uncertainty=row.uncertainty or 0.0,
        qubits=qubits,
        two_qubit_gates=row.two_qubit_gates or 0.0,
        one_qubit_gates=row.one_qubit_gates or 0.0,
        layers=row.layers if row.layers is not None else (1.0 if entity.kind == "bell" else 0.0),
        physical=physical,
        circuits=row.circuits or 1,
        shots=row.shots or (problem.shots if problem else None) or 1,
        note=row.note or "",
        readout=row.readout or entity.readout,
        edges=edges,
        date=on,
        calibrates=row.calibrates or entity.calibrates or "",
        left_out=entity.left_out,
        repeats=entity.repeats or "",
        circuit=circuit,
        observables=tuple(row.observables or ()),
        noiseless=row.noiseless,
        job=_job(row),
    )


def _job(row: RunFile) -> Job:
    return Job(
        row.twirls or 1,
        row.learning_shots or 0,
        row.jobs,
        row.delay or "default",
        row.startup or "",
        row.resolution or 0.0,
        row.layers is not None,
    )


def _circuit(
    row: RunFile, problem: ProblemFile | None, path: Path
) -> LinearRamp | CircuitFile | None:
    """Return what ran; None for kinds of runs that give counts only.

    Raises:
        CatalogError: A file of a circuit that is not there.
    """
    if row.qasm is not None:
        file = path.parent / row.qasm
        size(file, CatalogError)
        return CircuitFile(file)
    if problem is None:
        return None
    line = [[at, at + 1] for at in range(len(problem.weights))]
    edges = tuple((a, b) for a, b in problem.edges or line)
    return LinearRamp(row.problem or "", tuple(problem.weights), edges, row.layers_p or 1)


_MAKER = ("vendor", "technology")
"""What a file may say of a machine beside its errors."""


def _with_errors(base: Device | None, errors: dict[str, Any], qubits: int) -> Device:
    """Return a device with the errors a file gives, for every element alike."""
    convention = errors.get("convention", "average")
    if convention == "cycle":  # a Pauli error that holds one-qubit gates and waiting already
        convention = "pauli"
        errors = {"one_qubit_error": 0.0, "memory_error": 0.0, **errors}
    simultaneous = errors.get("simultaneous")
    figures: dict[str, Quantity] = {}
    for name, value in errors.items():
        if name in ("convention", "simultaneous", *_MAKER):
            continue
        ending = next((end for end in _UNITS if name.endswith(end)), "")
        factor, unit = SI[_UNITS.get(ending, "1")]
        low, at, high = value if isinstance(value, list) else (None, value, None)
        figures[name.removesuffix(ending)] = Quantity(
            at * factor,
            unit,
            None if low is None else low * factor,
            None if high is None else high * factor,
            statistic="mean",
            convention=convention,
            simultaneous=simultaneous,
            kind="measured",
        )
    maker = {name: errors[name] for name in _MAKER if name in errors}
    if base is None:
        snapshot = Snapshot("in the file", figures, {}, {}, convention, simultaneous, "measured")
        return Device(
            "given", "given errors", "", "", "all-to-all", "cz", "u3", qubits, snapshot, None
        )._replace(**maker)
    plain = base.with_figures({name: q.value for name, q in figures.items() if q.value is not None})
    merged = {**plain.snapshot.figures, **figures}
    return plain._replace(snapshot=plain.snapshot._replace(figures=merged), **maker)


def _check_places(
    kind: str,
    device: Device,
    physical: tuple[int, ...],
    qubits: int,
    edges: tuple[Edge, ...],
) -> None:
    """Raise ValueError if the physical qubits are not there, or nothing joins them.

    Of runs whose circuit is known a number that the device has is enough: what was not calibrated
    on the day of the table may have worked on that of the run.
    """
    if device.qubits_advertised is not None and qubits > device.qubits_advertised:
        raise ValueError(f"{qubits} qubits, but {device.id} has {device.qubits_advertised}")
    if device.graph is None:
        return
    near = device.graph.neighbours
    if kind == "expectation":
        most = max((*near, (device.qubits_advertised or 1) - 1))
        if max(physical, default=0) > most:
            raise ValueError(f"physical: no qubit {max(physical)} on {device.id}")
        return
    for qubit in physical:
        if qubit not in near:
            raise ValueError(f"physical: qubit {qubit} is not calibrated on {device.id}")
    if kind in ("sequence", "job-time"):
        return
    missing = [(a, b) for a, b in edges or pairwise(physical) if b not in near[a]]
    if missing and (edges or not device.graph.joins(physical)):
        a, b = missing[0]
        raise ValueError(f"physical: no live coupler {a}-{b} on {device.id}")
