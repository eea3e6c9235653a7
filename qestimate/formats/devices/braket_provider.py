"""Amazon Braket: what vendors said of their devices before the properties were standardized."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.quantity import Quantity
from qestimate.formats.devices.profile import from_fidelity, positive

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qestimate.formats.devices.documents import Document

ONE_QUBIT = {
    "f1Q_simultaneous_RB": "SIMULTANEOUS_RANDOMIZED_BENCHMARKING",
    "f1QRB": "RANDOMIZED_BENCHMARKING",
    "fRB": "RANDOMIZED_BENCHMARKING",
    "fRO": "READOUT",
}
"""Fidelities of a qubit, and their kinds in the standard."""

TWO_QUBIT = {"fCZ": "CZ", "fCX": "CNOT", "ECR_f": "ECR", "fECR": "ECR", "fCPHASE": "CPHASE"}
"""Fidelities of a pair, and their gates."""

WHOLE = {"one_qubit_error": "1Q", "two_qubit_error": "2Q", "readout_error": "spam"}

TIMES = {
    "t1": "T1",
    "t2": "T2",
    "one_qubit_duration": "1Q",
    "two_qubit_duration": "2Q",
    "readout_duration": "readout",
    "reset_duration": "reset",
}
"""Figures of the whole chip as ions have them. [s]"""


def standardized(document: Document) -> Mapping[str, Any]:
    """Return the standardized properties, made of the vendor's own where there are none.

    Rigetti's times are in seconds. OQC's stand without a unit and are left out.
    """
    found = document.get("standardized")
    if isinstance(found, dict) and found:
        return found
    rigetti, oqc = document.get("provider", "specs"), document.get("provider", "properties")
    one: Mapping[str, Any] = {}
    two: Mapping[str, Any] = {}
    unit = "s"
    if isinstance(rigetti, dict):
        one, two = rigetti.get("1Q") or {}, rigetti.get("2Q") or {}
    elif isinstance(oqc, dict):
        one, two, unit = oqc.get("one_qubit") or {}, oqc.get("two_qubit") or {}, ""
    return {
        "oneQubitProperties": {at: _qubit(own, unit) for at, own in one.items()},
        "twoQubitProperties": {
            at: {
                "twoQubitGateFidelity": [
                    {"gateName": gate, **_fidelity(own, name)}
                    for name, gate in TWO_QUBIT.items()
                    if name in own
                ]
            }
            for at, own in two.items()
        },
    }


def _qubit(own: Mapping[str, Any], unit: str) -> dict[str, Any]:
    times = {name: {"value": own.get(name), "unit": unit} for name in ("T1", "T2") if unit}
    fidelities = [
        {"fidelityType": {"name": kind}, **_fidelity(own, name)}
        for name, kind in ONE_QUBIT.items()
        if name in own
    ]
    return {**times, "oneQubitFidelity": fidelities}


def _fidelity(own: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {"fidelity": own.get(name), "standardError": own.get(f"{name}_std_err")}


def whole_chip(document: Document) -> dict[str, Quantity]:
    """Return the figures of the whole chip that a vendor of ions gives of its own."""
    found = {}
    for name, key in WHOLE.items():
        error = from_fidelity(document.get("provider", "fidelity", key, "mean"))
        if error is not None:
            place = f"provider.fidelity.{key}"
            found[name] = Quantity(error, "1", statistic="mean", kind="measured", locator=place)
    for name, key in TIMES.items():
        time = positive(document.get("provider", "timing", key))
        if time is not None:
            found[name] = Quantity(time, "s", kind="claimed", locator=f"provider.timing.{key}")
    return found
