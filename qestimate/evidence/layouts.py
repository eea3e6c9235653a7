"""Where a published run lay on its device, as far as that is known or can be chosen."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING, Any

from qestimate.circuits.protocol import NativeCounts
from qestimate.core.records import NamedTuple
from qestimate.device.elements import Table, elements
from qestimate.estimation.placement import Placement, best_line, best_piece

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from qestimate.catalog.experiment_records import Edge, Run
    from qestimate.device.device import Device
    from qestimate.device.elements import Elements


class Layout(NamedTuple):
    """A run on its qubits."""

    placement: Placement
    known: Elements
    """The errors that count."""
    basis: str
    """What had to be assumed of the place; empty where it is named, or the best line."""


def laid_out(run: Run, *, per_qubit: bool) -> Layout:
    """Return a run on its qubits.

    Those that are named; else the best line of live couplers, as a compiler would choose; where no
    line is that long the best connected piece, without the SWAPs that it would take; where no
    piece is that large, medians of the chip.

    Args:
        run: With counts of its gates.
        per_qubit: Whether the one-qubit gates are those on each qubit, and there are no others.
    """
    n = run.qubits
    one = run.one_qubit_gates * (n if per_qubit else 1)
    counts = NativeCounts(one, run.two_qubit_gates, 2 * run.layers + 1, run.layers)
    graph, known = run.device.graph, elements(run.device)
    qubits, links, basis = run.physical, run.edges, ""
    if qubits and graph is not None and not (links or per_qubit) and not _is_line(run):
        links = _named(qubits, graph.links(qubits))
    if not qubits and graph is not None:
        each = run.two_qubit_gates / max(n - 1, 1)
        qubits = best_line(run.device, n, each, one / n) or ()
        if not qubits:
            qubits = best_piece(run.device, n) or ()
            links = _named(qubits, graph.links(qubits))
            basis = f"no line of {n} live couplers: best connected piece, without routing"
        if not qubits:
            known = chip_medians(run.device)
            basis = f"no {n} qubits are joined by live couplers: medians of the chip"
    wire = {qubit: number for number, qubit in enumerate(qubits)}
    pairs = [(wire[a], wire[b]) for a, b in links]
    if not pairs and qubits:
        pairs = [(at, at + 1) for at in range(n - 1)]
    if per_qubit:
        pairs = []
    placement = Placement(
        "piece" if links else "line",
        "chosen" if qubits else "declared",
        qubits,
        n,
        "cz",
        counts,
        None,
        tuple((a, b, run.two_qubit_gates / len(pairs)) for a, b in pairs),
        duration_of(run),
        0.0,
        proven=False,
    )
    return Layout(placement, known, basis)


def _is_line(run: Run) -> bool:
    """Whether live couplers join the named qubits in their order."""
    near = run.device.graph.neighbours if run.device.graph is not None else {}
    return all(b in near[a] for a, b in zip(run.physical, run.physical[1:], strict=False))


def _named(qubits: Sequence[int], links: Sequence[Edge]) -> tuple[Edge, ...]:
    """Return pairs of wires as pairs of qubits of the device."""
    return tuple((qubits[a], qubits[b]) for a, b in links)


def chip_medians(device: Device) -> Elements:
    """Return the errors of a device with the median of each kind for all elements of it."""
    known = elements(device)
    return known._replace(
        one_qubit=_median(known.one_qubit),
        two_qubit=_median(known.two_qubit),
        readout=_median(
            known.readout, lambda pairs: (median(a for a, _ in pairs), median(b for _, b in pairs))
        ),
        t1=_median(known.t1),
        t2=_median(known.t2),
    )


def published_medians(device: Device) -> Elements | None:
    """Return the same of the tables as published, however old; None where a device has none.

    >>> from qestimate import catalog
    >>> published_medians(catalog.device("ionq-aria-1"))
    >>> found = published_medians(catalog.device("origin-wukong-72").at("2030-01-01"))
    >>> found.gate(62, 56) == found.gate(0, 1)
    True
    """
    return chip_medians(device.at("")) if device.snapshot.two_qubit_errors else None


def _median(table: Table, of: Callable[[list[Any]], Any] = median) -> Table:
    """Return a table in which the median of what is published stands for all."""
    if not table.own:
        return table
    return Table({}, of(list(table.own.values())), "mean of its kind")


def duration_of(run: Run) -> float | None:
    """Return the time of the circuit: layers of two-qubit gates with one-qubit gates between.

    Where one-qubit gates are not part of what was measured, as in the fidelity of a layer, they
    take no time. [s]
    """
    one, two = run.device.value("one_qubit_duration"), run.device.value("two_qubit_duration")
    if one is None or two is None:
        return None
    between = run.layers + 1 if run.one_qubit_gates or not run.two_qubit_gates else 0
    return run.layers * two + between * run.device.pulses * one
