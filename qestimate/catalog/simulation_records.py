"""A circuit that was simulated on classical machines, with the published times."""

from __future__ import annotations

from qestimate.core.records import NamedTuple


class SimulatedRun(NamedTuple):
    """One published run of a circuit on a classical machine."""

    method: str
    machine: str
    seconds: float
    """As published. [s]"""
    date: str
    locator: str


class SimulatedCircuit(NamedTuple):
    """A circuit, and how long it took classical machines."""

    id: str
    name: str
    qubits: int
    two_qubit_gates: int
    source: str
    locator: str
    note: str
    runs: tuple[SimulatedRun, ...]

    @property
    def fastest(self) -> SimulatedRun:
        """The run that took least time."""
        return min(self.runs, key=lambda run: run.seconds)
