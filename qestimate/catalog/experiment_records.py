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
    "job-time": ("circuits", "shots", "layers"),
}
"""Fields that a run of each kind must have. Gates are those of the whole circuit, native, one-qubit
gates as pulses; of a sequence, those on each qubit. Layers are those of two-qubit gates."""


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
    repeats: str = ""
    """Experiment with the same shots, read in another way; empty for shots of its own."""

    @property
    def counts(self) -> bool:
        """Whether its runs are a test, and not one that is counted elsewhere."""
        return not self.calibrates and not self.repeats
