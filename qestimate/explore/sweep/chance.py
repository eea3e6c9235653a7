"""How sure a verdict is: the share of draws from its intervals in which every limit is kept."""

from __future__ import annotations

from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from qestimate.core.numeric import log10
from qestimate.core.quantity import Ends
from qestimate.estimation.constraints import SECONDS_PER_DAY
from qestimate.explore.sweep.circuits import VERDICTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from qestimate.explore.sweep.frame import Frame
    from qestimate.explore.sweep.verdicts import Verdicts

    Array = NDArray[np.float64]

PERCENTILE = NormalDist().inv_cdf(0.95)
"""Standard deviations from the median to the 95th percentile."""


def probability(verdicts: Verdicts, frame: Frame, draws: int, seed: int) -> Array:
    """Return the share of draws in which every limit is kept; nan where a figure is unknown.

    The ends of an interval are taken as 5th and 95th percentile around the value, on either
    side the half of a normal distribution in the logarithm. What the calibration leaves open
    is one number for signal and gradients; the time of a shot is another.

    Args:
        verdicts: The stages.
        frame: The scenarios.
        draws: Of each scenario, the same for all of them.
        seed: Of the draws.
    """
    numbers = verdicts.numbers
    noisy = verdicts.signals.noisy(frame)
    left = noisy.left
    time = frame.get(verdicts.time)
    seconds = Ends(time["value"], time["low"], time["high"])
    least = numbers.goal(frame, "floor")
    floor = np.where(np.isnan(least), -np.inf, log10(least))
    days = log10(numbers.goal(frame, "max-days") * SECONDS_PER_DAY)
    money = log10(numbers.goal(frame, "max-price"))
    kept = np.zeros(frame.n)
    lacking = np.isnan(left.value) | np.isnan(time["value"])
    lacking |= ~(numbers.number(frame, "qubits_known") > 0)
    readout, to_cancel = (
        Ends(-x, *(-end for end in reversed(noisy.width.of(x))))
        for x in (-noisy.readout, noisy.to_cancel)
    )
    for z_signal, z_time in _normal_pairs(draws, seed):
        signal = np.minimum(0.0, _drawn(left, z_signal))
        drawn = noisy._replace(
            left=Ends.one(signal),
            weakest=Ends.one(signal),
            variance=Ends.one(_drawn(noisy.variance, z_signal)),
            gradient=Ends.one(_drawn(noisy.gradient, z_signal)),
            readout=_drawn(readout, z_signal),
            to_cancel=-_drawn(to_cancel, z_signal),
        )
        takes = verdicts.needed(frame, drawn)
        values, gradients = takes.values, takes.gradients
        mean = verdicts.mean_shots(frame, values.value, gradients.value)
        lasting, cost = verdicts.run(
            frame,
            mean,
            values.value,
            gradients.value,
            _drawn(seconds, z_time),
            priced=numbers.priced,
        )
        good = (takes.left.value >= floor) & (lasting <= days)
        if numbers.priced:
            lacking |= np.isnan(cost)
            good &= cost <= money
        kept += good
    share = np.where(lacking, np.nan, kept / draws)
    fixed = numbers.number(frame, "fixed")  # programs without a place
    surely_not = np.where(fixed == VERDICTS.index("infeasible"), 0.0, np.nan)
    return np.where(np.isnan(fixed), share, surely_not)


def _drawn(ends: Ends, z: float) -> Array:
    """Return where a normal deviate falls between value, low and high."""
    end = ends.high if z > 0 else ends.low
    found: Array = ends.value + abs(z) / PERCENTILE * (end - ends.value)
    return found


def _normal_pairs(draws: int, seed: int) -> list[tuple[float, float]]:
    """Return pairs of normal deviates, each of the two spread evenly over its quantiles."""
    normal = NormalDist()
    stream = np.random.Philox(key=seed, counter=[0, 1, 0, 0])
    even = [normal.inv_cdf((i + 0.5) / draws) for i in range(draws)]
    order = np.argsort(stream.random_raw(draws), kind="stable")
    return [(even[i], even[j]) for i, j in enumerate(order.tolist())]
