"""Put a program on a device: which qubits, which native gates, how deep, how long.

Where the live couplers are published, the patch is chosen: the line or ring with the least
infidelity in the gates and readout it would take (waiting apart), or a connected piece with
SWAPs where there is no line that long. Where only the kind of lattice is published, the patch is
assumed to exist, and said to be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from qestimate.circuits import ansatz as find_ansatz
from qestimate.circuits.protocol import NativeCounts
from qestimate.core.errors import DomainError
from qestimate.core.records import NamedTuple
from qestimate.device.elements import elements, log_infidelity, readout_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.circuits.native import Entangler, Order
    from qestimate.circuits.protocol import Ansatz, Shape
    from qestimate.device.device import Device
    from qestimate.device.elements import Elements
    from qestimate.device.graph import Graph, Patch
    from qestimate.methods.program import Program

Basis = Literal["chosen", "declared", "assumed", "as coupled"]
"""Chosen on published couplers; on a lattice declared whole; assumed to exist; or counted as if
every pair were coupled, which the device has not: with routing there would be more gates."""


MAX_KEPT_SEARCHES = 512
"""Searches whose answers a device keeps."""


class Placement(NamedTuple):
    """A program on a patch of a device. All counts are of native operations."""

    shape: Shape
    basis: Basis
    qubits: tuple[int, ...]
    """Device qubit of each wire; empty unless chosen."""
    width: int
    entangler: Entangler
    """Class of the two-qubit gate the circuit is written in."""
    counts: NativeCounts
    """In the better order: commuted where the ansatz allows it."""
    as_written: NativeCounts | None
    """In the ansatz' own order; None where that cannot be kept on this patch."""
    edges: tuple[tuple[int, int, float], ...]
    """Wire, wire and two-qubit gates for each coupler of a chosen patch; else empty."""
    duration: float | None
    """Time from the first gate to the readout. [s]; None if a gate time is not published."""
    duration_least: float
    """The part of it that the published gate times give. [s]"""
    proven: bool
    """Whether no better patch of this shape exists."""
    shares: tuple[float, ...] = ()
    """Mean error of the gates of each edge over that of one by a quarter turn; empty where their
    angles are not known, or do not matter."""
    resets: int = 0
    """Of qubits that go on."""
    measurements: int = 0
    """Of qubits that go on."""
    delayed: float = 0.0
    """What qubits wait since the circuit asks for it, all together. [s]"""

    @property
    def weights(self) -> tuple[float, ...]:
        """Two-qubit gates of each edge, in gates by a quarter turn."""
        shares = self.shares or (1.0,) * len(self.edges)
        return tuple(n * share for (_, _, n), share in zip(self.edges, shares, strict=True))


class Unplaced(NamedTuple):
    """Why a program has no place on a device."""

    reason: str
    limit: Literal["qubits", "gates", "route", "place"]
    """Too few qubits, an unknown gate, no way to bring qubits together that is known, or a place
    that was asked for and is not there."""


def place(program: Program, device: Device, known: Elements | None = None) -> Placement | Unplaced:
    """Choose a patch and count.

    Args:
        program: What is to run.
        device: Where.
        known: The errors of its elements, if they were resolved already.

    Returns:
        The placement, or the reason why there is none: too few qubits, no patch of couplers
        that large, or a native gate for which no formula is known.

    Raises:
        DomainError: Fewer than two qubits.
    """
    if device.entangler is None:
        return Unplaced(f"no formula for the native gate {device.two_qubit_gate}", "gates")
    n = program.n_qubits
    if n < 2:
        raise DomainError(
            f"{program.method}: a circuit of {n} qubit has nothing to entangle",
            hint="choose a larger rank",
        )
    if device.qubits_advertised is not None and n > device.qubits_advertised:
        return Unplaced(f"{n} qubits needed, {device.qubits_advertised} advertised", "qubits")
    connected = device.qubits_connected
    if connected is not None and n > connected:
        return Unplaced(
            f"{n} connected qubits needed, {connected} are joined by working couplers", "qubits"
        )
    ansatz = find_ansatz(program.ansatz)
    known = known or elements(device)
    candidates = [
        candidate
        for shape in _shapes(ansatz, n, device)
        if (candidate := _candidate(program, device, shape, known)) is not None
    ]
    if candidates:
        return min(candidates, key=lambda pair: pair[0])[1]
    if device.graph is not None and ansatz.LAYERED:
        return _on_piece(program, device, device.graph, known)
    return Unplaced(f"no line of {n} live couplers was found; other ways not modelled", "route")


