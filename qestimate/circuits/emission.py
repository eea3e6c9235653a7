"""Write an ansatz out: as a Qiskit circuit, on the wires of a patch, or on any connected piece.

On a piece that has no line long enough, a gate whose qubits are apart is brought together by
SWAPs along the shortest way, there and back. For this no closed form exists: the counts are
those of the circuit as written out for a few layers, extended to any number of layers, which is
exact once each further layer adds the same.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

from qestimate import __version__
from qestimate.circuits.native import NativeCircuit
from qestimate.circuits.protocol import NativeCounts
from qestimate.core import disk_cache
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qiskit import QuantumCircuit

    from qestimate.circuits.native import Entangler, Order
    from qestimate.circuits.protocol import Ansatz, Gate, Shape

Links = tuple[tuple[int, int], ...]
"""Couplers of a patch, between its wires."""

SETTLED = 8
"""Layers within which each further layer adds the same; more than any ansatz here needs."""


DRAWN: dict[str, tuple[str, ...]] = {"heisenberg": ("rxx", "ryy", "rzz")}
"""Gates that Qiskit draws as several."""


def build(
    ansatz: Ansatz, n: int, layers: int, angles: Sequence[Any] | None = None
) -> QuantumCircuit:
    """Return the circuit as its authors draw it.

    Args:
        ansatz: A family of circuits.
        n: Qubits.
        layers: Repetitions.
        angles: Values of the angles [rad], or parameters; named ones if None.
    """
    from qiskit import QuantumCircuit
    from qiskit.circuit import ParameterVector
    from qiskit.circuit.library import CU3Gate, UGate

    count = int(ansatz.n_angles(n, layers))
    values = ParameterVector("θ", count) if angles is None else angles
    circuit = QuantumCircuit(n, name=ansatz.ID)
    for gate in ansatz.operations(n, layers, "written"):
        name = gate.name
        if name in ("u3", "cu3"):
            first = 0 if gate.angle is None else gate.angle
            turn = UGate(*values[first : first + 3])
            circuit.append(turn if name == "u3" else CU3Gate(*turn.params), gate.qubits)
            continue
        angle = gate.turn(values)
        for drawn in DRAWN.get(name, (name,)):
            parameters = (angle,) if drawn.startswith(("r", "cr")) else ()
            getattr(circuit, drawn)(*parameters, *gate.qubits)
    return circuit


def emit(
    ansatz: Ansatz,
    n: int,
    layers: int,
    shape: Shape,
    entangler: Entangler,
    order: Order,
    angles: Sequence[float],
    *,
    merge: bool = True,
) -> tuple[NativeCircuit, list[int]]:
    """Write the circuit on a ring, a line or all pairs; also the wire where each qubit ends.

    Without ``merge`` every gate stands as it is drawn, two native gates for each CRZ.
    """
    if shape in ansatz.ROUTED:
        return ansatz.routed(n, layers, angles)
    if merge and ansatz.merges(n, shape, entangler, order):
        return ansatz.merged(n, layers, angles), list(range(n))
    if shape in ("line", "ring"):  # gates whose qubits are apart are brought together
        links = links_of(n, shape)
        if not ansatz.LAYERED:
            return emit_carried(ansatz, n, layers, links, entangler, order, angles)
        return emit_on_piece(ansatz, n, layers, links, entangler, order, angles), list(range(n))
    circuit = NativeCircuit(n, entangler)
    for gate in ansatz.operations(n, layers, order):
        _apply(circuit, gate, gate.qubits, angles)
    circuit.close(measured=True)
    return circuit, list(range(n))


def links_of(n: int, shape: Shape) -> Links:
    """Return the couplers of a patch: a line, a ring, or every pair.

    >>> links_of(3, "line"), links_of(3, "all")
    (((0, 1), (1, 2)), ((0, 1), (0, 2), (1, 2)))
    """
    if shape == "all":
        return tuple(combinations(range(n), 2))
    line = tuple(pairwise(range(n)))
    return (*line, (0, n - 1)) if shape == "ring" and n > 2 else line


def _apply(
    circuit: NativeCircuit, gate: Gate, wires: tuple[int, ...], angles: Sequence[float]
) -> None:
    angle = gate.turn(angles)
    match gate.name:
        case "cx":
            circuit.cx(*wires)
        case "cz":
            circuit.cz(*wires)
        case "crz":
            circuit.crz(wires[0], wires[1], angle)
        case "crx":
            circuit.crx(wires[0], wires[1], angle)
        case "rzz":
            circuit.rzz(wires[0], wires[1], angle)
        case "heisenberg":
            circuit.heisenberg(wires[0], wires[1], angle)
        case "u3" | "cu3":
            start = gate.angle or 0
            theta, phi, lam = angles[start : start + 3]
            if gate.name == "u3":
                circuit.u3(wires[0], theta, phi, lam)
            else:
                circuit.cu3(wires[0], wires[1], theta, phi, lam)
        case name:
            circuit.one(name, wires[0], angle)


def emit_on_piece(
    ansatz: Ansatz,
    n: int,
    layers: int,
    links: Links,
    entangler: Entangler,
    order: Order,
    angles: Sequence[float],
) -> NativeCircuit:
    """Write the circuit on a connected piece, each qubit on the wire of its number."""
    circuit = NativeCircuit(n, entangler)
    for gate in ansatz.operations(n, layers, order):
        if len(gate.qubits) == 1:
            _apply(circuit, gate, gate.qubits, angles)
            continue
        way = _way(n, links, *gate.qubits)
        swaps = list(pairwise(way[:-1]))
        for a, b in swaps:
            circuit.swap(a, b)
        _apply(circuit, gate, way[-2:], angles)
        for a, b in reversed(swaps):
            circuit.swap(a, b)
    circuit.close(measured=True)
    return circuit


def emit_carried(
    ansatz: Ansatz,
    n: int,
    layers: int,
    links: Links,
    entangler: Entangler,
    order: Order,
    angles: Sequence[float],
) -> tuple[NativeCircuit, list[int]]:
    """Write the circuit on a connected piece, qubits left where SWAPs carried them.

    Takes about half the SWAPs of ``emit_on_piece``, but no two layers need be alike; also returns
    the wire where each qubit ends.
    """
    circuit = NativeCircuit(n, entangler)
    wire = list(range(n))
    for gate in ansatz.operations(n, layers, order):
        if len(gate.qubits) == 2:
            way = _way(n, links, *(wire[q] for q in gate.qubits))
            for a, b in pairwise(way[:-1]):
                circuit.swap(a, b)
                at, other = wire.index(a), wire.index(b)
                wire[at], wire[other] = b, a
        _apply(circuit, gate, tuple(wire[q] for q in gate.qubits), angles)
    circuit.close(measured=True)
    return circuit, wire


@lru_cache(maxsize=4096)
def _way(n: int, links: Links, start: int, end: int) -> tuple[int, ...]:
    """Return the shortest way between two wires, ends included."""
    near: list[list[int]] = [[] for _ in range(n)]
    for a, b in links:
        near[a].append(b)
        near[b].append(a)
    before = {start: start}
    front = [start]
    while end not in before:
        if not front:
            raise AssertionError(f"wires {start} and {end} hang apart")
        ahead = []
        for wire in front:
            for other in near[wire]:
                if other not in before:
                    before[other] = wire
                    ahead.append(other)
        front = ahead
    way = [end]
    while way[-1] != start:
        way.append(before[way[-1]])
    return tuple(reversed(way))


class PieceCounts(NamedTuple):
    """Counts on a connected piece."""

    counts: NativeCounts
    edges: tuple[tuple[int, int, int], ...]
    """Wire, wire, and two-qubit gates on the coupler between them, unused ones with none."""


@lru_cache(maxsize=1024)
def piece_counts(
    ansatz: Ansatz, n: int, layers: int, links: Links, entangler: Entangler, order: Order
) -> PieceCounts:
    """Count native operations on a connected piece, for any number of layers; kept on disk.

    Args:
        ansatz: A family of circuits that repeats its layers.
        n: Qubits, and wires of the piece.
        layers: Repetitions.
        links: Couplers between the wires.
        entangler: Class of the native two-qubit gate.
        order: Order of the gates.
    """
    found: list[PieceCounts] = []

    def work_out() -> disk_cache.Numbers:
        found.append(_piece_counts(ansatz, n, layers, links, entangler, order))
        return disk_cache.Numbers(found[0].counts, list(found[0].edges))

    key = (__version__, "counts", ansatz.ID, n, layers, links, entangler, order)
    kept = disk_cache.kept(key, (len(NativeCounts._fields), 3), work_out)
    if found or kept is None:
        return found[0]
    edges = tuple((int(a), int(b), int(count)) for a, b, count in kept.rows)
    return PieceCounts(NativeCounts(*map(int, kept.head)), edges)


def _piece_counts(
    ansatz: Ansatz, n: int, layers: int, links: Links, entangler: Entangler, order: Order
) -> PieceCounts:
    extended = ansatz.LAYERED and layers > SETTLED

    def measure(repeats: int) -> PieceCounts:
        angles = [0.1] * int(ansatz.n_angles(n, repeats))
        if ansatz.LAYERED:
            circuit = emit_on_piece(ansatz, n, repeats, links, entangler, order, angles)
        else:
            circuit, _ = emit_carried(ansatz, n, repeats, links, entangler, order, angles)
        counts = NativeCounts(
            circuit.n_one_qubit,
            circuit.n_two_qubit,
            int(circuit.depth()),
            int(circuit.depth(one_qubit=0)),
        )
        used = circuit.edge_counts()
        edges = tuple((a, b, used.get((a, b), 0)) for a, b in links)
        return PieceCounts(counts, edges)

    if not extended:
        return measure(layers)
    before, last = measure(SETTLED - 1), measure(SETTLED)
    more = layers - SETTLED
    return PieceCounts(
        NativeCounts(
            *(b + more * (b - a) for a, b in zip(before.counts, last.counts, strict=True))
        ),
        tuple(
            (x, y, b + more * (b - a))
            for (x, y, b), (_, _, a) in zip(last.edges, before.edges, strict=True)
        ),
    )
