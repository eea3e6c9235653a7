"""Statuses and verdicts, case by case."""

from __future__ import annotations

from math import inf, isnan, log10, nan

import pytest

from qestimate import Goal, Workload, catalog, estimate
from qestimate.core.quantity import UNKNOWN, Ends, Interval
from qestimate.device.uncertainty import UncertaintyFactors
from qestimate.estimation.constraints import (
    Constraint,
    binding,
    budget_constraint,
    signal_constraint,
    verdict,
)
from qestimate.noise.attenuation import bounded
from qestimate.noise.paths import PathBounds


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
    ("shares", "status"),
    [
        ((0.4, 0.14, 0.6), "met"),
        ((0.14, 0.08, 0.4), "tight"),
        ((0.08, 0.05, 0.14), "tight"),
        ((0.05, 0.02, 0.08), "violated"),
        ((nan, nan, 0.08), "violated"),
        ((nan, nan, 0.4), "unknown"),
    ],
)
def test_signal_against_a_floor_of_a_tenth(shares, status):
    left = Ends(*(log10(share) for share in shares))
    found = signal_constraint(blind(100), 0.1, left)
    assert found.status == status
    assert found.log10_needed == pytest.approx(-1)
    if isnan(shares[0]):
        assert found.reason == "not published: readout error"


def blind(n_samples):
    """Return what is known where the error of readout is not: bounds, and no value."""
    width = UncertaintyFactors(1.25, 1.25, ())
    return bounded(PathBounds(0.0, inf), width, ("readout error",), n_samples)


def test_what_was_not_sampled_says_so():
    left = Ends(nan, nan, log10(0.4))
    assert signal_constraint(blind(0), 0.1, left).reason == "too many gates to sample"


@pytest.mark.parametrize("method", ["qtha", "qpa", "amplitude", "angle"])
def test_there_is_a_limit_on_the_signal_only_where_a_floor_is_asked_for(method):
    work, device = Workload.of(catalog.model("gpt2"), rank=4), catalog.device("ibm-fez")
    without, with_one = (
        [c.name for c in estimate(work, method, device, goal).constraints]
        for goal in (None, Goal.of(signal_floor=0.1))
    )
    assert without == ["qubits", "time"]
    assert with_one == ["qubits", "signal", "time"]


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
