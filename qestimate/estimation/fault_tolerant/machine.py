"""Logical counts on qubits with errors: code distance, physical qubits, time, by qdk's estimator.

The estimator is that of the Quantum Development Kit [qdk], after [beverland-2022]: surface code,
magic states distilled in factories, rotations synthesised from them.
"""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import MissingExtraError, UnknownNameError
from qestimate.core.quantity import Quantity
from qestimate.core.records import NamedTuple
from qestimate.device.device import Device, Snapshot
from qestimate.estimation.estimate import Estimate, estimate
from qestimate.estimation.fault_tolerant.logical import LogicalWork, logical_work

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

QUBIT_MODELS = {
    "qubit_gate_ns_e3": "gates 50 ns, measurement 100 ns, errors 1e-3",
    "qubit_gate_ns_e4": "gates 50 ns, measurement 100 ns, errors 1e-4",
    "qubit_gate_us_e3": "gates and measurement 100 µs, errors 1e-3, T gates 1e-6",
    "qubit_gate_us_e4": "gates and measurement 100 µs, errors 1e-4, T gates 1e-6",
}
"""Qubits that the estimator knows, and their figures [beverland-2022]."""

DEFAULT_MODELS = ("qubit_gate_ns_e3", "qubit_gate_ns_e4")

SHARE = 0.1
"""Of the precision that faults of logical qubits may use up."""

NANOSECOND = 1e-9

FOREVER = 1e9
"""Time after which a logical qubit is taken to decay. [s]"""


class FaultTolerant(NamedTuple):
    """One circuit on error-corrected qubits of one kind."""

    estimates: tuple[Estimate, ...]
    """Of the programs with this circuit, on devices without error correction."""
    work: LogicalWork
    qubit_model: str
    error_budget: float
    """Probability that a fault is left in a run of the circuit. [1]"""
    logical_qubits: int | None
    """With those that move operations between them; None where no code is found."""
    t_states: int | None
    code_distance: int | None
    physical_qubits: int | None
    factory_qubits: int | None
    """Of these, the ones that make T states."""
    runtime: float | None
    """One run of the circuit. [s]"""
    corrected: Estimate | None
    """The whole program with runs that take that long and have no faults."""
    reason: str = ""
    """Why there is no code."""


def error_budget(precision: float) -> float:
    """Return the probability of a fault in a circuit that a tenth of the precision allows.

    A fault with probability p moves the expectation value of a Pauli operator by at most 2 p.

    >>> round(error_budget(0.05), 6)
    0.0025
    """
    return SHARE * precision / 2


def fault_tolerant(
    estimates: Sequence[Estimate], models: Iterable[str] = DEFAULT_MODELS
) -> list[FaultTolerant]:
    """Return what the circuits of estimates need with error correction, by kind of qubit.

    Programs with the same circuit and as many runs of it are taken together.

    Args:
        estimates: On devices without error correction.
        models: Kinds of qubits, of ``QUBIT_MODELS``.

    Raises:
        UnknownNameError: A kind that is not known.
        MissingExtraError: The estimator is not installed.
    """
    models = tuple(dict.fromkeys(models))
    for model in models:
        if model not in QUBIT_MODELS:
            raise UnknownNameError("qubit model", model, QUBIT_MODELS)
    groups: dict[tuple[Any, ...], list[Estimate]] = {}
    for one in estimates:
        key = (*one.program.circuit, one.program.circuits_run)
        groups.setdefault(key, []).append(one)
    return [_one(tuple(group), model) for group in groups.values() for model in models]


def _one(group: tuple[Estimate, ...], model: str) -> FaultTolerant:
    first = group[0]
    work = logical_work(first.program)
    budget = error_budget(first.goal.precision)
    found = _estimated(work, model, budget)
    if isinstance(found, str):
        return FaultTolerant(
            group, work, model, budget, None, None, None, None, None, None, None, found
        )
    seconds = found["physicalCounts"]["runtime"] * NANOSECOND
    parts = found["physicalCounts"]["breakdown"]
    return FaultTolerant(
        group,
        work,
        model,
        budget,
        parts["algorithmicLogicalQubits"],
        parts["numTstates"],
        found["logicalQubit"]["codeDistance"],
        found["physicalCounts"]["physicalQubits"],
        parts["physicalQubitsForTfactories"],
        seconds,
        estimate(first.workload, first.method, _machine(model, work.qubits, seconds), first.goal),
    )


def _machine(model: str, n: int, seconds: float) -> Device:
    """Return a device of logical qubits without faults on which a run takes that long."""
    none = ("one_qubit_error", "two_qubit_error", "readout_error")
    figures = {name: Quantity(0.0, "1", convention="average", kind="assumed") for name in none}
    for name in ("one_qubit_duration", "two_qubit_duration"):
        figures[name] = Quantity(0.0, "s", kind="assumed")
    for name in ("t1", "t2"):
        figures[name] = Quantity(FOREVER, "s", kind="assumed")
    figures["shot_period"] = Quantity(seconds, "s", kind="derived", source="qdk")
    return Device(
        id=model,
        name=f"logical qubits on {model}",
        vendor="",
        technology="",
        topology="all-to-all",
        two_qubit_gate="cz",
        one_qubit_gate="u3",
        qubits_advertised=n,
        snapshot=Snapshot("", figures, {}, {}, convention="average", source="qdk"),
        graph=None,
    )


@lru_cache(maxsize=1024)
def _estimated(work: LogicalWork, model: str, budget: float) -> Any:
    """Return the estimator's answer, or its reason for none."""
    os.environ.setdefault("QDK_PYTHON_TELEMETRY", "none")  # nothing leaves this machine
    try:
        from qdk.estimator import EstimatorError, LogicalCounts
    except ImportError:
        raise MissingExtraError("--fault-tolerant", "fault-tolerant", "qdk") from None
    counts = LogicalCounts(
        {
            "numQubits": work.qubits,
            "tCount": 0,
            "rotationCount": work.rotations,
            "rotationDepth": work.rotation_depth,
            "cczCount": 0,
            "ccixCount": 0,
            "measurementCount": work.measurements,
        }
    )
    settings = {
        "qubitParams": {"name": model},
        "qecScheme": {"name": "surface_code"},
        "errorBudget": budget,
    }
    try:
        return counts.estimate(settings)
    except EstimatorError as error:  # no Exception, by its own class
        return str(error).strip().splitlines()[-1]
