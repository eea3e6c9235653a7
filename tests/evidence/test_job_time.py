"""Times of published jobs, worked out by hand from what is published of them."""

from __future__ import annotations

from math import ceil

import pytest

from qestimate import catalog
from qestimate.catalog.experiments import experiment
from qestimate.evidence.job_time import LONGEST_CIRCUIT, SPAN_OVERHEAD, TIME_SPREAD
from qestimate.evidence.prediction import predict


def runs(name, word=""):
    return [p for p in predict(experiment(name)) if word in p.run.note]


def test_ten_circuits_on_marrakesh():
    """10 x 1024 shots at 250 us: 2.70 s timed, 5 s charged with a start of 2 s."""
    figures = catalog.device("ibm-marrakesh").value
    gates = 4 * figures("two_qubit_duration") + 5 * 2 * figures("one_qubit_duration")
    timed = 10_240 * (250e-6 + 2.584e-6 + gates)
    (found,) = runs("ibm-marrakesh-jobs", "fdu8fg")
    assert found.value == pytest.approx(timed)
    assert found.run.measured == pytest.approx(2.704611)
    assert found.low == pytest.approx(timed / TIME_SPREAD)
    assert found.inside
    (charged,) = runs("ibm-marrakesh-jobs-charged", "fdu8fg")
    assert charged.value == pytest.approx(timed + 2 + 10 * 0.41e-3)
    assert charged.low == pytest.approx(timed / TIME_SPREAD + 1.9 - 1)
    assert charged.high == pytest.approx(timed * TIME_SPREAD + 2.9 + 10 * 2.9e-3 + 1)
    assert charged.run.measured == 5


def test_shots_that_learn_the_readout_are_once_a_job():
    """32 x 1024 shots beside 10 circuits x 16 twirls x 64."""
    plain, twirled, _, _ = runs("ibm-marrakesh-jobs-charged")
    each = (plain.value - 2 - 10 * 0.41e-3) / 10_240
    assert twirled.value == pytest.approx((10_240 + 32_768) * each + 2 + 160 * 0.41e-3)
    assert twirled.inside


def test_the_ladder_of_delays_on_phoenix():
    """8,192 shots at 1, 5, 20 and 250 us: what a microsecond more takes is a microsecond a shot."""
    timed = [p for p in runs("ibm-phoenix-jobs-first", "ladder") if "timed" in p.run.note]
    assert [p.run.measured for p in timed] == [0.152, 0.169, 0.23, 2.114]
    assert [p.value for p in timed] == pytest.approx(
        [8192 * (d + 6.94) * 1e-6 for d in (1, 5, 20, 250)]
    )
    assert all(p.inside for p in timed)


def test_jobs_are_counted_as_published():
    """27 jobs of level 1: as many starts, and as many times the shots that learn the readout."""
    (found,) = runs("ibm-phoenix-jobs", "27 jobs of level 1")
    shot = (7.94 + 6.54 * 0.71) * 1e-6
    by_hand = (15_800 * 4096 + 27 * 32_768) * shot + 15_800 * 2.6e-3 + 27 * 4.8
    assert found.value == pytest.approx(by_hand)
    assert found.inside


def test_jobs_are_as_few_as_limits_allow_where_their_number_is_not_published():
    """5 million shots of one circuit, 100,000 a job: 50 starts, and 50 times it is loaded."""
    (found,) = runs("ibm-boston-tracker", "issue 43")
    figures = catalog.device("ibm-boston").value
    gates = 222 * figures("two_qubit_duration") + 223 * 2 * figures("one_qubit_duration")
    shots = 5e6 * (100e-6 + figures("readout_duration") + gates)
    assert found.value == pytest.approx(shots + 50 * 2 + 50 * 0.19e-3)
    assert found.low == pytest.approx(shots / TIME_SPREAD + 1.9 - 1)  # fifty entries of one job
    assert found.run.measured == 633
    assert found.inside


def test_a_delay_that_is_not_published_is_any_that_the_device_allows():
    """500 circuits x 21 twirls x 251 shots: a sixth of 4,410 s at 250 us, more at 2 ms."""
    (found,) = runs("ibm-boston-tracker", "issue 36")
    figures = catalog.device("ibm-boston").value
    gates = 72 * figures("two_qubit_duration") + 73 * 2 * figures("one_qubit_duration")
    shots, loaded, starts = 500 * 21 * 251, 500 * 21, ceil(500 / 300)

    def by_hand(delay, start, overhead):
        shot = delay + figures("readout_duration") + gates
        return shots * shot + loaded * overhead + starts * start

    assert found.value == pytest.approx(by_hand(250e-6, 2, 0.19e-3))
    assert found.low == pytest.approx(by_hand(0, 1.9, 0) - 10)
    assert found.high == pytest.approx(by_hand(2e-3, 2.9, 2.9e-3) + 10)
    assert found.run.measured / found.value > 6
    assert found.inside


def test_a_circuit_of_unknown_layers_lasts_up_to_a_bound():
    (first, *_) = runs("ibm-h2-jobs")
    assert not first.run.job.layers_known
    figures = catalog.device("ibm-marrakesh").value
    shots, shot = 5 * 16 * 64 + 32_768, 250e-6 + figures("readout_duration")
    assert first.value == pytest.approx(shots * shot + 2 + 80 * 0.41e-3)
    assert first.high == pytest.approx(
        shots * (shot * TIME_SPREAD + LONGEST_CIRCUIT) + 2.9 + 80 * 2.9e-3 + 1
    )


def test_what_misses_is_shown():
    """Seven minutes for 864 circuits of 384 shots, whose shots take a minute and a half."""
    long, short = runs("ibm-fez-qcnn-jobs")
    assert (long.inside, short.inside) == (False, True)
    assert long.run.measured > 4 * long.value


def test_runs_that_set_a_figure_do_not_count():
    said = {
        name: experiment(name).calibrates
        for name in (
            *("ibm-phoenix-jobs-first", "ibm-phoenix-jobs", "ibm-marrakesh-jobs-charged"),
            *("ibm-marrakesh-jobs", "ibm-h2-jobs", "ibm-boston-tracker", "ibm-fez-qcnn-jobs"),
        )
    }
    assert {name for name, figures in said.items() if figures} == {
        "ibm-phoenix-jobs-first",
        "ibm-marrakesh-jobs-charged",
    }


def test_what_spans_hold_is_the_median_of_the_jobs_that_set_it():
    """Measured seconds less 100,000 shots of the delay, 100 layers and the readout."""
    left = []
    for p in runs("ibm-clops-time"):
        figure = p.run.device.value
        layers = 100 * figure("two_qubit_duration") + 101 * 2 * figure("one_qubit_duration")
        shot = figure("repetition_delay") + figure("readout_duration") + layers
        left.append(p.run.measured - 1e5 * shot)
    assert len(left) == 7
    assert round(sorted(left)[3], 1) == SPAN_OVERHEAD
    assert (round(min(left), 1), round(max(left), 1)) == (0.6, 4.8)
