"""Published runs: what was run, on what, and what was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from qestimate.device.device import Device

ExperimentKind = Literal["random-circuit", "ghz", "mirror", "bell", "sequence", "job-time"]

Measured = Literal["fidelity", "probability", "population", "survival", "seconds"]

QUANTITIES: dict[ExperimentKind, tuple[Measured, ...]] = {
    "random-circuit": ("fidelity",),
    "ghz": ("fidelity", "population"),
    "mirror": ("probability",),
    "bell": ("fidelity", "population"),
    "sequence": ("survival",),
    "job-time": ("seconds",),
}
"""What a run of each kind may have measured. *fidelity*: of the state, or by cross-entropy;
*probability*: of the one right outcome of all qubits; *population*: P(0...0) + P(1...1);
*survival*: of the right outcome of one qubit, mean over qubits; *seconds*: from start to end."""

NEEDED: dict[ExperimentKind, tuple[str, ...]] = {
    "random-circuit": ("qubits", "two_qubit_gates", "one_qubit_gates", "layers"),
    "ghz": ("qubits", "two_qubit_gates", "one_qubit_gates", "layers"),
    "mirror": ("qubits", "two_qubit_gates", "one_qubit_gates", "layers"),
    "bell": ("two_qubit_gates", "one_qubit_gates"),
    "sequence": ("one_qubit_gates",),
    "job-time": ("circuits", "shots"),
}
"""Fields that a run of each kind must have. Gates are those of the whole circuit, native, one-qubit
gates as pulses; of a sequence, those on each qubit. Layers are those of two-qubit gates; of a
``job-time`` they may be unpublished."""


class Job(NamedTuple):
    """How a run whose time was taken was sent."""

    twirls: int = 1
    """Randomizations of each circuit, each with the shots of the run."""
    learning_shots: int = 0
    """Of each job, beside those of its circuits."""
    jobs: int | None = None
    """None where their number is not published."""
    delay: Literal["default", "open"] = "default"
    """Between shots; *open* where it is not published."""
    startup: Literal["included", "excluded", ""] = ""
    """Whether the time holds the start of jobs; empty for what the experiment says."""
    resolution: float = 0.0
    """Step to which the measured time is rounded. [s]"""
    layers_known: bool = True
    """Whether the layers of two-qubit gates are published."""


class Run(NamedTuple):
    """One circuit, or one family of like circuits, and what was measured."""

    device: Device
    """With component errors from the catalogue, or put together from those the file gives."""
    measured: float
    uncertainty: float
    """One standard deviation; 0 if not published."""
    qubits: int
    two_qubit_gates: float
    one_qubit_gates: float
    layers: float
    physical: tuple[int, ...]
    """Qubits of the device in the order of a line, or the pair; empty if not published."""
    circuits: int
    shots: int
    note: str
    job: Job = Job()
    """How it was sent, where its time was taken."""


class Experiment(NamedTuple):
    """Runs of one kind from one source."""

    id: str
    name: str
    kind: ExperimentKind
    quantity: Measured
    readout: Literal["included", "corrected"]
    outcome: Literal["random", "zeros"]
    """The right outcome: random bits, or all zeros."""
    startup: Literal["included", "excluded"]
    """Whether the time of a job holds its start."""
    calibrates: str
    """Which constant or figure was set with these runs; empty for runs that count as a test."""
    source: str
    locator: str
    date: str
    note: str
    runs: tuple[Run, ...]
