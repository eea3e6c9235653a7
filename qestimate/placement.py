"""Put a program on a device: which qubits, which native gates, how deep, how long.

Where the live couplers are published, the patch is chosen: the line or ring with the least
infidelity in the gates and readout it would take. Where only the kind of lattice is published,
the patch is assumed to exist, and said to be.
"""

from __future__ import annotations

from functools import lru_cache
from math import log1p
from typing import TYPE_CHECKING, Literal, NamedTuple

from qestimate.circuits import ansatz as find_ansatz
from qestimate.circuits.protocol import NativeCounts
from qestimate.quantity import process_infidelity

if TYPE_CHECKING:
    from qestimate.circuits.native import Entangler
    from qestimate.circuits.protocol import Ansatz, Shape
    from qestimate.device import Device
    from qestimate.graph import Patch
    from qestimate.methods.program import Program

DEAD = 50.0
"""Cost of an element whose published error leaves nothing, in units of -ln fidelity."""


class Placement(NamedTuple):
    """A program on a patch of a device. All counts are of native operations."""

    shape: Shape
    basis: Literal["chosen", "declared", "assumed"]
    """Chosen on published couplers; on a lattice declared whole; or assumed to exist."""
    qubits: tuple[int, ...]
    """Device qubit of each wire; empty unless chosen."""
    width: int
    entangler: Entangler
    """Class of the two-qubit gate the circuit is written in."""
    counts: NativeCounts
    """In the better order: commuted where the ansatz allows it."""
    as_written: NativeCounts | None
    """In the ansatz' own order; None where that cannot be kept on this patch."""
    edge_counts: tuple[int, ...] | None
    """Two-qubit gates per coupler along the patch; None where all pairs are alike."""
    one_qubit_layers: int
    """Layers of one-qubit operations on the longest chain."""
    duration: float | None
    """Time from the first gate to the readout. [s]; None if a gate time is not published."""
    proven: bool
    """Whether no better patch of this shape exists."""


class Unplaced(NamedTuple):
    """Why a program has no place on a device."""

    reason: str
    limit: Literal["qubits", "gates"]


def place(program: Program, device: Device) -> Placement | Unplaced:
    """Choose a patch and count.

    Returns:
        The placement, or the reason why there is none: too few qubits, no line of couplers that
        long, or a native gate for which no formula is known.
    """
    if device.entangler is None:
        return Unplaced(f"no formula for the native gate {device.two_qubit_gate}", "gates")
    if device.qubits_advertised is not None and program.n_qubits > device.qubits_advertised:
        return Unplaced(
            f"{program.n_qubits} qubits needed, {device.qubits_advertised} advertised", "qubits"
        )
    candidates = [
        candidate
        for shape in _shapes(find_ansatz(program.ansatz), program.n_qubits, device)
        if (candidate := _candidate(program, device, shape)) is not None
    ]
    if not candidates:
        return Unplaced(f"no line or ring of {program.n_qubits} live couplers", "qubits")
    return min(candidates, key=lambda pair: pair[0])[1]


def _shapes(ansatz: Ansatz, n: int, device: Device) -> tuple[Shape, ...]:
    """Patches worth trying: on an all-to-all device only the most direct one."""
    if device.topology == "all-to-all":
        return ansatz.SHAPES[:1]
    shapes = tuple(shape for shape in ansatz.SHAPES if shape != "all")
    if "ring" in shapes:
        if n == 2:
            return ("ring",)
        if device.graph is None and not _has_ring(n, device):
            return ("line",)
    return shapes


def _has_ring(n: int, device: Device) -> bool:
    """Whether a lattice without holes has a ring of ``n``: even, and two rows of it fit."""
    if device.topology == "grid":
        if min(device.rows, device.columns) < 2:
            return False
        return n % 2 == 0 and n <= device.rows * device.columns - (device.rows * device.columns % 2)
    return device.topology == "square" and n % 2 == 0


