"""Figures that are said of a device, against its dated calibrations."""

from __future__ import annotations

import csv
from math import exp, sqrt
from statistics import median

import pytest

from qestimate.catalog.files import ROOT
from qestimate.core.errors import CatalogError
from qestimate.evidence.claims.checks.device_figure import _days
from tests.evidence.claims.checking import found, value_of

RIGETTI = "rigetti-cepheus-1-108q@2026-05-05"


def fidelity(said, date="2026-05-11", **more):
    fields = {"quantity": "two_qubit_fidelity", "devices": [RIGETTI]} | more
    return found("device-figure", ("f", said, "%"), date=date, figure="f", **fields)


def errors():
    path = ROOT / "devices/rigetti-cepheus-1-108q/2026-05-05.couplers.csv"
    with path.open(encoding="utf-8") as file:
        return [float(row["two_qubit_error"]) for row in csv.DictReader(file)]


def test_the_median_is_that_of_the_table():
    one = fidelity(99.5)
    assert value_of(one, ": median two-qubit fidelity") == f"{100 - 100 * median(errors()):.2f} %"
    reach = sum(1 - error >= 0.995 for error in errors())
    assert f"{reach} of {len(errors())} couplers reach 99.5 %." in one.finds


def test_it_is_contradicted_beyond_the_drift_and_left_open_within():
    """The median error is 1.04 %: 98.96 %; in six days 99 chips in 100 drift by 6.8 %."""
    error = 100 * median(errors())
    least = error / exp(2.576 * 0.2 * sqrt(6 / 365.25))
    assert fidelity(round(100 - least, 2)).result == "consistent"
    assert "may be drift" in fidelity(round(100 - least, 2)).finds
    assert fidelity(round(100 - least + 0.02, 2)).result == "contradicted"
    assert fidelity(98.96).result == "consistent"
    assert "drift" not in fidelity(98.9).finds


def test_what_is_equal_may_lie_anywhere_within_the_drift():
    """Not only at its ends and its middle."""
    fields = {"figure": "t", "quantity": "t1", "devices": [RIGETTI], "relation": "equal"}
    results = [
        found("device-figure", ("t", t1, "us"), date="2026-07-28", **fields).result
        for t1 in (15, 20, 22, 24, 26, 28, 30, 33, 40)
    ]
    assert results == ["contradicted", *["consistent"] * 7, "contradicted"]


@pytest.mark.parametrize(
    ("value", "unit"), [(99.5, ""), (150, "%"), (-5, "%")], ids=["no unit", "more", "less"]
)
def test_a_share_is_one(value, unit):
    fields = {"figure": "f", "quantity": "two_qubit_fidelity", "devices": [RIGETTI]}
    with pytest.raises(CatalogError, match="no two_qubit_fidelity is"):
        found("device-figure", ("f", value, unit), **fields)


def test_no_error_is_not_one_per_cent():
    """0.0 % stands for less than 0.05 %."""
    fields = {"figure": "e", "quantity": "two_qubit_error", "devices": [RIGETTI]}
    one = found("device-figure", ("e", 0.0, "%"), date="2026-05-11", **fields)
    assert one.result == "contradicted"


def test_an_error_counts_in_the_convention_in_which_it_is_said():
    """Sycamore's 0.62 % is a Pauli error: 0.496 % on average."""
    fields = {"figure": "e", "quantity": "two_qubit_error", "statistic": "mean",
              "relation": "equal", "devices": ["google-sycamore-53"]}  # fmt: skip
    said = ("e", 0.62, "%")
    assert found("device-figure", said, date="2019-10-23", **fields, convention="pauli",
                 within_days=4000).result == "consistent"  # fmt: skip


def test_what_is_missing_leaves_nothing_consistent():
    assert fidelity(98.0, missing=["the protocol"]).result == "not checkable"
    assert fidelity(99.5, missing=["the protocol"]).result == "contradicted"
    said = fidelity(98.0, missing=["the protocol"]).because
    assert said.startswith("missing is the protocol. Known: Rigetti")


