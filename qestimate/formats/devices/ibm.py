"""IBM: properties (``props_*.json``) and configuration (``conf_*.json``) of a backend."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.errors import DeviceFileError
from qestimate.core.quantity import Quantity
from qestimate.core.records import NamedTuple
from qestimate.device.device import Qubit
from qestimate.formats.devices.profile import (
    OFF,
    SECONDS,
    Profile,
    best_gate,
    is_off,
    number,
    pair,
    positive,
    share,
    shared_figure,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from qestimate.formats.devices.documents import Document

UNITS = {**SECONDS, "ps": 1e-12, "": 1.0}
"""Units of time in such files. [s]"""

PULSES = ("sx", "u3", "u2", "x")
"""Gates whose error counts as that of a pulse, the first that is there."""


def is_properties(document: Document) -> bool:
    """Whether a document holds the properties of a backend."""
    return isinstance(document.get("gates"), list) and isinstance(document.get("qubits"), list)


def is_configuration(document: Document) -> bool:
    """Whether a document holds the configuration of a backend."""
    return document.get("basis_gates") is not None and document.get("n_qubits") is not None


def read(documents: Sequence[Document]) -> Profile:
    """Return the profile in the properties of a backend, and its configuration if there is one.

    Raises:
        DeviceFileError: No properties, or nothing in them.
    """
    properties = next((d for d in documents if is_properties(d)), None)
    if properties is None:
        raise DeviceFileError(
            f"{documents[0].name}: the properties of the backend are missing",
            hint="add the file that holds qubits and gates, props_*.json",
        )
    conf = configuration(documents)
    qubits, off, lengths = _qubits(properties)
    errors, gate_lengths = _gates(properties, qubits)
    calibration = Calibration(
        properties.name,
        str(properties.get("backend_name") or ""),
        str(properties.get("last_update_date") or "")[:10],
        len(properties.content["qubits"]),
        qubits,
        errors,
        gate_lengths,
        lengths,
        tuple(off),
    )
    readout = "readout_error_0 is prob_meas1_prep0, readout_error_1 is prob_meas0_prep1."
    return profile_of(calibration, conf, readout)


def configuration(documents: Sequence[Document]) -> Mapping[str, Any]:
    """Return the configuration among the files of a backend, empty if there is none."""
    return next((d.content for d in documents if is_configuration(d)), {})


class Calibration(NamedTuple):
    """What the files of a backend say, before it is sorted out what works."""

    where: str
    """Name of the file."""
    backend: str
    date: str
    listed: int
    """Qubits that the file lists, working or not."""
    qubits: Mapping[int, Qubit]
    """Working ones, without the errors of their gates."""
    errors: Mapping[str, Mapping[str, Mapping[Any, float | None]]]
    """Of ``one`` and ``two`` qubits, by gate and element."""
    lengths: Mapping[str, Mapping[str, Mapping[Any, float]]]
    """Likewise. [s]"""
    readout_lengths: Sequence[float]
    """[s]"""
    off: tuple[str, ...]


def profile_of(found: Calibration, conf: Mapping[str, Any], *notes: str) -> Profile:
    """Return the profile of a backend.

    Args:
        found: What its files say.
        conf: Its configuration; empty if there is none.
        notes: What is to be said of the figures.
    """
    off = list(found.off)
    gate = best_gate(found.errors["two"], found.where)
    one = found.errors["one"]
    broken = {q for table in one.values() for q, error in table.items() if is_off(error)}
    off += [f"qubit {index}" for index in sorted(broken & set(found.qubits))]
    pulse = next((name for name in PULSES if name in one), "")
    qubits = {
        index: q._replace(one_qubit_error=one[pulse].get(index) if pulse else None)
        for index, q in found.qubits.items()
        if index not in broken
    }
    couplers = {}
    for coupler, error in found.errors["two"][gate].items():
        if is_off(error) or not set(coupler) <= set(qubits):
            off.append(f"coupler {coupler[0]}-{coupler[1]}")
        else:
            couplers[coupler] = error
    size = conf.get("n_qubits")
    times = found.lengths["two"].get(gate, {})
    figures = {
        "one_qubit_duration": shared_figure(
            found.lengths["one"].get(pulse, {}).values(), "s", "gate_length"
        ),
        "two_qubit_duration": shared_figure(
            [times[at] for at in couplers if at in times], "s", f"gate_length of {gate}"
        ),
        "readout_duration": shared_figure(found.readout_lengths, "s", "readout_length"),
        **_limits(conf),
    }
    return Profile(
        name=str(conf.get("backend_name") or found.backend),
        vendor="IBM",
        date=found.date,
        two_qubit_gate=gate,
        one_qubit_gate="u3" if pulse in ("", "u3") else "zsx",
        qubits=qubits,
        couplers=couplers,
        advertised=size if isinstance(size, int) else found.listed,
        figures={key: figure for key, figure in figures.items() if figure is not None},
        off=tuple(off),
        notes=(*notes, f"Elements with an error of at least {OFF} count as switched off."),
    )


def _parameters(entries: Any) -> dict[str, tuple[float, str]]:
    """Return the named values of a list of parameters with their units."""
    found: dict[str, tuple[float, str]] = {}
    for entry in entries if isinstance(entries, list) else ():
        value = number(entry.get("value")) if isinstance(entry, dict) else None
        if value is not None:
            found[str(entry.get("name"))] = (value, str(entry.get("unit", "")))
    return found


def _time(found: Mapping[str, tuple[float, str]], name: str, where: str) -> float | None:
    if name not in found:
        return None
    value, unit = found[name]
    if unit not in UNITS:
        raise DeviceFileError(
            f"{where}: {name}: a unit of time expected, found {unit!r}",
            hint=f"known are {', '.join(UNITS)}",
        )
    return positive(value, UNITS[unit])


def _qubits(properties: Document) -> tuple[dict[int, Qubit], list[str], list[float]]:
    """Return the qubits that work, what does not, and the times of readout."""
    faulty = {
        int(index) for index in properties.get("faulty_qubits") or () if isinstance(index, int)
    }
    qubits: dict[int, Qubit] = {}
    off: list[str] = []
    lengths = []
    for index, entries in enumerate(properties.content["qubits"]):
        found = _parameters(entries)
        where = f"{properties.name}: qubit {index}"
        zero = share(found.get("prob_meas1_prep0", (None, ""))[0])
        one = share(found.get("prob_meas0_prep1", (None, ""))[0])
        both = share(found.get("readout_error", (None, ""))[0])
        working = found.get("operational", (1.0, ""))[0]
        if not found or not working or index in faulty or is_off(both):
            off.append(f"qubit {index}")
            continue
        length = _time(found, "readout_length", where)
        if length is not None:
            lengths.append(length)
        qubits[index] = Qubit(
            None,
            both if zero is None else zero,
            both if one is None else one,
            _time(found, "T1", where),
            _time(found, "T2", where),
        )
    return qubits, off, lengths


def _gates(properties: Document, qubits: Mapping[int, Qubit]) -> tuple[Any, Any]:
    """Return errors and lengths of one- and two-qubit gates, by gate and element."""
    errors: dict[str, dict[str, dict[Any, float | None]]] = {"one": {}, "two": {}}
    lengths: dict[str, dict[str, dict[Any, float]]] = {"one": {}, "two": {}}
    for entry in properties.content["gates"]:
        on, name = entry.get("qubits"), str(entry.get("gate"))
        if not isinstance(on, list) or len(on) not in (1, 2):
            continue
        found = _parameters(entry.get("parameters"))
        error = share(found.get("gate_error", (None, ""))[0])
        if found.get("operational", (1.0, ""))[0] == 0:
            error = 1.0
        length = _time(found, "gate_length", f"{properties.name}: {name} on {on}")
        kind = "one" if len(on) == 1 else "two"
        at: Any = on[0] if kind == "one" else pair(*on)
        if kind == "one" and at not in qubits:
            continue
        held = errors[kind].setdefault(name, {})
        before = held.get(at)
        known = [x for x in (before, error) if x is not None]
        held[at] = min(known, default=None)
        if length is not None:
            lengths[kind].setdefault(name, {})[at] = length
    return errors, lengths


def _limits(conf: Mapping[str, Any]) -> dict[str, Quantity]:
    """Return what a job may hold, and the pause between shots."""
    found = {}
    for name, key, unit in (
        ("max_shots", "max_shots", "shots"),
        ("max_circuits", "max_experiments", "circuits"),
    ):
        value = positive(conf.get(key))
        if value is not None:
            found[name] = Quantity(value, unit, kind="claimed", locator=key)
    delay = number(conf.get("default_rep_delay"))
    if delay is not None:
        bounds = conf.get("rep_delay_range")
        low, high = bounds if isinstance(bounds, list) and len(bounds) == 2 else (None, None)
        found["repetition_delay"] = Quantity(
            delay * 1e-6,
            "s",
            None if low is None else low * 1e-6,
            None if high is None else high * 1e-6,
            kind="claimed",
            locator="default_rep_delay",
        )
    return found
