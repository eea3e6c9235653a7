"""Origin Quantum: the cloud's configuration of a chip, and the chip file of PilotOS."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import DeviceFileError
from qestimate.core.quantity import Quantity
from qestimate.device.device import Qubit
from qestimate.formats.devices.profile import (
    Profile,
    from_fidelity,
    is_off,
    pair,
    positive,
    share,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.formats.devices.documents import Document

MICROSECONDS = 1e-6

NANOSECONDS = 1e-9


def is_cloud(document: Document) -> bool:
    """Whether a document holds the cloud's configuration, bare or as the answer wraps it."""
    return "gateJSON" in _bare(document, "obj") and "adjJSON" in _bare(document, "obj")


def is_chip(document: Document) -> bool:
    """Whether a document holds a chip file of PilotOS."""
    found = _bare(document, "QuantumChipArch")
    return "QubitParams" in found and ("AdjMatrix" in found or "adj" in found)


def _bare(document: Document, wrapper: str) -> Mapping[str, Any]:
    inner = document.get(wrapper)
    found = inner if isinstance(inner, dict) else document.content
    return found if isinstance(found, dict) else {}


def read_cloud(documents: Sequence[Document]) -> Profile:
    """Return the profile in the cloud's configuration.

    Raises:
        DeviceFileError: No calibrated qubit or no live coupler.
    """
    document = documents[0]
    found = _bare(document, "obj")
    qubits, off = {}, []
    for key, entry in sorted(found["adjJSON"].items(), key=lambda item: int(item[0])):
        error = from_fidelity(entry.get("averageFidelity"))
        if error is None or is_off(error):
            off.append(f"qubit {key}")
            continue
        zero, _, one = str(entry.get("readFidelity", "")).partition("/")
        both = from_fidelity(entry.get("ReadoutFidelity"))
        qubits[int(key)] = Qubit(
            error,
            both if share(zero) is None else from_fidelity(zero),
            both if share(one) is None else from_fidelity(one),
            positive(entry.get("T1"), MICROSECONDS),
            positive(entry.get("T2"), MICROSECONDS),
        )
    couplers: dict[tuple[int, int], float | None] = {}
    for key, entry in found["gateJSON"].items():
        a, _, b = key.partition("_")
        at = pair(int(a), int(b))
        error = from_fidelity(entry.get("fidelity"))
        if error is None or is_off(error) or not set(at) <= set(qubits):
            off.append(f"coupler {at[0]}-{at[1]}")
        else:
            couplers[at] = error
    figures = {}
    shots = positive(found.get("maximumNumberRuns"))
    if shots is not None:
        figures["max_shots"] = Quantity(shots, "shots", locator="maximumNumberRuns")
    count = positive(found.get("qubitNum"))
    _check(document, qubits, couplers)
    return Profile(
        name="",
        vendor="Origin Quantum",
        date=str(found.get("updateTime") or "")[:10],
        two_qubit_gate="cz",
        qubits=qubits,
        couplers=couplers,
        advertised=int(count) if count else len(found["adjJSON"]),
        convention="average",
        figures=figures,
        off=tuple(off),
        notes=(
            "Times in the file are in microseconds; T2 is the column T2, not the echo time Ts2. "
            "readFidelity is F00/F11. "
            "Average as the field averageFidelity says.",
        ),
    )


def read_chip(documents: Sequence[Document]) -> Profile:
    """Return the profile in a chip file of PilotOS.

    Raises:
        DeviceFileError: No calibrated qubit or no live coupler.
    """
    document = documents[0]
    found = _bare(document, "QuantumChipArch")
    available = {int(q) for q in found.get("AvailableQubits") or ()}
    qubits, off = {}, []
    for key, entry in sorted(found["QubitParams"].items(), key=lambda item: int(item[0])):
        error = from_fidelity(entry.get("SingleGateFidelity"))
        if error is None or is_off(error) or (available and int(key) not in available):
            off.append(f"qubit {key}")
            continue
        zero, one = _columns(entry.get("FidelityMat"))
        both = from_fidelity(entry.get("ReadoutFidelity"))
        qubits[int(key)] = Qubit(
            error,
            both if zero is None else zero,
            both if one is None else one,
            positive(entry.get("T1"), MICROSECONDS),
            positive(entry.get("T2"), MICROSECONDS),
        )
    couplers: dict[tuple[int, int], float | None] = {}
    for key, ends in (found.get("AdjMatrix") or found["adj"]).items():
        for end in ends:
            at = pair(int(key), int(end["v"]))
            error = from_fidelity(end.get("w"))
            if error is not None and not is_off(error) and set(at) <= set(qubits):
                couplers[at] = error
    figures = {}
    clock = found.get("QGateClock") or {}
    one, two = (positive(clock.get(name), NANOSECONDS) for name in ("RPhi", "CZ"))
    for name, value, gate in (
        ("one_qubit_duration", one, "RPhi"),
        ("two_qubit_duration", two, "CZ"),
    ):
        if value is not None:
            figures[name] = Quantity(
                value, "s", locator=f"QGateClock, {gate}", note="Read as nanoseconds."
            )
    shots = positive(found.get("MaxShots"))
    if shots is not None:
        figures["max_shots"] = Quantity(shots, "shots", locator="MaxShots")
    stamp = positive(found.get("LastUpdateTime"))
    count = positive(found.get("QubitCount"))
    _check(document, qubits, couplers)
    return Profile(
        name=str(found.get("name") or ""),
        vendor="Origin Quantum",
        date="" if stamp is None else datetime.fromtimestamp(stamp / 1000, UTC).date().isoformat(),
        two_qubit_gate="cz",
        qubits=qubits,
        couplers=dict(sorted(couplers.items())),
        advertised=int(count) if count else len(found["QubitParams"]),
        convention="unstated",
        figures=figures,
        off=tuple(off),
        notes=("Times in the file are in microseconds.",),
    )


def _columns(matrix: Any) -> tuple[float | None, float | None]:
    """Return the readout errors of 0 and of 1: rows are what is measured, columns what was."""
    try:
        return share(matrix[1][0]), share(matrix[0][1])
    except (TypeError, IndexError, KeyError):
        return None, None


def _check(document: Document, qubits: Mapping[int, Any], couplers: Mapping[Any, Any]) -> None:
    if not qubits or not couplers:
        raise DeviceFileError(
            f"{document.name}: calibrated qubits and live couplers expected, found "
            f"{len(qubits)} and {len(couplers)}",
            hint="the chip may have been off",
        )
