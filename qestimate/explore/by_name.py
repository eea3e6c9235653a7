"""Estimates of things that are named: models and devices of the catalogue, circuits in files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from qestimate import catalog
from qestimate.catalog.load import all_devices
from qestimate.core.errors import ScenarioError
from qestimate.estimation.estimate import estimate as estimate_of
from qestimate.workload.goal import Goal
from qestimate.workload.workload import Workload

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.device.device import Device
    from qestimate.estimation.circuit import Angles, CircuitEstimate
    from qestimate.estimation.estimate import Estimate
    from qestimate.explore.device_frontier import DeviceFrontier
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
    repeat: int = 1,
    qubits: Sequence[int] = (),
    as_is: bool = False,
) -> CircuitEstimate:
    """Put a circuit on a device and say what noise leaves of its expectation values.

    Args:
        source: A file in OpenQASM 2, OpenQASM 3 or QPY with one circuit, or a
            ``qiskit.QuantumCircuit``.
        device: Device, its id, or a TOML file.
        goal: Precision, confidence, floor, days and money; the defaults of ``Goal`` if None.
        observables: Such as ``Z0Z1``; Z of each measured qubit if empty.
        angles: Whether rotations are taken as ``given`` or as ``random``; as given by default,
            unless the circuit has free parameters.
        seeds: Of the transpiler.
        repeat: How often the circuit is run with all its shots.
        qubits: Qubit of the device for each one of the circuit that something happens on, by
            their numbers; chosen if empty.
        as_is: Whether all gates are kept, and numbers of qubits are those of the device.

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
        _logical(source), device_of(device), goal or Goal(), observables,
        angles=angles, seeds=seeds, repeat=repeat, qubits=qubits, as_is=as_is,
    )  # fmt: skip


def circuit_on_all(
    source: str | Path | Any,
    goal: Goal | None = None,
    observables: Sequence[str] = (),
    *,
    devices: Sequence[Device | str | Path] = (),
    angles: Angles | None = None,
    seeds: int = 3,
) -> DeviceFrontier:
    """Put a circuit on every device and say which of them no other beats.

    A device is beaten where another leaves at least as much of the signal, takes no longer and
    costs no more, at both ends of every interval and between.

    Args:
        source: As in ``circuit``.
        goal: Precision, confidence, floor, days and shots; the defaults of ``Goal`` if None.
        observables: Such as ``Z0Z1``; Z of each measured qubit if empty.
        devices: Devices, their ids, or TOML files; every one of the catalogue if empty.
        angles: As in ``circuit``.
        seeds: Of the transpiler.

    Raises:
        CircuitFileError: A circuit that cannot be read, or holds what is not modelled.
        DomainError: An observable that the circuit does not have.
        ScenarioError: A file with several circuits.

    >>> from qiskit import QuantumCircuit
    >>> bell = QuantumCircuit(2)
    >>> _ = bell.h(0), bell.cx(0, 1)
    >>> found = circuit_on_all(bell, observables=["Z0Z1"], devices=["ibm-boston", "ibm-cusco"])
    >>> [(one.device.id, one.beaten_by) for one in found.candidates]
    [('ibm-boston', ()), ('ibm-cusco', ('ibm-boston',))]
    """
    from qestimate.estimation.circuit import judge
    from qestimate.explore.device_frontier import frontier_of

    goal, logical = goal or Goal(), _logical(source)
    chosen = [device_of(one) for one in devices] or all_devices()
    found = [judge(logical, one, goal, observables, angles=angles, seeds=seeds) for one in chosen]
    return frontier_of(logical.name, goal, found)


def model_on_all(
    workload: Workload | str | float,
    method: str | Method = "",
    goal: Goal | None = None,
    *,
    devices: Sequence[Device | str | Path] = (),
) -> DeviceFrontier:
    """Map a workload onto every device and say which of them no other beats.

    Args:
        workload: As in ``estimate``.
        method: Id of a method, or a method of one's own. If empty, on each device the one that
            does most there; devices with different methods are not compared.
        goal: Precision and budgets; the defaults of ``Goal`` if None.
        devices: Devices, their ids, or TOML files; every one of the catalogue if empty.

    Raises:
        DomainError: A workload the method has no circuit for.
        UnknownNameError: No such method, model or device.

    >>> found = model_on_all("gpt2", "qpa", devices=["ibm-boston", "ibm-cusco"])
    >>> [(one.device.id, one.beaten) for one in found.candidates]
    [('ibm-boston', False), ('ibm-cusco', True)]
    """
    from qestimate.explore.best_way import best_way
    from qestimate.explore.device_frontier import frontier_of

    goal, work = goal or Goal(), workload_of(workload)
    chosen = [device_of(one) for one in devices] or all_devices()
    found = [
        estimate_of(work, method, one, goal, copies="fit") if method else best_way(work, one, goal)
        for one in chosen
    ]
    by = f" by {method if isinstance(method, str) else method.id}" if method else ""
    name = f"{work.model.name}{by}"
    return frontier_of(name, goal, [one for one in found if one is not None])


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
