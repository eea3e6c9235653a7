"""Where the qubits of a chip are drawn."""

from __future__ import annotations

from cmath import exp, phase
from math import hypot
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from qestimate.device.device import Device

Place = tuple[float, float]


def columns_of(device: Device) -> int | None:
    """Return the columns of a rectangular lattice, None if the couplers form no such.

    >>> from qestimate import catalog
    >>> columns_of(catalog.device("origin-wukong-72")), columns_of(catalog.device("ibm-fez"))
    (6, None)
    """
    if device.columns:
        return device.columns
    steps = {abs(a - b) for a, b in device.snapshot.couplers}
    wide = steps - {1}
    return wide.pop() if len(wide) == 1 else None


HEAVY_HEX = {
    156: (16,) * 8,
    133: (15,) * 7,
    127: (14, 15, 15, 15, 15, 15, 14),
}
"""Qubits in each row of IBM's heavy-hex lattices, by their number; after each row stand the
qubits that join it to the next, BRIDGES of them."""

BRIDGES = 4


def heavy_hex(device: Device) -> dict[int, Place] | None:
    """Return the places on a heavy-hex lattice; None if the device is none that is known.

    Columns follow from the couplers: a bridge stands below the qubit it hangs on, and the next
    row under it.
    """
    lengths = HEAVY_HEX.get(device.qubits_advertised or 0)
    if lengths is None or not device.id.startswith("ibm"):
        return None
    near: dict[int, set[int]] = {}
    for a, b in device.snapshot.couplers:
        near.setdefault(a, set()).add(b)
        near.setdefault(b, set()).add(a)
    column: dict[int, int] = {}
    found: dict[int, Place] = {}
    first, start = 0, 0
    for row, length in enumerate(lengths):
        members = range(first, first + length)
        for index, q in enumerate(members):
            column[q] = start + index
            found[q] = (float(column[q]), -2.0 * row)
        bridges = range(first + length, first + length + BRIDGES)
        starts = []
        for b in bridges:
            above = [column[q] for q in near.get(b, ()) if q in members]
            if above:
                column[b] = above[0]
        for index, b in enumerate(bridges):
            if b not in column:  # its coupler is dead: bridges stand four columns apart
                known = [(i, column[c]) for i, c in enumerate(bridges) if c in column]
                column[b] = known[0][1] + 4 * (index - known[0][0]) if known else 4 * index
            found[b] = (float(column[b]), -2.0 * row - 1)
            below = [q for q in near.get(b, ()) if q > bridges[-1]]
            starts += [column[b] - (q - bridges[-1] - 1) for q in below]
        first = bridges[-1] + 1
        start = starts[0] if starts else 0
    last = device.qubits_advertised or 0
    return {q: place for q, place in found.items() if q < last}


def places(device: Device) -> dict[int, Place]:
    """Return a place for each qubit that is known of, dead ones of a lattice included.

    Rectangular and heavy-hex lattices are drawn as such. Others are laid out so that distances on
    paper follow those along couplers (Kamada and Kawai).
    """
    columns = columns_of(device)
    if columns is not None:
        down = (device.qubits_advertised or 0) > columns * columns
        last = max([*device.snapshot.qubits, (device.qubits_advertised or 1) - 1])
        first = min(device.snapshot.qubits, default=0)
        every = range(min(first, 0), last + 1)
        if down:  # more rows than columns: laid on its side
            return {q: (float(q // columns), float(q % columns)) for q in every}
        return {q: (float(q % columns), -float(q // columns)) for q in every}
    known = heavy_hex(device)
    if known is not None:
        return known
    import networkx as nx

    graph = nx.Graph()
    graph.add_nodes_from(sorted(device.snapshot.qubits))
    graph.add_edges_from(sorted(device.snapshot.couplers))
    found: dict[int, Place] = {}
    right = 0.0
    for piece in sorted(nx.connected_components(graph), key=lambda p: (-len(p), min(p))):
        part = (
            _spread_out(graph.subgraph(sorted(piece)))
            if len(piece) > 1
            else {next(iter(piece)): (0.0, 0.0)}
        )
        scale = max(1.0, len(piece) ** 0.5)
        left = min(x for x, _ in part.values()) * scale
        for q, (x, y) in part.items():
            found[int(q)] = (right + float(x) * scale - left, float(y) * scale)
        right = max(x for x, _ in found.values()) + 1.0
    return found


def _spread_out(graph: Any) -> dict[int, Place]:
    """Lay a connected graph out; of several starts, the one with the most even couplers."""
    import networkx as nx

    starts = [None, nx.spectral_layout(graph), nx.circular_layout(graph)]
    if nx.check_planarity(graph)[0]:
        starts.append(nx.planar_layout(graph))
    found = [nx.kamada_kawai_layout(graph, pos=start) for start in starts]

    def unevenness(at: dict[int, Place]) -> float:
        lengths = [hypot(at[a][0] - at[b][0], at[a][1] - at[b][1]) for a, b in graph.edges]
        return max(lengths) / max(min(lengths), 1e-9)

    return _upright(min(found, key=unevenness), graph.edges)


def _upright(at: dict[int, Place], edges: Any) -> dict[int, Place]:
    """Turn places so that couplers lie level or upright, as far as they can."""
    steps = [complex(at[b][0] - at[a][0], at[b][1] - at[a][1]) for a, b in edges]
    turn = sum((step / abs(step)) ** 4 for step in steps if step)
    if not turn:
        return at
    back = exp(-0.25j * phase(turn))
    turned = {q: complex(x, y) * back for q, (x, y) in at.items()}
    return {q: (place.real, place.imag) for q, place in turned.items()}


def lattice_axes(figure: Figure, at: Mapping[int, Place]) -> Axes:
    """Return axes without lines that hold a whole chip, both ways on one scale."""
    axes = figure.add_subplot()
    axes.set_aspect("equal")
    axes.axis("off")
    (left, right), (low, high) = (
        (min(v) - 0.6, max(v) + 0.6) for v in zip(*at.values(), strict=True)
    )
    axes.set(xlim=(left, right), ylim=(low, high))
    return axes
