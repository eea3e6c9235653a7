"""Published runs: what was run, on what, and what was measured."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from qestimate.device.device import Device

ExperimentKind = Literal[
    "random-circuit", "ghz", "mirror", "bell", "sequence", "expectation", "job-time"
]

Measured = Literal[
    "fidelity", "probability", "population", "survival", "expectation", "attenuation", "seconds"
]

QUANTITIES: dict[ExperimentKind, tuple[Measured, ...]] = {
    "random-circuit": ("fidelity",),
    "ghz": ("fidelity", "population"),
    "mirror": ("probability",),
    "bell": ("fidelity", "population"),
    "sequence": ("survival",),
    "expectation": ("expectation", "attenuation"),
    "job-time": ("seconds",),
}
"""What a run of each kind may have measured. *fidelity*: of the state, or by cross-entropy;
*probability*: of the one right outcome of all qubits; *population*: P(0...0) + P(1...1);
*survival*: of the right outcome of one qubit, mean over qubits; *expectation*: of one product of
Pauli operators, with its sign; *attenuation*: slope of measured on noiseless expectation values
over the observables of a circuit, by least squares through the origin; *seconds*: from start to
end."""

NEEDED: dict[ExperimentKind, tuple[str, ...]] = {
    "random-circuit": ("qubits", "two_qubit_gates", "one_qubit_gates", "layers"),
    "ghz": ("qubits", "two_qubit_gates", "one_qubit_gates", "layers"),
    "mirror": ("qubits", "two_qubit_gates", "one_qubit_gates", "layers"),
    "bell": ("two_qubit_gates", "one_qubit_gates"),
    "sequence": ("one_qubit_gates",),
    "expectation": (),
    "job-time": ("circuits", "shots"),
}
"""Fields that a run of each kind must have. Gates are those of the whole circuit, native, one-qubit
gates as pulses; of a sequence, those on each qubit. Layers are those of two-qubit gates; of a
*job-time* they may be unpublished. What a run of kind *expectation* must have depends on how its
circuit is said."""

Readout = Literal["included", "corrected"]

Edge = tuple[int, int]


class LinearRamp(NamedTuple):
    """A circuit of the quantum approximate optimization algorithm with linear ramps, LR-QAOA.

    H on all; p layers of RZZ(2 g w / max |w|) on every edge of weight w and RX(-2 b) on all, with
    g = k/p and b = (p - k + 1)/p in layer k.

    Source: [lr-qaoa-2025].
    """

    problem: str
    """Name of the weighted graph."""
    weights: tuple[float, ...]
    """Of each edge."""
    edges: tuple[Edge, ...]
    """Pairs of wires."""
    layers: int
    """p. [1]"""

    @property
    def n_qubits(self) -> int:
        """Wires: as many as the largest number in an edge says."""
        return 1 + max(max(edge) for edge in self.edges)

    @property
    def is_line(self) -> bool:
        """Whether the edges are those of the line 0-1-2-...

        >>> LinearRamp("", (1.0, 2.0), ((0, 1), (2, 1)), 3).is_line
        True
        """
        links = {(min(edge), max(edge)) for edge in self.edges}
        return links == {(at, at + 1) for at in range(self.n_qubits - 1)}


class CircuitFile(NamedTuple):
    """A circuit in a file beside the experiment's own."""

    path: Path


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
    startup: Literal["included", "excluded", "spans", ""] = ""
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
    """Qubits of the device in the order of the wires; empty if not published."""
    circuits: int
    shots: int
    note: str
    readout: Readout = "included"
    """Whether errors of readout are in what was measured, or were corrected."""
    edges: tuple[Edge, ...] = ()
    """Couplers of the device that the circuit uses; empty if they are a line, or not published."""
    date: date | None = None
    """When it ran; the middle where a range was published."""
    calibrates: str = ""
    """Which constant or figure was set with it; empty for a run that counts as a test."""
    left_out: bool = False
    """Whether it is predicted without what the runs of its device set."""
    repeats: str = ""
    """Experiment that counts the same shots, read in another way."""
    circuit: LinearRamp | CircuitFile | None = None
    """What ran, where expectation values were measured."""
    observables: tuple[str, ...] = ()
    """Such as Z0Z1, by wires; empty for ZZ on every edge of the problem."""
    noiseless: float | None = None
    """Expectation value without noise, if the source says it."""
    job: Job = Job()
    """How it was sent, where its time was taken."""


class Experiment(NamedTuple):
    """Runs of one kind from one source."""

    id: str
    name: str
    kind: ExperimentKind
    quantity: Measured
    readout: Readout
    """Of the runs that say nothing else."""
    outcome: Literal["random", "zeros"]
    """The right outcome: random bits, or all zeros."""
    startup: Literal["included", "excluded", "spans"]
    """Whether the time of a job holds its start; spans of execution hold some of it."""
    calibrates: str
    """Which constant or figure was set with these runs; empty for runs that count as a test."""
    source: str
    locator: str
    date: str
    note: str
    runs: tuple[Run, ...]
    license: str = ""
    """Of the source, as the bibliography has it."""
    repeats: str = ""
    """Experiment with the same shots, read in another way; empty for shots of its own."""
