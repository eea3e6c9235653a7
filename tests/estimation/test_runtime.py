"""Time and price against the vendors' formulas, worked out by hand here."""

from __future__ import annotations

import math

import numpy as np
import pytest

from qestimate import Goal, Workload, catalog, estimate
from qestimate.core.quantity import Interval
from qestimate.estimation.placement import place
from qestimate.estimation.runtime import Work, jobs, runtime, shot_time, terms_of
from qestimate.estimation.shots import Shots, log10_gradient_shots
from qestimate.methods.program import Program

EXACT = Shots(*[Interval(2.0, 2.0, 2.0)] * 2)
"""A hundred shots, known exactly."""


def program(circuits):
    return Program("test", "cz-line", 4, 2, 8, 0, circuits, 2 * circuits, 6 * circuits, "local", 4)


def of(device, circuits=1000):
    task = program(circuits)
    return runtime(task, place(task, device), device, EXACT)


def test_ibm_formula():
    """2 s a sub-job + (250 us + circuit length) x executions [ibm-estimate-job-run-time]."""
    device = catalog.device("ibm-fez")
    task = program(1000)
    placed = place(task, device)
    # two layers: RY (two SX of 24 ns), then a layer of CZ (84 ns), another for the odd link
    assert placed.duration == pytest.approx(2 * (2 * 24e-9 + 2 * 84e-9))
    per_shot = 250e-6 + placed.duration + 1.56e-6
    seconds = 2 * math.ceil(6000 / 300) + 6000 * 100 * per_shot
    assert 10 ** of(device).log10_run.value == pytest.approx(seconds)
    assert 10 ** of(device).log10_forward.value == pytest.approx(
        2 * math.ceil(1000 / 300) + 1000 * 100 * per_shot
    )


@pytest.mark.parametrize(
    ("device", "delay", "wall"), [("ibm-fez", 250, 27.11), ("ibm-miami", 4000, 406.95)]
)
def test_published_jobs_of_ibm(device, delay, wall):
    """1000 circuits x 100 shots x 100 layers x 100 qubits [metriq-data], nothing fitted."""
    figures = catalog.device(device)
    layers = 100 * (2 * figures.value("one_qubit_duration") + figures.value("two_qubit_duration"))
    predicted = 1e5 * (delay * 1e-6 + layers + figures.value("readout_duration"))
    assert -0.08 < predicted / wall - 1 < 0


def test_many_shots_take_several_jobs():
    device = catalog.device("origin-wukong-72").with_figures({"job_startup": 10})
    task = program(1)
    placed = place(task, device)
    shots = Shots(*[Interval(*[math.log10(25_000)] * 3)] * 2)
    # 25,000 shots, 10,000 a job: three jobs for the circuits read for values, three for gradients
    seconds = 6 * 25_000 * (2.15e-3 + placed.duration) + 10 * 6
    found = runtime(task, placed, device, shots)
    assert 10**found.log10_run.value == pytest.approx(seconds, rel=1e-6)


@pytest.mark.parametrize(("shots", "n_jobs"), [(9_999, 1), (10_000, 1), (10_001, 2), (20_000, 2)])
def test_whole_jobs_are_whole(shots, n_jobs):
    """A logarithm of a whole number is not rounded up by its last bit."""
    device = catalog.device("origin-wukong-72")
    assert device.value("max_shots") == 10_000
    terms = terms_of(device, place(program(1), device))
    found = jobs(Work(math.log10(1), -math.inf, math.log10(shots), math.nan), terms)
    assert round(10**found, 9) == n_jobs


def test_the_interval_of_the_shot_period_is_in_the_time():
    found = of(catalog.device("origin-wukong-72")).log10_run
    assert 10 ** (found.low - found.value) == pytest.approx(1.98 / 2.15, rel=1e-3)
    assert 10 ** (found.high - found.value) == pytest.approx(2.93 / 2.15, rel=1e-3)


def test_a_period_without_a_value_still_bounds_the_time():
    found = of(catalog.device("origin-wukong-72@2024-06-03")).log10_run
    assert found.value is None
    assert 10**found.low == pytest.approx(6000 * 100 * 0.51e-3, rel=0.01)


