"""The probability that a scenario is feasible, against draws one by one."""

from __future__ import annotations

import random
from statistics import NormalDist

import numpy as np
import pytest

from qestimate import Goal, Workload, catalog
from qestimate.core.quantity import Interval
from qestimate.estimation.estimate import estimate
from qestimate.estimation.runtime import circuits_by_kind, executions, work_of
from qestimate.estimation.shots import TRAINING_RATIO, Shots
from qestimate.explore.sweep import Sweep

Z95 = NormalDist().inv_cdf(0.95)


def drawn(interval, z):
    value, low, high = interval
    return value + abs(z) / Z95 * ((high if z > 0 else low) - value)


def one_by_one(found, draws, seed=1):
    """Return the share of draws in which signal and time are kept, worked out one by one.

    One draw moves all that noise leaves, another the time of a shot. Shots are those that training
    needs, and no fewer than the outcomes that are kept.
    """
    source = random.Random(seed)
    program, goal, shot, local = found.program, found.goal, found.runtime.shot, found.local
    floor = -np.inf if goal.signal_floor is None else np.log10(goal.signal_floor)
    least, kept = np.log10(program.kept_outcomes), 0

    def shots_for(variance, averaged, z):
        variance = drawn([np.log10(x) for x in variance], z)
        return max(least, np.log10(TRAINING_RATIO / averaged) - variance)

    for _ in range(draws):
        z, z_time = source.gauss(), source.gauss()
        left = min(0.0, drawn(local.log10_attenuation, z))
        value = shots_for(local.noisy_variance, 1, z)
        gradient = shots_for(local.gradient, program.averaged, z)
        shots = Shots(Interval(value, value, value), Interval(gradient, gradient, gradient))
        work = work_of(circuits_by_kind(program, program.circuits_run), shots)
        seconds = drawn([np.log10(x) for x in (shot.total, shot.least, shot.most)], z_time)
        time = executions(work) + seconds
        kept += left >= floor and time <= np.log10(goal.max_days * 86400)
    return kept / draws


@pytest.mark.parametrize(
    ("method", "device", "days", "floor"),
    [
        ("qpa", "ibm-fez", 0.15, None),
        ("qpa", "origin-wukong-72", 150.0, 0.1),
        ("qtha-c", "origin-wukong-72", 300.0, 0.1),
        ("qtha-c", "origin-wukong-72", 100.0, None),
        ("qtha-c", "ibm-fez", 30.0, 0.7),
    ],
)
@pytest.mark.slow
def test_the_share_of_draws_is_that_of_draws_one_by_one(method, device, days, floor):
    inputs = {"model": "gpt2", "device": device, "method": method, "rank": "4", "samples": "100",
              "tokens": "4", "max-days": str(days)}  # fmt: skip
    if floor is not None:
        inputs["floor"] = str(floor)
    sweep = Sweep(inputs, draws=4000)
    share = float(sweep.block(0)["probability"][0])
    work = Workload.of(catalog.model("gpt2"), rank=4, samples=100, tokens_per_sample=4)
    found = estimate(
        work, method, catalog.device(device), Goal.of(max_days=days, signal_floor=floor)
    )
    wanted = one_by_one(found, 4000)
    assert 0.03 < wanted < 0.97
    assert share == pytest.approx(wanted, abs=0.03)


def test_a_verdict_beyond_its_interval_is_sure():
    sweep = Sweep(
        {"model": "gpt2", "device": "ibm-fez", "method": "qpa", "samples": "100",
         "max-days": "1e-6,1e6", "floor": "1e-6"},
        draws=500,
    )  # fmt: skip
    assert sweep.block(0)["probability"].tolist() == [0.0, 1.0]


def test_what_is_unknown_has_no_probability():
    sweep = Sweep({"model": "gpt2", "device": "google-sycamore-72", "method": "qpa"}, draws=10)
    columns = sweep.block(0)
    assert sweep.verdicts(columns) == ["unknown"]
    assert np.isnan(columns["probability"][0])


def test_too_few_qubits_are_sure():
    sweep = Sweep({"model": "gpt2", "qubits": "3", "method": "qpa", "rank": "8"}, draws=10)
    columns = sweep.block(0)
    assert sweep.verdicts(columns) == ["infeasible"]
    assert columns["probability"][0] == 0
