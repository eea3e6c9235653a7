"""How well predictions hold on devices that did not set the constants: one is left out at a time.

``python benchmarks/calibration.py`` fits the constants of ``qestimate.device.uncertainty`` that
are no assumption to the published runs on chips with tables: all of them, and all but those of one
device, on which the result is then scored.
"""

from __future__ import annotations

from itertools import product
from math import exp, inf, log, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from qestimate.catalog.experiments import experiment, experiments
from qestimate.device import uncertainty
from qestimate.device.age import kept_word
from qestimate.device.uncertainty import CONSTANTS, Constants
from qestimate.evidence.intervals import interval
from qestimate.evidence.prediction import predict
from qestimate.evidence.scores import NARROW, group_scores, is_test, quantity_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from qestimate.catalog.experiment_records import ExperimentKind
    from qestimate.evidence.predicted_run import Prediction
    from qestimate.evidence.scores import Score

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

MISSED = 0.1
"""Share of runs that intervals may miss."""

WIDEST = log(NARROW)
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
    runs = scored_runs()
    local, whole = by_reading(runs)
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
    table("shipped constants", runs, lambda _: CONSTANTS)
    table("one device left out", runs, lambda device: left_out.get(device, of_all))


def scored_runs() -> list[tuple[ExperimentKind, Prediction]]:
    """Return all predictions of what noise leaves, with the kind of their experiment."""
    found = [one for one in map(experiment, experiments()) if not one.repeats]
    return [
        (one.kind, p)
        for one in found
        if one.kind != "job-time"
        for p in predict(one)
        if p.value is not None and p.outcome is not None and is_test(p)
    ]


def by_reading(
    runs: Iterable[tuple[ExperimentKind, Prediction]],
) -> tuple[Residuals, Residuals]:
    """Return what was measured of local values, and of whole circuits."""
    both = list(runs)
    local, whole = (
        residuals([p for kind, p in both if is_whole(kind) == wanted]) for wanted in (False, True)
    )
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
    more = np.minimum(excess * runs.forgotten, uncertainty.EXCESS_TIMES * value)
    return (
        np.minimum(value / around, np.maximum(0.0, value - least)),
        value,
        np.maximum(value * around, value + least + more),
    )


def under(one: Prediction, whole: bool, constants: Constants) -> Prediction:
    """Return a prediction as other constants have it."""
    idle = one.factors is not None and "idle error unknown" in one.factors.widened
    factors = uncertainty.uncertainty_factors(
        one.run.device, idle, width=one.run.qubits, whole=whole, constants=constants
    )
    if one.outcome is None:
        raise AssertionError("only whole circuits and expectation values are scored")
    value, low, high = interval(one.exponent, factors, one.outcome)
    return one._replace(value=value, low=low, high=high)


def table(
    title: str,
    runs: Iterable[tuple[ExperimentKind, Prediction]],
    constants: Callable[[str], Constants],
) -> None:
    """Print the scores by quantity and group of devices, as ``qestimate validate`` has them."""
    again = [(kind, under(p, is_whole(kind), constants(p.run.device.id))) for kind, p in runs]
    print(f"{title:44}{HEADS}{' narrow:':>10}{HEADS}{'medians':>10}{'here':>8}")
    for one in group_scores(again):
        print(
            f"{one.quantity + ', ' + one.devices:44}{cells(one.score)}{'':10}{cells(one.narrow)}"
            f"{decimals(one.score.chip_median_abs_log):>10}"
            f"{decimals(one.score.beside_chip_median_abs_log):>8}"
        )
    print()


HEADS = f"{'runs':>6}{'inside':>9}{'width':>8}{'|ln|':>8}"


def cells(one: Score | None) -> str:
    """Return a score under ``HEADS``."""
    if one is None:
        return f"{0:6}{'-':>9}{'-':>8}{'-':>8}"
    return f"{one.n:6}{one.coverage:9.1%}{one.median_width:8.2f}{one.median_abs_log:8.3f}"


def decimals(value: float | None) -> str:
    """Return a number, or a line for none."""
    return "-" if value is None else f"{value:.3f}"


def is_whole(kind: ExperimentKind) -> bool:
    """Whether experiments of a kind judge circuits as a whole."""
    return quantity_of(kind) == "whole circuits"


if __name__ == "__main__":
    main()
