"""Paths that are sampled once are priced as if they had been sampled under each noise."""

from __future__ import annotations

import numpy as np
import pytest

from qestimate.circuits.linear_ramp import linear_ramp
from qestimate.noise.channels import path_circuit
from qestimate.noise.paths import sample
from qestimate.noise.repricing import left_of, sampled
from tests.noise.test_free_fermions import density_matrix, noise_of

RING = [(0, 1), (1, 2), (2, 3), (3, 4), (0, 4)]
ZZ = [((a, "Z"), (b, "Z")) for a, b in RING]


def build_of(weights, entangler="cz", layers=3):
    native = linear_ramp(5, RING, weights, layers, entangler)
    return native, lambda noise: path_circuit(native, noise, 2, given=True)


def ring_noise(seed, **more):
    random = np.random.default_rng(seed)
    noise = noise_of(5, random, **more)
    two = tuple((edge, float(random.uniform(0.01, 0.05))) for edge in RING)
    return noise._replace(two_qubit=two, readout=tuple(random.uniform(0.01, 0.1, 5)))


@pytest.mark.parametrize("waits", [{"memory": 0.01}, {"rates": ((9e4, 5e4),) * 5}, {}])
def test_prices_are_those_of_the_noise_itself(waits):
    """One sample was drawn under the noise, the other under placeholders."""
    _, build = build_of([1.0, 0.3, 0.7, 0.2, 1.0])
    noises = [ring_noise(seed, **waits) for seed in (1, 2)]
    kept = sampled(build, noises[0], ZZ, 5 * 1000, seed=3)
    assert kept is not None
    for noise in noises:
        direct = sample(build(noise), ZZ, 1000, seed=3)
        shares = np.array([s for one in direct for s in one.shares])
        paid = np.array([cost for one in direct for cost in one.totals()])
        read = np.repeat(
            [sum(noise.readout[w] for w, _ in o) for o in ZZ], [len(o.shares) for o in direct]
        )
        found = left_of(kept, noise, ZZ)
        total = shares.sum()
        assert len(kept.shares) == len(shares) > 400
        assert found.before_readout == pytest.approx((shares * np.exp(-paid)).sum() / total)
        assert found.after_readout == pytest.approx((shares * np.exp(-paid - read)).sum() / total)
        assert 0 < found.error < 0.05


def test_without_readout_nothing_is_lost_by_it():
    _, build = build_of([1.0] * 5)
    noise = ring_noise(0)._replace(readout=None)
    kept = sampled(build, noise, ZZ, 4000)
    found = left_of(kept, noise, ZZ)
    assert found.before_readout == found.after_readout < 1


def test_a_ring_is_near_its_density_matrix():
    """Paths do not interfere here, in truth they do: a twentieth of the exponent."""
    native, _ = build_of([1.0, 0.3, 0.7, 0.2, 1.0])
    noise = ring_noise(4)
    ideal, noisy = map(np.array, density_matrix(native, noise, RING))
    exact = float((ideal * noisy).sum() / (ideal * ideal).sum())
    one_pulse = lambda n: path_circuit(native, n, 1, given=True)  # noqa: E731
    found = left_of(sampled(one_pulse, noise, ZZ, 1 << 15), noise, ZZ)
    assert np.log(found.before_readout) == pytest.approx(np.log(exact), rel=0.06)


def test_too_few_paths_tell_nothing():
    """Quarter turns that leave no observable."""
    native = linear_ramp(2, [(0, 1)], [1.0], 1, "cz")
    wanted = [((0, "Z"),)]  # a single Z vanishes by symmetry
    noise = noise_of(2, np.random.default_rng(0))
    assert sampled(lambda n: path_circuit(native, n, 1, given=True), noise, wanted, 64) is None
