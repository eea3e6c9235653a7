"""IQM: quality metrics, dynamic quantum architecture and calibration set of a server."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import DeviceFileError
from qestimate.device.device import Qubit
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
    from collections.abc import Iterator, Sequence

    from qestimate.formats.devices.documents import Document

_QUBIT = re.compile(r"QB(\d+)")


def is_metrics(document: Document) -> bool:
    """Whether a document holds observations: quality metrics or a calibration set."""
    found = document.get("observations")
    if found is None and isinstance(document.content, list):
        found = document.content
    return (
        isinstance(found, list)
        and bool(found)
        and isinstance(found[0], dict)
        and "dut_field" in found[0]
    )


def is_architecture(document: Document) -> bool:
    """Whether a document holds a dynamic quantum architecture."""
    return isinstance(document.get("gates"), dict) and isinstance(document.get("qubits"), list)


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
    architecture = next((d for d in documents if is_architecture(d)), None)
    columns: dict[str, dict[int, float]] = {}
    couplers: dict[tuple[int, int], float | None] = {}
    durations: dict[str, list[float]] = {"one": [], "two": [], "readout": []}
    for name, value in _observations(metrics):
        _observe(name, value, columns, couplers, durations)
    if architecture is not None and architecture.get("computational_resonators"):
        raise DeviceFileError(
            f"{architecture.name}: qubits coupled to each other expected, found resonators between "
            "them",
            hint="chips of that kind are not modelled",
        )
    listed = _listed(architecture) or {q for column in columns.values() for q in column}
    off = []
    if architecture is not None:
        calibrated = _loci(architecture)
        for coupler in [c for c in couplers if c not in calibrated]:
            off.append(f"coupler {coupler[0]}-{coupler[1]}")
            del couplers[coupler]
    qubits = {}
    for index in sorted(listed):
        own = {name: column.get(index) for name, column in columns.items()}
        if own.get("one_qubit_error") is None and own.get("readout_error_0") is None:
            off.append(f"qubit {index}")
            continue
        qubits[index] = Qubit(
            own.get("one_qubit_error"),
            own.get("readout_error_0"),
            own.get("readout_error_1"),
            own.get("t1"),
            own.get("t2"),
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
        "one_qubit_duration": shared_figure(durations["one"], "s", "gates.prx"),
        "two_qubit_duration": shared_figure(durations["two"], "s", "gates.cz"),
        "readout_duration": shared_figure(durations["readout"], "s", "gates.measure"),
    }
    named = next((d.get("dut_label") for d in metrics if d.get("dut_label")), "")
    dated = next((d.get("created_timestamp") for d in metrics if d.get("created_timestamp")), "")
    return Profile(
        name=str(named or ""),
        vendor="IQM",
        date=str(dated or "")[:10],
        two_qubit_gate="cz",
        qubits=qubits,
        couplers=couplers,
        advertised=len(listed),
        figures={key: figure for key, figure in figures.items() if figure is not None},
        off=tuple(off),
        notes=(
            "Qubits are numbered as named, QB1 is 1.",
            "Errors are one minus the fidelities of randomized benchmarking (prx, cz); readout is "
            "that of measure; T2 is t2_time, not the echo.",
        ),
    )


def _observations(documents: Sequence[Document]) -> Iterator[tuple[str, Any]]:
    for document in documents:
        found = document.content
        for one in found["observations"] if isinstance(found, dict) else found:
            if isinstance(one, dict) and not one.get("invalid"):
                yield str(one.get("dut_field", "")), one.get("value")


def _numbers(locus: str) -> list[int]:
    return [int(n) for n in _QUBIT.findall(locus)]


def _observe(
    field: str,
    value: Any,
    columns: dict[str, dict[int, float]],
    couplers: dict[tuple[int, int], float | None],
    durations: dict[str, list[float]],
) -> None:
    """Put one observation where it belongs; of repeated ones the first counts."""
    parts = field.partition(":")[0].split(".")

    def put(column: str, found: float | None) -> None:
        at = _numbers(parts[-2])
        if len(at) == 1 and found is not None:
            columns.setdefault(column, {}).setdefault(at[0], found)

    match parts:
        case ["characterization", "model", _, "t1_time"]:
            put("t1", positive(value))
        case ["characterization", "model", _, "t2_time"]:
            put("t2", positive(value))
        case ["metrics", "rb", "prx", _, _, "fidelity"]:
            put("one_qubit_error", from_fidelity(value))
        case ["metrics", "ssro", "measure", _, _, "error_0_to_1"]:
            put("readout_error_0", share(value))
        case ["metrics", "ssro", "measure", _, _, "error_1_to_0"]:
            put("readout_error_1", share(value))
        case ["metrics", "irb", "cz", _, locus, "fidelity"]:
            at = _numbers(locus)
            if len(at) == 2 and pair(*at) not in couplers:
                couplers[pair(*at)] = from_fidelity(value)
        case ["gates", "prx", _, _, "duration" | "full_width"]:
            durations["one"] += [x for x in [positive(value)] if x]
        case ["gates", "cz", _, _, "duration"]:
            durations["two"] += [x for x in [positive(value)] if x]
        case ["gates", "measure", _, _, "duration" | "integration_length"]:
            durations["readout"] += [x for x in [positive(value)] if x]
        case _:
            pass


def _listed(architecture: Document | None) -> set[int]:
    if architecture is None:
        return set()
    return {n for name in architecture.content["qubits"] for n in _numbers(str(name))}


def _loci(architecture: Document) -> set[tuple[int, int]]:
    """Return the couplers on which a CZ is calibrated."""
    found = set()
    implementations = architecture.get("gates", "cz", "implementations") or {}
    for one in implementations.values():
        for locus in one.get("loci") or ():
            at = [n for name in locus for n in _numbers(str(name))]
            if len(at) == 2:
                found.add(pair(*at))
    return found
