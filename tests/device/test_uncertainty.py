"""The constants of the interval, each against what it was taken from."""

from __future__ import annotations

from math import log
from statistics import quantiles

from qestimate import catalog
from qestimate.catalog.experiments import experiment
from qestimate.device.uncertainty import (
    ANOTHER_DAY,
    CONVENTION,
    ISOLATED,
    MEDIANS,
    NO_IDLE,
    SPREAD,
    spread,
)
from qestimate.evidence.prediction import predict


def test_another_day_is_the_spread_of_published_mirror_circuits():
    runs = experiment("ibm-mirror-circuits")
    assert "ANOTHER_DAY" in runs.calibrates
    ratios = [
        log(p.run.measured) / log(p.value)
        for p in predict(runs)
        if p.value is not None and p.run.measured > 0
    ]
    assert len(ratios) >= 30
    marks = quantiles(ratios, n=20, method="inclusive")
    assert (round(1 / marks[0], 1), round(marks[-1], 1)) == ANOTHER_DAY


def test_what_widens_the_interval():
    wukong = spread(catalog.device("origin-wukong-72"), False)
    assert (wukong.lower, wukong.upper) == ANOTHER_DAY
    assert spread(catalog.device("origin-wukong-72"), True).upper == ANOTHER_DAY[1] * NO_IDLE
    sycamore = spread(catalog.device("google-sycamore-53"), False)
    assert (sycamore.lower, sycamore.upper) == (SPREAD, SPREAD)  # means, simultaneous
    aria = spread(catalog.device("ionq-aria-1"), False)
    assert aria.upper >= SPREAD * ISOLATED
    given = spread(catalog.device("generic").with_figures({"two_qubit_error": 0.01}), False)
    assert (given.lower, given.upper) == (SPREAD, SPREAD)
    willow = spread(catalog.device("google-willow-72"), True)
    assert willow.lower >= SPREAD * min(MEDIANS, CONVENTION)
    assert len(willow.widened) >= 2
