"""IQM: quality metrics, dynamic quantum architecture and calibration set of a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.errors import DeviceFileError
from qestimate.core.records import NamedTuple
from qestimate.device.device import Qubit
from qestimate.formats.devices.iqm_names import (
    LABELS,
    QUBIT,
    is_observed,
    newest,
    observations,
    stated,
)
from qestimate.formats.devices.profile import (
    Profile,
    from_fidelity,
    is_off,
    pair,
    positive,
    share,
    shared_figure,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from qestimate.formats.devices.documents import Document
    from qestimate.formats.devices.iqm_names import Observation

PER_CLIFFORD = (
    "Its one-qubit errors are per Clifford, as the file has no fidelity of prx: more than that of "
    "a gate, since a Clifford takes more than one gate on average."
)
"""Of the 24 Cliffords one is no turn at all, 8 are one turn about an axis in the plane, 15 two."""

NEEDLESS = {
    *("rb.clifford", "rb.prx_12", "irb.prx_12", "irb.circuit", "ssro.measure_qndness"),
    *("qndness.measure", "model", "gates.prx", "gates.cz", "gates.measure", "ssro.reset_wait", ""),
}
"""What the estimates do not need, or have from elsewhere."""

TIMES = {
    ("gates.prx", "duration"): "one",
    ("gates.prx", "full_width"): "one",
    ("gates.cz", "duration"): "two",
    ("gates.measure", "duration"): "readout",
    ("gates.measure", "integration_length"): "readout",
}
"""Times of gates, by what was observed and its measure."""


def is_metrics(document: Document) -> bool:
    """Whether a document holds observations: quality metrics or a calibration set."""
    return is_observed(document)


def is_architecture(document: Document) -> bool:
    """Whether a document holds an architecture: a dynamic one, or one of operations."""
    found = _architecture(document)
    return isinstance(found.get("qubits"), list) and any(
        isinstance(found.get(key), dict) for key in ("gates", "operations")
    )


class Observed(NamedTuple):
    """What the observations say, sorted."""

    columns: dict[str, dict[int, float]]
    """By measure and qubit."""
    couplers: dict[tuple[int, int], float | None]
    durations: dict[str, list[float]]
    """Of ``one`` and ``two`` qubits, and ``readout``. [s]"""
    resonators: set[str]
    """Through which qubits meet."""
    passed_over: set[str]
    """What was observed and is not understood."""


def read(documents: Sequence[Document]) -> Profile:
    """Return the profile in quality metrics; the architecture says which couplers are calibrated.

    Raises:
        DeviceFileError: No metrics, or a chip whose qubits meet in resonators.
    """
    metrics = [d for d in documents if is_metrics(d)]
    if not metrics:
        raise DeviceFileError(
            f"{documents[0].name}: quality metrics expected, found an architecture",
            hint="add the answer of calibration-sets/.../metrics",
        )
    files = [d for d in documents if is_architecture(d) and not is_metrics(d)]
    architecture = _architecture(files[0]) if files else {}
    found = _observed(metrics, architecture)
    where = files[0].name if architecture.get("computational_resonators") else metrics[0].name
    _check_neighbours(where, {*found.resonators, *_texts(architecture, "computational_resonators")})
    listed = {n for name in _texts(architecture, "qubits") for n in _numbers(name)}
    listed = listed or {q for column in found.columns.values() for q in column}
    off, couplers = [], dict(found.couplers)
    calibrated = _loci(architecture)
    for coupler in [c for c in couplers if calibrated is not None and c not in calibrated]:
        off.append(f"coupler {coupler[0]}-{coupler[1]}")
        del couplers[coupler]
    qubits, per_clifford = {}, False
    for index in sorted(listed):
        qubit = _qubit({name: column.get(index) for name, column in found.columns.items()})
        if qubit.one_qubit_error is None and qubit.readout_error_0 is None:
            off.append(f"qubit {index}")
            continue
        qubits[index] = qubit
        per_clifford |= index in found.columns.get("clifford", {}) and (
            index not in found.columns.get("prx", {})
        )
    for coupler, error in list(couplers.items()):
        if error is None or is_off(error) or not set(coupler) <= set(qubits):
            off.append(f"coupler {coupler[0]}-{coupler[1]}")
            del couplers[coupler]
    if not couplers:
        raise DeviceFileError(
            f"{metrics[0].name}: metrics.irb.cz fidelities expected, found none",
            hint="a set of quality metrics of a chip with CZ gates",
        )
    figures = {
        "one_qubit_duration": shared_figure(found.durations["one"], "s", "gates.prx"),
        "two_qubit_duration": shared_figure(found.durations["two"], "s", "gates.cz"),
        "readout_duration": shared_figure(found.durations["readout"], "s", "gates.measure"),
    }
    return Profile(
        name=_first(metrics, *LABELS),
        vendor="IQM",
        date=_date(metrics)[:10],
        two_qubit_gate="cz",
        qubits=qubits,
        couplers=couplers,
        advertised=len(listed),
        figures={key: figure for key, figure in figures.items() if figure is not None},
        off=tuple(off),
        notes=tuple(_notes(found, qubits)),
        caveat=PER_CLIFFORD if per_clifford else "",
    )


def _notes(found: Observed, qubits: Mapping[int, Qubit]) -> Iterable[str]:
    """Yield what is to be said of the figures."""
    yield "Qubits are numbered as named, QB1 is 1."
    yield (
        "Errors are one minus the fidelities of randomized benchmarking (prx, cz); readout is "
        "that of measure, of measure_fidelity where that is not given; T2 is t2_time, not the echo."
    )
    if "echo" in found.columns and all(q.t2 is None for q in qubits.values()):
        yield "T2 is unknown: the file has only that of the echo."
    if found.passed_over:
        yield f"Metrics passed over: {', '.join(sorted(found.passed_over)[:8])}."


def _qubit(own: Mapping[str, float | None]) -> Qubit:
    """Return a qubit from its columns, each with what it falls back on."""

    def first(*names: str) -> float | None:
        return next((own[name] for name in names if own.get(name) is not None), None)

    zero, one = (
        first(f"measure {bit}", "measure", f"measure_fidelity {bit}", "measure_fidelity")
        for bit in "01"
    )
    return Qubit(first("prx", "clifford"), zero, one, own.get("t1"), own.get("t2"))


def _observed(metrics: Sequence[Document], architecture: Mapping[str, object]) -> Observed:
    """Return the observations, sorted; of repeated ones the first counts.

    Those of the implementation that a gate has by default come first.
    """
    found = Observed({}, {}, {"one": [], "two": [], "readout": []}, set(), set())
    usual = _implementations(architecture)
    every = [one for document in metrics for one in observations(document)]
    every.sort(key=lambda one: usual.get(one.what, one.implementation) != one.implementation)
    for one in every:
        _sort_in(one, found)
    return found


def _sort_in(one: Observation, found: Observed) -> None:
    def put(column: str, value: float | None) -> None:
        if len(one.qubits) == 1 and value is not None:
            found.columns.setdefault(column, {}).setdefault(one.qubits[0], value)

    if (one.what, one.measure) in TIMES:
        found.durations[TIMES[one.what, one.measure]] += [x for x in [positive(one.value)] if x]
        return
    match one.what, one.measure:
        case "model", "t1_time":
            put("t1", positive(one.value))
        case "model", "t2_time":
            put("t2", positive(one.value))
        case "model", "t2_echo_time":
            put("echo", positive(one.value))
        case "rb.prx", "fidelity":
            put("prx", from_fidelity(one.value))
        case "rb.clifford", "fidelity":
            put("clifford", from_fidelity(one.value))
        case (("ssro.measure" | "ssro.measure_fidelity"), "error_0_to_1"):
            put(f"{one.what.removeprefix('ssro.')} 0", share(one.value))
        case (("ssro.measure" | "ssro.measure_fidelity"), "error_1_to_0"):
            put(f"{one.what.removeprefix('ssro.')} 1", share(one.value))
        case (("ssro.measure" | "ssro.measure_fidelity"), "fidelity"):
            put(one.what.removeprefix("ssro."), from_fidelity(one.value))
        case (("irb.cz" | "irb.move"), "fidelity"):
            found.resonators.update(one.resonators)
            if one.what == "irb.cz" and len(one.qubits) == 2:
                found.couplers.setdefault(pair(*one.qubits), from_fidelity(one.value))
        case what, _ if what not in NEEDLESS:
            found.passed_over.add(what.rstrip("."))


def _check_neighbours(where: str, resonators: set[str]) -> None:
    """Raise DeviceFileError for a chip whose qubits meet in resonators."""
    if resonators:
        named = ", ".join(sorted(resonators)[:4])
        raise DeviceFileError(
            f"{where}: qubits coupled to each other expected, found a star: its qubits meet in a "
            f"resonator ({named}), a pair at a time, by moves around each CZ",
            hint="such chips are not modelled; take one with CZ gates between its qubits",
        )


def _date(metrics: Sequence[Document]) -> str:
    """Return when the metrics were taken, else when the newest of them was."""
    keys = ("created_timestamp", "quality_metric_set_created_timestamp")
    found = _first(metrics, *keys, "calibration_set_created_timestamp")
    return found or max(newest(one) for one in metrics)


def _first(documents: Sequence[Document], *keys: str) -> str:
    return next((found for one in documents if (found := stated(one, *keys))), "")


def _architecture(document: Document) -> Mapping[str, object]:
    inner = document.get("quantum_architecture")
    found = inner if isinstance(inner, dict) else document.content
    return found if isinstance(found, dict) else {}


def _texts(architecture: Mapping[str, object], key: str) -> list[str]:
    found = architecture.get(key)
    return [str(one) for one in found] if isinstance(found, list) else []


def _numbers(name: str) -> list[int]:
    return [int(n) for n in QUBIT.findall(name)]


def _implementations(architecture: Mapping[str, object]) -> dict[str, str]:
    """Return the usual implementation of each gate, by what is observed of it."""
    gates = architecture.get("gates")
    usual = {}
    for name, gate in gates.items() if isinstance(gates, dict) else ():
        chosen = gate.get("default_implementation") if isinstance(gate, dict) else None
        for method in ("rb", "irb", "ssro"):
            if chosen:
                usual[f"{method}.{name}"] = str(chosen)
    return usual


def _loci(architecture: Mapping[str, object]) -> set[tuple[int, int]] | None:
    """Return the couplers on which a CZ is calibrated, None if an architecture does not say."""
    gates, operations = architecture.get("gates"), architecture.get("operations")
    if isinstance(gates, dict):
        implementations = (gates.get("cz") or {}).get("implementations") or {}
        loci = [locus for one in implementations.values() for locus in one.get("loci") or ()]
    elif isinstance(operations, dict):
        loci = operations.get("cz") or []
    else:
        return None
    found = [[n for name in locus for n in _numbers(str(name))] for locus in loci]
    return {pair(*at) for at in found if len(at) == 2}
