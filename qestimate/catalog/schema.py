"""What a catalogue file may say, as pydantic models. Used where files are checked, only there."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from qestimate.core.quantity import SI
from qestimate.device.device import FIGURES
from qestimate.device.machines import GPU_FIGURES
from qestimate.workload.families import FAMILIES

Kind = Literal["measured", "claimed", "derived", "assumed"]
Technology = Literal["superconducting", "trapped-ion", "neutral-atom", "photonic"]
Name = Annotated[str, Field(min_length=1)]
Count = Annotated[int, Field(ge=1, le=10**15)]


class Strict(BaseModel):
    """A table in which nothing is taken for something else, and nothing unknown is dropped."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class Sourced(Strict):
    """Something with a source and the place in it."""

    source: Name
    locator: Name


class CountFile(Sourced):
    """A whole number with its source."""

    value: Count
    unit: Literal["samples", "tokens", "qubits"] | None = None
    kind: Kind | None = None
    date: Name | None = None
    note: Name | None = None


class FigureFile(Strict):
    """A figure of a device snapshot; source, locator and kind default to the snapshot's."""

    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: Name = "1"
    statistic: Literal["mean", "median", "typical", "best", "worst", "sd"] | None = None
    convention: Literal["average", "pauli", "process", "unstated"] | None = None
    simultaneous: bool | None = None
    kind: Kind | None = None
    source: Name | None = None
    locator: Name | None = None
    date: Name | None = None
    note: Name | None = None

    @model_validator(mode="after")
    def _ordered(self) -> FigureFile:
        if self.unit not in SI:
            raise ValueError(f"unit {self.unit!r} is not one of {', '.join(SI)}")
        known = [x for x in (self.low, self.value, self.high) if x is not None]
        if not known:
            raise ValueError("neither value nor bounds")
        if known != sorted(known):
            raise ValueError(f"low <= value <= high does not hold: {known}")
        return self


def check_figures(
    figures: dict[str, FigureFile], known: dict[str, tuple[str, float, float]]
) -> None:
    """Raise ValueError for a figure that is not known, in another unit, or out of range."""
    for name, figure in figures.items():
        if name not in known:
            raise ValueError(f"figures.{name}: no such figure; known: {', '.join(known)}")
        unit, least, greatest = known[name]
        factor, inside = SI[figure.unit]
        if inside != unit:
            raise ValueError(f"figures.{name}: unit {figure.unit!r} does not measure {unit!r}")
        for value in (figure.low, figure.value, figure.high):
            if value is not None and not least <= value * factor <= greatest:
                raise ValueError(f"figures.{name}: {value} is outside its range")


class SnapshotFile(Sourced):
    """A device at one date."""

    id: Name
    qubit_table: Name | None = None
    coupler_table: Name | None = None
    convention: Literal["average", "pauli", "process", "unstated"] | None = None
    simultaneous: bool | None = None
    kind: Kind | None = None
    note: Name | None = None
    caveat: Name | None = None
    figures: dict[str, FigureFile] = {}

    @model_validator(mode="after")
    def _complete(self) -> SnapshotFile:
        if (self.qubit_table is None) != (self.coupler_table is None):
            raise ValueError("qubit_table and coupler_table come together")
        check_figures(self.figures, FIGURES)
        for name, figure in self.figures.items():
            if self.kind is None and figure.kind is None:
                raise ValueError(f"figures.{name}: neither it nor the snapshot has a kind")
        return self


Probability = Annotated[float, Field(gt=0, lt=1)]


class WidthPointFile(Strict):
    """A memory error at one width."""

    qubits: Count
    error: Probability
    sd: Probability | None = None


class MemoryScanFile(Sourced):
    """Memory errors of one machine at several widths: the shape, whose level the snapshot has."""

    points: Annotated[list[WidthPointFile], Field(min_length=2)]
    note: Name | None = None

    @model_validator(mode="after")
    def _ordered(self) -> MemoryScanFile:
        widths = [point.qubits for point in self.points]
        if widths != sorted(set(widths)):
            raise ValueError(f"points: qubits must increase, not {widths}")
        return self


class ErrorByAngleFile(Sourced):
    """The error of a ZZ gate over that at a quarter turn: at_zero + slope |theta| / pi."""

    at_zero: Annotated[float, Field(ge=0, le=1)]
    slope: Annotated[float, Field(ge=0, le=2)]
    note: Name | None = None

    @model_validator(mode="after")
    def _normalised(self) -> ErrorByAngleFile:
        full = self.at_zero + self.slope / 2
        if abs(full - 1) > QUARTER_TURN:
            raise ValueError(f"at_zero + slope / 2 must be 1, that of a quarter turn, not {full:g}")
        return self


