"""Sampled paths against means that are worked out by hand; the sampler itself is set aside."""

from __future__ import annotations

from math import exp

import pytest

from qestimate.device.uncertainty import UncertaintyFactors
from qestimate.noise import path_statistics
from qestimate.noise.path_statistics import Part, effective, from_paths, pooled, started
from qestimate.noise.paths import Noise, PathCircuit, Paths, Rotation

CIRCUIT = PathCircuit(1, (Rotation(0, (True, True)), Noise(0, 0)), (0.2,), ("two",))
Z = ((0, "Z"),)
EVEN = UncertaintyFactors(1.25, 1.25, ())


def kept(n_samples, shares, two=0.1, slope=3.0):
    """Return paths that paid 0.2 at one-qubit gates and 0.3 by waiting, with two angles."""
    n = len(shares)
    costs = {"two": [two] * n, "one": [0.2] * n, "idle": [0.3] * n}
    return Paths(n_samples, list(shares), costs, [5.0] * n, [slope] * n, 2, [])


@pytest.fixture
def sampled(monkeypatch):
    """Return a function that has the sampler keep certain paths, and what it was asked for."""

    def put(shares, enough=path_statistics.ENOUGH_PATHS, **paths):
        asked = []
        monkeypatch.setattr(path_statistics, "ENOUGH_PATHS", enough)

        def sample(_, observables, n_samples, seed=0, **__):
            asked.append((n_samples, seed))
            return [kept(n_samples, shares, **paths) for _ in observables]

        monkeypatch.setattr(path_statistics, "sample", sample)
        return asked

    return put


@pytest.mark.parametrize(
    ("shares", "number"),
    [
        ([0.3, 0.3, 0.3, 0.3], 4.0),  # even ones count in full
        ([1.0, 0.5, 0.5], 4 / 1.5),  # (1 + 1/2 + 1/2)^2 over 1 + 1/4 + 1/4
        ([3.0, 1.0], 16 / 10),  # (3 + 1)^2 over 9 + 1
        ([2.0], 1.0),
        ([0.0, 0.0], 0.0),
        ([], 0.0),
    ],
)
def test_effective_number_of_paths(shares, number):
    assert effective(shares) == pytest.approx(number)


def test_an_old_table_lowers_a_variance_by_twice_the_exponent(sampled):
    """Each path paid 0.6 and 0.4 for readout: e^-1 is left, and e^-2 of a variance of a quarter.

    Sampling 40 of 160 leaves 1.96 sqrt(1/40 - 1/160) = 0.27 of the logarithm open, which is less.
    """
    sampled([1.0] * 40, enough=1.0)
    part = Part(CIRCUIT, (Z,), (0.4,))
    old = UncertaintyFactors(1.0, 1.0, (), excess=0.3)
    found, _ = pooled([part], old, samples=160)
    left, variance = found.attenuation, found.noisy_variance
    assert variance.value == pytest.approx(0.25 * exp(-2))
    assert left.low == pytest.approx(exp(-1 - 0.1 - 0.3))
    assert variance.low == pytest.approx(0.25 * exp(-2 - 2 * 0.3))
    cheap = old._replace(excess=9.0)  # three times the exponent at most
    found, _ = pooled([part], cheap, samples=160)
    assert found.attenuation.low == pytest.approx(exp(-1 - 0.1 - 3))
    assert found.noisy_variance.low == pytest.approx(0.25 * exp(-2 - 2 * 3))


def test_means_over_kept_paths(sampled):
    """40 of 160 paths are kept, each of which paid 0.1 + 0.2 + 0.3 and 0.4 for its readout.

    A quarter is the variance without noise, e^-2 of it that with noise. Slopes of 3 over two
    angles: 1.5 a path, 0.375 on average.
    """
    asked = sampled([1.0] * 40, enough=40)
    left = from_paths(CIRCUIT, [Z], [0.4], EVEN, samples=160, seed=7)
    assert asked == [(160, 7)]
    assert left.attenuation.value == pytest.approx(exp(-1.0))
    assert left.ideal_variance.value == pytest.approx(0.25)
    assert left.noisy_variance.value == pytest.approx(0.25 * exp(-2.0))
    assert left.ideal_gradient.value == pytest.approx(0.375)
    assert left.gradient.value == pytest.approx(0.375 * exp(-2.0))
    assert (left.n_samples, left.n_kept) == (160, 40)
    assert left.n_effective == pytest.approx(40)
    # gates alone repriced at 0.2 each: 5 x 0.2 + 0.2 + 0.3 + 0.4
    assert left.with_gates_at(0.2).attenuation.value == pytest.approx(exp(-1.9))


