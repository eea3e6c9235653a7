"""Statuses and verdicts, case by case."""

from __future__ import annotations

import pytest

from qestimate import Goal, Workload, catalog, estimate
from qestimate.core.quantity import UNKNOWN, Interval
from qestimate.device.uncertainty import UncertaintyFactors
from qestimate.estimation.constraints import (
    Constraint,
    binding,
    budget_constraint,
    signal_constraint,
    verdict,
)
from qestimate.estimation.fidelity import Signal


def limit(name, status, needed=0.0, available=0.0):
    return Constraint(name, needed, available, "", status)


@pytest.mark.parametrize(
    ("interval", "status"),
    [
        (Interval(1.0, 0.5, 1.5), "met"),
        (Interval(1.0, 0.5, 2.5), "tight"),
        (Interval(2.2, 1.5, 2.5), "tight"),
        (Interval(2.5, 2.1, 3.0), "violated"),
        (Interval(None, 2.1, None), "violated"),
        (Interval(None, 1.0, None), "unknown"),
        (UNKNOWN, "unknown"),
    ],
)
@pytest.mark.parametrize("name", ["time", "price"])
def test_budget(name, interval, status):
    found = budget_constraint(name, interval, 2.0, "s", "why")
    assert found.status == status
    if interval.value is None:
        assert found.reason == "why"


@pytest.mark.parametrize(
    ("ln", "status"),
    [
        (Interval(-1.0, -2.0, -0.5), "met"),
        (Interval(-2.0, -2.5, -1.0), "tight"),
        (Interval(-2.5, -3.0, -2.0), "tight"),
        (Interval(-3.0, -4.0, -2.5), "violated"),
        (Interval(None, None, -2.5), "violated"),
        (Interval(None, None, -1.0), "unknown"),
    ],
)
def test_signal_against_a_floor_of_a_tenth(ln, status):
    signal = Signal(
        ln, None, None, None, None, ("readout error",), UncertaintyFactors(1.25, 1.25, ())
    )
    assert signal_constraint(signal, Goal()).status == status


def test_verdict_is_the_worst_status():
    met, tight = limit("qubits", "met"), limit("time", "tight")
    unknown, violated = limit("price", "unknown"), limit("signal", "violated")
    assert verdict((met,)) == "feasible"
    assert verdict((met, tight)) == "marginal"
    assert verdict((met, tight, unknown)) == "unknown"
    assert verdict((met, tight, unknown, violated)) == "infeasible"


def test_binding_is_the_cause_if_violated_and_the_least_margin_if_not():
    qubits = limit("qubits", "met", 1.0, 2.0)
    signal = limit("signal", "violated", 0.0, -1.0)
    time = limit("time", "violated", 9.0, 1.0)
    assert binding((qubits, signal, time)) is signal
    near = limit("time", "met", 1.0, 1.1)
    assert binding((qubits, near)) is near
    assert binding((qubits, limit("signal", "tight", 0.0, 0.5), near)).name == "signal"


def test_too_wide_shows_what_there_is():
    row = estimate(
        Workload.of(catalog.model("gpt2"), rank=30), "qtha", catalog.device("origin-wukong-72")
    )
    assert row.binding.name == "qubits"
    assert 10**row.binding.log10_available == pytest.approx(27)
    assert 10**row.binding.log10_needed == pytest.approx(30)


def test_a_state_that_no_line_holds_is_unknown_and_not_impossible():
    """A register of 20 on Wukong: 27 qubits are connected, its longest line has 19."""
    job = Workload.of(catalog.model("llama-3.1-8b"), rank=64, targets=("down_proj",))
    row = estimate(job, "amplitude", catalog.device("origin-wukong-72"))
    assert row.program.n_qubits == 21
    assert row.verdict == "unknown"
    assert "no line of 21" in row.binding.reason


@pytest.mark.parametrize("name", catalog.devices())
def test_a_width_taken_from_a_line_gets_a_line(name):
    """The angle method is as wide as the longest line: it must be placed on one."""
    device = catalog.device(name)
    if device.qubits_advertised is None:
        device = device.resized(72)
    row = estimate(Workload.of(catalog.model("tinyllama-1.1b")), "angle", device)
    if device.entangler is None:
        assert row.placement.limit == "gates"
    elif device.qubits_connected == 1:  # no coupler is live
        assert row.placement.limit == "qubits"
    else:
        assert row.placement.shape == "line"


def test_a_changed_table_is_searched_again():
    """Nothing is remembered by the identity of a device."""
    device = catalog.device("origin-wukong-72")
    job = Workload.of(catalog.model("gpt2"), rank=4)
    before = estimate(job, "qpa", device).placement
    for a, b, _ in before.edges:
        pair = tuple(sorted((before.qubits[a], before.qubits[b])))
        device.snapshot.couplers[pair] = 0.5
    after = estimate(job, "qpa", device).placement
    assert after.qubits != before.qubits
