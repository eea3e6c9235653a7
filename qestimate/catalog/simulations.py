"""Circuits with published runs on classical machines, from the catalogue."""

from __future__ import annotations

from qestimate.catalog.check import file_of
from qestimate.catalog.simulation_records import SimulatedCircuit, SimulatedRun
from qestimate.catalog.sound import sound_content


def simulated_circuit(name: str) -> SimulatedCircuit:
    """Return a circuit with its published runs on classical machines, by id or from a file.

    Raises:
        CatalogError: Its file does not fit its schema.
        UnknownNameError: No such circuit.

    >>> simulated_circuit("peaked-49x4020").fastest.seconds
    38.0
    """
    data = sound_content("simulation", file_of("simulation", name))
    runs = (
        SimulatedRun(
            *(run["method"], run["machine"], float(run["seconds"])),
            *(run["date"], f"issue {run['issue']}"),
        )
        for run in data["runs"]
    )
    return SimulatedCircuit(
        *(name, data["name"], data["qubits"], data["two_qubit_gates"]),
        *(data["source"], data["locator"], data["note"], tuple(runs)),
    )
