"""The largest feasible workloads: each is feasible, and one sample more is not."""

from __future__ import annotations

import pytest

from qestimate import Goal, Workload, catalog, frontier
from qestimate.core.errors import DomainError, ScenarioError
from qestimate.estimation.estimate import estimate

WORK = Workload.of(catalog.model("gpt2"), tokens_per_sample=64, epochs=2)


@pytest.mark.parametrize("device", ["ibm-fez", "ionq-aria-1", "quantinuum-h2-1"])
@pytest.mark.parametrize("method", ["qpa", "qtha-c", "angle"])
@pytest.mark.parametrize("price", [None, 1e6])
def test_the_largest_is_feasible_and_one_sample_more_is_not(device, method, price):
    chip = catalog.device(device)
    goal = Goal.of(max_days=2, max_price=price, signal_floor=0.05)
    found = frontier(WORK, method, chip, goal, ranks=(2, 4), layers=(1, 3))
    assert len(found.points) == 4
    for point in found.points:

        def at(samples, point=point):
            work = Workload.of(
                WORK.model, rank=point.rank, samples=samples, tokens_per_sample=64, epochs=2
            )
            return estimate(work, method, chip, goal._replace(layers=point.layers))

        if not point.feasible:
            assert at(1).verdict != "feasible"
            assert point.limit == at(1).binding.name
            continue
        assert at(point.samples) == point.at
        assert point.at.verdict == "feasible"
        more = at(point.samples + 1)
        assert more.verdict != "feasible"
        assert more.binding.name == point.limit
        assert point.tokens_per_day == point.samples * 64 * 2 / 2


def test_more_time_brings_more_and_the_best_exceed_the_others():
    chip = catalog.device("ibm-fez")
    short, long = (
        frontier(WORK, "qpa", chip, Goal.of(max_days=days), ranks=(2, 8), layers=(1, 4))
        for days in (1, 10)
    )
    for one, other in zip(short.points, long.points, strict=True):
        assert other.samples >= one.samples
    assert long.best
    for point in long.points:
        beaten = any(
            other.rank >= point.rank
            and other.layers >= point.layers
            and other.tokens_per_day > point.tokens_per_day
            for other in long.points
        )
        assert point.best != beaten or not point.feasible


def test_ranks_without_a_circuit_are_said():
    found = frontier(WORK, "qtha", catalog.device("ibm-fez"), ranks=(1, 2), layers=(1,))
    assert [point.rank for point in found.points] == [2]
    assert "at least 2" in found.skipped[0]
    with pytest.raises(DomainError, match="at least 2"):
        frontier(WORK, "qtha", catalog.device("ibm-fez"), ranks=(1,), layers=(1,))
    with pytest.raises(ScenarioError, match="no ranks"):
        frontier(WORK, "qtha", catalog.device("ibm-fez"), ranks=())


def test_without_any_limit_the_largest_number_tried_is_said():
    free = catalog.device("generic").resized(8).with_figures(
        {"two_qubit_error": 0, "one_qubit_error": 0, "readout_error": 0, "shot_period": 1e-12,
         "two_qubit_duration": 0, "one_qubit_duration": 0, "t1": 1, "t2": 1}
    )  # fmt: skip
    found = frontier(WORK, "qpa", free, Goal.of(max_days=1e12), ranks=(2,), layers=(1,))
    (point,) = found.points
    assert point.samples == 10**12
    assert point.limit == ""