QUARTER_TURN = 1e-3
"""By how much the share at a quarter turn may miss one, as published constants are rounded."""


class ReadoutCorrectionFile(Sourced):
    """What the vendor's service does to readout before it hands results out."""

    of: Literal["probabilities", "counts"]
    default: bool
    note: Name | None = None


class DeviceFile(Strict):
    """A device."""

    name: Name
    vendor: Name
    technology: Technology
    topology: Literal["couplers", "grid", "square", "heavy-hex", "all-to-all", "unknown"]
    rows: Count | None = None
    columns: Count | None = None
    two_qubit_gate: Literal["cz", "ecr", "cx", "zz", "iswap", "fsim"]
    one_qubit_gate: Literal["u3", "zsx"]
    note: Name | None = None
    qubits: CountFile | None = None
    couplers: CountFile | None = None
    memory_by_width: MemoryScanFile | None = None
    two_qubit_error_by_angle: ErrorByAngleFile | None = None
    readout_correction: ReadoutCorrectionFile | None = None
    snapshots: Annotated[list[SnapshotFile], Field(min_length=1)]

    @model_validator(mode="after")
    def _consistent(self) -> DeviceFile:
        names = [snapshot.id for snapshot in self.snapshots]
        if len(set(names)) != len(names):
            raise ValueError(f"snapshots: ids repeat: {names}")
        if self.topology == "couplers" and any(s.coupler_table is None for s in self.snapshots):
            raise ValueError("topology 'couplers' needs a coupler_table in every snapshot")
        if self.qubits is not None and self.rows and self.columns:
            size = self.rows * self.columns
            if not size - self.columns < self.qubits.value <= size:
                raise ValueError(f"{self.qubits.value} qubits do not fill {size} places")
        for snapshot in self.snapshots:
            t1, t2 = snapshot.figures.get("t1"), snapshot.figures.get("t2")
            if not (t1 and t2 and t1.value and t2.value):
                continue
            if t2.value * SI[t2.unit][0] > 2 * t1.value * SI[t1.unit][0]:
                raise ValueError(f"snapshot {snapshot.id}: t2 is more than 2 t1")
        if self.two_qubit_error_by_angle is not None and self.two_qubit_gate != "zz":
            raise ValueError("two_qubit_error_by_angle: only a zz gate has an angle")
        if self.memory_by_width is not None and not any(
            "memory_error" in snapshot.figures for snapshot in self.snapshots
        ):
            raise ValueError("memory_by_width: no snapshot has a memory_error that it could scale")
        if self.qubits is None and self.topology != "grid":
            raise ValueError("qubits: missing; only a grid may leave its size to the user")
        return self


class ArchitectureFile(Strict):
    """The figures of a model's configuration."""

    hidden_size: Count
    layers: Count
    heads: Count
    kv_heads: Count
    head_dim: Count
    intermediate_size: Count
    vocab_size: Count
    tied_embeddings: bool
    positions: Count | None = None

    @model_validator(mode="after")
    def _grouped(self) -> ArchitectureFile:
        if self.heads % self.kv_heads:
            raise ValueError(f"heads {self.heads} is no multiple of kv_heads {self.kv_heads}")
        return self


class PublishedFile(Sourced):
    """A count somebody published, which ours must equal."""

    quantity: Literal["total_parameters", "lora_parameters"]
    value: Count
    rank: Count | None = None
    targets: list[Name] | None = None
    note: Name | None = None

    @model_validator(mode="after")
    def _setting(self) -> PublishedFile:
        if self.quantity == "lora_parameters" and (self.rank is None or not self.targets):
            raise ValueError("lora_parameters need rank and targets")
        return self


class ModelFile(Sourced):
    """A language model."""

    name: Name
    family: Name
    date: Name | None = None
    note: Name | None = None
    architecture: ArchitectureFile
    published: list[PublishedFile] = []

    @model_validator(mode="after")
    def _known(self) -> ModelFile:
        if self.family not in FAMILIES:
            raise ValueError(f"family {self.family!r} is not one of {', '.join(FAMILIES)}")
        return self


class DatasetFile(Strict):
    """A data set."""

    name: Name
    description: Name
    samples: CountFile
    tokens_per_sample: CountFile | None = None


class AdapterFile(Sourced):
    """A published setting of adapter and training."""

    name: Name
    rank: Annotated[list[Count], Field(min_length=1)]
    targets: Annotated[list[Name], Field(min_length=1)]
    epochs: Count | None = None
    batch_size: Count | None = None
    accumulation: Count | None = None
    samples: Count | None = None
    note: Name | None = None


