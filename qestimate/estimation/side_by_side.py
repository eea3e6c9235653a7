"""Copies of a circuit side by side: how many patches a device has for it, and how good they are.

Copies are assumed not to disturb each other. On a chip whose couplers are published the patches
are chosen one after another, each on the qubits that those before it left; a circuit then runs on
any of them, so that the shots are those of the worst.
"""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple
from qestimate.device.graph import Graph
from qestimate.estimation.placement import cost_on

if TYPE_CHECKING:
    from qestimate.device.device import Device
    from qestimate.device.elements import Elements
    from qestimate.estimation.placement import Placement
    from qestimate.methods.program import Program
    from qestimate.noise.attenuation import LocalSignal

MAX_PATCHES = 128
"""Patches that are looked for on a chip."""


class Copies(NamedTuple):
    """Copies of a circuit that run at the same time."""

    n: int = 1
    worst: float = 1.0
    """How many times the log-infidelity of the best patch the worst of theirs has."""


ONE = Copies()


def gaining(
    program: Program, placement: Placement, device: Device, known: Elements, local: LocalSignal
) -> Copies:
    """Return as many copies side by side as a device has patches for and as gain time.

    On a lattice declared whole all patches are alike.

    Args:
        program: What runs.
        placement: Of one copy, on the best patch.
        device: Where.
        known: The errors of its elements.
        local: What noise leaves on the best patch.
    """
    if device.topology == "grid" and device.qubits_advertised is not None:
        return Copies(max(1, _tiles(placement, device)))
    return best_copies(patches(program, placement, device, known), local)


def patches(
    program: Program, placement: Placement, device: Device, known: Elements
) -> tuple[float, ...]:
    """Return the log-infidelity of patches side by side over that of the best, the best first.

    Where couplers are not published, or ions share their gate zones, one patch is all that is
    known.

    >>> from qestimate import Workload, catalog, estimate
    >>> from qestimate.device.elements import elements
    >>> chip = catalog.device("origin-wukong-72").at("2026-03-06")
    >>> one = estimate(Workload.of(catalog.model("gpt2"), rank=4), "qtha", chip)
    >>> [round(x, 1) for x in patches(one.program, one.placement, chip, elements(chip))][:2]
    [1.0, 1.1]
    """
    if placement.basis != "chosen" or device.graph is None or placement.shape == "piece":
        return (1.0,)
    best = cost_on(program, placement, device.graph, known)
    if best is None or best.cost <= 0:
        return (1.0,)
    found, left = [best.cost], set(device.graph.neighbours) - set(best.qubits)
    while len(left) >= placement.width and len(found) < MAX_PATCHES:
        rest = Graph(
            left,
            [(a, b) for a in left for b in device.graph.neighbours[a] if a < b and b in left],
        )
        patch = cost_on(program, placement, rest, known)
        if patch is None:
            break
        found.append(patch.cost)
        left -= set(patch.qubits)
    return tuple(cost / best.cost for cost in sorted(found))


def _tiles(placement: Placement, device: Device) -> int:
    """Return the patches of a declared lattice: lines end to end, rings two rows high."""
    qubits, width = device.qubits_advertised or 0, placement.width
    if placement.shape != "ring" or width <= 2:
        return qubits // width
    half = width // 2
    rings = max(
        (device.rows // 2) * (device.columns // half), (device.columns // 2) * (device.rows // half)
    )
    return min(rings, qubits // width)  # the last row may be short


def best_copies(ratios: tuple[float, ...], local: LocalSignal) -> Copies:
    """Return as many copies as gain time: each adds one, the worst of them sets the shots.

    They gain even where noise is as large as the interval allows.

    Args:
        ratios: As ``patches`` returns them.
        local: What noise leaves on the best patch.
    """
    kept = local.attenuation.low
    if len(ratios) == 1 or kept is None or kept <= 0:
        return Copies(sum(ratio == 1.0 for ratio in ratios))

    def gain(n: int) -> float:
        """Return log10 of the copies over the shots they take."""
        return log10(n) + 2 * log10(kept) * (ratios[n - 1] - 1)

    n = max(range(1, len(ratios) + 1), key=gain)
    return Copies(n, ratios[n - 1])
