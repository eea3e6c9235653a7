"""What fits: the answer is feasible, one step more is not, and no larger one is overlooked."""

from __future__ import annotations

import pytest

from qestimate import Goal, Workload, catalog, estimate
from qestimate.explore.fit_search import Search
from qestimate.explore.fits import Fit, best_of_groups, fits, largest
from qestimate.methods import method

WORK = Workload.of(catalog.model_of_size(1e9))
SMALL = Workload.of(catalog.model("gpt2"), samples=100, epochs=1)


def goal_of(fit: Fit, goal: Goal) -> Goal:
    for name, value in fit.settings:
        if name != "rank":
            goal = goal.with_setting(name, value)
    return goal


def whole(fit: Fit, workload: Workload, device, goal: Goal):
    rank = dict(fit.settings).get("rank")
    work = workload if rank is None else workload.with_rank(rank)
    return estimate(work, fit.method, device, goal_of(fit, goal), copies="fit")


CASES = [
    ("origin-wukong-72", "qcnn-head", WORK, Goal()),
    ("origin-wukong-72", "reuploading-head", WORK, Goal()),
    ("origin-wukong-72", "reservoir", WORK, Goal()),
    ("ibm-boston", "qcnn-head", SMALL, Goal.of(max_days=0.02)),
    ("ibm-boston", "qpa", SMALL, Goal.of(max_days=0.5)),
    ("ibm-boston", "qtha", SMALL, Goal.of(max_days=3)),
]


@pytest.mark.parametrize(("device", "name", "work", "goal"), CASES)
def test_it_is_feasible_and_one_step_more_is_not(device, name, work, goal):
    chip = catalog.device(device)
    found = largest(work, method(name), chip, goal)
    assert found.status == "fits"
    one = whole(found, work, chip, goal)
    assert one.verdict == "feasible"
    assert one.program.quantum_parameters == found.trained_angles
    assert one.program.independent_angles == found.independent_angles
    assert one.program.circuits_run == found.circuits_run
    assert one.runtime.log10_run == found.log10_run
    assert one.copies == found.copies
    search = Search(work, method(name), chip, goal)
    at = tuple(value for _, value in found.settings)
    for more in search.one_more(at):
        beyond = not search.allowed(more) or search.estimate(more).verdict != "feasible"
        assert beyond, more


def test_no_larger_head_is_overlooked():
    """Every pair of qubits and layers up to a size, by whole estimates."""
    chip, goal = catalog.device("origin-wukong-72"), Goal.of(max_days=60)
    found = largest(WORK, method("reuploading-head"), chip, goal)
    best = 0
    for qubits in range(2, 7):
        for layers in range(1, 9):
            asked = goal.with_setting("qubits", qubits).with_setting("layers", layers)
            one = estimate(WORK, "reuploading-head", chip, asked, copies="fit")
            if one.verdict == "feasible":
                best = max(best, one.program.independent_angles)
    assert found.independent_angles >= best > 0


@pytest.mark.slow
def test_angles_that_are_not_independent_do_not_count():
    """Any number of layers on two qubits is one rotation: more of them are not a larger head."""
    found = largest(SMALL, method("reuploading-head"), catalog.device("ibm-boston"), Goal())
    qubits = dict(found.settings)["qubits"]
    assert found.independent_angles <= qubits + 4 ** (qubits - 1)
    alone = largest(
        SMALL,
        method("reuploading-head"),
        catalog.device("ibm-boston"),
        Goal.of(settings={"qubits": 2}),
    )
    assert dict(alone.settings) == {"layers": 1}
    assert (alone.independent_angles, alone.limit) == (4, "settings")


def test_angles_of_blocks_that_merge_do_not_count():
    """Three blocks on the last pair are one: a network of two qubits has two angles, not nine."""
    goal = Goal.of(settings={"qubits": 2})
    [one] = fits(SMALL, [catalog.device("ibm-boston")], goal, ["qcnn-head"])
    assert (one.trained_angles, one.independent_angles) == (9, 2)


def test_more_time_never_fits_less():
    chip = catalog.device("origin-wukong-72")
    sizes = [
        largest(WORK, method("qcnn-head"), chip, Goal.of(max_days=days)).independent_angles
        if largest(WORK, method("qcnn-head"), chip, Goal.of(max_days=days)).status == "fits"
        else 0
        for days in (0.01, 1, 30, 3000)
    ]
    assert sizes == sorted(sizes)
    assert sizes[0] == 0 < sizes[-1]


def test_zero_is_an_answer():
    """No adapter inside the model, at any rank, passes the data once a token in thirty days."""
    found = fits(WORK, [catalog.device("origin-wukong-72")], Goal(), ["qtha", "qchft"])
    assert {one.status for one in found} == {"nothing"}
    assert {one.limit for one in found} == {"time"}


def test_what_cannot_be_decided_says_why():
    [one] = fits(WORK, [catalog.device("google-sycamore-72")], Goal(), ["qcnn-head"])
    assert (one.status, one.limit) == ("unknown", "qubits")


def test_a_billion_parameters_need_thirty_qubits_and_more_than_a_billion_shots():
    """The one way in which they fit a chip by the letter, and what reading them costs."""
    chip = catalog.device("ibm-boston")
    one = estimate(WORK, "qt-model", chip, Goal.of(layers=1))
    assert one.program.n_qubits == 30
    assert one.placed.needed.least == pytest.approx(9.0)
    assert one.certain
    [found] = fits(WORK, [chip], Goal(), ["qt-model"])
    assert (found.status, found.n_qubits) == ("nothing", 30)
    assert found.log10_run.low > 9  # decades of seconds, with the fewest shots of one layer


def test_the_best_of_a_group_fits_before_it_is_large():
    found = fits(WORK, [catalog.device("origin-wukong-72")], Goal())
    best = {one.group: one for one in best_of_groups(found)}
    assert best["sample"].status == "fits"
    assert best["sample"].independent_angles == max(
        one.independent_angles for one in found if one.group == "sample"
    )
    assert best["features"].status == "fits"
    assert "baseline" not in best


def test_settings_that_are_asked_for_stay():
    chip = catalog.device("ibm-boston")
    [one] = fits(SMALL, [chip], Goal.of(settings={"qubits": 5}), ["reuploading-head"])
    assert one.n_qubits == 5
    assert [name for name, _ in one.settings] == ["layers"]


def test_kept_answers_are_those_that_were_searched(monkeypatch, tmp_path):
    chip = catalog.device("origin-wukong-72")
    monkeypatch.setenv("QESTIMATE_CACHE", str(tmp_path))
    first = fits(WORK, [chip], Goal(), ["qcnn-head", "qpa", "qchft"])
    assert fits(WORK, [chip], Goal(), ["qcnn-head", "qpa", "qchft"]) == first
    monkeypatch.setattr(Search, "run", None)  # nothing is searched a second time
    assert fits(WORK, [chip], Goal(), ["qcnn-head", "qpa", "qchft"]) == first
