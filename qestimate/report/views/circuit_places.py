"""What is said of where a circuit was put, and of what a compiler did to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.estimation.placement import Unplaced

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.estimation.circuit import CircuitEstimate

MAX_NAMED = 12
"""Qubits up to which each is named."""


def place_notes(found: CircuitEstimate) -> Iterator[str]:
    """Yield what is said of the place of a circuit and of its gates."""
    device, layout = found.device, found.layout
    if layout.qubits and device.graph is None:
        alike = device.topology == "all-to-all"
        why = "all are alike" if alike else "its couplers are not published"
        yield f"qubits of {device.id} are not told apart, as {why}"
    if isinstance(found.compiled, Unplaced):
        if found.compiled.limit == "place":
            less = "; without --as-is gates are written anew and bring qubits together"
            yield f"--qubits names another place{less if layout.as_is else ''}"
        return
    read = found.compiled.placement.measurements
    if read:
        yield f"{read:,} measured in mid-circuit; what they give is not among the values"
    start = found.compiled.start
    if start and len(start) <= MAX_NAMED:
        pairs = (f"{found.logical.number_of(q)} on {at}" for q, at in enumerate(start))
        placed = "placed as given" if layout.qubits else "placed where it loses least"
        yield f"{placed}, qubit by qubit of {device.id}: {', '.join(pairs)}"
    written = found.two_qubit_gates_written
    kept = int(found.compiled.placement.counts.two_qubit_gates)
    if written is None or written == kept:
        return
    if kept < written:
        yield (
            f"{written - kept:,} two-qubit gates fewer than the {written:,} that it has as "
            "written: gates that undo each other or can be put together; --as-is keeps them"
        )
    else:
        yield (
            f"{kept - written:,} two-qubit gates more than it has as written, to bring qubits "
            "together"
        )
