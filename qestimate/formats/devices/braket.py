"""Amazon Braket: the capabilities of a device, as ``AwsDevice.properties.json()`` gives them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import DeviceFileError
from qestimate.core.quantity import Quantity
from qestimate.device.device import Qubit
from qestimate.formats.devices.braket_provider import standardized, whole_chip
from qestimate.formats.devices.cautions import PER_CLIFFORD
from qestimate.formats.devices.profile import (
    FAILED,
    SECONDS,
    Profile,
    best_gate,
    from_fidelity,
    is_off,
    number,
    pair,
    positive,
    share,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.formats.devices.documents import Document

VENDORS = {"iqm": "IQM", "rigetti": "Rigetti", "ionq": "IonQ", "oqc": "OQC", "aqt": "AQT"}
"""Vendors by the part of the schema's name."""

FIDELITIES = (
    "SIMULTANEOUS_INTERLEAVED_RANDOMIZED_BENCHMARKING",
    "SIMULTANEOUS_RANDOMIZED_BENCHMARKING",
    "INTERLEAVED_RANDOMIZED_BENCHMARKING",
    "RANDOMIZED_BENCHMARKING",
)
"""Kinds of gate fidelity, the best first: side by side as gates run in a circuit."""

CLIFFORD = "CLIFFORD"
"""In the name of a fidelity that is of a Clifford, not of a gate."""

GATES = {"cnot": "cx", "cphase": "zz", "cphaseshift": "zz"}
"""Two-qubit gates whose names here are others."""

TURNS = {"zz", "xx", "yy", "ms", "rzz", "rxx", "ryy"}
"""Native gates of ions: turns by any angle, equal to ZZ up to one-qubit gates."""

TASK_FEE = Quantity(
    0.30,
    "USD",
    kind="claimed",
    source="aws-braket-pricing",
    locator="price list of quantum computers on demand, price per task",
    note="Not in the file. The page states that the price per task is the same on all quantum "
    "computers.",
)
"""What a task costs besides its shots."""

HOURS = {"second": 3600.0, "minute": 60.0, "hour": 1.0}
"""Units of a price by time, and how many make an hour."""


def is_capabilities(document: Document) -> bool:
    """Whether a document holds the capabilities of a device."""
    document = _bare(document)
    name = str(document.get("braketSchemaHeader", "name"))
    return "device_capabilities" in name and document.get("paradigm") is not None


def _bare(document: Document) -> Document:
    """Return the capabilities in the answer of ``get-device``, which writes them as text."""
    inner = document.get("deviceCapabilities")
    if isinstance(inner, str):
        try:
            inner = json.loads(inner)
        except (ValueError, RecursionError):
            return document
    return document._replace(content=inner) if isinstance(inner, dict) else document


def read(documents: Sequence[Document]) -> Profile:
    """Return the profile in the capabilities of a device.

    Raises:
        DeviceFileError: No gate model, or no calibration in it.
    """
    document, where = _bare(documents[0]), documents[0].name
    paradigm = document.content["paradigm"]
    count = paradigm.get("qubitCount")
    if not isinstance(count, int):
        raise DeviceFileError(
            f"{where}: paradigm.qubitCount: a whole number expected, found {count!r}",
            hint="a gate-model device",
        )
    schema = str(document.get("braketSchemaHeader", "name")).split(".")
    vendor = next((VENDORS[part] for part in schema if part in VENDORS), "")
    standard = standardized(document)
    connectivity = paradigm.get("connectivity") or {}
    everywhere = bool(connectivity.get("fullyConnected"))
    single = standard.get("oneQubitProperties") or {}
    double = standard.get("twoQubitProperties") or {}
    qubits, off, beside, per_clifford = _qubits(single)
    gates, beside_pairs = _couplers(double)
    native = [str(name).lower() for name in paradigm.get("nativeGateSet") or ()]
    figures = _limits(document) | _chip(document, standard)
    if everywhere:
        gate = _native_gate(where, native)
        couplers: dict[tuple[int, int], float | None] = {}
    else:
        if not gates:
            raise DeviceFileError(
                f"{where}: fidelities in standardized.twoQubitProperties expected, found none",
                hint="the device was off, or the file holds no calibration",
            )
        gate = best_gate(gates, where)
        couplers = {}
        for at, error in gates[gate].items():
            if error is None or is_off(error) or not set(at) <= set(qubits):
                off.append(f"coupler {at[0]}-{at[1]}")
            else:
                couplers[at] = error
    named = documents[0].get("deviceName") or document.get("provider", "specs", "name")
    others = sorted({kind for entry in single.values() for kind in _others(entry)})
    return Profile(
        name=named if isinstance(named, str) else "",
        vendor=vendor,
        date=str(document.get("service", "updatedAt") or standard.get("updatedAt") or "")[:10],
        two_qubit_gate=gate,
        qubits=qubits,
        couplers=couplers,
        advertised=max(count, len(qubits)),
        technology="trapped-ion" if vendor in ("IonQ", "AQT") else "superconducting",
        all_to_all=everywhere,
        simultaneous=True if qubits and couplers and beside and beside_pairs else None,
        figures=figures,
        off=tuple(off),
        notes=(
            "Amazon Braket device properties; errors are one minus the fidelities.",
            "readout_error_0 is READOUT_ERROR_0_TO_1, readout_error_1 READOUT_ERROR_1_TO_0 where "
            "both are given, else READOUT for both.",
            *([f"Kinds of fidelity passed over: {', '.join(others)}."] if others else []),
        ),
        caveat=PER_CLIFFORD if per_clifford else "",
    )


