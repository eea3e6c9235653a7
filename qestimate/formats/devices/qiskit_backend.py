"""Qiskit: any ``BackendV2`` or ``Target``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.errors import DeviceFileError
from qestimate.core.quantity import Quantity
from qestimate.device.device import Qubit
from qestimate.formats.devices.profile import (
    Profile,
    best_gate,
    is_off,
    pair,
    positive,
    share,
    shared_figure,
)
from qestimate.formats.devices.qiskit_gates import STANDARD, native_gates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from qestimate.device.device import Device

ONE_QUBIT = ("sx", "u", "u3", "r", "rx", "prx", "u1q", "gpi2", "x", "gpi")
"""One-qubit gates whose error counts as that of a pulse, the first that is there."""

HALF_TURNS = ("sx", "gpi2")
"""Those of which a general rotation takes two."""

OF_IONS = {"rxx", "ryy", "ms", "xx", "yy", "gpi", "gpi2", "u1q", "zzphase"}
"""Gates that only ions have."""


def device_of(backend: Any, name: str = "", source: str = "user") -> Device:
    """Return a backend or a target as a device; see ``Device.from_backend``."""
    profile = read(backend)
    return profile.device(name or profile.name or "backend", source, "Qiskit target")


def read(backend: Any) -> Profile:
    """Return the profile in a backend or a target.

    Args:
        backend: With ``target``, or a target itself.

    Raises:
        DeviceFileError: Something else, or no two-qubit gate that is known.
    """
    target = getattr(backend, "target", backend)
    if not hasattr(target, "operation_names") or not hasattr(target, "qargs"):
        raise DeviceFileError(
            f"a BackendV2 or a Target of Qiskit expected, found {type(backend).__name__}",
            hint="backend.target tells what it can do",
        )
    n = target.num_qubits
    if not n:
        raise DeviceFileError(
            "a target with qubits of its own expected, found one of any size",
            hint="a simulator is no device",
        )
    gates, times, everywhere = _two_qubit(target)
    gate = best_gate(gates, "target")
    names = {name.lower(): name for name in target.operation_names}
    single = next((names[name] for name in ONE_QUBIT if name in names), "")
    faulty = {int(q) for q in _faulty(backend)}
    properties = getattr(target, "qubit_properties", None) or [None] * n
    apart = _readout(backend, n)
    qubits, off, read_times, one_times = {}, [], [], []
    for index in range(n):
        pulse = _instruction(target, single, (index,))
        measured = _instruction(target, "measure", (index,))
        silent = _missing(target, single, index) and _missing(target, "measure", index)
        if index in faulty or silent or is_off(pulse[0]) or is_off(measured[0]):
            off.append(f"qubit {index}")
            continue
        one_times += [] if pulse[1] is None else [pulse[1]]
        read_times += [] if measured[1] is None else [measured[1]]
        zero, one = apart.get(index, (measured[0], measured[0]))
        qubits[index] = Qubit(
            pulse[0],
            zero,
            one,
            positive(getattr(properties[index], "t1", None)),
            positive(getattr(properties[index], "t2", None)),
        )
    couplers = {}
    for at, error in sorted(gates[gate].items()):
        if is_off(error) or not set(at) <= set(qubits):
            off.append(f"coupler {at[0]}-{at[1]}")
        else:
            couplers[at] = error
    live = [times[gate][at] for at in couplers if at in times[gate]]
    complete = n > 2 and len(couplers) == n * (n - 1) // 2 and len(set(couplers.values())) == 1
    figures = {
        "one_qubit_duration": shared_figure(one_times, "s", f"target, duration of {single}"),
        "two_qubit_duration": shared_figure(live, "s", f"target, duration of {gate}"),
        "readout_duration": shared_figure(read_times, "s", "target, duration of measure"),
        **_limits(backend),
    }
    return Profile(
        name=str(getattr(backend, "name", "") or target.description or ""),
        vendor=str(getattr(getattr(backend, "provider", None), "name", "") or _vendor(backend)),
        date=_date(backend),
        two_qubit_gate=gate,
        one_qubit_gate="zsx" if single.lower() in HALF_TURNS else "u3",
        qubits=qubits,
        couplers=couplers,
        advertised=n,
        technology="trapped-ion" if OF_IONS & set(names) else "superconducting",
        all_to_all=everywhere or complete,
        figures={key: figure for key, figure in figures.items() if figure is not None},
        off=tuple(off),
        notes=(
            "Of a Qiskit target; a readout error that is given once stands for both directions.",
            *_said_of(target, gate),
        ),
    )


def _said_of(target: Any, gate: str) -> list[str]:
    """Return what is to be said of a two-qubit gate that has another name in the target."""
    names = [name for name, native in native_gates(target).items() if native == gate]
    if gate in names:
        return []
    return [f"{names[0]} counts as {gate}, which it equals up to one-qubit gates."]


def _instruction(target: Any, name: str, on: tuple[int, ...]) -> tuple[float | None, float | None]:
    """Return error and duration of an operation, None where they are not given."""
    if not name or name not in target.operation_names:
        return None, None
    table = target[name]
    found = table.get(on, table.get(None)) if table else None
    if found is None:
        return None, None
    return share(found.error), positive(found.duration)


def _missing(target: Any, name: str, index: int) -> bool:
    """Whether a qubit lacks an operation that others have."""
    if name not in target.operation_names:
        return False
    table = target[name]
    return bool(table) and None not in table and (index,) not in table


def _two_qubit(target: Any) -> tuple[dict[str, dict[Any, Any]], dict[str, dict[Any, float]], bool]:
    """Return errors and times by gate and coupler, and whether every pair is coupled."""
    gates: dict[str, dict[Any, Any]] = {}
    times: dict[str, dict[Any, float]] = {}
    n = target.num_qubits
    everywhere = False
    for name, gate in sorted(native_gates(target).items(), key=lambda one: one[0] not in STANDARD):
        if gate is None:
            gates.setdefault(name, {})  # for the message, if no other is known
            continue
        if gates.get(gate):
            continue
        held, lasting = gates.setdefault(gate, {}), times.setdefault(gate, {})
        table = target[name]
        every = tuple(table or ())
        if table is None or None in table:  # on any qubits
            every = tuple((a, b) for a in range(n) for b in range(a + 1, n))
            everywhere = True
        for on in every:
            if on is None or len(on) != 2:
                continue
            at = pair(*on)
            error, duration = _instruction(target, name, on)
            before = held.get(at)
            held[at] = error if before is None or error is None else min(before, error)
            if duration is not None:
                lasting[at] = duration
    return gates, times, everywhere and n > 2


def _readout(backend: Any, n: int) -> dict[int, tuple[float, float]]:
    """Return the readout errors of 0 and of 1 where a backend of IBM's has them apart."""
    properties = _ibm_properties(backend)
    found = {}
    for index in range(n):
        try:
            zero = share(properties.qubit_property(index, "prob_meas1_prep0")[0])
            one = share(properties.qubit_property(index, "prob_meas0_prep1")[0])
        except Exception:  # noqa: S112  # the library has an error of its own
            continue
        if zero is not None and one is not None:
            found[index] = (zero, one)
    return found


