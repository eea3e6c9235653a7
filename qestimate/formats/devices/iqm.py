"""IQM: quality metrics, dynamic quantum architecture and calibration set of a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.errors import DeviceFileError
from qestimate.core.records import NamedTuple
from qestimate.device.device import Qubit
from qestimate.formats.devices.cautions import PER_CLIFFORD
from qestimate.formats.devices.iqm_architecture import (
    architecture_in,
    implementations,
    is_architecture,
    loci,
    names,
    numbers,
)
from qestimate.formats.devices.iqm_names import (
    LABELS,
    TWICE,
    is_observed,
    newest,
    observations,
    stated,
)
from qestimate.formats.devices.iqm_star import MOVES, between, caveat
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

NEEDLESS = {
    *("rb.clifford", "rb.prx_12", "irb.prx_12", "irb.circuit", "ssro.measure_qndness"),
    *("qndness.measure", "model", "gates.prx", "gates.cz", "gates.measure", "ssro.reset_wait", ""),
}
"""What the estimates do not need, or have from elsewhere."""

TIMES = {
    ("gates.prx", "duration"): "one",
    ("gates.prx", "full_width"): "one",
    ("gates.cz", "duration"): "two",
    ("gates.move", "duration"): "move",
    ("gates.measure", "duration"): "readout",
    ("gates.measure", "integration_length"): "readout",
}
"""Times of gates, by what was observed and its measure."""


def is_metrics(document: Document) -> bool:
    """Whether a document holds observations: quality metrics or a calibration set."""
    return is_observed(document)


class Observed(NamedTuple):
    """What the observations say, sorted."""

    columns: dict[str, dict[int, float]]
    """By measure and qubit."""
    couplers: dict[tuple[int, int], float | None]
    durations: dict[str, list[float]]
    """Of ``one`` and ``two`` qubits, of a ``move``, and ``readout``. [s]"""
    at_resonator: dict[str, dict[tuple[int, str | int], float | None]]
    """Errors of a ``cz`` of a qubit with a resonator, and of two moves, ``move``."""
    passed_over: set[str]
    """What was observed and is not understood."""


def read(documents: Sequence[Document]) -> Profile:
    """Return the profile in quality metrics; the architecture says which couplers are calibrated.

    Raises:
        DeviceFileError: No metrics, or none of gates between qubits.
    """
    metrics = [d for d in documents if is_metrics(d)]
    if not metrics:
        raise DeviceFileError(
            f"{documents[0].name}: quality metrics expected, found an architecture",
            hint="add the answer of calibration-sets/.../metrics",
        )
    files = [d for d in documents if is_architecture(d) and not is_metrics(d)]
    architecture = architecture_in(files[0]) if files else {}
    found = _observed(metrics, architecture)
    resonators = {str(r) for held in found.at_resonator.values() for _, r in held}
    resonators |= set(names(architecture, "computational_resonators"))
    listed = {n for name in names(architecture, "qubits") for n in numbers(name)}
    listed = listed or {q for column in found.columns.values() for q in column}
    off, couplers = [], dict(found.couplers)
    calibrated = loci(architecture, "cz")
    for a, b in [*couplers]:
        if calibrated is not None and frozenset((f"QB{a}", f"QB{b}")) not in calibrated:
            off.append(f"coupler {a}-{b}")
            del couplers[a, b]
    meeting = between(*(_working(found, architecture, gate) for gate in ("cz", "move")))
    couplers = {**meeting, **couplers}
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
        raise _nothing_between(metrics[0].name, found, resonators)
    two = found.durations["two"]
    if meeting:
        two = [gate + MOVES * move for gate in two for move in found.durations["move"][:1]]
    figures = {
        "one_qubit_duration": shared_figure(found.durations["one"], "s", "gates.prx"),
        "two_qubit_duration": shared_figure(two, "s", "gates.cz"),
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
        notes=tuple(_notes(found, qubits, resonators if not meeting else set())),
        caveat=" ".join(
            [*([PER_CLIFFORD] if per_clifford else []), *([caveat(resonators)] if meeting else [])]
        ),
    )


def _working(
    found: Observed, architecture: Mapping[str, object], gate: str
) -> dict[tuple[int, str | int], float | None]:
    """Return the errors of a gate of qubits with resonators, where it works and is calibrated."""
    calibrated = loci(architecture, gate)
    return {
        (qubit, resonator): error
        for (qubit, resonator), error in found.at_resonator[gate].items()
        if error is not None
        and (calibrated is None or frozenset((f"QB{qubit}", str(resonator))) in calibrated)
    }


def _notes(found: Observed, qubits: Mapping[int, Qubit], idle: set[str]) -> Iterable[str]:
    """Yield what is to be said of the figures.

    Args:
        found: What was observed.
        qubits: Those that work.
        idle: Resonators that nothing is done with here.
    """
    yield "Qubits are numbered as named, QB1 is 1."
    yield (
        "Errors are one minus the fidelities of randomized benchmarking (prx, cz); readout is "
        "that of measure, of measure_fidelity where that is not given; T2 is t2_time, not the echo."
    )
    if "echo" in found.columns and all(q.t2 is None for q in qubits.values()):
        yield "T2 is unknown: the file has only that of the echo."
    if idle:
        yield (
            f"Gates through {', '.join(sorted(idle)[:4])} are left out: a CZ of one qubit with a "
            "resonator and a move of another are needed."
        )
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
    times: dict[str, list[float]] = {"one": [], "two": [], "move": [], "readout": []}
    found = Observed({}, {}, times, {"cz": {}, "move": {}}, set())
    usual = implementations(architecture)
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
            _sort_gate(one, found)
        case what, _ if what not in NEEDLESS:
            found.passed_over.add(what.rstrip("."))


def _sort_gate(one: Observation, found: Observed) -> None:
    """Sort in the fidelity of a CZ or of moves."""
    error = from_fidelity(one.value)
    if one.what == "irb.cz" and len(one.qubits) == 2:
        found.couplers.setdefault(pair(*one.qubits), error)
    for qubit in one.qubits[:1]:
        for resonator in one.resonators:
            if one.what == "irb.move" and TWICE not in one.parameters and error is not None:
                error = 1 - (1 - error) ** MOVES
            found.at_resonator[one.what.removeprefix("irb.")].setdefault((qubit, resonator), error)


def _nothing_between(where: str, found: Observed, resonators: set[str]) -> DeviceFileError:
    """Return the error of metrics without any gate between qubits."""
    if not resonators:
        return DeviceFileError(
            f"{where}: metrics.irb.cz fidelities expected, found none",
            hint="a set of quality metrics of a chip with CZ gates",
        )
    counts = (sum(e is not None for e in found.at_resonator[g].values()) for g in ("cz", "move"))
    return DeviceFileError(
        f"{where}: the qubits meet in a resonator ({', '.join(sorted(resonators)[:4])}), which "
        "takes a CZ of one and a move of another; found {} fidelities of metrics.irb.cz and {} of "
        "metrics.irb.move with it".format(*counts),
        hint="a set of quality metrics with both",
    )


def _date(metrics: Sequence[Document]) -> str:
    """Return when the metrics were taken, else when the newest of them was."""
    keys = ("created_timestamp", "quality_metric_set_created_timestamp")
    found = _first(metrics, *keys, "calibration_set_created_timestamp")
    return found or max(newest(one) for one in metrics)


def _first(documents: Sequence[Document], *keys: str) -> str:
    return next((found for one in documents if (found := stated(one, *keys))), "")
