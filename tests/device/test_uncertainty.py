"""The constants of the interval, each against what it was taken from."""

from __future__ import annotations

from math import log
from statistics import quantiles

import pytest

from qestimate import catalog
from qestimate.catalog.experiments import experiment
from qestimate.device.uncertainty import ANOTHER_DAY, UncertaintyFactors, uncertainty_factors
from qestimate.evidence.prediction import predict


def test_another_day_is_the_spread_of_published_mirror_circuits():
    runs = experiment("ibm-mirror-circuits")
    assert "ANOTHER_DAY" in runs.calibrates
    ratios = [
        log(p.run.measured) / log(p.value)
        for p in predict(runs)
        if p.value is not None and p.run.measured > 0 and not p.basis  # on lines
    ]
    assert len(ratios) >= 30
    marks = quantiles(ratios, n=20, method="inclusive")
    assert (round(1 / marks[0], 1), round(marks[-1], 1)) == ANOTHER_DAY


@pytest.mark.parametrize(
    ("name", "lower", "upper", "without_idle"),
    [
        ("origin-wukong-72", 1.9, 2.4, 3.84),  # a table of another day; 2.4 x 1.6
        ("google-sycamore-53", 1.25, 1.25, 2.0),  # a mean, simultaneous, as Pauli error
        ("quantinuum-h2-1", 1.25, 1.5625, 2.5),  # not stated to be simultaneous: 1.25^2 above
        ("ionq-aria-1", 1.5625, 1.5625, 2.5),  # nor by which convention: 1.25^2 below, too
        ("google-willow-72", 2.34375, 2.34375, 3.75),  # nor whether a mean: both 1.5 times that
        ("generic", 1.25, 1.25, 2.0),  # assumed: nothing further is left open
    ],
)
def test_what_widens_the_interval(name, lower, upper, without_idle):
    device = catalog.device(name)
    found = uncertainty_factors(device, False)
    assert (found.lower, found.upper) == pytest.approx((lower, upper))
    again = uncertainty_factors(device, True)
    assert (again.lower, again.upper) == pytest.approx((lower, without_idle))
    assert len(again.widened) == len(found.widened) + 1


def test_a_figure_that_is_given_is_not_widened():
    given = catalog.device("ionq-aria-1").with_figures({"two_qubit_error": 0.01})
    assert uncertainty_factors(given, False) == UncertaintyFactors(1.25, 1.25, ())


def test_a_longer_circuit_widens_the_upper_side_alone():
    assert uncertainty_factors(catalog.device("generic"), False, 1.2).upper == pytest.approx(1.5)
    assert uncertainty_factors(catalog.device("generic"), False, 1.2).lower == 1.25
    assert uncertainty_factors(catalog.device("generic"), False, 1.0) == UncertaintyFactors(
        1.25, 1.25, ()
    )


@pytest.mark.parametrize(
    ("exponent", "ends"),
    [
        (2.0, (1.6, 3.0)),  # 2 / 1.25 and 2 x 1.5
        (0.4, (0.3, 0.6)),  # 0.1 less is less than a 1.25th; 1.5 times is more than 0.1 more
        (0.1, (0.0, 0.2)),
        (0.05, (0.0, 0.15)),
    ],
)
def test_ends_of_an_exponent(exponent, ends):
    assert UncertaintyFactors(1.25, 1.5, ()).of(exponent) == pytest.approx(ends)
