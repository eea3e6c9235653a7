"""Circuits whose paths interfere: what is said of them holds, and is not everything there can be.

The circuits are those of ``benchmarks/interference.py`` that set no constant.
"""

from __future__ import annotations

from math import cos, exp, inf, log, pi, sqrt

import pytest

from benchmarks.interference import ATTACKS, SETTING, WAYS, free_fermions, lines, ramp, simulated
from qestimate import catalog
from qestimate.device.uncertainty import UncertaintyFactors
from qestimate.estimation import exact, interference
from qestimate.estimation.circuit import judge
from qestimate.estimation.interference import CONFIDENT, RARE_PATHS, Slope, judged
from qestimate.estimation.signed_values import Value
from qestimate.formats.circuits.reading import Gate, LogicalCircuit
from qestimate.noise import propagation
from qestimate.noise.path_statistics import Part, pooled
from qestimate.noise.paths import Noise, PathCircuit, Rotation
from qestimate.noise.propagation import propagate
from qestimate.workload.goal import Goal

KNOWN = UncertaintyFactors(1.0, 1.0, ())


@pytest.fixture(autouse=True)
def _as_they_were(monkeypatch):
    """Put back what the benchmark sets."""
    monkeypatch.setattr(propagation, "MIN_TERMS", propagation.MIN_TERMS)
    monkeypatch.setattr(exact, "WIDEST_NOISY", exact.WIDEST_NOISY)


def least_inside(tally):
    """Return the least share of values inside their interval, of each way and kind of value."""
    return min(tally.of(way, what)[0] for way in WAYS for what in ("single", "mean"))


def widest(tally):
    """Return the greatest median of upper over lower end."""
    return max(tally.of(way, what)[1] for way in WAYS for what in ("single", "mean"))


@pytest.mark.slow
def test_attacks_of_six_qubits():
    tally = simulated(ATTACKS, 6, range(1))
    assert least_inside(tally) >= 0.9
    assert widest(tally) < 2


@pytest.mark.slow
def test_other_circuits_of_the_families_that_set_the_constants():
    tally = simulated(SETTING, 6, range(5, 6))
    assert least_inside(tally) >= 0.9
    assert widest(tally) < 2


def test_lines_are_free_fermions():
    tally = lines(24, (4,))
    assert least_inside(tally) >= 0.9
    assert widest(tally) < 2


@pytest.mark.slow
def test_lines_of_100_qubits():
    tally = lines(100, (8,))
    assert least_inside(tally) >= 0.9
    assert widest(tally) < 2


def test_followed_operators_of_a_line_are_free_fermions():
    import numpy as np

    weights = np.random.default_rng(1).uniform(0.1, 1, 29)
    x, y = free_fermions(30, weights, 3, (0.01, 0.001))
    observables = tuple(((b, "Z"), (b + 1, "Z")) for b in range(0, 29, 5))
    found = propagate(ramp(30, weights, 3, (0.01, 0.001)), observables)
    for one, b in zip(found, range(0, 29, 5), strict=True):
        assert one.ideal == pytest.approx(x[b], abs=1e-5)
        assert one.noisy == pytest.approx(y[b], abs=1e-5)


def two_turns():
    """RX by 0.7, noise, RX by 0.5: two paths, of which one pays 0.2 more."""
    turns = [
        Rotation(0, (True, False), chance=p, angle=t) for p, t in ((0.415, 0.7), (0.2298, 0.5))
    ]
    circuit = PathCircuit(1, (turns[0], Noise(0, 0), turns[1]), (0.2,), ("one",))
    return pooled([Part(circuit, (((0, "Z"),),), (0.0,))], KNOWN, samples=65536)[0]


def test_the_margin_is_scatter_and_rare_paths_over_the_value():
    local = two_turns()
    alone = judged(local, [Value(0.0, 0.0, inf, inf)], 0.0)
    assert not alone.signed
    assert alone.margin == pytest.approx(CONFIDENT * local.excess + RARE_PATHS * 0.2, rel=1e-6)
    known = judged(local, [Value(0.3, 0.0, 0.0, inf)], 0.0)
    variance = cos(0.7) ** 2 * cos(0.5) ** 2 + (1 - 0.585) * (1 - cos(0.5) ** 2)
    assert known.margin == pytest.approx(alone.margin * sqrt(variance) / 0.3, rel=0.02)
    assert judged(local, [Value(0.0, 0.0, inf, inf)] * 4, 0.0, 4).margin == pytest.approx(
        alone.margin / 2
    )
    assert judged(local, [Value(0.0, 0.0, inf, inf)], 0.2).margin == pytest.approx(
        CONFIDENT * local.excess, abs=1e-9
    )


