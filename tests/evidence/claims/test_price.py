"""Prices, by the price list of a device."""

from __future__ import annotations

import pytest

from qestimate import catalog
from qestimate.core.errors import CatalogError
from qestimate.evidence.claims.checks.price import bill_of
from tests.evidence.claims.checking import SOURCE, found


def price(said, *devices, unit="USD", **more):
    fields = {"figure": "p", "devices": list(devices), "circuits": 50, "shots": 1000, **SOURCE}
    return found("price", ("p", said, unit), **(fields | more))


def test_tasks_and_shots_are_charged():
    """One task of 50 circuits at $0.30, 50,000 shots at $0.00145."""
    assert price(72.8, "iqm-garnet").result == "consistent"
    assert price(72.9, "iqm-garnet").result == "contradicted"
    assert price(87.5, "iqm-garnet", circuits_per_job=1).result == "consistent"
    assert price(100, "iqm-garnet", relation="at most").result == "consistent"
    assert price(100, "iqm-garnet", relation="at least").result == "contradicted"


def test_one_device_of_several_is_enough():
    rigetti = 0.3 + 50_000 * 0.000425
    assert price(round(rigetti, 2), "iqm-garnet", "rigetti-cepheus-1-108q").result == "consistent"


def test_time_is_charged_by_the_hour():
    device = catalog.device("ibm-fez")
    hourly = device.value("price_per_hour")
    assert bill_of(device, 10, 1000, seconds=1800).usd == pytest.approx(hourly / 2)
    assert bill_of(device, 10, 1000).usd is None
    assert price(100, "ibm-fez").result == "not checkable"


def test_gates_are_charged_and_must_be_told():
    device = catalog.device("ionq-forte-enterprise").with_figures(
        {"price_per_one_qubit_gate_shot": 0.001, "price_per_two_qubit_gate_shot": 0.01}
    )
    bill = bill_of(device, 1, 10, 1, (None, 5, 2))
    per_job, per_shot = device.value("price_per_job") or 0, device.value("price_per_shot") or 0
    assert bill.usd == pytest.approx(per_job + 10 * (per_shot + 5 * 0.001 + 2 * 0.01))
    assert "one-qubit gates of a circuit" in bill_of(device, 1, 10, 1, (None, None, 2)).lacks


def test_a_job_costs_its_least():
    device = catalog.device("iqm-garnet").with_figures({"price_minimum_per_job": 25})
    assert bill_of(device, 2, 10, 1).usd == 50


def test_without_a_price_it_is_not_checkable():
    one = price(100, "google-willow-105-rcs")
    assert one.result == "not checkable"
    assert "the price of" in one.finds


def test_a_price_is_in_dollars():
    with pytest.raises(CatalogError, match="is no price"):
        price(100, "iqm-garnet", unit="EUR")
