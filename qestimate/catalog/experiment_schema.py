"""What an experiment file may say, as pydantic models: published runs and their inputs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from qestimate.catalog.experiment_records import NEEDED, QUANTITIES
from qestimate.catalog.job_schema import JobFile
from qestimate.catalog.schema import Name, Sourced, Strict

Positive = Annotated[float, Field(gt=0, lt=1e12, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=0, lt=1e12, allow_inf_nan=False)]
Ends = Annotated[list[Amount], Field(min_length=3, max_length=3)]
"""Low end, value and high end."""
Index = Annotated[int, Field(ge=0, lt=10**6)]
Whole = Annotated[int, Field(ge=1, lt=10**12)]


class ErrorsFile(Strict):
    """Component errors of the machine that ran, where no catalogue device has them."""

    convention: Literal["average", "pauli", "process", "cycle"] | None = None
    """Of the gate errors. *cycle*: Pauli errors of a pair in a whole cycle, its one-qubit gates and
    waiting included; one-qubit gates are then those outside such pairs."""
    simultaneous: bool | None = None
    one_qubit_error: Share | None = None
    two_qubit_error: Share | None = None
    readout_error: Share | None = None
    memory_error: Share | None = None
    """Per qubit and layer of two-qubit gates."""
    t1_us: Positive | None = None
    t2_us: Positive | None = None
    one_qubit_duration_ns: Amount | None = None
    two_qubit_duration_ns: Amount | None = None
    readout_duration_ns: Amount | None = None
    repetition_delay_us: Amount | None = None
    shot_period_us: Positive | None = None
    job_startup_s: Amount | Ends | None = None
    circuit_overhead_ms: Amount | Ends | None = None

    @model_validator(mode="after")
    def _ordered(self) -> ErrorsFile:
        for name in ("job_startup_s", "circuit_overhead_ms"):
            ends = getattr(self, name)
            if isinstance(ends, list) and ends != sorted(ends):
                raise ValueError(f"{name}: low end, value and high end are not in order: {ends}")
        return self


class RunFile(JobFile):
    """One circuit, or a family of like circuits."""

    device: Name | None = None
    errors: ErrorsFile | None = None
    qubits: Annotated[int, Field(ge=1, le=10**6)] | None = None
    physical: Annotated[list[Index], Field(min_length=1)] | None = None
    two_qubit_gates: Amount | None = None
    one_qubit_gates: Amount | None = None
    layers: Amount | None = None
    circuits: Whole | None = None
    shots: Whole | None = None
    measured: Annotated[float, Field(ge=0, lt=1e12, allow_inf_nan=False)]
    uncertainty: Amount | None = None
    note: Name | None = None

    @model_validator(mode="after")
    def _wires(self) -> RunFile:
        if self.physical is not None:
            if len(set(self.physical)) != len(self.physical):
                raise ValueError(f"physical: qubits repeat: {self.physical}")
            if self.qubits is not None and self.qubits != len(self.physical):
                raise ValueError(
                    f"physical: {len(self.physical)} qubits, but qubits = {self.qubits}"
                )
        return self


class ExperimentFile(Sourced):
    """Runs of one kind from one source."""

    name: Name
    kind: Literal["random-circuit", "ghz", "mirror", "bell", "sequence", "job-time"]
    quantity: Literal["fidelity", "probability", "population", "survival", "seconds"]
    readout: Literal["included", "corrected"] = "included"
    outcome: Literal["random", "zeros"] = "random"
    startup: Literal["included", "excluded"] = "included"
    """Of the time of a job: whether its start was timed as well."""
    calibrates: Name | None = None
    date: Name
    note: Name | None = None
    device: Name | None = None
    errors: ErrorsFile | None = None
    runs: Annotated[list[RunFile], Field(min_length=1, max_length=10_000)]

    @model_validator(mode="after")
    def _complete(self) -> ExperimentFile:
        if self.quantity not in QUANTITIES[self.kind]:
            raise ValueError(
                f"quantity: {self.quantity!r} is not measured by kind {self.kind!r}, which has "
                f"{' or '.join(QUANTITIES[self.kind])}"
            )
        for number, run in enumerate(self.runs):
            if self.kind == "bell" and (run.qubits or len(run.physical or "ab")) != 2:
                raise ValueError(f"runs.{number}: a Bell pair has 2 qubits")
            missing = [
                name
                for name in NEEDED[self.kind]
                if getattr(run, name) is None and not (name == "qubits" and run.physical)
            ]
            if missing:
                raise ValueError(f"runs.{number}: kind {self.kind!r} needs {', '.join(missing)}")
            if self.kind != "job-time" and (said := _said_of_jobs(run)):
                raise ValueError(f"runs.{number}: kind {self.kind!r} has no {', '.join(said)}")
            if not (run.device or run.errors or self.device or self.errors):
                raise ValueError(f"runs.{number}: neither device nor errors, here or for all runs")
            if self.kind != "job-time" and run.measured > 1:
                raise ValueError(f"runs.{number}.measured: {run.measured} is not between 0 and 1")
        return self


def _said_of_jobs(run: RunFile) -> list[str]:
    """Return the fields of jobs that a run has."""
    return [name for name in JobFile.model_fields if getattr(run, name) is not None]
