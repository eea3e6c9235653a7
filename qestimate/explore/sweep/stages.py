"""From circuits to verdicts, for many scenarios at once.

The formulas are those of the single estimate; where it has a branch for what is unknown, arrays
have nan, and every comparison with nan is false.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from qestimate.core.numeric import log10
from qestimate.core.quantity import process_infidelity
from qestimate.device.elements import cost
from qestimate.device.uncertainty import Spread
from qestimate.estimation.constraints import SECONDS_PER_DAY
from qestimate.estimation.fidelity import LN10, idle_rate
from qestimate.estimation.runtime import add_log10
from qestimate.estimation.shots import (
    log10_distribution_shots,
    log10_gradient_shots,
    log10_value_shots,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Array = NDArray[np.float64]

Ends = tuple["Array", "Array", "Array"]
"""Value, low and high."""

MET, TIGHT, UNKNOWN, VIOLATED = range(4)
"""Statuses of a limit, the worse the larger."""

VERDICT_OF = np.array([0, 1, 3, 2], dtype=np.int8)
"""Number of the verdict by the worst status."""


class Elements(NamedTuple):
    """What the circuit fidelity of each scenario is made of. Arrays; nan where unknown."""

    two: Array
    one: Array
    read: Array
    idle: Array


def exponent(gates: Array, error: Array, n_qubits: int) -> Array:
    """Return what so many gates of an average error cost."""
    found: Array = gates * cost(process_infidelity(error, n_qubits, "average"))
    return found


def waiting(width: Array, duration: Array, busy: Array, rate: Array) -> Array:
    """Return what waiting costs."""
    found: Array = np.maximum(0.0, width * duration - busy) * rate
    return found


def uniform_rate(t1: Array, t2: Array) -> Array:
    """Return the rate of waiting where all qubits are alike."""
    found: Array = idle_rate(t1, t2)
    return found


def fidelity(parts: Elements, lower: Array, upper: Array) -> Ends:
    """Return the circuit fidelity. [log10]"""
    known = sum(np.nan_to_num(part) for part in parts)
    least, most = Spread(lower, upper, ()).of(known)  # type: ignore[arg-type]  # arrays
    lacking = np.isnan(parts.two) | np.isnan(parts.one) | np.isnan(parts.read)
    value = np.where(lacking, np.nan, -known / LN10)
    low = np.where(lacking, np.nan, -most / LN10)
    high = np.where(lacking, -known / lower, -least) / LN10
    return value, low, high


def shots(
    *,
    local: Array,
    qubits: Array,
    observables: Array,
    precision: Array,
    confidence: Array,
    left: Ends,
    gradient: Ends,
) -> tuple[Ends, Ends]:
    """Return log10 of the shots of circuits read for their values, and of those of gradients."""
    read_locally = local > 0
    clean = np.where(
        read_locally,
        log10_value_shots(precision, confidence, observables),
        log10_distribution_shots(precision, qubits),
    )
    value, low, high = left
    values = (clean - 2 * value, np.where(np.isnan(high), clean, clean - 2 * high), clean - 2 * low)

    def resolved(variance: Array) -> Array:
        found = log10_gradient_shots(1.0, confidence, observables) - variance
        return np.where(np.isposinf(found), np.nan, found)

    swapped = (gradient[0], gradient[2], gradient[1])
    gradients = tuple(
        np.where(read_locally, resolved(variance), of_value)
        for variance, of_value in zip(swapped, values, strict=True)
    )
    return values, gradients  # type: ignore[return-value]  # three ends


def together(share_values: Array, share_gradients: Array, values: Array, gradients: Array) -> Array:
    """Return log10 of the mean shots of circuits of two kinds.

    Args:
        share_values: log10 of the share of those read for their values; -inf for none.
        share_gradients: log10 of the share of those that gradients add.
        values: log10 of their shots; nan where unknown.
        gradients: The same.
    """
    a = np.where(np.isneginf(share_values), -np.inf, share_values + values)
    b = np.where(np.isneginf(share_gradients), -np.inf, share_gradients + gradients)
    found: Array = add_log10(a, b)
    return found


def jobs_by_circuits(circuits: Array, most: Array) -> Array:
    """Return log10 of the jobs that circuits take; of the circuits where no limit is published.

    Args:
        circuits: log10 of their number; -inf for none.
        most: In a job; nan where not published.
    """
    # up to 10^15 a number of circuits is whole, and so is that of its jobs
    number = np.rint(10.0 ** np.minimum(circuits, 15.0))
    few = np.log10(np.ceil(number / most))
    found = np.where(circuits < 15, few, circuits - np.log10(most))
    return np.where(np.isnan(most) | np.isneginf(circuits), circuits, found)


def jobs_by_shots(shot_number: Array, most: Array) -> Array:
    """Return log10 of the jobs over which the shots of a circuit are spread; 0 for one.

    Args:
        shot_number: log10 of the shots.
        most: In a job; nan where not published.
    """
    excess = np.maximum(0.0, shot_number - np.log10(most))
    whole = np.log10(np.ceil(10.0 ** np.minimum(shot_number, 300.0) / most))
    found = np.where((excess > 0) & (excess < 15), whole, excess)
    return np.where(np.isnan(most), 0.0, found)


def plus(a: Array, b: Array) -> Array:
    """Return log10(10^a + 10^b); a where b is nan or -inf."""
    found: Array = add_log10(a, np.where(np.isnan(b), -np.inf, b))
    return found


def price(
    executions: Array, jobs_or_circuits: Array, log10_time: Array, prices: dict[str, Array]
) -> Array:
    """Return log10 of the price in USD; nan where unknown.

    Args:
        executions: log10 of all shots.
        jobs_or_circuits: log10 of the jobs, or of the circuits where no limit is published.
        log10_time: Of the run. [log10 s]
        prices: ``each`` (per shot, gates included), ``per_job``, ``least_per_job``, ``per_hour``;
            0 for none.
    """
    with_shots = prices["each"] > 0
    total = np.where(with_shots, executions + log10(prices["each"]), np.nan)
    per_job = log10(prices["per_job"]) + jobs_or_circuits
    total = np.where(with_shots & (prices["per_job"] > 0), add_log10(total, per_job), total)
    least = log10(prices["least_per_job"]) + jobs_or_circuits
    total = np.where(with_shots & (prices["least_per_job"] > 0), np.maximum(total, least), total)
    hourly = log10_time + log10(prices["per_hour"] / 3600)
    both = np.where(with_shots, add_log10(total, hourly), hourly)
    return np.where(prices["per_hour"] > 0, both, total)


def at_least(left: Ends, floor: Array) -> tuple[NDArray[np.int8], Array]:
    """Hold a signal against its floor: status, and decades of margin."""
    value, low, high = left
    needed = log10(floor)
    violated = high < needed
    unknown = np.isnan(low) | np.isnan(value)
    status = np.where(
        violated, VIOLATED, np.where(unknown, UNKNOWN, np.where(low >= needed, MET, TIGHT))
    )
    available = np.where(np.isnan(value) & violated, high, value)
    return status.astype(np.int8), available - needed


def at_most(need: Ends, limit: Array) -> tuple[NDArray[np.int8], Array]:
    """Hold a need against its limit, both log10: status, and decades of margin."""
    value, low, high = need
    violated = low > limit
    unknown = np.isnan(value) | np.isnan(high)
    status = np.where(
        violated, VIOLATED, np.where(unknown, UNKNOWN, np.where(high <= limit, MET, TIGHT))
    )
    needed = np.where(np.isnan(value) & violated, low, value)
    return status.astype(np.int8), limit - needed


def log10_days(days: Array) -> Array:
    """Return a budget of days as log10 of seconds."""
    found: Array = log10(days * SECONDS_PER_DAY)
    return found


def decided(
    limits: list[tuple[int, NDArray[np.int8], Array]],
) -> tuple[NDArray[np.int8], NDArray[np.int8], Array]:
    """Return the verdict, the limit that binds, and its margin, as ``feasibility`` does.

    Args:
        limits: In their order: number of the limit, status, margin.
    """
    worst = limits[0][1]
    for _, status, _ in limits[1:]:
        worst = np.maximum(worst, status)
    numbers = np.full(len(worst), -1, dtype=np.int8)
    margins = np.full(len(worst), np.nan)
    best = np.full(len(worst), np.inf)
    early = worst >= UNKNOWN  # then the first binds, else the one with the smallest margin
    for number, status, margin in limits:
        rank = np.where(np.isnan(margin), 0.0, margin)
        here = (status == worst) & np.where(early, numbers < 0, rank < best)
        numbers[here] = number
        margins = np.where(here, margin, margins)
        best = np.where(here, rank, best)
    return VERDICT_OF[worst], numbers, margins
