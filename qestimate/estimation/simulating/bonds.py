"""Belief propagation: a state as one tensor a qubit, with bonds cut to a largest dimension.

It is approximate. How good it is depends on how entangled the state is and on the loops of the
lattice, which is not judged here; what it costs follows from the bonds.
"""

from __future__ import annotations

from math import log10, prod
from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple
from qestimate.device.machines import BYTES_PER_AMPLITUDE
from qestimate.estimation.simulating.gates import IGNORED, kept_bits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.formats.circuits.reading import Gate

USUAL_BOND = 512
"""Largest dimension of a bond in most submissions of this kind to the Quantum Advantage Tracker
[quantum-advantage-tracker], such as its issues 18, 19 and 21."""

COMPLEX = 4
"""Real operations of a decomposition in complex numbers, for one in real numbers: a product takes
four products and two sums, a sum two."""


class BondCost(NamedTuple):
    """What belief propagation takes with bonds of a largest dimension."""

    bond: int
    """Largest dimension that was allowed."""
    reached: int
    """Largest dimension that a bond may reach; below ``bond`` nothing is cut, but loops are."""
    log10_flops: float
    """Operations on real numbers, with one pass of messages a layer of gates. [log10 FLOP]"""
    log10_bytes: float
    """Memory of the tensors at their largest, in double precision. [log10 B]"""


def bond_cost(gates: Sequence[Gate], bond: int = USUAL_BOND) -> BondCost | None:
    """Return what belief propagation takes; None for gates on three qubits or more.

    Every gate on two qubits multiplies the bond between them by 2, or by 4 where it leaves
    neither bit, up to the largest dimension and to what the other bonds can carry. It takes a
    QR decomposition on each side, a singular value decomposition between them, and two products.
    After each layer messages pass along all bonds once; where they have not settled they pass
    again, which is not counted. So is what a threshold on singular values saves.

    Source: [tindall-2023] for the way; [golub-van-loan-2013], chapter 5 for
    4 (m n^2 - n^3 / 3) of a QR decomposition with its factor, chapter 8 for 6 m n^2 + 20 n^3
    of a singular value decomposition.

    >>> from qestimate.formats.circuits.reading import Gate
    >>> bond_cost([Gate("cz", (), (0, 1))] * 3).reached
    2
    """
    bonds: dict[int, dict[int, int]] = {}
    layer_of: dict[int, int] = {}
    flops = 0.0
    reached, largest, done = 1, 1.0, 0
    for gate in gates:
        if gate.name in IGNORED or len(gate.qubits) < 2:
            continue
        if len(gate.qubits) > 2:
            return None
        a, b = gate.qubits
        layer = 1 + max(layer_of.get(a, 0), layer_of.get(b, 0))
        layer_of[a] = layer_of[b] = layer
        mine, yours = bonds.setdefault(a, {}), bonds.setdefault(b, {})
        old = mine.get(b, 1)
        sides = [prod(d for q, d in near.items() if q != far) for near, far in
                 ((mine, b), (yours, a))]  # fmt: skip
        ranks = [min(side, 2 * old) for side in sides]
        new = min(bond, old * (2 if kept_bits(gate) else 4), *(2 * side for side in sides))
        new = max(new, 1)
        for side, rank in zip(sides, ranks, strict=True):
            flops += COMPLEX * _qr(side, 2 * old) + 8 * side * rank * 2 * new
        flops += 8 * (2 * ranks[0]) * old * (2 * ranks[1])
        flops += COMPLEX * _svd(2 * ranks[0], 2 * ranks[1])
        mine[b] = yours[a] = new
        reached = max(reached, new)
        if layer > done:
            done = layer
            flops += _messages(bonds)
            held = sum(2.0 * prod(near.values()) for near in bonds.values())
            largest = max(largest, held)
    return BondCost(bond, reached, log10(max(flops, 1.0)), log10(BYTES_PER_AMPLITUDE * largest))


def _qr(rows: int, columns: int) -> float:
    """Return operations of a QR decomposition and of its orthogonal factor, in real numbers."""
    m, n = max(rows, columns), min(rows, columns)
    return 4.0 * (m * n * n - n**3 / 3)


def _svd(rows: int, columns: int) -> float:
    """Return operations of a singular value decomposition with its factors, in real numbers."""
    m, n = max(rows, columns), min(rows, columns)
    return 6.0 * m * n * n + 20.0 * n**3


def _messages(bonds: dict[int, dict[int, int]]) -> float:
    """Return operations of one pass of messages along all bonds, both ways.

    Every message is the tensor of a qubit with its conjugate, and with what the other bonds bring.
    """
    total = 0.0
    for near in bonds.values():
        size = 2 * prod(near.values())
        all_of = sum(near.values())
        total += sum(8.0 * size * all_of for _ in near)
    return total
