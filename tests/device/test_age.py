"""How old a table is, and how much of it still holds."""

from __future__ import annotations

from datetime import date
from math import exp, sqrt

import pytest

from qestimate import catalog
from qestimate.catalog.load import RELEASED
from qestimate.core.errors import DomainError
from qestimate.device.age import age_days, day_of, drawn_to_median, kept_word
from qestimate.device.elements import elements


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-06", date(2026, 3, 6)),
        ("2026-03", date(2026, 3, 16)),
        ("2022", date(2022, 7, 2)),
        ("2026-02-30", None),
        ("2026-13", None),
        ("assumed", None),
        ("in the file", None),
        ("2026-03-06-01", None),
        ("", None),
        ("٢٠٢٦", None),
    ],
)
def test_dates_of_calibrations(text, day):
    assert day_of(text) == day


def test_age_counts_in_either_direction():
    """A run before its calibration is as far from it as one after."""
    assert age_days("2025-02-26", "2024-06-10") == age_days("2024-06-10", "2025-02-26") == 261


def test_a_table_of_the_day_is_taken_at_its_word():
    device = catalog.device("ibm-fez")
    same = elements(device.at(device.snapshot.id))
    assert same == elements(device.at(""))
    published = sorted(e for e in device.snapshot.couplers.values() if e)
    assert sorted(same.two_qubit.own.values()) == pytest.approx([1.25 * e for e in published])


def test_entries_go_to_the_median_as_a_geometric_mean():
    """After 100 days 1/e of the logarithm of each entry over the median is left."""
    kept = kept_word(100.0)
    found = drawn_to_median({0: 0.001, 1: 0.004, 2: 0.1}, kept)
    assert found[1] == pytest.approx(0.004)
    assert found[2] == pytest.approx(0.004 * 25 ** exp(-1))
    assert found[0] == pytest.approx(0.004 * 0.25 ** exp(-1))


def test_a_zero_counts_as_a_tenth_of_the_median():
    assert drawn_to_median({0: 0.0, 1: 0.01, 2: 0.02}, 0.5)[0] == pytest.approx(0.01 * sqrt(0.1))


def test_an_old_table_says_no_more_than_its_medians():
    device = catalog.device("ibm-brisbane").at("2036-01-01")
    found = elements(device)
    assert max(found.two_qubit.own.values()) == pytest.approx(min(found.two_qubit.own.values()))
    assert max(found.t1.own.values()) == pytest.approx(min(found.t1.own.values()))
    zeros, ones = zip(*found.readout.own.values(), strict=True)
    assert max(zeros) == pytest.approx(min(zeros))
    assert max(ones) == pytest.approx(min(ones))


def test_devices_are_asked_about_on_the_day_of_the_catalogue():
    """Answers stay the same whatever the day; a younger calibration is taken at its word."""
    for name in catalog.devices():
        device = catalog.device(name)
        if day_of(device.snapshot.id) is None:
            assert device.asked == ""
            assert device.age == 0
        else:
            assert device.asked == max(RELEASED, device.snapshot.id)
            assert day_of(device.snapshot.id) <= day_of(RELEASED)


def test_a_word_is_no_date():
    with pytest.raises(DomainError, match="no date"):
        catalog.device("ibm-fez").at("yesterday")


def test_what_is_exported_is_as_published():
    device = catalog.device("ibm-torino")
    (pair, error), *_ = device.snapshot.couplers.items()
    assert device.to_target()["cz"][pair].error == pytest.approx(error)