def _others(entry: Mapping[str, Any]) -> set[str]:
    """Return the kinds of fidelity of a qubit that are not understood."""
    kinds = {_kind(one) for one in entry.get("oneQubitFidelity") or ()}
    return {
        kind
        for kind in kinds - set(FIDELITIES)
        if not kind.startswith("READOUT") and CLIFFORD not in kind
    }


def _native_gate(where: str, native: Sequence[str]) -> str:
    """Return the two-qubit gate of a device whose pairs are all alike."""
    if TURNS & set(native):
        return "zz"
    named = [GATES.get(name, name) for name in native]
    return best_gate({name: {(0, 1): None} for name in named}, where)


def _kind(entry: Mapping[str, Any]) -> str:
    kind = entry.get("fidelityType")
    return str(kind.get("name")) if isinstance(kind, dict) else ""


def _rank(entry: Mapping[str, Any]) -> int:
    """Return where the kind of a fidelity stands, the best last."""
    kind = _kind(entry)
    return -FIDELITIES.index(kind) if kind in FIDELITIES else -len(FIDELITIES)


def _error(entry: Mapping[str, Any]) -> float | None:
    """Return the error of a fidelity, None where it failed."""
    spread = number(entry.get("standardError"))
    if spread is not None and spread >= FAILED:
        return None
    return from_fidelity(entry.get("fidelity"))


def _qubits(table: Mapping[str, Any]) -> tuple[dict[int, Qubit], list[str], bool, bool]:
    """Return the qubits that work, what does not, and how their gates were measured.

    A qubit whose fidelity failed, or that has none of a gate, counts as off; one whose fidelity is
    of another kind works, with an error that is not known.

    Returns:
        Qubits; names of those that are off; whether gates ran side by side; whether an error is
        per Clifford.
    """
    qubits, off, beside, per_clifford = {}, [], True, False
    for key, entry in table.items():
        index = int(key)
        by_kind = {_kind(one): one for one in entry.get("oneQubitFidelity") or ()}
        kind, error = next(
            (
                (kind, found)
                for kind in (*FIDELITIES, *(one for one in by_kind if CLIFFORD in one))
                if kind in by_kind and (found := _error(by_kind[kind])) is not None
            ),
            ("", None),
        )
        if error is None and (set(FIDELITIES) & set(by_kind) or not _others(entry)):
            off.append(f"qubit {index}")
            continue
        per_clifford = per_clifford or CLIFFORD in kind
        beside = beside and kind.startswith("SIMULTANEOUS")
        zero = _readout(by_kind.get("READOUT_ERROR_0_TO_1"))
        one = _readout(by_kind.get("READOUT_ERROR_1_TO_0"))
        both = _error(by_kind["READOUT"]) if "READOUT" in by_kind else None
        qubits[index] = Qubit(
            error,
            both if zero is None else zero,
            both if one is None else one,
            _time(entry.get("T1")),
            _time(entry.get("T2")),
        )
    return qubits, off, beside, per_clifford