def test_values_are_taken_where_they_say_more_than_paths():
    local = two_turns()
    at = local.attenuation.value
    margin = judged(local, [Value(1.0, at)], 0.0).margin
    assert judged(local, [Value(1.0, at, 0.0, 0.9 * margin * at)], 0.0).signed
    assert not judged(local, [Value(1.0, at, 0.0, 1.1 * margin * at)], 0.0).signed


def test_slope_of_few_of_many_is_less_sure():
    values = [Value(0.5, 0.4), Value(0.5, 0.2)]
    whole = judged(two_turns(), values, 0.0)
    part = judged(two_turns(), values, 0.0, 1, 0.25)
    assert whole.slope == Slope(pytest.approx(0.6), 0.0)
    assert part.slope.error == pytest.approx(CONFIDENT * sqrt(2) * 0.05 / 0.5 * sqrt(0.75))


def test_errors_of_both_values_widen_the_slope():
    found = Slope.of([Value(0.5, 0.25, 0.01, 0.02)])
    assert found.value == 0.5
    assert found.error == pytest.approx((0.5 * 0.02 + 0.25 * 0.01) / 0.25)
    assert Slope.of([Value(0.0, 0.0)]).error == inf


def line(n, layers):
    gates = [Gate("h", (), (q,)) for q in range(n)]
    for k in range(layers):
        gates += [Gate("rzz", (0.4 + 0.3 * k,), (q, q + 1)) for q in range(n - 1)]
        gates += [Gate("rx", (-1.4 + 0.4 * k,), (q,)) for q in range(n)]
    return LogicalCircuit("line", n, tuple(gates), tuple(range(n)), 0, ())


def test_wide_circuits_are_followed_and_agree_with_the_density_matrix(monkeypatch):
    """Seven wires by density matrix, and as if they were too many."""
    device = catalog.device("generic").resized(16).with_figures({"two_qubit_error": 0.02})
    observables = [f"Z{q}Z{q + 1}" for q in range(6)]
    simulated_ = judge(line(7, 2), device, Goal(), observables)
    monkeypatch.setattr(exact, "WIDEST_NOISY", 1)
    monkeypatch.setattr(exact, "WIDEST_IDEAL", 1)
    followed = judge(line(7, 2), device, Goal(), observables)
    assert (simulated_.exact, followed.exact) == ("noisy", "propagated")
    for (_, one), (_, other) in zip(simulated_.each, followed.each, strict=True):
        assert other.attenuation == pytest.approx(one.attenuation, rel=1e-4)
        assert other.ideal_variance.value == pytest.approx(one.ideal_variance.value, rel=1e-4)
    mean, again = simulated_.placed.local, followed.placed.local
    assert again.attenuation == pytest.approx(mean.attenuation, rel=1e-4)


def test_what_cannot_be_followed_keeps_paths_with_a_margin(monkeypatch):
    monkeypatch.setattr(propagation, "MIN_TERMS", 2)
    monkeypatch.setattr(interference, "BUDGET", 0)
    device = catalog.device("generic").resized(25).with_figures({"two_qubit_error": 0.01})
    gates = [Gate("ry", (0.3 + 0.2 * q,), (q,)) for q in range(18)]
    for _ in range(4):
        gates += [Gate("cz", (), (q, q + 1)) for q in range(17)]
        gates += [Gate("ry", (pi / 3 + 0.1 * q,), (q,)) for q in range(18)]
    logical = LogicalCircuit("deep", 18, tuple(gates), tuple(range(18)), 0, ())
    found = judge(logical, device, Goal(), seeds=1)
    assert found.exact == ""
    local = found.placed.local
    value, low, high = local.attenuation
    assert exp(-local.bounds.whole_cone) < low < value < high < 1
    assert log(high / low) > 2 * RARE_PATHS * -log(value) / 1.25
    assert low > value**4


def test_of_many_observables_some_are_followed():
    device = catalog.device("generic").resized(100).with_figures({"two_qubit_error": 0.01})
    observables = [f"Z{q}Z{q + 1}" for q in range(40)]
    found = judge(line(41, 1), device, Goal(), observables, seeds=1)
    assert found.exact == "propagated"
    assert found.each == ()
    local = found.placed.local
    assert local.attenuation.low < local.attenuation.value < local.attenuation.high


def test_a_parity_that_vanishes_is_seen_in_wide_circuits():
    """<Z> of a line of ZZ bonds between |+> is nought by symmetry, however wide."""
    device = catalog.device("generic").resized(36)
    found = judge(line(20, 1), device, Goal(), ["Z3", "Z3Z4"], seeds=1)
    by_name = dict(found.each)
    assert by_name["Z3"].n_kept == 0
    assert by_name["Z3Z4"].attenuation.value > 0
