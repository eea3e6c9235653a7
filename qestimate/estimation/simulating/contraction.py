"""What it takes to contract a tensor network: width and operations of the best order found.

An order that is found is an upper bound: better ones may exist. The search is bounded, seeded and
the same on every machine; cotengra does it.
"""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import MissingExtraError
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.estimation.simulating.network import Network

FLOPS_A_STEP = 8
"""Of one complex multiplication and addition: four products and four sums of real numbers."""

TRIED_TENSORS = 20_000
"""Tensors of a network times random orders that are tried for it; a second or two."""

MIN_TRIES, MAX_TRIES = 2, 64
"""Random orders that are tried at least and at most."""

MAX_TENSORS = 4_000
"""Of a network above which no random orders are tried: they take too long."""

MAX_SWEPT = 60_000
"""Of a network above which no order is tried at all."""

RECONFIGURED = 40
"""Parts of an order that are improved in each of ROUNDS: they take a second or two."""

ROUNDS = 2


class Contraction(NamedTuple):
    """An order in which a network can be contracted."""

    width: int
    """Indices of the largest tensor on the way: it has 2^width entries."""
    log10_flops: float
    """Operations on real numbers. [log10 FLOP]"""
    n_tensors: int
    order: str
    """Whose order it is: ``found`` by the search, that of the ``gates``, or of the ``qubits``."""


def contraction(network: Network) -> Contraction | None:
    """Return the cheapest order that a bounded search finds; None for a network that is too large.

    The order of the gates, that of a state vector, is always among those that are tried; so is a
    sweep over the qubits, which suits circuits that are long and shallow.

    Args:
        network: Closed, of indices with two values.

    Raises:
        MissingExtraError: Without the packages of the extra ``tensor``.

    Source: [gray-2021], random greedy orders and reconfiguration of parts.
    """
    if len(network.tensors) > MAX_SWEPT:
        return None
    if len(network.tensors) < 2:
        width = max(map(len, network.tensors), default=0)
        return Contraction(width, log10(FLOPS_A_STEP), len(network.tensors), "gates")
    order, tree = best_tree(network)
    width, cost = round(tree.contraction_width()), float(tree.contraction_cost())
    return Contraction(width, log10(FLOPS_A_STEP * cost), len(network.tensors), order)


def best_tree(network: Network) -> tuple[str, Any]:
    """Return the cheapest order of a network with what it is, as cotengra's tree of contractions.

    Raises:
        MissingExtraError: Without the packages of the extra ``tensor``.
    """
    try:
        import cotengra
        import cotengrust  # noqa: F401 (without it the search takes a hundred times as long)
    except ImportError as error:
        raise MissingExtraError("tensor networks", "tensor", "cotengra") from error
    tensors = [tuple(cotengra.get_symbol(i) for i in tensor) for tensor in network.tensors]
    sizes = {index: 2 for tensor in tensors for index in tensor}
    n = len(tensors)
    swept = sorted(range(n), key=lambda number: network.places[number])
    trees = {
        order: cotengra.ContractionTree.from_path(tensors, (), sizes, ssa_path=_one_by_one(numbers))
        for order, numbers in (("gates", range(n)), ("qubits", swept))
    }
    if n <= MAX_TENSORS:
        tries = min(max(TRIED_TENSORS // n, MIN_TRIES), MAX_TRIES)
        found = cotengra.RandomGreedyOptimizer(
            max_repeats=tries, seed=0, accel=True, parallel=False
        ).search(tensors, (), sizes)
        for number in range(ROUNDS):
            found.subtree_reconfigure_(
                subtree_size=8,
                seed=number,
                select="random" if number else "max",
                maxiter=RECONFIGURED,
            )
        trees["found"] = found
    return min(trees.items(), key=lambda one: float(one[1].contraction_cost()))


def _one_by_one(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return the steps that take in one tensor after the other, new ones numbered on.

    >>> _one_by_one((2, 0, 1))
    [(2, 0), (3, 1)]
    """
    n = len(numbers)
    first = (numbers[0], numbers[1])
    return [first, *((n + k - 2, numbers[k]) for k in range(2, n))]
