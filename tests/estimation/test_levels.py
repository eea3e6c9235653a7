"""Three levels of shots: the fewest, what training needs, and what a precision takes."""

from __future__ import annotations

import math

import numpy as np
import pytest

from qestimate import Goal, Workload, catalog, estimate
from qestimate.core.quantity import Ends
from qestimate.estimation.circuit import judge
from qestimate.estimation.shots import (
    TRAINING_RATIO,
    Reading,
    least_shots,
    precise_shots,
    training_shots,
)
from qestimate.formats.circuits.reading import Gate, LogicalCircuit

WUKONG = catalog.device("origin-wukong-72", "2026-03-06").at("")
FEZ = catalog.device("ibm-fez")
YEAR = 365.25 * 86400
TINY = Workload.of(catalog.model("tinyllama-1.1b"))
SMALL = Workload.of(catalog.model("gpt2"))


# --- least --------------------------------------------------------------------------------------


def test_one_shot_of_every_circuit_takes_ten_years_on_wukong():
    """TinyLlama with rank 8: 44 adapted layers, 3,000 samples of 512 tokens, three epochs.

    Each of 44 x 1,536,000 circuits runs once forward and 784 times for its gradient, 159 thousand
    million times in three epochs; a shot takes 2.15 ms and 2.41 us of gates, 1.98 ms at the least.
    """
    found = estimate(TINY, "qtha", WUKONG)
    circuits = 44 * 3000 * 512 * (1 + 784) * 3
    assert found.program.circuits_run == circuits
    once = found.placed.once.log10_run
    per_shot = 2.15e-3 + found.placement.duration
    assert found.placement.duration == pytest.approx(2.41e-6)
    assert found.placed.needed.least == 0
    assert 10**once.value == pytest.approx(circuits * per_shot)
    assert 10**once.value / YEAR == pytest.approx(10.9, abs=0.1)
    assert 10**once.low / YEAR == pytest.approx(10.0, abs=0.1)
    # nine circuits of eight qubits side by side on 72 make a year and more of it: still too much
    assert 10**once.low / 9 > 30 * 86400
    assert found.verdict == "infeasible"
    assert found.certain
    assert not found.changed(goal=Goal.of(max_days=5000)).certain


def test_what_noise_alone_forbids_is_not_certain():
    """qpa's 15 thousand circuits take a minute once, and too long as often as training needs."""
    found = estimate(SMALL, "qpa", WUKONG, Goal.of(max_days=1))
    assert found.verdict == "infeasible"
    assert 10**found.placed.once.log10_run.high < 86400
    assert not found.certain


def test_too_few_qubits_are_certain():
    found = estimate(Workload.of(SMALL.model, rank=150), "qtha", WUKONG)
    assert found.binding.name == "qubits"
    assert found.certain


@pytest.mark.parametrize(
    ("method", "outcomes"),
    [
        # a probability makes a chunk of 2,048 of the adapter's weights
        ("qpa", None),
        # r (d_in + d_out) amplitudes of the widest adapted layer: 8 x (768 + 2304)
        ("amplitude", 8 * (768 + 2304)),
    ],
)
def test_distributions_see_every_outcome_that_is_kept(method, outcomes):
    found = estimate(SMALL, method, WUKONG)
    if outcomes is None:
        outcomes = math.ceil(SMALL.adapter.parameters / 2048)
    assert found.program.kept_outcomes == outcomes
    assert outcomes <= 2**found.program.n_qubits < 2 * outcomes
    assert 10**found.placed.needed.least == pytest.approx(outcomes)
    per_shot = 2.15e-3 + found.placement.duration
    seconds = found.program.circuits_run * outcomes * per_shot / found.copies
    assert 10**found.placed.once.log10_run.value == pytest.approx(seconds)


# --- training -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["origin-wukong-72", "ibm-fez", "iqm-garnet"])
def test_training_takes_the_ratio_over_what_noise_leaves_of_the_variance(name):
    """Values by their variance under noise; gradients by theirs, times what they average over.

    Shots are whole: one is the least.
    """
    found = estimate(SMALL, "qtha", catalog.device(name))
    local, shots = found.local, found.shots_needed
    # batch 4, accumulation 8, 512 tokens a sample
    assert found.program.averaged == 4 * 8 * 512
    for end, other in (("value", "value"), ("low", "high"), ("high", "low")):
        values = math.ceil(TRAINING_RATIO / getattr(local.noisy_variance, other))
        assert 10 ** getattr(shots.log10_value, end) == pytest.approx(values)
        gradients = math.ceil(TRAINING_RATIO / (getattr(local.gradient, other) * 4 * 8 * 512))
        assert 10 ** getattr(shots.log10_gradient, end) == pytest.approx(gradients)


