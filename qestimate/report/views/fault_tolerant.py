"""What the same programs would need with error correction, as a table."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Any

from qestimate.core.quantity import Interval
from qestimate.estimation.fault_tolerant import QUBIT_MODELS
from qestimate.report.document import Column, Table
from qestimate.report.views.sentences import device_label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.estimation.fault_tolerant import FaultTolerant
    from qestimate.report.document import Value


def _log10(value: float | None) -> float | None:
    return log10(value) if value else None


def _methods(one: FaultTolerant) -> str:
    return ", ".join(dict.fromkeys(e.method.id for e in one.estimates))


def _training(one: FaultTolerant) -> Interval | None:
    """Return the time of the training, or at least how long where no more is known."""
    time = None if one.corrected is None else one.corrected.runtime
    if time is None or time.log10_run.value is None:
        return None if time is None else Interval(None, time.log10_run.low, None)
    return Interval(time.log10_run.value, None, None)


def _today(one: FaultTolerant) -> str:
    """Return the verdicts without error correction, by device where they differ."""
    found: dict[str, list[str]] = {}
    for e in one.estimates:
        found.setdefault(e.verdict, []).append(device_label(e.device))
    if len(found) == 1:
        return next(iter(found))
    return "; ".join(
        f"{verdict}: {', '.join(dict.fromkeys(names))}" for verdict, names in found.items()
    )


def fault_tolerance_table(found: Sequence[FaultTolerant]) -> Table:
    """Return physical qubits, code distance and times beside the verdict without correction."""
    rows: list[tuple[Value, ...]] = []
    reasons = []
    for one in found:
        rows.append(  # reasons are gathered besides
            (
                _methods(one),
                _today(one),
                one.qubit_model,
                one.work.rotations,
                one.t_states,
                one.logical_qubits,
                one.code_distance,
                one.physical_qubits,
                one.factory_qubits,
                _log10(one.runtime),
                _training(one),
                "" if one.corrected is None else one.corrected.verdict,
            )
        )
        if one.reason:
            reasons.append(f"{_methods(one)} on {one.qubit_model}: {one.reason}.")
    models = dict.fromkeys(one.qubit_model for one in found)
    budget = found[0].error_budget if found else 0.0
    return Table(
        "fault_tolerance",
        "With error correction: surface code",
        (
            Column("methods", "circuits of"),
            Column("verdict_today", "without"),
            Column("qubit_model", "qubits"),
            Column("rotations", "rotations", "count"),
            Column("t_states", "T states", "count"),
            Column("logical_qubits", "logical", "count"),
            Column("code_distance", "distance", "count"),
            Column("physical_qubits", "physical", "count"),
            Column("factory_qubits", "factories", "count"),
            Column("log10_runtime_s", "one circuit", "log10_seconds"),
            Column("log10_training_s", "training", "log10_seconds_interval"),
            Column("verdict", "verdict"),
        ),
        tuple(rows),
        (
            "By the resource estimator of Microsoft's qdk [beverland-2022]: logical qubits with "
            "those that connect them, physical qubits with those of T factories, one copy of a "
            "circuit at a time. "
            + "; ".join(f"{name}: {QUBIT_MODELS[name]}" for name in models)
            + f". A fault is left in a run with probability {budget:g} at most, a tenth of what "
            "the precision allows. Without: the verdict above, on devices as they are.",
            *reasons,
        ),
    )


def fault_tolerance_rows(found: Sequence[FaultTolerant]) -> list[dict[str, Any]]:
    """Return the same as plain objects, in SI units."""
    rows = []
    for one in found:
        time = None if one.corrected is None else one.corrected.runtime
        rows.append(
            {
                "methods": list(dict.fromkeys(e.method.id for e in one.estimates)),
                "without": [
                    {
                        "method": e.method.id,
                        "device": e.device.id,
                        "snapshot": e.device.snapshot.id,
                        "verdict": e.verdict,
                    }
                    for e in one.estimates
                ],
                "qubit_model": one.qubit_model,
                "error_budget": one.error_budget,
                **{f"logical_{name}": value for name, value in one.work._asdict().items()},
                "algorithm_qubits": one.logical_qubits,
                "t_states": one.t_states,
                "code_distance": one.code_distance,
                "physical_qubits": one.physical_qubits,
                "factory_qubits": one.factory_qubits,
                "runtime_s": one.runtime,
                "log10_training_s": None if time is None else time.log10_run.value,
                "verdict": None if one.corrected is None else one.corrected.verdict,
                "reason": one.reason or None,
            }
        )
    return rows
