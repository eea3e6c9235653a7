"""How well predictions hold on devices that did not set the constants: one is left out at a time.

``python benchmarks/calibration.py`` fits the constants of ``qestimate.device.uncertainty`` that
are no assumption to the published runs on chips with tables: all of them, and all but those of one
device, on which the result is then scored.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from math import exp, inf, log, sqrt
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from qestimate.catalog.experiments import experiment, experiments
from qestimate.device import uncertainty
from qestimate.device.age import kept_word
from qestimate.device.uncertainty import CONSTANTS, Constants
from qestimate.evidence.intervals import interval
from qestimate.evidence.prediction import predict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from qestimate.evidence.predicted_run import Prediction

LOCAL: Mapping[str, Sequence[float]] = {
    "drift": np.arange(0, 0.61, 0.05),
    "places": np.arange(0, 1.01, 0.1),
    "local_excess": np.arange(0, 0.61, 0.05),
}
"""What is tried of the constants that local values set."""

WHOLE: Mapping[str, Sequence[float]] = {
    "selection": np.arange(0, 0.71, 0.05),
    "whole_excess": np.arange(0, 0.41, 0.05),
    "heavy_tail": np.arange(0, 1.01, 0.1),
    "even_width": np.arange(6, 41, 2),
}
"""What is tried of those that whole circuits set, with the drift that local values set."""

GROUPS = {
    "IBM": ("ibm",),
    "IQM, Rigetti, Origin": ("iqm", "rigetti", "origin"),
    "traps and Google": ("quantinuum", "google", "ionq", "given"),
}
"""Groups of devices by the first word of their ids."""

MISSED = 0.1
"""Share of runs that intervals may miss."""

WIDEST = log(10)
"""Width of an interval beyond which it tells nothing more. [ln]"""

FARTHEST = 50.0
"""Factor on the exponent beyond which a run has nothing left to tell."""

DEEPEST = 12.0
"""Exponent beyond which nothing is left."""


class Residuals(NamedTuple):
    """Runs on chips with tables, and what their exponents were measured to be; one a row."""

    device: NDArray[np.str_]
    qubits: NDArray[np.float64]
    forgotten: NDArray[np.float64]
    years: NDArray[np.float64]
    exponent: NDArray[np.float64]
    """The sum over elements, readout included."""
    measured: NDArray[np.float64]
    """The exponent with which what was measured would have been predicted."""
    slack: NDArray[np.float64]
    """Two standard deviations of the logarithm of that."""

    def of(self, chosen: NDArray[np.bool_]) -> Residuals:
        """Return some of them."""
        return Residuals(*(column[chosen] for column in self))


def main() -> None:
    """Print the constants and the scores."""
    readings = by_reading()
    local, whole = (residuals(runs) for runs in readings)
    of_all = fitted(local, whole)
    print(f"{'':32}" + "".join(f"{name:>13}" for name in Constants._fields))
    left_out: dict[str, Constants] = {}
    for device in sorted({*local.device, *whole.device}):
        others = (one.of(one.device != device) for one in (local, whole))
        left_out[device] = fitted(*others)
    rows = {"shipped": CONSTANTS, "all devices": of_all}
    for title, row in {**rows, **{f"without {d}": c for d, c in left_out.items()}}.items():
        print(f"{title:32}" + "".join(f"{x:13.2f}" for x in row))
    print()
    table("shipped constants", readings, lambda _: CONSTANTS)
    table("one device left out", readings, lambda device: left_out.get(device, of_all))


def by_reading() -> tuple[list[Prediction], list[Prediction]]:
    """Return the predictions of local values, and those of whole circuits."""
    local: list[Prediction] = []
    whole: list[Prediction] = []
    for one in map(experiment, experiments()):
        if one.kind != "job-time" and not one.repeats:
            to = local if one.kind == "expectation" else whole
            to += [p for p in predict(one) if p.value is not None and p.outcome is not None]
    return local, whole


def residuals(runs: Iterable[Prediction]) -> Residuals:
    """Return what was measured on chips with tables, as exponents."""
    rows: list[tuple[Any, ...]] = []
    for one in runs:
        run = one.run
        if not run.device.snapshot.two_qubit_errors or one.outcome is None:
            continue
        whole = -log(max(abs(one.outcome(one.exponent, 1.0)), exp(-DEEPEST)))
        less, middle, more = (ratio(one, run.measured + k * run.uncertainty) for k in (1, 0, -1))
        rows.append(
            (
                run.device.id,
                float(run.qubits),
                1 - kept_word(run.device.age),
                run.device.age / uncertainty.DAYS_A_YEAR,
                whole,
                whole * middle,
                log(more / less),
            )
        )
    return Residuals(*(np.array(column) for column in zip(*rows, strict=True)))


def ratio(one: Prediction, measured: float) -> float:
    """Return the factor on the exponent at which a measured value is predicted."""
    low, high = 1 / FARTHEST, FARTHEST
    for _ in range(50):
        middle = sqrt(low * high)
        if one.outcome is not None and one.outcome(one.exponent * middle, middle) > measured:
            low = middle
        else:
            high = middle
    return sqrt(low * high)


def fitted(local: Residuals, whole: Residuals) -> Constants:
    """Return the constants: the narrowest intervals that hold nine runs in ten."""
    nothing = Constants(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)
    return narrowest(whole, narrowest(local, nothing, LOCAL), WHOLE)


def narrowest(runs: Residuals, given: Constants, tried: Mapping[str, Sequence[float]]) -> Constants:
    """Return the constants that cost least of those whose intervals hold enough runs.

    The cost is the mean width of the intervals and the mean distance of the values, in ln.
    """
    best, least = given, inf
    for values in product(*tried.values()):
        one = given._replace(**dict(zip(tried, map(float, values), strict=True)))
        low, value, high = ends(runs, one, whole=tried is WHOLE)
        inside = (low <= runs.measured * np.exp(runs.slack)) & (
            runs.measured * np.exp(-runs.slack) <= high
        )
        off = np.minimum(np.abs(value - runs.measured), WIDEST)
        cost = float((np.minimum(high - low, WIDEST) + off).mean())
        if inside.mean() >= 1 - MISSED and cost < least:
            best, least = one, cost
    return best


def ends(
    runs: Residuals, constants: Constants, *, whole: bool
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return low end, value and high end of the exponents, as an estimate has them."""
    assumed = log(uncertainty.UNCERTAINTY) / uncertainty.FIFTH
    if whole:
        scatter, excess = constants.selection, constants.whole_excess
        wider = np.maximum(1.0, runs.qubits / constants.even_width)
        growth = wider ** (constants.heavy_tail * runs.forgotten)
    else:
        scatter, excess = constants.places / np.sqrt(runs.qubits), constants.local_excess
        growth = np.ones_like(runs.qubits)
    variance = assumed**2 + constants.drift**2 * runs.years + runs.forgotten * scatter**2
    around = np.exp(uncertainty.FIFTH * np.sqrt(variance))
    value, least = runs.exponent * growth, uncertainty.LEAST_UNCERTAINTY
    return (
        np.minimum(value / around, np.maximum(0.0, value - least)),
        value,
        np.maximum(value * around, value + least + excess * runs.forgotten),
    )