def test_a_gate_time_alone_bounds_the_time():
    """Helios publishes the time of a two-qubit layer and no one-qubit time."""
    device = catalog.device("quantinuum-helios")
    row = estimate(Workload.of(catalog.model("gpt2")), "qtha", device)
    assert row.runtime.log10_run.value is None
    assert row.verdict == "infeasible"
    assert shot_time(row.placement, device).least == pytest.approx(
        row.placement.counts.two_qubit_depth * 55e-3
    )


def test_prices():
    garnet = catalog.device("iqm-garnet")
    shots = 6000 * 100
    task_fee = 0.30 * math.ceil(6000 / (garnet.value("max_circuits") or 1))
    assert 10 ** of(garnet).log10_price == pytest.approx(shots * 0.00145 + task_fee)
    aria = catalog.device("ionq-aria-1")
    counts = place(program(1000), aria).counts
    each = counts.one_qubit_gates * 0.000220 + counts.two_qubit_gates * 0.000975
    assert 10 ** of(aria).log10_price == pytest.approx(max(shots * each, 6000 * 12.4166))
    fez = of(catalog.device("ibm-fez"))
    assert 10**fez.log10_price == pytest.approx(10**fez.log10_run.value * 1.60)
    assert of(catalog.device("origin-wukong-72")).log10_price is None


def test_price_interval_follows_the_shots():
    row = estimate(Workload.of(catalog.model("gpt2")), "qpa", catalog.device("ibm-boston"))
    low, value, high = row.runtime.price.low, row.runtime.price.value, row.runtime.price.high
    assert low < value < high


def test_hoeffding_and_its_inflation():
    """ln(2 K / delta) 2 / eps^2 shots for K = 8 at 95 %, and 1/a^2 or 1/F^2 under noise."""
    device = catalog.device("origin-wukong-72")
    row = estimate(Workload.of(catalog.model("gpt2")), "qtha", device, Goal())
    clean = math.ceil(2 / 0.05**2 * math.log(2 * 8 / 0.05))
    assert clean == 4615
    left = row.local.attenuation
    assert 10**row.log10_shots.value == pytest.approx(clean / left.value**2, rel=1e-9)
    assert 10**row.log10_shots.low == pytest.approx(clean / left.high**2)
    qpa = estimate(Workload.of(catalog.model("gpt2")), "qpa", device)
    assert 10**qpa.log10_shots.value == pytest.approx(
        2**qpa.program.n_qubits / 0.05**2 / qpa.signal.fidelity.value**2, rel=1e-9
    )


def test_forward_and_gradient_circuits_have_shots_of_their_own():
    """1000 circuits of 100 shots, 1000 of 10,000 in each of three epochs."""
    device = catalog.device("generic").resized(4).with_figures({"shot_period": 1e-3})
    task = program(1000)
    placed = place(task, device)
    two, four = (Interval(x, x, x) for x in (2.0, 4.0))
    found = runtime(task, placed, device, Shots(two, four))
    per_shot = 1e-3 + placed.duration
    assert 10**found.log10_forward.value == pytest.approx(1000 * 100 * per_shot)
    assert 10**found.log10_epoch.value == pytest.approx(1000 * (100 + 10_000) * per_shot)
    assert 10**found.log10_run.value == pytest.approx(3000 * (100 + 10_000) * per_shot)


def test_a_gradient_resolves_its_own_standard_deviation():
    """Differences of two outcomes, halved, are within s of their mean with the confidence."""
    std, confidence = 0.08, 0.9
    shots = math.ceil(10 ** log10_gradient_shots(std**2, confidence, 1))
    assert shots == math.ceil(math.log(2 / 0.1) / std**2)
    random = np.random.default_rng(7)
    plus, minus = (random.binomial(shots, 0.5, 4000) * 2 / shots - 1 for _ in range(2))
    assert np.mean(np.abs(plus - minus) / 2 <= std) >= confidence