def _shapes(ansatz: Ansatz, n: int, device: Device) -> tuple[Shape, ...]:
    """Patches worth trying: on an all-to-all device only the most direct one."""
    if device.topology == "all-to-all" or ansatz.SHAPES == ("all",):
        return ansatz.SHAPES[:1]
    shapes = tuple(shape for shape in ansatz.SHAPES if shape != "all")
    if "ring" in shapes:
        if n == 2:
            return ("ring",)
        if device.graph is None and not _has_ring(n, device):
            return ("line",)
    return shapes


def _has_ring(n: int, device: Device) -> bool:
    """Whether a lattice without holes has a ring of ``n``: even, and on qubits with two neighbours.

    A single qubit in the last row has one. Of a grid whose second row is the last and short, the
    columns with two qubits count.
    """
    if device.topology == "grid":
        columns, qubits = device.columns, device.qubits_advertised or 0
        if columns < 2:  # a line, or a shape that is not published
            return False
        alone = qubits % columns == 1
        usable = qubits - alone if qubits >= 2 * columns else 2 * (qubits - columns)
        return n % 2 == 0 and n <= usable
    return device.topology == "square" and n % 2 == 0


def _entangler(ansatz: Ansatz, shape: Shape, device: Device) -> Entangler:
    """Return the gate a circuit is written in: routed patterns use CZ, which every device has."""
    return "zz" if device.entangler == "zz" and shape not in ansatz.ROUTED else "cz"


def _candidate(
    program: Program, device: Device, shape: Shape, known: Elements
) -> tuple[float, Placement] | None:
    """Place on one shape of patch; also return the infidelity by which shapes compare."""
    n, layers = program.n_qubits, program.n_layers
    ansatz = find_ansatz(program.ansatz)
    entangler = _entangler(ansatz, shape, device)
    written = ansatz.native(n, layers, shape, entangler, "written")
    best = ansatz.native(n, layers, shape, entangler, "commuted") or written
    if best is None:
        return None
    counts: list[int] = []
    patch: Patch | None = None
    if device.graph is not None and shape != "all":
        counts = ansatz.edge_counts(n, layers, shape, entangler) or []
        pulses = best.one_qubit_gates * device.pulses
        patch = _search(known, device.graph, shape, n, _weights(counts), pulses / n)
        if patch is None:
            return None
    basis: Basis = "declared" if device.topology in ("all-to-all", "grid") else "assumed"
    if shape == "all" and device.topology != "all-to-all":
        basis = "as coupled"
    placement = Placement(
        shape=shape,
        basis=basis if patch is None else "chosen",
        qubits=patch.qubits if patch else (),
        width=n,
        entangler=entangler,
        counts=_pulsed(best, device.pulses),
        as_written=_pulsed(written, device.pulses) if written else None,
        edges=tuple((wire, (wire + 1) % n, count) for wire, count in enumerate(counts)),
        duration=_duration(best, device),
        duration_least=_duration_least(best, device),
        proven=patch.proven if patch else True,
    )
    return (patch.cost if patch else float(best.two_qubit_gates)), placement


def _weights(counts: Sequence[float]) -> tuple[float, ...]:
    """Return two-qubit gates on each coupler along a patch; one number if all are alike."""
    return (float(counts[0]),) if len(set(counts)) == 1 else tuple(map(float, counts))


def cost_on(program: Program, placement: Placement, graph: Graph, known: Elements) -> Patch | None:
    """Return the best patch for a placed program on other couplers of its device, with its cost.

    Args:
        program: What runs.
        placement: On a line or a ring of the device.
        graph: Some of the couplers of the device.
        known: The errors of its elements.
    """
    counts = [count for *_, count in placement.edges]
    per_qubit = placement.counts.one_qubit_gates / program.n_qubits
    return _search(known, graph, placement.shape, program.n_qubits, _weights(counts), per_qubit)