def test_probabilities_are_trained_by_their_products_of_z():
    found = estimate(SMALL, "qpa", WUKONG)
    shots = math.ceil(TRAINING_RATIO / found.local.noisy_variance.value)
    assert shots > found.program.kept_outcomes
    assert 10**found.shots_needed.log10_value.value == pytest.approx(shots)


def test_never_fewer_than_the_least():
    """One shot of a value, and 100 of a distribution of which 100 outcomes are kept."""
    loud, faint = Ends.one(3.0), Ends.one(-6.0)
    local, whole = Reading(True, 4, 4.0, averaged=100), Reading(False, 7, 128.0, 1.0, 100.0)
    for reading, least in ((local, 0.0), (whole, 2.0)):
        assert least_shots(reading) == pytest.approx(least)
        values, gradients = training_shots(reading, loud, loud)
        assert values == gradients == Ends.one(pytest.approx(least))
    values, gradients = training_shots(local, faint, faint)
    assert 10**values.value == pytest.approx(TRAINING_RATIO * 1e6)
    assert 10**gradients.value == pytest.approx(TRAINING_RATIO * 1e4)


def test_ends_of_shots_are_those_of_the_variance_the_other_way_round():
    values, _ = training_shots(Reading(True, 4, 4.0), Ends(-2.0, -5.0, -1.0), Ends.one(-2.0))
    ratio = math.log10(TRAINING_RATIO)
    assert values == pytest.approx((ratio + 2, ratio + 1, ratio + 5))
    nothing = Ends.one(math.nan)
    unknown, _ = training_shots(Reading(True, 4, 4.0), nothing, Ends.one(0.0))
    assert math.isnan(unknown.value)
    assert unknown.low == 0
    assert math.isnan(unknown.high)


def test_so_many_shots_have_the_ratio_of_signal_to_noise():
    """Values that vary by 0.01, each the mean of outcomes of -1 and 1: noise is 1 / N of a shot."""
    random = np.random.default_rng(3)
    signal = random.normal(0, 0.1, 40_000)
    values, _ = training_shots(Reading(True, 4, 4.0), Ends.one(-2.0), Ends.one(-2.0))
    shots = round(10**values.value)
    assert shots == round(TRAINING_RATIO / 0.01)
    ones = random.binomial(shots, (1 + signal) / 2)
    noise = 2 * ones / shots - 1 - signal
    # one in a hundred is left out of 1 - <Z>^2; the scatter of a variance of 40,000 is 0.7 %
    assert signal.var() / noise.var() == pytest.approx(TRAINING_RATIO / (1 - 0.01), rel=0.03)


def test_a_gradient_averages_over_all_circuits_of_a_step():
    """Twice the batch, the accumulation or the tokens halve the shots of a gradient's circuits."""

    def shots(**data):
        work = Workload.of(
            SMALL.model, rank=8, **({"batch_size": 1, "tokens_per_sample": 8} | data)
        )
        return estimate(work, "qtha", WUKONG).shots_needed

    one = shots(accumulation=1)
    for more in ({"accumulation": 2}, {"accumulation": 1, "batch_size": 2},
                 {"accumulation": 1, "tokens_per_sample": 16}):  # fmt: skip
        two = shots(**more)
        assert 10 ** (one.log10_gradient.value - two.log10_gradient.value) == pytest.approx(2)
        assert one.log10_value == two.log10_value


def test_of_experts_each_averages_over_its_share():
    """Two of eight experts pass a token: of a step's 4 x 8 x 512 tokens each sees a quarter."""
    one = SMALL.adapter.modules[0]._replace(copies=8, passed=2)
    work = SMALL._replace(adapter=SMALL.adapter._replace(modules=(one,)))
    assert (work.adapter.n_passed, work.adapter.n_modules) == (2, 8)
    assert work.alike_circuits == 4 * 8 * 512 / 4


