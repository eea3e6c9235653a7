"""What an experiment file may say, as pydantic models: published runs and their inputs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from qestimate.catalog.experiment_records import NEEDED, QUANTITIES
from qestimate.catalog.job_schema import JobFile
from qestimate.catalog.schema import Name, Sourced, Strict, Technology
from qestimate.core.dates import date_of

Positive = Annotated[float, Field(gt=0, lt=1e12, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, lt=1, allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=0, lt=1e12, allow_inf_nan=False)]
Ends = Annotated[list[Amount], Field(min_length=3, max_length=3)]
"""Low end, value and high end."""
Index = Annotated[int, Field(ge=0, lt=10**6)]
Whole = Annotated[int, Field(ge=1, lt=10**12)]
Pair = Annotated[list[Index], Field(min_length=2, max_length=2)]
Pairs = Annotated[list[Pair], Field(min_length=1, max_length=10_000)]
Weight = Annotated[float, Field(gt=-1e12, lt=1e12, allow_inf_nan=False)]
Reading = Literal["included", "corrected"]


def check_pairs(pairs: list[list[int]]) -> None:
    """Raise ValueError for a pair of a qubit with itself, or one that is named twice."""
    seen: set[tuple[int, ...]] = set()
    for pair in pairs:
        both = tuple(sorted(pair))
        if both[0] == both[1]:
            raise ValueError(f"edges: {pair} joins a qubit to itself")
        if both in seen:
            raise ValueError(f"edges: {pair} is named twice")
        seen.add(both)


class ErrorsFile(Strict):
    """Component errors of the machine that ran, where no catalogue device has them."""

    vendor: Name | None = None
    """Of the machine: with its technology it says with which others it is scored."""
    technology: Technology | None = None
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


class ProblemFile(Strict):
    """A weighted graph, of which circuits are made."""

    weights: Annotated[list[Weight], Field(min_length=1, max_length=10_000)]
    """One for each edge."""
    edges: Pairs | None = None
    """Wires, from 0 on; the line 0-1-2-... if not given."""
    shots: Whole | None = None
    """Of its runs that say nothing else."""

    @model_validator(mode="after")
    def _graph(self) -> ProblemFile:
        if not any(self.weights):
            raise ValueError("weights: all are zero")
        if self.edges is None:
            return self
        check_pairs(self.edges)
        if len(self.edges) != len(self.weights):
            raise ValueError(f"{len(self.weights)} weights, but {len(self.edges)} edges")
        wires = {wire for edge in self.edges for wire in edge}
        lacking = set(range(max(wires))) - wires
        if lacking:
            raise ValueError(f"edges: no edge has wire {min(lacking)}")
        return self

    @property
    def n_qubits(self) -> int:
        """Wires of the graph."""
        if self.edges is None:
            return len(self.weights) + 1
        return 1 + max(max(edge) for edge in self.edges)


class RunFile(JobFile):
    """One circuit, or a family of like circuits."""

    device: Name | None = None
    errors: ErrorsFile | None = None
    date: Name | None = None
    calibrates: Name | None = None
    readout: Reading | None = None
    qubits: Annotated[int, Field(ge=1, le=10**6)] | None = None
    physical: Annotated[list[Index], Field(min_length=1)] | None = None
    edges: Pairs | None = None
    """Couplers of the device between the physical qubits; a line in their order if not given."""
    circuit: Literal["lr-qaoa"] | None = None
    problem: Name | None = None
    layers_p: Annotated[int, Field(ge=1, le=10_000)] | None = None
    qasm: Name | None = None
    observables: Annotated[list[Name], Field(min_length=1, max_length=10_000)] | None = None
    noiseless: Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)] | None = None
    two_qubit_gates: Amount | None = None
    one_qubit_gates: Amount | None = None
    layers: Amount | None = None
    circuits: Whole | None = None
    shots: Whole | None = None
    measured: Annotated[float, Field(ge=-1, lt=1e12, allow_inf_nan=False)]
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
        if self.edges is not None:
            check_pairs(self.edges)
            wires = {qubit for edge in self.edges for qubit in edge}
            if wires != set(self.physical or ()):
                raise ValueError("edges: not between all of the physical qubits and no others")
        if self.date is not None:
            date_of(self.date)
        return self


class ExperimentFile(Sourced):
    """Runs of one kind from one source."""

    name: Name
    kind: Literal["random-circuit", "ghz", "mirror", "bell", "sequence", "expectation", "job-time"]
    quantity: Literal[
        "fidelity",
        "probability",
        "population",
        "survival",
        "expectation",
        "attenuation",
        "seconds",
    ]
    readout: Reading = "included"
    outcome: Literal["random", "zeros"] = "random"
    startup: Literal["included", "excluded", "spans"] = "included"
    """Of the time of a job: whether its start was timed as well."""
    calibrates: Name | None = None
    left_out: bool = False
    """Whether each run is predicted without what the runs of its device set; it counts then."""
    repeats: Name | None = None
    """Id of the experiment that has the same shots, read in another way."""
    date: Name
    note: Name | None = None
    device: Name | None = None
    errors: ErrorsFile | None = None
    problems: dict[Name, ProblemFile] | None = None
    runs: Annotated[list[RunFile], Field(min_length=1, max_length=10_000)]

    @model_validator(mode="after")
    def _complete(self) -> ExperimentFile:
        if self.quantity not in QUANTITIES[self.kind]:
            raise ValueError(
                f"quantity: {self.quantity!r} is not measured by kind {self.kind!r}, which has "
                f"{' or '.join(QUANTITIES[self.kind])}"
            )
        for number, run in enumerate(self.runs):
            try:
                self._check(run)
            except ValueError as error:
                raise ValueError(f"runs.{number}{error}") from None
        return self

    def _check(self, run: RunFile) -> None:
        """Raise ValueError for a run that is not whole; the message goes on from its number."""
        if self.kind == "bell" and (run.qubits or len(run.physical or "ab")) != 2:
            raise ValueError(": a Bell pair has 2 qubits")
        missing = [
            name
            for name in NEEDED[self.kind]
            if getattr(run, name) is None and not (name == "qubits" and run.physical)
        ]
        if missing:
            raise ValueError(f": kind {self.kind!r} needs {', '.join(missing)}")
        if self.kind != "job-time" and (said := _said_of_jobs(run)):
            raise ValueError(f": kind {self.kind!r} has no {', '.join(said)}")
        if not (run.device or run.errors or self.device or self.errors):
            raise ValueError(": neither device nor errors, here or for all runs")
        if self.kind != "job-time" and run.measured > 1:
            raise ValueError(f".measured: {run.measured} is not between 0 and 1")
        if self.kind != "expectation":
            if run.measured < 0:
                raise ValueError(f".measured: {run.measured} is negative")
            wrong = [name for name in _OF_EXPECTATIONS if getattr(run, name) is not None]
            if wrong:
                raise ValueError(f": kind {self.kind!r} has no {', '.join(wrong)}")
        else:
            self._check_expectation(run)

    def _check_expectation(self, run: RunFile) -> None:
        if run.edges is not None:
            raise ValueError(".edges: those of a circuit are in its problem or its file")
        if (run.circuit is None) == (run.qasm is None):
            raise ValueError(": either circuit and its problem, or qasm and its observables")
        ramp = ("problem", "layers_p")
        needed = ("observables",) if run.circuit is None else ramp
        missing = [name for name in needed if getattr(run, name) is None]
        if run.qasm is not None and run.qubits is None and run.physical is None:
            missing.append("qubits or physical")
        if missing:
            raise ValueError(f": {run.circuit or 'qasm'} needs {', '.join(missing)}")
        wrong = [name for name in ramp if run.circuit is None and getattr(run, name) is not None]
        if wrong:
            raise ValueError(f": a circuit from a file has no {', '.join(wrong)}")
        if self.quantity == "expectation" and len(run.observables or ()) != 1:
            raise ValueError(": an expectation value is that of one observable")
        if self.quantity == "attenuation" and run.noiseless is not None:
            raise ValueError(".noiseless: goes with quantity 'expectation'")
        if run.problem is None:
            return
        graph = (self.problems or {}).get(run.problem)
        if graph is None:
            known = ", ".join(self.problems or ()) or "none"
            raise ValueError(f".problem: {run.problem!r} is not in problems: {known}")
        qubits = run.qubits or len(run.physical or ()) or graph.n_qubits
        if qubits != graph.n_qubits:
            raise ValueError(f": {qubits} qubits, but {run.problem} has {graph.n_qubits}")


_OF_EXPECTATIONS = ("circuit", "problem", "layers_p", "qasm", "observables", "noiseless")
"""Fields that only runs of kind *expectation* have."""


def _said_of_jobs(run: RunFile) -> list[str]:
    """Return the fields of jobs that a run has."""
    return [name for name in JobFile.model_fields if getattr(run, name) is not None]