def _on_piece(
    program: Program, device: Device, graph: Graph, known: Elements
) -> Placement | Unplaced:
    """Place on a connected piece that holds no line of the length needed."""
    from qestimate.circuits.emission import piece_counts

    n, layers = program.n_qubits, program.n_layers
    ansatz = find_ansatz(program.ansatz)
    patch = _search(known, graph, "piece", n, (1.0,), 1.0)
    if patch is None:
        return Unplaced(f"no connected piece of {n} qubits", "qubits")
    entangler: Entangler = "zz" if device.entangler == "zz" else "cz"
    links = graph.links(patch.qubits)
    order: Order = "commuted" if ansatz.COMMUTES else "written"
    found = piece_counts(ansatz, n, layers, links, entangler, order)
    return Placement(
        shape="piece",
        basis="chosen",
        qubits=patch.qubits,
        width=n,
        entangler=entangler,
        counts=_pulsed(found.counts, device.pulses),
        as_written=None,
        edges=found.edges,
        duration=_duration(found.counts, device),
        duration_least=_duration_least(found.counts, device),
        proven=False,
    )


def _pulsed(counts: NativeCounts, pulses: int) -> NativeCounts:
    """Count pulses instead of merged one-qubit operations."""
    return NativeCounts(
        counts.one_qubit_gates * pulses,
        counts.two_qubit_gates,
        counts.two_qubit_depth + (counts.depth - counts.two_qubit_depth) * pulses,
        counts.two_qubit_depth,
    )


def _duration(counts: NativeCounts, device: Device) -> float | None:
    """Return the time of the longest chain; it holds the most gates of both kinds at once."""
    if device.value("one_qubit_duration") is None or device.value("two_qubit_duration") is None:
        return None
    return _duration_least(counts, device)


def _duration_least(counts: NativeCounts, device: Device) -> float:
    one = device.value("one_qubit_duration") or 0.0
    two = device.value("two_qubit_duration") or 0.0
    layers = counts.depth - counts.two_qubit_depth
    return float(counts.two_qubit_depth * two + layers * device.pulses * one)


def best_line(
    device: Device, n: int, gates_per_link: float, pulses_per_qubit: float
) -> tuple[int, ...] | None:
    """Return the line of live couplers with the least infidelity; None if there is none.

    Args:
        device: With tables of qubits and couplers.
        n: Qubits of the line.
        gates_per_link: Two-qubit gates on each of its couplers.
        pulses_per_qubit: One-qubit pulses on each of its qubits.
    """
    if device.graph is None:
        return None
    known = elements(device)
    patch = _search(known, device.graph, "line", n, (gates_per_link,), pulses_per_qubit)
    return None if patch is None else patch.qubits


def best_piece(device: Device, n: int) -> tuple[int, ...] | None:
    """Return a connected piece of ``n`` qubits of little infidelity; None if there is none.

    Args:
        device: With tables of qubits and couplers.
        n: Qubits of the piece.
    """
    if device.graph is None:
        return None
    patch = _search(elements(device), device.graph, "piece", n, (1.0,), 1.0)
    return None if patch is None else patch.qubits


def _search(
    known: Elements,
    graph: Graph,
    shape: Shape,
    n: int,
    weights: tuple[float, ...],
    per_qubit: float,
) -> Patch | None:
    """Search the best patch; the answer is kept by what every element costs.

    Args:
        known: The errors of the elements of the device; unknown ones count as none.
        graph: Its live couplers.
        shape: What to look for.
        n: Qubits.
        weights: Two-qubit gates on each coupler along the patch; one number if all are alike.
        per_qubit: One-qubit pulses on each qubit, taken as even.
    """
    one, read, two = (
        table if table.own else table._replace(other=None)  # what all share does not decide
        for table in (known.one_qubit, known.readout, known.two_qubit)
    )
    at_qubit = {
        q: log_infidelity(one.of(q) or 0.0) * per_qubit
        + log_infidelity(readout_error(read.of(q) or (0.0, 0.0)))
        for q in graph.neighbours
    }
    key = (shape, n, weights, tuple(at_qubit.values()), tuple(two.own.items()), two.other)
    if key not in graph.found:
        if len(graph.found) >= MAX_KEPT_SEARCHES:
            graph.found.clear()
        of_pair = {pair: log_infidelity(error) for pair, error in two.own.items()}
        of_other: float = log_infidelity(two.other or 0.0)

        def at_coupler(a: int, b: int) -> float:
            return float(of_pair.get((a, b), of_other))

        if shape == "ring":
            around = weights if len(weights) > 1 else weights * n
            graph.found[key] = graph.best_ring(n, at_qubit.__getitem__, at_coupler, around)
        elif shape == "piece":
            graph.found[key] = graph.good_piece(n, at_qubit.__getitem__, at_coupler)
        else:
            along = weights if len(weights) > 1 else weights * (n - 1)
            graph.found[key] = graph.best_line(n, at_qubit.__getitem__, at_coupler, along)
    return graph.found[key]