def test_a_verdict_rests_on_the_training_level():
    """Circuits times shots that training needs times 2.15 ms and the gates.

    Of qpa's circuits one a step is read for its values, all others are shifted.
    """
    found = estimate(SMALL, "qpa", WUKONG)
    steps = math.ceil(3000 / 32) * 3
    assert found.program.evaluations == steps
    of_values = steps * math.ceil(TRAINING_RATIO / found.local.noisy_variance.value)
    shifted = found.program.circuits_run - steps
    of_gradients = shifted * math.ceil(TRAINING_RATIO / found.local.gradient.value)
    seconds = (of_values + of_gradients) * (2.15e-3 + found.placement.duration) / found.copies
    (time,) = (c for c in found.constraints if c.name == "time")
    assert 10**time.log10_needed == pytest.approx(seconds)
    assert time.log10_needed == found.runtime.log10_run.value
    assert time.status == "violated"


# --- given --------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["qtha", "qpa", "angle"])
def test_given_shots_take_the_place_of_training(method):
    """A thousand shots of every circuit, as the authors ran them."""
    found = estimate(SMALL, method, WUKONG, Goal.of(shots=1000))
    assert found.shots_needed.log10_value == found.shots_needed.log10_gradient == (3.0, 3.0, 3.0)
    per_shot = 2.15e-3 + found.placement.duration
    seconds = found.program.circuits_run * 1000 * per_shot / found.copies
    assert 10**found.runtime.log10_run.value == pytest.approx(seconds)
    free = estimate(SMALL, method, WUKONG)
    assert found.placed.once == free.placed.once
    for given, own in zip(found.placed.needed.precise, free.placed.needed.precise, strict=True):
        assert given == pytest.approx(own, nan_ok=True)


@pytest.mark.parametrize("mitigation", ["none", "readout", "pec"])
def test_given_shots_are_not_multiplied(mitigation):
    found = estimate(SMALL, "qtha", WUKONG, Goal.of(shots=500, mitigation=mitigation))
    assert 10**found.shots_needed.log10_value.value == pytest.approx(500)


def test_fewer_shots_than_outcomes_are_raised_to_them():
    """One shot reads no 24,576 amplitudes: no number of shots that is typed makes that feasible."""
    one, enough = (
        estimate(SMALL, "amplitude", FEZ, Goal.of(shots=shots, max_days=100))
        for shots in (1, 10**8)
    )
    kept = one.program.kept_outcomes
    assert 1 < kept < 10**8
    assert 10**one.placed.needed.least == pytest.approx(kept)
    assert 10**one.shots_needed.log10_value.value == pytest.approx(kept)
    assert 10**enough.shots_needed.log10_value.value == pytest.approx(10**8)
    assert not (one.certain and one.verdict == "feasible")


def test_both_circuits_of_a_simultaneous_perturbation_are_read_as_values_are():
    found = estimate(SMALL, "qtha", WUKONG, Goal.of(gradient="spsa"))
    assert found.shots_needed.log10_gradient == found.shots_needed.log10_value
    shifted = estimate(SMALL, "qtha", WUKONG)
    assert shifted.shots_needed.log10_value == found.shots_needed.log10_value
    assert shifted.shots_needed.log10_gradient.value < found.shots_needed.log10_gradient.value


@pytest.mark.parametrize("shots", [0, -5, 1.5, 2 * 10**9])
def test_shots_are_a_whole_number(shots):
    from qestimate.core.errors import DomainError

    with pytest.raises(DomainError, match="shots must be a whole number"):
        Goal.of(shots=shots)


# --- precise ------------------------------------------------------------------------------------


def test_precise_is_hoeffdings_at_the_weakest_observable():
    """ln(2 K / delta) 2 / eps^2 shots for K = 8 at 95 %, over the square of what is left."""
    found = estimate(SMALL, "qtha", WUKONG)
    clean = math.ceil(2 / 0.05**2 * math.log(2 * 8 / 0.05))
    assert clean == 4615
    weakest, precise = found.local.weakest, found.placed.needed.precise
    assert weakest.value < found.local.attenuation.value
    assert 10**precise.value == pytest.approx(clean / weakest.value**2)
    assert 10**precise.low == pytest.approx(clean / weakest.high**2)
    assert 10**precise.high == pytest.approx(clean / weakest.low**2)
    seconds = found.program.circuits_run * 10**precise.value * (2.15e-3 + found.placement.duration)
    assert 10**found.placed.precise.log10_run.value == pytest.approx(seconds)


