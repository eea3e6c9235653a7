"""Time and price against the vendors' formulas, worked out by hand here."""

from __future__ import annotations

import math

import pytest

from qestimate import Workload, catalog, estimate
from qestimate.core.quantity import Interval
from qestimate.estimation.placement import place
from qestimate.estimation.runtime import (
    Repetition,
    Work,
    circuits_by_kind,
    executions,
    jobs,
    loading,
    loads,
    runtime,
    shot_time,
    starting,
    terms_of,
    twirled,
    work_of,
)
from qestimate.estimation.shots import Shots
from qestimate.methods.program import Program

EXACT = Shots(*[Interval(2.0, 2.0, 2.0)] * 2)
"""A hundred shots, known exactly."""


def program(circuits):
    return Program("test", "cz-line", 4, 2, 8, 0, circuits, 2 * circuits, 6 * circuits, "local", 4)


def of(device, circuits=1000):
    task = program(circuits)
    return runtime(task, place(task, device), device, EXACT)


def test_ibm_formula():
    """2 s a sub-job + (250 us + circuit length) x executions [ibm-estimate-job-run-time].

    Loading a circuit, which that formula leaves out, takes nothing here but at the high end.
    """
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


TIMES = {
    "one_qubit_duration": 1e-6,
    "two_qubit_duration": 3e-6,
    "readout_duration": 20e-6,
    "repetition_delay": 100e-6,
}
"""Of a shot of ``program``: two layers of RY and four of CZ are 14 us, all else 120 us."""

BARE = catalog.device("generic").resized(4)
BARE = BARE._replace(snapshot=BARE.snapshot._replace(figures={}))
"""A grid of which nothing is known."""


def test_parts_of_a_shot():
    device = BARE.with_figures(TIMES)
    found = shot_time(place(program(1), device), device)
    assert found.circuit == found.circuit_least == pytest.approx(14e-6)
    assert found.besides == pytest.approx((120e-6, 120e-6, 120e-6))
    assert found.total == found.least == found.most == pytest.approx(134e-6)


@pytest.mark.parametrize(
    ("left_out", "least"),
    [
        ("one_qubit_duration", 132e-6),
        ("two_qubit_duration", 122e-6),
        ("readout_duration", 114e-6),
        ("repetition_delay", 34e-6),
    ],
)
def test_a_part_that_is_not_published_leaves_a_least_time(left_out, least):
    device = BARE.with_figures({name: t for name, t in TIMES.items() if name != left_out})
    found = shot_time(place(program(1), device), device)
    assert (found.total, found.most) == (None, None)
    assert found.least == pytest.approx(least)


def test_a_measured_period_takes_the_place_of_readout_and_delay():
    device = BARE.with_figures({**TIMES, "shot_period": 500e-6})
    assert shot_time(place(program(1), device), device).total == pytest.approx(514e-6)
    period = device.snapshot.figures["shot_period"]._replace(low=400e-6, high=700e-6)
    figures = {**device.snapshot.figures, "shot_period": period}
    device = device._replace(snapshot=device.snapshot._replace(figures=figures))
    found = shot_time(place(program(1), device), device)
    assert [found.least, found.total, found.most] == pytest.approx([414e-6, 514e-6, 714e-6])


def test_low_and_high_end_are_those_of_shots_and_of_the_period():
    """10, 100 and 1,000 shots at 414, 514 and 714 us; 6,000 circuits, three side by side."""
    device = BARE.with_figures({**TIMES, "shot_period": 500e-6})
    period = device.snapshot.figures["shot_period"]._replace(low=400e-6, high=700e-6)
    figures = {**device.snapshot.figures, "shot_period": period}
    device = device._replace(snapshot=device.snapshot._replace(figures=figures))
    task = program(1000)
    shots = Shots(*[Interval(2.0, 1.0, 3.0)] * 2)
    found = runtime(task, place(task, device), device, shots, 3)
    assert [10**x for x in found.log10_run] == pytest.approx(
        [6000 * 100 * 514e-6 / 3, 6000 * 10 * 414e-6 / 3, 6000 * 1000 * 714e-6 / 3]
    )
    assert found.log10_overhead is None
    assert found.price == (None, None, None)


def test_circuits_of_values_and_of_gradients():
    """Of 2,000 circuits of an epoch 1,000 are read for values: half of any number, rounded down."""
    assert circuits_by_kind(program(1000), 2000) == (1000, 1000)
    assert circuits_by_kind(program(1000), 7) == (3, 4)
    assert circuits_by_kind(program(1000), 1) == (0, 1)
    only_values = program(1000)._replace(circuits_epoch=1000)
    assert circuits_by_kind(only_values, 500) == (500, 0)
    # whole distributions have gradients as well
    distribution = program(1000)._replace(readout="distribution")
    assert circuits_by_kind(distribution, 2000) == (1000, 1000)


