"""Rigetti: the instruction set architecture of a processor, as QCS hands it out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import DeviceFileError
from qestimate.device.device import Qubit
from qestimate.formats.devices.profile import (
    FAILED,
    Profile,
    best_gate,
    from_fidelity,
    is_off,
    number,
    pair,
    positive,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qestimate.formats.devices.documents import Document

UNDATED = "1970"
"""Year of time stamps that were taken out."""


def is_isa(document: Document) -> bool:
    """Whether a document holds an instruction set architecture."""
    return document.get("architecture", "nodes") is not None and isinstance(
        document.get("instructions"), list
    )


def read(documents: Sequence[Document]) -> Profile:
    """Return the profile in an instruction set architecture.

    Raises:
        DeviceFileError: No two-qubit gate with a fidelity.
    """
    document = documents[0]
    nodes = [int(node["node_id"]) for node in document.content["architecture"]["nodes"]]
    values: dict[str, dict[tuple[int, ...], float]] = {}
    dates: Counter[str] = Counter()
    every = [*(document.get("benchmarks") or ()), *document.content["instructions"]]
    for operation in every:
        for at, one in _characteristics(operation):
            value, spread = number(one.get("value")), number(one.get("error"))
            if value is None or (spread is not None and spread >= FAILED):
                continue
            key = str(one.get("name"))
            if operation.get("name") == "randomized_benchmark_simultaneous_1q":
                key = "simultaneous fRB"
            values.setdefault(key, {})[at] = value
            dates[str(one.get("timestamp", ""))[:10]] += 1
    beside = values.get("simultaneous fRB", {})
    single = {**values.get("fRB", {}), **{at: f for at, f in beside.items() if f}}
    qubits, off = {}, []
    for node in nodes:
        error = from_fidelity(single.get((node,)))
        read_out = from_fidelity(values.get("fRO", {}).get((node,)))
        if error is None or read_out is None:
            off.append(f"qubit {node}")
            continue
        t1, t2 = (positive(values.get(name, {}).get((node,))) for name in ("T1", "T2"))
        qubits[node] = Qubit(error, read_out, read_out, t1, t2)
    gates: dict[str, dict[tuple[int, int], float | None]] = {
        gate: {
            pair(*at): from_fidelity(value)
            for at, value in values.get(name, {}).items()
            if len(at) == 2
        }
        for gate, name in (("cz", "fCZ"), ("iswap", "fISWAP"))
    }
    gate = best_gate({k: v for k, v in gates.items() if v}, document.name)
    couplers = {
        at: error
        for at, error in sorted(gates[gate].items())
        if set(at) <= set(qubits) and error is not None and not is_off(error)
    }
    edges = {pair(*edge["node_ids"]) for edge in document.get("architecture", "edges") or ()}
    off += [f"coupler {a}-{b}" for a, b in sorted(edges - set(couplers))]
    if not couplers:
        raise DeviceFileError(
            f"{document.name}: fidelities of live couplers expected, found none",
            hint="the answer of get_instruction_set_architecture",
        )
    dated = next((day for day, _ in dates.most_common() if not day.startswith(UNDATED)), "")
    return Profile(
        name=str(document.get("name") or ""),
        vendor="Rigetti",
        date=dated,
        two_qubit_gate=gate,
        qubits=qubits,
        couplers=couplers,
        advertised=len(nodes),
        off=tuple(off),
        notes=(
            "Readout fidelity is given for both directions together; values whose standard error "
            "is 0.99 or more failed and are left out. One-qubit errors are those of gates side by "
            "side where they were measured.",
        ),
    )


def _characteristics(
    operation: Mapping[str, Any],
) -> Iterator[tuple[tuple[int, ...], Mapping[str, Any]]]:
    """Yield each value of an operation with the nodes it is of."""
    for site in operation.get("sites") or ():
        for one in site.get("characteristics") or ():
            nodes = one.get("node_ids") or site.get("node_ids") or ()
            yield tuple(int(n) for n in nodes), one