class Scored(NamedTuple):
    """A run under some constants."""

    inside: bool
    width: float
    off: float


def scored(one: Prediction, whole: bool, constants: Constants) -> Scored:
    """Return whether a run is inside its interval, how wide that is, how far off the value."""
    run = one.run
    idle = one.factors is not None and "idle error unknown" in one.factors.widened
    factors = uncertainty.uncertainty_factors(
        run.device, idle, width=run.qubits, whole=whole, constants=constants
    )
    if one.outcome is None:
        raise AssertionError("only whole circuits and expectation values are scored")
    value, low, high = interval(one.exponent, factors, one.outcome)
    again = one._replace(value=value, low=low, high=high)
    off = abs(log(again.ratio)) if again.ratio else inf
    return Scored(bool(again.inside), again.width or inf, off)


def table(
    title: str, readings: tuple[list[Prediction], ...], constants: Callable[[str], Constants]
) -> None:
    """Print the scores by kind and group of devices, with and without intervals wider than 10."""
    groups: dict[tuple[str, str], list[Scored]] = defaultdict(list)
    for one, whole in [(p, bool(at)) for at, runs in enumerate(readings) for p in runs]:
        result = scored(one, whole, constants(one.run.device.id))
        kind = "whole circuits" if whole else "expectation values"
        for group in (group_of(one.run.device.id), "all"):
            groups[kind, group].append(result)
            if result.width <= 10:
                groups[kind, f"{group}, width <= 10"].append(result)
    print(f"{title:56}{'runs':>6}{'inside':>9}{'width':>8}{'|ln|':>8}")
    for (kind, group), results in sorted(groups.items()):
        share = sum(r.inside for r in results) / len(results)
        print(
            f"{kind + ', ' + group:56}{len(results):6}{share:9.1%}"
            f"{median(r.width for r in results):8.2f}{median(r.off for r in results):8.3f}"
        )
    print()


def group_of(device: str) -> str:
    """Return the group of a device."""
    first = device.partition("-")[0]
    return next((name for name, words in GROUPS.items() if first in words), "other")


if __name__ == "__main__":
    main()