def test_evaluations_are_the_circuits_read_for_values():
    """1,500 of 6,000 circuits of a run are evaluations: a quarter, of an epoch's 2,000 as well."""
    told = program(1000)._replace(evaluations=1500)
    assert circuits_by_kind(told, 6000) == (1500, 4500)
    assert circuits_by_kind(told, 2000) == (500, 1500)


@pytest.mark.parametrize(("end", "shots"), [(0, (1.0, 3.0)), (1, (0.5, 2.5)), (2, (2.0, 4.0))])
def test_work_has_the_shots_of_one_end(end, shots):
    all_ends = Shots(Interval(1.0, 0.5, 2.0), Interval(3.0, 2.5, 4.0))
    assert work_of((10, 100), all_ends, end) == (1.0, 2.0, *shots, 1)


def test_shots_that_are_unknown_leave_no_number_of_them():
    unknown, known = Interval(None, None, None), Interval(1.0, 1.0, 1.0)
    for shots in (Shots(unknown, unknown), Shots(known, unknown), Shots(unknown, known)):
        assert math.isnan(executions(work_of((3, 4), shots)))
    # what there is none of needs no number of shots
    assert executions(work_of((10, 0), Shots(known, unknown))) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("limits", "n_jobs"),
    [
        ({"max_circuits": 10}, 3 + 1),  # 25 circuits in three, 10 in one
        ({"max_circuits": 25}, 1 + 1),
        ({"max_shots": 1000}, 25 * 1 + 10 * 3),  # 100 shots at once, 2,500 in three
        ({"max_shots": 2500}, 25 + 10),
        ({"max_circuits": 10, "max_shots": 1000}, 3 * 1 + 1 * 3),
    ],
)
def test_jobs_are_portions_of_circuits_and_of_shots(limits, n_jobs):
    """25 circuits of 100 shots and 10 of 2,500; each job starts for 4 s."""
    device = BARE.with_figures(limits | {"job_startup": 4.0})
    work = Work(math.log10(25), 1.0, 2.0, math.log10(2500))
    terms = terms_of(device, place(program(1), device))
    found = jobs(work, terms)
    assert 10**found == pytest.approx(n_jobs)
    assert 10 ** starting(found, terms) == pytest.approx(4 * n_jobs)


def test_without_limits_or_a_start_there_is_no_time_of_jobs():
    work = Work(math.log10(25), -math.inf, 2.0, math.nan)
    for figures in ({"job_startup": 4.0}, {"max_shots": 100}):
        device = BARE.with_figures(figures)
        terms = terms_of(device, place(program(1), device))
        assert starting(jobs(work, terms), terms) == -math.inf
    # without a limit every circuit is a job
    assert 10 ** jobs(work, terms._replace(max_shots=math.nan)) == pytest.approx(25)


def with_ends(device, name, low, value, high):
    found = device.with_figures({name: value})
    figures = found.snapshot.figures
    figures = {**figures, name: figures[name]._replace(low=low, high=high)}
    return found._replace(snapshot=found.snapshot._replace(figures=figures))


def test_each_circuit_is_loaded_and_each_job_starts_at_both_ends():
    """6,000 circuits of 100 shots of 134 us: 80.4 s; 2, 1, 3 ms each; 5, 4, 7 s for 20 jobs."""
    device = BARE.with_figures({**TIMES, "max_circuits": 300, "price_per_hour": 3600.0})
    device = with_ends(device, "circuit_overhead", 1e-3, 2e-3, 3e-3)
    device = with_ends(device, "job_startup", 4.0, 5.0, 7.0)
    found = of(device)
    by_hand = [80.4 + 12 + 100, 80.4 + 6 + 80, 80.4 + 18 + 140]
    assert [10**x for x in found.log10_run] == pytest.approx(by_hand)
    assert [10**x for x in found.price] == pytest.approx(by_hand)
    assert 10**found.log10_overhead == pytest.approx(18 + 140)


def test_copies_share_shots_and_not_loading():
    device = BARE.with_figures({**TIMES, "circuit_overhead": 2e-3})
    task = program(1000)
    found = runtime(task, place(task, device), device, EXACT, 4)
    assert 10**found.log10_run.value == pytest.approx(80.4 / 4 + 12)