def _readout(entry: Mapping[str, Any] | None) -> float | None:
    """Return a readout error: of these entries the fidelity is the error."""
    return None if entry is None else share(entry.get("fidelity"))


def _time(entry: Any) -> float | None:
    if not isinstance(entry, dict):
        return None
    unit = str(entry.get("unit", "s")).lower()
    if unit not in SECONDS:
        raise DeviceFileError(
            f"a unit of time expected, found {unit!r:.60}", hint=f"known are {', '.join(SECONDS)}"
        )
    return positive(entry.get("value"), SECONDS[unit])


def _couplers(
    table: Mapping[str, Any],
) -> tuple[dict[str, dict[tuple[int, int], float | None]], bool]:
    """Return the errors of each gate by coupler, and whether gates ran side by side."""
    gates: dict[str, dict[tuple[int, int], float | None]] = {}
    beside = True
    for key, entry in table.items():
        a, _, b = key.partition("-")
        at = pair(int(a), int(b))
        for one in sorted(entry.get("twoQubitGateFidelity") or (), key=_rank):
            name = str(one.get("gateName", "")).lower()
            gate = "zz" if name in TURNS else GATES.get(name, name)
            if "SIMULTANEOUS" not in _kind(one):
                beside = False
            error = _error(one)
            if error is not None or at not in gates.get(gate, {}):
                gates.setdefault(gate, {})[at] = error
    return gates, beside


def _limits(document: Document) -> dict[str, Quantity]:
    """Return what a job may hold, and its price."""
    found = {}
    shots = document.get("service", "shotsRange")
    if isinstance(shots, list) and len(shots) == 2 and positive(shots[1]):
        found["max_shots"] = Quantity(float(shots[1]), "shots", locator="service.shotsRange")
    for name, unit, key in (
        ("max_circuits", "circuits", "maximumExecutables"),
        ("max_job_shots", "shots", "maximumTotalShots"),
    ):
        most = positive(document.get("action", "braket.ir.openqasm.program_set", key))
        if most is not None:
            found[name] = Quantity(most, unit, locator=key)
    return {**found, **_price(document)}


def _price(document: Document) -> dict[str, Quantity]:
    """Return what the device costs: shots and tasks, or time."""
    cost = document.get("service", "deviceCost")
    price = positive(cost.get("price")) if isinstance(cost, dict) else None
    if price is None:
        return {}
    unit = str(cost.get("unit")).lower().removeprefix("per ").removesuffix("s")
    said = Quantity(price, "USD", locator="service.deviceCost")
    if unit == "shot":
        return {"price_per_shot": said, "price_per_job": TASK_FEE}
    if unit in HOURS:
        return {"price_per_hour": said._replace(value=price * HOURS[unit], unit="USD/h")}
    if unit == "task":
        return {"price_per_job": said}
    raise DeviceFileError(
        f"{document.name}: service.deviceCost: a price per shot, task or time expected, found one "
        f"per {unit!r:.60}",
        hint=f"known are shot, task, {', '.join(HOURS)}",
    )


def _chip(document: Document, standard: Mapping[str, Any]) -> dict[str, Quantity]:
    """Return the figures that are given for the whole chip."""
    found = {}
    for name, key in (
        ("t1", "T1"),
        ("t2", "T2"),
        ("one_qubit_duration", "singleQubitGateDuration"),
        ("two_qubit_duration", "twoQubitGateDuration"),
        ("readout_duration", "readoutDuration"),
        ("reset_duration", "activeResetDuration"),
    ):
        value = _time(standard.get(key))
        if value is not None:
            found[name] = Quantity(value, "s", kind="claimed", locator=f"standardized.{key}")
    for name, key in (
        ("one_qubit_error", "singleQubitFidelity"),
        ("two_qubit_error", "twoQubitGateFidelity"),
        ("readout_error", "readoutFidelity"),
    ):
        entries = standard.get(key)
        error = _error(entries[0]) if isinstance(entries, list) and entries else None
        if error is not None:
            found[name] = Quantity(
                error, "1", statistic="mean", kind="measured", locator=f"standardized.{key}"
            )
    found = {**whole_chip(document), **found}
    return {
        name: q._replace(convention="average") if name.endswith("qubit_error") else q
        for name, q in found.items()
    }
