"""What a circuit costs for one precision after another, with each way to mitigate errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple
from qestimate.explore.circuit_ways import circuit_ways

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qestimate.core.quantity import Interval
    from qestimate.estimation.circuit import CircuitEstimate

PRECISIONS = tuple(0.3 * (0.001 / 0.3) ** (k / 20) for k in range(21))
"""From 0.3 to 0.001, in even steps of their logarithm."""


class CircuitCost(NamedTuple):
    """What a circuit costs with one way to mitigate errors, for one precision."""

    way: str
    precision: float
    log10_runs: Interval
    """Runs of all circuits together. [log10]"""
    log10_time: Interval
    """[log10 s]"""
    log10_price: Interval
    """[log10 USD]"""
    reached: bool | None
    """Whether values are that near, and not only that sharp: what stays off is no more than the
    precision. None if unknown."""


def circuit_costs(
    found: CircuitEstimate, precisions: Sequence[float] = PRECISIONS
) -> list[CircuitCost]:
    """Return what a circuit costs, way by way and for each precision; nothing without a place.

    Args:
        found: The circuit on its device.
        precisions: Asked for. [1]
    """
    rows = []
    for precision in precisions:
        for way in circuit_ways(found, found.goal._replace(precision=precision, shots=None)):
            runtime = way.run.placed.runtime
            reached = None if way.bias is None else way.bias <= precision
            rows.append(
                CircuitCost(
                    way.name, precision, way.log10_runs, runtime.log10_run, runtime.price, reached
                )
            )
    return sorted(rows, key=lambda row: row.way)
