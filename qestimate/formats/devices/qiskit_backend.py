"""Qiskit: any ``BackendV2`` or ``Target``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.errors import DeviceFileError
from qestimate.core.quantity import Quantity
from qestimate.core.records import NamedTuple
from qestimate.device.device import Qubit
from qestimate.formats.devices.iqm_star import caveat
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
from qestimate.formats.devices.qiskit_star import meets_in_resonator, resonators, through
from qestimate.formats.devices.summary import missing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from qestimate.device.device import Device

ONE_QUBIT = (
    *("sx", "u", "u3", "r", "rx", "prx", "u1q", "phasedx", "gpi2", "ry", "u2", "x", "gpi"),
)
"""One-qubit gates whose error counts as that of a pulse, the first that is there."""

FSIM = "fsim, an exchange of excitations, for which there are figures here and no formulas"

MAX_NAMES = 8
"""Of gates that a note names."""

HALF_TURNS = ("sx", "gpi2")
"""Those of which a general rotation takes two."""

OF_IONS = {"rxx", "ryy", "ms", "xx", "yy", "gpi", "gpi2", "u1q", "zzphase", "zzmax"}
"""Native gates that only ions have."""

VENDORS = {
    "qiskit_ibm_runtime": "IBM",
    "iqm": "IQM",
    "qiskit_ionq": "IonQ",
    "qiskit_aqt_provider": "AQT",
    "qiskit_quantinuum": "Quantinuum",
}
"""By the library that a backend is of."""

IONS = {"IonQ", "AQT", "Quantinuum"}
"""Vendors whose machines are ion traps."""


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
    if not target.num_qubits:
        raise DeviceFileError(
            "a target with qubits of its own expected, found one of any size",
            hint="a simulator is no device",
        )
    vendor = _vendor(backend)
    hubs = resonators(target)
    gates, times, everywhere = _two_qubit(target, hubs)
    gate = best_gate(_of_ions(gates) if vendor in IONS else gates, "target")
    names = {name.lower(): name for name in target.operation_names}
    single = next((names[name] for name in ONE_QUBIT if name in names), "")
    found = _qubits(backend, target, single, hubs)
    off, couplers = found.off, {}
    for at, error in sorted(gates[gate].items()):
        if is_off(error) or not set(at) <= set(found.qubits):
            off.append(f"coupler {at[0]}-{at[1]}")
        else:
            couplers[at] = error
    live = [times[gate][at] for at in couplers if at in times[gate]]
    n = found.advertised
    complete = n > 2 and len(couplers) == n * (n - 1) // 2 and len(set(couplers.values())) == 1
    figures = {
        "one_qubit_duration": shared_figure(found.times, "s", f"target, duration of {single}"),
        "two_qubit_duration": shared_figure(live, "s", f"target, duration of {gate}"),
        "readout_duration": shared_figure(found.read_times, "s", "target, duration of measure"),
        "reset_duration": shared_figure(found.reset_times, "s", "target, duration of reset"),
        **_limits(backend),
    }
    own = [name for name, native in native_gates(target).items() if native == gate]
    alike = everywhere or complete
    trapped = vendor in IONS or {single.lower(), *map(str.lower, own[:1])} & OF_IONS
    profile = Profile(
        name=str(getattr(backend, "name", "") or target.description or ""),
        vendor=vendor,
        date=_date(backend),
        two_qubit_gate=gate,
        one_qubit_gate="zsx" if single.lower() in HALF_TURNS else "u3",
        qubits=found.qubits,
        couplers=couplers,
        advertised=n,
        technology="trapped-ion" if trapped or (alike and gate == "zz") else "superconducting",
        all_to_all=alike,
        figures={key: figure for key, figure in figures.items() if figure is not None},
        off=tuple(off),
        caveat=caveat([]) if hubs or meets_in_resonator(backend, target) else "",
    )
    return profile._replace(notes=tuple(_notes(target, gate, profile)))


def _of_ions(gates: dict[str, dict[Any, Any]]) -> dict[str, dict[Any, Any]]:
    """Return the ZZ gates where there are some: others are made of them by a compiler."""
    return {"zz": gates["zz"]} if gates.get("zz") else gates


class _Qubits(NamedTuple):
    """What a target says of its qubits."""

    qubits: dict[int, Qubit]
    off: list[str]
    advertised: int
    times: list[float]
    """Of one-qubit gates. [s]"""
    read_times: list[float]
    """[s]"""
    reset_times: list[float]
    """[s]"""


def _qubits(backend: Any, target: Any, single: str, hubs: Collection[int]) -> _Qubits:
    """Return what a target says of its qubits.

    Args:
        backend: It, or what it is of.
        target: Of Qiskit.
        single: Its gate whose error counts as that of a pulse.
        hubs: Numbers that stand for resonators.
    """
    faulty = {int(q) for q in _faulty(backend)}
    properties = dict(enumerate(getattr(target, "qubit_properties", None) or ()))
    apart = _readout(backend, target.num_qubits)
    found = _Qubits({}, [], 0, [], [], [])
    for index in range(target.num_qubits):
        own = properties.get(index)
        pulse = _instruction(target, single, (index,))
        measured = _instruction(target, "measure", (index,))
        silent = _missing(target, single, index) and _missing(target, "measure", index)
        if index in hubs:
            continue
        found = found._replace(advertised=found.advertised + 1)
        if index in faulty or silent or is_off(pulse[0]) or is_off(measured[0]):
            found.off.append(f"qubit {index}")
            continue
        reset = _instruction(target, "reset", (index,))
        found.times.extend(time for time in (pulse[1],) if time is not None)
        found.read_times.extend(time for time in (measured[1],) if time is not None)
        found.reset_times.extend(time for time in (reset[1],) if time is not None)
        zero, one = apart.get(index, (measured[0], measured[0]))
        t1, t2 = (positive(getattr(own, name, None)) for name in ("t1", "t2"))
        found.qubits[index] = Qubit(pulse[0], zero, one, t1, t2)
    if found.off == ["qubit 0"] and not faulty and not _times_of(properties.get(0)):
        return found._replace(off=[], advertised=found.advertised - 1)  # counted from 1
    return found


def _times_of(own: Any) -> list[float]:
    """Return T1 and T2 of a qubit where they are given. [s]"""
    times = (positive(getattr(own, name, None)) for name in ("t1", "t2"))
    return [time for time in times if time is not None]


def _notes(target: Any, gate: str, profile: Profile) -> Iterator[str]:
    """Yield what is to be said of the figures."""
    yield "Of a Qiskit target; a readout error that is given once stands for both directions."
    by_name = native_gates(target)
    names = [name for name, native in by_name.items() if native == gate]
    if gate not in names and names:
        means = FSIM if gate == "fsim" else f"{gate}, which it equals up to one-qubit gates"
        own = min(names, key=lambda name: name.lower() not in OF_IONS)
        yield f"{own} counts as {means}."
    others = [name for name in by_name if by_name[name] != gate and name != "move"]
    if others:
        shown = ", ".join(others[:MAX_NAMES]) + (", ..." if len(others) > MAX_NAMES else "")
        yield f"Other two-qubit gates of the target are passed over: {shown}."
    absent = missing(profile)
    if absent:
        yield f"Not in the target: {', '.join(absent)}."


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


def _two_qubit(
    target: Any, hubs: Collection[int]
) -> tuple[dict[str, dict[Any, Any]], dict[str, dict[Any, float]], bool]:
    """Return errors and times by gate and coupler, and whether every pair is coupled.

    Args:
        target: Of Qiskit.
        hubs: Numbers that stand for resonators.
    """
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
            if on is None or len(on) != 2 or set(on) & set(hubs):
                continue
            at = pair(*on)
            error, duration = _instruction(target, name, on)
            before = held.get(at)
            held[at] = error if before is None or error is None else min(before, error)
            if duration is not None:
                lasting[at] = duration
    if hubs:
        errors, lasting = through(target, hubs, _instruction)
        gates["cz"] = {**errors, **gates.get("cz", {})}
        times["cz"] = {**lasting, **times.get("cz", {})}
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
    found = next((name for part, name in VENDORS.items() if module.startswith(part)), "")
    return found or str(getattr(getattr(backend, "provider", None), "name", "") or "") or "unknown"


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