def _ibm_properties(backend: Any) -> Any:
    """Return what a backend of IBM's reports beside its target, None for any other."""
    properties = getattr(backend, "properties", None)
    try:
        return properties() if callable(properties) else None
    except (NotImplementedError, TypeError):
        return None


def _faulty(backend: Any) -> list[int]:
    """Return the qubits that a backend of IBM's reports as faulty."""
    found = getattr(_ibm_properties(backend), "faulty_qubits", None)
    return list(found()) if callable(found) else []


def _date(backend: Any) -> str:
    """Return the day of the calibration that a backend reports."""
    day = getattr(_ibm_properties(backend), "last_update_date", None)
    if day is None:
        day = getattr(backend, "online_date", None)
    return str(day)[:10] if day is not None else ""


def _vendor(backend: Any) -> str:
    module = type(backend).__module__
    known = {"qiskit_ibm_runtime": "IBM", "iqm": "IQM", "qiskit_ionq": "IonQ"}
    return next((name for part, name in known.items() if module.startswith(part)), "unknown")


def _limits(backend: Any) -> Mapping[str, Quantity]:
    """Return what a job may hold, and the pause between shots, as IBM's backends say it."""
    found = {}
    for name, key, unit in (
        ("max_shots", "max_shots", "shots"),
        ("max_circuits", "max_circuits", "circuits"),
        ("repetition_delay", "default_rep_delay", "s"),
    ):
        try:
            value = positive(getattr(backend, key, None))
        except (AttributeError, NotImplementedError):
            value = None
        if value is not None:
            found[name] = Quantity(value, unit, kind="claimed", locator=f"backend.{key}")
    return found