def test_about_so_much_is_a_whole_step_wide():
    """98.96 % is about 99.1 % within the drift of six days, not about 99.2 %."""
    fields = {"figure": "f", "quantity": "two_qubit_fidelity", "devices": [RIGETTI]}
    for said, result in ((99.1, "consistent"), (99.2, "contradicted")):
        about = ("f", said, "%", None, True)
        assert found("device-figure", about, date="2026-05-11", **fields).result == result
    assert fidelity(99.1).result == "contradicted"


def test_a_calibration_of_another_year_decides_nothing():
    one = fidelity(99.5, date="2025-05-01")
    assert one.result == "not checkable"
    assert "369 days from the publication" in one.finds
    assert fidelity(99.5, date="2025-05-01", within_days=400).result == "contradicted"


@pytest.mark.parametrize(
    ("statistic", "value", "result"),
    [
        ("best", 99.6, "consistent"),
        ("best", 99.9, "contradicted"),
        ("mean", 99.1, "contradicted"),
        ("worst", 99.0, "contradicted"),
    ],
)
def test_the_statistic_counts(statistic, value, result):
    assert fidelity(value, statistic=statistic).result == result


def test_an_error_is_said_to_be_at_most():
    fields = {"figure": "e", "quantity": "two_qubit_error", "devices": [RIGETTI]}
    for said, result in ((1.1, "consistent"), (0.5, "contradicted")):
        one = found("device-figure", ("e", said, "%"), date="2026-05-11", **fields)
        assert one.result == result


def test_counts_do_not_drift():
    """108 are advertised, 103 calibrated."""
    for quantity, said, result in (
        ("qubits", 108, "consistent"),
        ("qubits_calibrated", 103, "consistent"),
        ("qubits_calibrated", 104, "contradicted"),
        ("couplers", 193, "contradicted"),
    ):
        fields = {"figure": "n", "quantity": quantity, "devices": [RIGETTI]}
        one = found("device-figure", ("n", said, ""), date="2026-05-11", **fields)
        assert one.result == result, quantity


def test_a_time_has_a_unit():
    fields = {"figure": "t", "quantity": "t1", "devices": [RIGETTI]}
    assert (
        found("device-figure", ("t", 26, "us"), date="2026-05-11", **fields).result == "consistent"
    )
    one = found("device-figure", ("t", 0.05, "ms"), date="2026-05-11", **fields)
    assert one.result == "contradicted"
    with pytest.raises(CatalogError, match="does not go with t1"):
        found("device-figure", ("t", 26, "%"), **fields)


def test_what_is_said_of_every_device_is_contradicted_by_one():
    devices = ["ibm-boston@2026-04-17", "ibm-berlin@2026-04-17"]
    one = fidelity(99.86, date="2026-04-17", devices=devices)
    assert one.result == "consistent"
    each = fidelity(99.86, date="2026-04-17", devices=devices, every=True)
    assert each.result == "contradicted"


def test_without_the_figure_it_is_not_checkable():
    one = fidelity(99.9, devices=["quantinuum-h2-1"], statistic="best", within_days=3000)
    assert one.result == "not checkable"
    assert one.finds.startswith("Missing: ")


@pytest.mark.parametrize(
    ("day", "other", "days"),
    [
        ("2026-05-05", "2026-05-11", 6),
        ("2026-05", "2026-05-11", 0),
        ("2026-05", "2026-06-02", 2),
        ("2026-05", "2026-04-28", 3),
        ("2025", "2026-01-02", 2),
        ("2025", "2025-07-01", 0),
        ("unknown", "2026-01-02", None),
    ],
)
def test_days_to_a_month_or_a_year_are_those_to_its_nearest_day(day, other, days):
    assert _days(day, other) == days