Quantity = Literal[
    "qubits",
    "trained_angles",
    "classical_parameters",
    "trained_parameters",
    "circuits_forward",
    "circuits_run",
    "circuits_of_64_copies",
    "edges",
    "angles_of_token",
    "index_qubits",
    "steps",
]
"""What is published of a configuration and can be counted again."""


class PublishedCountFile(Sourced):
    """A count as it was published, to be held against ours."""

    quantity: Quantity
    value: Count
    agrees: bool = True
    """Whether ours is the same; else ``note`` says why not."""
    note: Name | None = None

    @model_validator(mode="after")
    def _explained(self) -> PublishedCountFile:
        if not self.agrees and self.note is None:
            raise ValueError("agrees = false needs a note that says why")
        return self


class PresetFile(Sourced):
    """A published configuration of a way: inputs of a scenario, settings, and what it counts."""

    name: Name
    method: Name
    inputs: dict[Name, Count | float | Name | list[Name]] = {}
    settings: dict[Name, Count] = {}
    published: list[PublishedCountFile] = []
    note: Name | None = None


class GpuFile(Strict):
    """A GPU; every figure has a source of its own, or takes the file's."""

    name: Name
    vendor: Name
    kind: Kind
    source: Name
    locator: Name
    note: Name | None = None
    figures: dict[str, FigureFile]

    @model_validator(mode="after")
    def _known(self) -> GpuFile:
        check_figures(self.figures, GPU_FIGURES)
        return self


class RateFile(Strict):
    """How fast a simulator was at one width."""

    qubits: Count
    seconds_per_gate: Annotated[float, Field(gt=0)]


MEASURED_FIGURES = (
    ("network_flops", "FLOP/s"),
    ("matrix_flops", "FLOP/s"),
    ("stabilizer_step", "s"),
)
"""Figures of a simulator beside its rates, and their units inside."""


class SimulatorFile(Sourced):
    """A state-vector simulator as measured."""

    name: Name
    machine: Name
    date: Name
    memory: FigureFile
    rates: Annotated[list[RateFile], Field(min_length=2)]
    network_flops: FigureFile | None = None
    matrix_flops: FigureFile | None = None
    stabilizer_step: FigureFile | None = None

    @model_validator(mode="after")
    def _units(self) -> SimulatorFile:
        for name, unit in MEASURED_FIGURES:
            figure = getattr(self, name)
            if figure is not None and (SI[figure.unit][1] != unit or not figure.value):
                raise ValueError(f"{name}: a value in {unit} is needed")
        return self

    @model_validator(mode="after")
    def _ordered_rates(self) -> SimulatorFile:
        widths = [rate.qubits for rate in self.rates]
        if widths != sorted(set(widths)):
            raise ValueError(f"rates: qubits must increase, not {widths}")
        if SI[self.memory.unit][1] != "B" or not self.memory.value:
            raise ValueError("memory: a value in GB is needed")
        return self


class SimulatedRunFile(Strict):
    """One published run of a circuit on a classical machine."""

    method: Name
    bond: Count | None = None
    """Largest dimension of a bond, where the method has bonds."""
    machine: Name
    seconds: Annotated[float, Field(gt=0, lt=1e12)]
    date: Name
    issue: Count


class SimulationFile(Sourced):
    """A circuit that was simulated, with the published times."""

    name: Name
    qubits: Count
    two_qubit_gates: Count
    observable: Name | None = None
    couplers: Annotated[list[list[list[int]]], Field(max_length=100)] | None = None
    """Pairs that have their gates side by side, set by set."""
    rounds: Count | None = None
    """Of all sets of couplers, in each quarter of the circuit."""
    note: Name
    runs: Annotated[list[SimulatedRunFile], Field(min_length=1, max_length=1000)]

    @model_validator(mode="after")
    def _counted(self) -> SimulationFile:
        if self.couplers is None or self.rounds is None:
            return self
        pairs = [pair for some in self.couplers for pair in some]
        if any(len(pair) != 2 or pair[0] == pair[1] for pair in pairs):
            raise ValueError("couplers: pairs of two qubits are needed")
        if len({qubit for pair in pairs for qubit in pair}) != self.qubits:
            raise ValueError(f"couplers: not on {self.qubits} qubits")
        if 4 * self.rounds * len(pairs) != self.two_qubit_gates:
            raise ValueError(
                f"two_qubit_gates: 4 x {self.rounds} rounds of {len(pairs)} couplers are "
                f"{4 * self.rounds * len(pairs)}, not {self.two_qubit_gates}"
            )
        return self