def test_precise_probabilities_by_hand():
    """2^n (s / (p a))^2: a relative error of p / s of what is made of 2^-n, under a slope a.

    qpa feeds u = (0.6 tanh(0.05 x))^0.15 of a probability of x / 2^n: its error is 0.0885 of the
    relative one. Of an amplitude it is a half.
    """
    qpa = estimate(SMALL, "qpa", WUKONG)
    n, left = qpa.program.n_qubits, qpa.local.attenuation.value

    def fed(x):
        return (0.6 * math.tanh(0.1 * x / 2)) ** 0.15

    slope = (fed(1.001) - fed(0.999)) / 0.002
    assert slope == pytest.approx(0.0885, abs=1e-4)
    assert qpa.program.output_slope == pytest.approx(slope, rel=1e-4)
    shots = 2**n * (slope / (0.05 * left)) ** 2
    assert 10**qpa.placed.needed.precise.value == pytest.approx(shots, rel=1e-3)
    amplitude = estimate(SMALL, "amplitude", catalog.device("ibm-fez")).program
    assert amplitude.output_slope == 0.5
    assert (math.sqrt(1.001) - math.sqrt(0.999)) / 0.002 == pytest.approx(0.5, rel=1e-6)


def test_a_probability_is_that_precise_by_so_many_shots():
    """6,400 shots of 16 even outcomes: 400 in each, scattering by 20, a twentieth."""
    reading = Reading(False, 4, 16.0, 1.0, 16.0, 1.0)
    shots = round(10 ** precise_shots(reading, Ends.one(0.0), 0.05, 0.95).value)
    assert shots == 6400
    counts = np.random.default_rng(0).multinomial(shots, [1 / 16] * 16, 4000)
    assert (counts / 400).std() == pytest.approx(0.05 * math.sqrt(15 / 16), rel=0.02)


def test_precision_and_confidence_change_nothing_else():
    coarse, fine = (
        estimate(SMALL, "qtha", WUKONG, Goal.of(precision=p, confidence=c))
        for p, c in ((0.2, 0.6), (0.01, 0.999))
    )
    assert coarse.shots_needed == fine.shots_needed
    assert coarse.runtime == fine.runtime
    assert coarse.constraints == fine.constraints
    clean = [
        math.ceil(2 / p**2 * math.log(2 * 8 / (1 - c))) for p, c in ((0.2, 0.6), (0.01, 0.999))
    ]
    ratio = 10 ** (fine.placed.needed.precise.value - coarse.placed.needed.precise.value)
    assert ratio == pytest.approx(clean[1] / clean[0])


def test_circuits_of_ones_own_are_judged_by_their_precision():
    """Two values of a pair: 4 / 0.05^2 ln... at the weaker of the two; nothing is trained."""
    gates = (Gate("h", (), (0,)), Gate("cx", (), (0, 1)))
    pair = LogicalCircuit("bell", 2, gates, (0, 1), 0, ())
    found = judge(pair, WUKONG, Goal(), ["Z0Z1", "X0X1"])
    least = min(local.attenuation.value for _, local in found.each)
    clean = math.ceil(2 / 0.05**2 * math.log(2 * 2 / 0.05))
    assert clean == 3506
    assert 10**found.placed.shots.log10_value.value == pytest.approx(clean / least**2)
    assert found.placed.shots.log10_value.value == found.placed.needed.precise.value
    given = judge(pair, WUKONG, Goal.of(shots=1000), ["Z0Z1", "X0X1"])
    assert 10**given.placed.shots.log10_value.value == pytest.approx(1000)


# --- noise is paid for in shots -----------------------------------------------------------------


@pytest.mark.parametrize("floor", [None, 0.08])
def test_a_signal_below_any_floor_costs_shots(floor):
    """With thirty million years to spend nothing is infeasible, unless a floor is asked for."""
    goal = Goal.of(max_days=1e10, signal_floor=floor)
    found = estimate(SMALL, "qpa", WUKONG, goal)
    assert found.local.attenuation.value < 0.08
    assert found.verdict == ("feasible" if floor is None else "marginal")
    assert found.local.attenuation.high > 0.08
