"""Estimates of things that are named: models and devices of the catalogue, circuits in files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from qestimate import catalog
from qestimate.core.errors import ScenarioError
from qestimate.estimation.estimate import estimate as estimate_of
from qestimate.workload.goal import Goal
from qestimate.workload.workload import Workload

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.device.device import Device
    from qestimate.estimation.circuit import Angles, CircuitEstimate
    from qestimate.estimation.estimate import Estimate
    from qestimate.formats.circuits.reading import LogicalCircuit
    from qestimate.methods.program import Method


def estimate(
    workload: Workload | str | float,
    method: str | Method,
    device: Device | str | Path,
    goal: Goal | None = None,
    *,
    copies: int | Literal["fit"] = "fit",
) -> Estimate:
    """Estimate what a workload needs on a device when mapped by a method.

    Args:
        workload: What is trained, see ``Workload.of``; or a model of the catalogue, or a number
            of parameters, with the defaults of everything else.
        method: Id of a method, or a method of one's own.
        device: From the catalogue or of one's own; or its id, or a TOML file.
        goal: Precision and budgets; the defaults of ``Goal`` if None.
        copies: Circuits that run side by side; whether so many patches fit is not checked.
            ``"fit"`` takes as many as the device has patches for and as gain time.

    Returns:
        All stages and the verdict. Infeasible is an answer, not an error.

    Raises:
        UnknownNameError: No such method, model or device.
        DomainError: A workload the method has no circuit for, or fewer copies than one.

    >>> result = estimate("tinyllama-1.1b", "qtha", "origin-wukong-72")
    >>> result.verdict, result.program.n_qubits
    ('infeasible', 8)
    """
    return estimate_of(workload_of(workload), method, device_of(device), goal, copies=copies)


def workload_of(given: Workload | str | float) -> Workload:
    """Return a workload; of a model's name or size, with the defaults of everything else.

    >>> workload_of("gpt2").adapter.rank, workload_of(1e9).model.parameters
    (8, 1000000000)
    """
    if isinstance(given, str):
        return Workload.of(catalog.model(given))
    if isinstance(given, int | float):
        return Workload.of(catalog.model_of_size(given))
    return given


def device_of(given: Device | str | Path) -> Device:
    """Return a device, by its id or its file if it is not one already.

    >>> device_of("ibm_fez").name
    'IBM Fez'
    """
    return catalog.device(given) if isinstance(given, str | Path) else given


def circuit(
    source: str | Path | Any,
    device: Device | str | Path,
    goal: Goal | None = None,
    observables: Sequence[str] = (),
    *,
    angles: Angles | None = None,
    seeds: int = 3,
) -> CircuitEstimate:
    """Put a circuit on a device and say what noise leaves of its expectation values.

    Args:
        source: A file in OpenQASM 2, OpenQASM 3 or QPY with one circuit, or a
            ``qiskit.QuantumCircuit``.
        device: Device, its id, or a TOML file.
        goal: Precision, confidence, floor and days; the defaults of ``Goal`` if None.
        observables: Such as ``Z0Z1``; Z of each measured qubit if empty.
        angles: Whether rotations are taken as ``given`` or as ``random``; as given by default,
            unless the circuit has free parameters.
        seeds: Of the transpiler.

    Raises:
        CircuitFileError: A circuit that cannot be read, or holds what is not modelled.
        DomainError: An observable that the circuit does not have.
        ScenarioError: A file with several circuits.

    >>> from qiskit import QuantumCircuit
    >>> bell = QuantumCircuit(2)
    >>> _ = bell.h(0), bell.cx(0, 1)
    >>> circuit(bell, "iqm-garnet", observables=["Z0Z1"]).n_observables
    1
    """
    from qestimate.estimation.circuit import judge

    return judge(
        _logical(source), device_of(device), goal or Goal(), observables, angles=angles, seeds=seeds
    )


def with_simulations(
    found: Sequence[CircuitEstimate], *, networks: bool | None = None
) -> list[CircuitEstimate]:
    """Return circuits with what they take on classical machines, each circuit worked out once.

    Args:
        found: Circuits on devices.
        networks: Whether orders of tensor networks are searched, which takes some seconds; by
            default for circuits whose state vector fits no laptop.
    """
    from qestimate.estimation.simulating.ways import simulation_cost

    costs = {}
    machines = catalog.machines()
    for one in found:
        key = (one.logical.name, one.wanted)
        if key not in costs:
            costs[key] = simulation_cost(one.logical, one.wanted, machines, networks=networks)
    return [one._replace(classical=costs[one.logical.name, one.wanted]) for one in found]


def _logical(source: str | Path | Any) -> LogicalCircuit:
    """Return the one circuit of a file, or one of Qiskit's."""
    from qestimate.formats.circuits.reading import read_circuits, read_qiskit

    if not isinstance(source, str | Path):
        return read_qiskit(source)
    found = read_circuits(source)
    if len(found) != 1:
        raise ScenarioError(
            f"{source}: {len(found)} circuits", hint="one circuit a file, or qestimate circuit"
        )
    return found[0]
