"""What a calibration leaves open: age, scatter between elements, and width."""

from __future__ import annotations

from importlib.util import module_from_spec, spec_from_file_location
from math import exp, log, sqrt
from pathlib import Path

import pytest

from qestimate import catalog
from qestimate.device.age import FORGETTING_DAYS
from qestimate.device.uncertainty import (
    CONSTANTS,
    DAYS_A_YEAR,
    FIFTH,
    LEAST_UNCERTAINTY,
    Constants,
    UncertaintyFactors,
    uncertainty_factors,
)
from qestimate.evidence.left_out import LEFT_OUT

SHAPE = Constants(0.2, 0.6, 0.5, 0.5, 0.1, 0.5, 16.0)


@pytest.mark.parametrize(
    ("name", "lower", "upper", "without_idle"),
    [
        ("origin-wukong-72", 1.25, 1.25, 2.0),  # a table of the very day
        ("google-sycamore-53", 1.25, 1.25, 2.0),  # a mean, simultaneous, as Pauli error
        ("quantinuum-h2-1", 1.25, 1.5625, 2.5),  # not stated to be simultaneous: 1.25^2 above
        ("generic", 1.25, 1.25, 2.0),  # assumed: nothing further is left open
    ],
)
def test_what_widens_the_interval_on_the_day_itself(name, lower, upper, without_idle):
    device = catalog.device(name).at("")
    found = uncertainty_factors(device, False)
    assert (found.lower, found.upper) == pytest.approx((lower, upper))
    assert (found.center, found.above(1.0)) == (1.0, LEAST_UNCERTAINTY)
    again = uncertainty_factors(device, True)
    assert (again.lower, again.upper) == pytest.approx((lower, without_idle))
    assert len(again.widened) == len(found.widened) + 1


def test_a_figure_that_is_given_is_not_widened():
    given = catalog.device("ionq-aria-1").with_figures({"two_qubit_error": 0.01})
    assert uncertainty_factors(given, False) == UncertaintyFactors(1.25, 1.25, ())


def test_the_root_of_time_and_of_elements_by_hand():
    """A year after its table, 36 qubits, local values: 0.2^2 + 0.6^2/36, beside the assumed 1.25.

    After a year e^-3.65 of the table's word is left.
    """
    device = catalog.device("ibm-fez@2025-02-26").at("2026-02-26")
    found = uncertainty_factors(device, False, width=36, whole=False, constants=SHAPE)
    years, forgotten = 365 / DAYS_A_YEAR, 1 - exp(-365 / FORGETTING_DAYS)
    spread = sqrt((log(1.25) / FIFTH) ** 2 + 0.04 * years + 0.01 * forgotten)
    assert found.upper == found.lower == pytest.approx(exp(FIFTH * spread))
    assert found.above(1.0) == pytest.approx(0.1 + 0.5 * forgotten)
    assert found.above(0.01) == pytest.approx(0.1 + 0.03)
    assert found.center == 1.0


def test_a_whole_circuit_outgrows_its_gates():
    """Four times the even width, the power a half: twice the exponent, once all is forgotten."""
    device = catalog.device("ibm-fez").at("2036-01-01")
    wide = uncertainty_factors(device, False, width=64, constants=SHAPE)
    even = uncertainty_factors(device, False, width=16, constants=SHAPE)
    narrow = uncertainty_factors(device, False, width=4, constants=SHAPE)
    assert (wide.center, even.center, narrow.center) == pytest.approx((2.0, 1.0, 1.0))
    assert wide.upper / wide.lower == pytest.approx(4 * even.upper / even.lower)
    assert wide.of(1.0)[0] < 2.0 < wide.of(1.0)[1]


def test_a_median_alone_is_a_table_that_is_forgotten():
    """Willow's figures are no means, and their convention is not stated: 1.25 times lower, too."""
    device = catalog.device("google-willow-72").at("")
    found = uncertainty_factors(device, False, width=16, constants=SHAPE)
    around = exp(FIFTH * sqrt((log(1.25) / FIFTH) ** 2 + 0.25))
    assert found.upper == pytest.approx(1.25 * around)
    assert found.lower == pytest.approx(1.25 * around)
    assert "one figure for the whole chip, not a mean" in found.widened


@pytest.mark.parametrize("name", ["ibm-fez", "iqm-emerald", "quantinuum-h2-1", "ionq-aria-1"])
@pytest.mark.parametrize("whole", [True, False])
def test_older_is_never_narrower(name, whole):
    device = catalog.device(name)
    spans = []
    for day in ("2027-01-01", "2028-01-01", "2032-01-01"):
        found = uncertainty_factors(device.at(day), False, width=20, whole=whole)
        spans.append(found.upper * found.lower)
    assert spans == sorted(spans)
    assert spans[0] < spans[-1]


def test_wider_circuits_have_local_values_that_are_surer():
    device = catalog.device("ibm-fez")
    spans = [
        uncertainty_factors(device, False, width=n, whole=False).upper for n in (4, 16, 64, 128)
    ]
    assert spans == sorted(spans, reverse=True)


@pytest.mark.slow
def test_constants_are_those_that_the_runs_set():
    """What the script prints, for all devices and without each."""
    path = Path(__file__).parents[2] / "benchmarks" / "calibration.py"
    spec = spec_from_file_location("calibration", path)
    assert spec is not None
    assert spec.loader is not None
    calibration = module_from_spec(spec)
    spec.loader.exec_module(calibration)
    runs = calibration.scored_runs()
    local, whole = calibration.by_reading(runs)
    for rows, is_whole in ((local, False), (whole, True)):
        low, value, high = calibration.ends(rows, CONSTANTS, whole=is_whole)
        tabled = [
            p.run
            for kind, p in runs
            if calibration.is_whole(kind) == is_whole and p.run.device.snapshot.two_qubit_errors
        ]
        assert len(tabled) == len(value)
        for at, run in enumerate(tabled):  # its arrays and what an estimate has are the same
            found = uncertainty_factors(run.device, False, width=run.qubits, whole=is_whole)
            exponent = rows.exponent[at]
            assert value[at] == pytest.approx(exponent * found.center)
            assert (low[at], high[at]) == pytest.approx(found.of(exponent))
    assert calibration.fitted(local, whole) == pytest.approx(CONSTANTS)
    assert set(LEFT_OUT) == {*local.device, *whole.device}
    for device in LEFT_OUT:
        others = (one.of(one.device != device) for one in (local, whole))
        assert calibration.fitted(*others) == pytest.approx(LEFT_OUT[device])


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