def test_means_over_observables_and_parts(sampled):
    """Three observables and two circuits: 240 paths are 40 for each; a share is over all."""
    asked = sampled([1.0] * 10, enough=40)
    parts = [Part(CIRCUIT, (Z, Z, Z), (0.4,))] * 2
    mean, each = pooled(parts, EVEN, samples=240, seed=3)
    assert asked == [(40, 3), (40, 4)]
    assert (mean.n_samples, mean.n_kept) == (240, 60)
    assert mean.ideal_variance.value == pytest.approx(60 / 240)
    assert [(one.n_samples, one.n_kept) for one in each] == [(80, 20)] * 3
    assert [one.ideal_variance.value for one in each] == pytest.approx([20 / 80] * 3)


def test_of_33_observables_there_is_only_the_mean(sampled):
    sampled([1.0] * 10)
    for n, told_apart in ((32, 32), (33, 0)):
        _, each = pooled([Part(CIRCUIT, (Z,) * n, (0.4,))], EVEN, samples=100)
        assert len(each) == told_apart


def test_as_many_more_paths_are_started_as_are_lacking(sampled):
    """10 at first; 4 kept of even weight are a hundredth of 400: eightfold, then up to 32 times.

    Of 300 kept, 400 take 1.6 times as many, a fifth for safety included: twice, up to 320.
    """
    circuit = [Part(CIRCUIT, (Z,), (0.0,))]
    for kept, numbers in ((4, [10, 80, 320]), (300, [10, 20, 40, 80, 160, 320]), (400, [10])):
        asked = sampled([1.0] * kept)
        _, each = started(circuit, 10)
        assert [n for n, _ in asked] == numbers
        assert each == numbers[-1]


def test_no_more_paths_than_the_budget_of_steps_allows(sampled, monkeypatch):
    """Two steps in each of two circuits and three observables: 12 a path, 60 for five."""
    asked = sampled([1.0])
    monkeypatch.setattr(path_statistics, "BUDGET", 60)
    _, each = started([Part(CIRCUIT, (Z, Z, Z), (0.0,))] * 2, 6000)
    assert each == 5
    assert asked == [(5, 0), (5, 1)]


def test_three_paths_tell_no_mean_and_four_do(sampled):
    """Without a mean the bounds hold: all noise and readout, 0.6, one way or the other 1.25."""
    sampled([1.0] * 3)
    few = from_paths(CIRCUIT, [Z], [0.4], EVEN, samples=100)
    assert few.attenuation.value is None
    assert few.attenuation.low == pytest.approx(exp(-0.6 * 1.25))
    assert few.attenuation.high == pytest.approx(exp(-0.6 / 1.25))
    sampled([1.0] * 4)
    assert from_paths(CIRCUIT, [Z], [0.4], EVEN, samples=100).attenuation.value is not None


@pytest.mark.parametrize(
    ("missing", "known"),
    [
        ("two-qubit error", False),
        ("one-qubit error", False),
        ("readout error", False),
        ("T1", True),
    ],
)
def test_without_gate_or_readout_errors_there_is_no_value(sampled, missing, known):
    sampled([1.0] * 40)
    left = from_paths(CIRCUIT, [Z], [0.4], EVEN, (missing,), samples=100)
    assert (left.attenuation.value is not None) == known


def test_bounds_of_several_circuits_are_the_widest(sampled):
    """Circuits that lose 0.2 and 0.5 at most: the cheapest path 0.2, the dearest 0.5."""
    sampled([])
    dear = CIRCUIT._replace(costs=(0.5,))
    parts = [Part(one, (Z,), (0.0,)) for one in (CIRCUIT, dear)]
    mean, _ = pooled(parts, EVEN, samples=100)
    assert mean.bounds[:2] == (0.2, 0.5)
