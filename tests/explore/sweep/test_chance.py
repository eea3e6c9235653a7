"""The probability that a scenario is feasible, against draws one by one."""

from __future__ import annotations

import random
from statistics import NormalDist

import numpy as np
import pytest

from qestimate import Goal, Workload, catalog, estimate
from qestimate.core.quantity import Interval
from qestimate.estimation.runtime import circuits_by_kind, executions, work_of
from qestimate.estimation.shots import Shots, log10_gradient_shots, log10_noiseless_shots
from qestimate.explore.sweep import Sweep

Z95 = NormalDist().inv_cdf(0.95)


def drawn(interval, z):
    value, low, high = interval
    return value + abs(z) / Z95 * ((high if z > 0 else low) - value)


def one_by_one(found, draws, seed=1):
    """Return the share of draws in which signal and time are kept, worked out one by one."""
    source = random.Random(seed)
    program, goal, shot = found.program, found.goal, found.runtime.shot
    clean = log10_noiseless_shots(program, goal)
    kept = 0
    for _ in range(draws):
        z, z_time = source.gauss(), source.gauss()
        signal = found.signal.log10_fidelity if found.local is None else (
            found.local.log10_attenuation)  # fmt: skip
        left = min(0.0, drawn(signal, z))
        value = clean - 2 * left
        gradient = value
        if found.local is not None:
            logs = Interval(*(np.log10(x) for x in found.local.gradient))
            gradient = log10_gradient_shots(
                10 ** drawn(logs, z), goal.confidence, program.n_observables
            )
        shots = Shots(Interval(value, value, value), Interval(gradient, gradient, gradient))
        work = work_of(circuits_by_kind(program, program.circuits_run), shots)
        seconds = drawn([np.log10(x) for x in (shot.total, shot.least, shot.most)], z_time)
        time = executions(work) + seconds
        kept += left >= np.log10(goal.signal_floor) and time <= np.log10(goal.max_days * 86400)
    return kept / draws


@pytest.mark.parametrize(
    ("method", "device", "days", "floor"),
    [
        ("qpa", "ibm-fez", 3.0, 0.1),
        pytest.param("qpa", "ibm-fez", 0.7, 0.3, marks=pytest.mark.slow),
        ("qtha-c", "origin-wukong-72", 40.0, 0.05),
        ("qtha-c", "ibm-fez", 1.0, 0.6),
    ],
)
@pytest.mark.slow
def test_the_share_of_draws_is_that_of_draws_one_by_one(method, device, days, floor):
    inputs = {"model": "gpt2", "device": device, "method": method, "rank": "4", "samples": "100",
              "tokens": "4", "max-days": str(days), "floor": str(floor)}  # fmt: skip
    sweep = Sweep(inputs, draws=4000)
    share = float(sweep.block(0)["probability"][0])
    work = Workload.of(catalog.model("gpt2"), rank=4, samples=100, tokens_per_sample=4)
    found = estimate(
        work, method, catalog.device(device), Goal.of(max_days=days, signal_floor=floor)
    )
    wanted = one_by_one(found, 4000)
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