@pytest.mark.parametrize(
    ("shots", "twirls", "taken"),
    [(1000, 1, 1000), (1000, 32, 1024), (5271, 21, 5271), (5272, 21, 5292), (1, 21, 21)],
)
def test_shots_are_split_among_twirls_and_rounded_up(shots, twirls, taken):
    assert 10 ** twirled(math.log10(shots), twirls) == pytest.approx(taken, rel=1e-9)


def test_twirls_are_loaded_one_by_one_and_are_in_one_job():
    """500 circuits x 21 twirls x 251 shots, 300 circuits a job; 2 ms each, 5 s a job."""
    figures = {**TIMES, "max_circuits": 300, "circuit_overhead": 2e-3, "job_startup": 5.0}
    device = BARE.with_figures(figures)
    task = program(500)._replace(circuits_epoch=500, circuits_run=500)
    shots = Shots(*[Interval(*[math.log10(5271)] * 3)] * 2)
    again = Repetition(twirls=21)
    found = runtime(task, place(task, device), device, shots, again=again)
    by_hand = 500 * 21 * 251 * 134e-6 + 500 * 21 * 2e-3 + 2 * 5.0
    assert 10**found.log10_run.value == pytest.approx(by_hand)


def test_a_circuit_is_loaded_in_every_job_that_its_shots_take():
    device = BARE.with_figures({"max_shots": 1000, "circuit_overhead": 2e-3})
    terms = terms_of(device, place(program(1), device))
    found = loads(Work(math.log10(25), 1.0, 2.0, math.log10(2500)), terms)
    assert 10**found == pytest.approx(25 + 10 * 3)
    assert 10 ** loading(found, terms) == pytest.approx(0.11)
    free = terms._replace(circuit_overhead=0.0)
    assert loading(found, free) == -math.inf


@pytest.mark.parametrize(
    ("tariff", "copies", "usd"),
    [
        ({"price_per_shot": 0.002}, 1, 1200.0),
        ({"price_per_shot": 0.002}, 4, 300.0),  # a shot of four circuits costs as much
        ({"price_per_one_qubit_gate_shot": 1e-5}, 4, 48.0),  # eight RY each
        ({"price_per_two_qubit_gate_shot": 1e-4}, 4, 360.0),  # six CZ each
        ({"price_per_shot": 0.002, "price_per_two_qubit_gate_shot": 1e-4}, 2, 600.0 + 360.0),
        ({"price_per_job": 0.5}, 1, None),  # what a shot costs is not known
        ({"price_per_shot": 0.002, "price_per_job": 0.5}, 1, 1200.0 + 3000.0),
        ({"price_per_shot": 0.002, "price_per_job": 0.5, "max_circuits": 100}, 1, 1200.0 + 30.0),
        ({"price_per_shot": 0.002, "price_minimum_per_job": 0.1}, 1, 1200.0),
        ({"price_per_shot": 0.002, "price_minimum_per_job": 0.5}, 1, 3000.0),
        # 600,000 shots of 134 us are 80.4 s
        ({"price_per_hour": 3600.0}, 1, 80.4),
        ({"price_per_hour": 3600.0}, 4, 20.1),
        ({"price_per_hour": 3600.0, "price_per_shot": 0.002}, 1, 1280.4),
    ],
)
def test_each_tariff_by_hand(tariff, copies, usd):
    """6,000 circuits of 100 shots, each of eight RY and six CZ."""
    device = BARE.with_figures(TIMES | tariff)
    task = program(1000)
    found = runtime(task, place(task, device), device, EXACT, copies).log10_price
    assert (None if found is None else 10**found) == (None if usd is None else pytest.approx(usd))


def test_a_price_by_the_hour_of_an_unknown_time_is_unknown():
    device = BARE.with_figures({"price_per_hour": 3600.0, "price_per_shot": 0.002})
    assert of(device).log10_price is None


def test_jobs_of_more_shots_than_any_float_holds():
    """10 circuits of 10^400 shots, a thousand a job: 10^398 jobs."""
    device = BARE.with_figures({"max_shots": 1000})
    terms = terms_of(device, place(program(1), device))
    assert jobs(Work(1.0, -math.inf, 400.0, math.nan), terms) == pytest.approx(398)


def test_old_names_go_with_a_warning():
    shots = Shots(Interval(3.0, 2.0, 4.0), Interval(5.0, 4.0, 6.0))
    with pytest.warns(DeprecationWarning, match="log10_value"):
        assert shots.value == shots.log10_value
    with pytest.warns(DeprecationWarning, match="log10_gradient"):
        assert shots.gradient == shots.log10_gradient