def _candidate(program: Program, device: Device, shape: Shape) -> tuple[float, Placement] | None:
    """Place on one shape of patch; also return the infidelity by which shapes compare."""
    n, layers = program.n_qubits, program.n_layers
    ansatz = find_ansatz(program.ansatz)
    # A fixed CZ is what a routed pattern is written in; a ZZ device runs it as one ZZ each.
    entangler: Entangler = "zz" if device.entangler == "zz" else "cz"
    if shape == "line" and "ring" in ansatz.SHAPES:
        entangler = "cz"
    written = ansatz.native(n, layers, shape, entangler, "written")
    best = ansatz.native(n, layers, shape, entangler, "commuted") or written
    if best is None:
        return None
    edges = ansatz.edge_counts(n, layers, shape, entangler)
    one_layers = best.depth - best.two_qubit_depth
    patch: Patch | None = None
    if device.graph is not None:
        patch = _patch(device, shape, n, best.two_qubit_gates, best.one_qubit_gates * device.pulses)
        if patch is None:
            return None
    placement = Placement(
        shape=shape,
        basis=_basis(device, patch),
        qubits=patch.qubits if patch else (),
        width=n,
        entangler=entangler,
        counts=_pulsed(best, device.pulses),
        as_written=_pulsed(written, device.pulses) if written else None,
        edge_counts=None if edges is None else tuple(edges),
        one_qubit_layers=one_layers * device.pulses,
        duration=_duration(best, device),
        proven=patch.proven if patch else True,
    )
    return (patch.cost if patch else float(best.two_qubit_gates)), placement


def _basis(device: Device, patch: Patch | None) -> Literal["chosen", "declared", "assumed"]:
    if patch is not None:
        return "chosen"
    return "declared" if device.topology in ("all-to-all", "grid") else "assumed"


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
    one, two = device.value("one_qubit_duration"), device.value("two_qubit_duration")
    if one is None or two is None:
        return None
    layers = counts.depth - counts.two_qubit_depth
    return float(counts.two_qubit_depth * two + layers * device.pulses * one)


def _patch(
    device: Device, shape: Shape, n: int, two_qubit_gates: int, one_qubit_gates: int
) -> Patch | None:
    """Search the best patch; the gates are spread evenly over its couplers and qubits."""
    links = max(1, n if shape == "ring" and n > 2 else n - 1)
    return _search(_Costs(device), shape, n, two_qubit_gates / links, one_qubit_gates / n)


class _Costs:
    """Cost of each element of a device, hashed by the device's own graph for the cache."""

    def __init__(self, device: Device) -> None:
        self.device = device
        self.key = (id(device.graph), id(device.snapshot))

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Costs) and self.key == other.key


@lru_cache(maxsize=512)
def _search(
    costs: _Costs, shape: Shape, n: int, per_coupler: float, per_qubit: float
) -> Patch | None:
    device = costs.device
    graph = device.graph
    if graph is None:
        return None
    one, two, read = one_qubit_costs(device), coupler_costs(device), readout_costs(device)
    mean = {
        name: sum(values.values()) / len(values) if values else 0.0
        for name, values in (("one", one), ("two", two), ("read", read))
    }
    at_qubit = {
        q: one.get(q, mean["one"]) * per_qubit + read.get(q, mean["read"]) for q in graph.neighbours
    }

    def at_coupler(a: int, b: int) -> float:
        return two.get((a, b), mean["two"]) * per_coupler

    find = graph.best_ring if shape == "ring" else graph.best_line
    return find(n, at_qubit.__getitem__, at_coupler)


def cost(infidelity: float) -> float:
    """Return -ln(1 - infidelity), at most DEAD.

    >>> round(cost(0.01), 6), cost(1.0)
    (0.01005, 50.0)
    """
    return DEAD if infidelity >= 1 else min(DEAD, -log1p(-infidelity))


def coupler_costs(device: Device) -> dict[tuple[int, int], float]:
    """Return -ln process fidelity of each live coupler whose error is published."""
    convention = device.snapshot.convention
    return {
        pair: cost(process_infidelity(error, 2, convention))
        for pair, error in device.snapshot.couplers.items()
        if error is not None
    }


def one_qubit_costs(device: Device) -> dict[int, float]:
    """Return -ln process fidelity of one pulse on each qubit whose error is published."""
    convention = device.snapshot.convention
    return {
        index: cost(process_infidelity(q.one_qubit_error, 1, convention))
        for index, q in device.snapshot.qubits.items()
        if q.one_qubit_error is not None
    }


def readout_costs(device: Device) -> dict[int, float]:
    """Return -ln of the mean probability to read each qubit right, 0 and 1 equally likely."""
    return {
        index: cost((q.readout_error_0 + q.readout_error_1) / 2)
        for index, q in device.snapshot.qubits.items()
        if q.readout_error_0 is not None and q.readout_error_1 is not None
    }
