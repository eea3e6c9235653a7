"""Speed-ups, with the classical time that they are of."""

from __future__ import annotations

import pytest

from qestimate.core.errors import CatalogError
from tests.evidence.claims.checking import SOURCE, found


def faster(times=13000, digits=2, slow=(3.2, "y"), fast=(2.1, "h"), **more):
    figures = (("n", times, "times", digits), ("slow", *slow), ("fast", *fast))
    return found("speed-up", *figures, figure="n", slow="slow", fast="fast", **more)


def another(value, unit, date="2026-02-01"):
    return {"name": "another way", "value": value, "unit": unit, "date": date, **SOURCE}


def test_a_counted_time_is_no_run():
    """3.2 y of 8,766 h are 28,051 h; over 2.1 h 13,358, which is 13,000 to two digits."""
    one = faster(classical="estimated")
    assert one.result == "consistent"
    assert "= 13,358" in one.because
    assert "was estimated, never run" in one.because


def test_two_measured_times_reproduce_it():
    one = faster(10, None, (20, "min"), (2, "min"), classical="measured")
    assert one.result == "reproduced"


@pytest.mark.parametrize("times", [8000, 20000])
def test_another_ratio_contradicts_it(times):
    assert faster(times).result == "contradicted"


@pytest.mark.parametrize(("times", "result"), [(12000, "consistent"), (15000, "contradicted")])
def test_times_count_as_they_were_rounded(times, result):
    """3.15 to 3.25 y over 2.05 to 2.15 h: 12,843 to 13,897; 12,000 stands for 11,500 to 12,500.

    With one digit, 12,000 would be 10,000: the digits are those that were printed.
    """
    assert faster(times, 1 if result == "consistent" else 2).result == result


def test_a_faster_way_for_the_same_task_contradicts_it():
    one = faster(baselines=[another(40, "h")])
    assert one.result == "contradicted"
    assert one.because == "another way did the same in 40 h, 19 times longer"
    assert "It was published after the statement." in one.finds
    before = faster(baselines=[another(40, "h", "2025-01-01")])
    assert "after the statement" not in before.finds


def test_a_faster_way_speaks_against_no_upper_bound():
    """40 h are 19 times 2.1 h: at most 20,000 times, as 13,358 are."""
    assert faster(20000, relation="at most", baselines=[another(40, "h")]).result == "consistent"


def test_a_way_that_is_not_faster_leaves_it():
    assert faster(baselines=[another(5, "y")]).result == "consistent"


def test_a_faster_way_that_leaves_as_much_leaves_it():
    """It is 13,000 times slower as well, to the digits that were printed."""
    assert faster(baselines=[another(3.1, "y")]).result == "consistent"


def test_published_runs_of_the_catalogue_count():
    """The fastest published run of this circuit took 668.3 s, on a laptop."""
    one = faster(1000, 1, (3.2, "y"), (28, "h"), simulation="peaked-56x1917")
    assert one.result == "contradicted"
    assert "Apple M3 Pro" in one.because


@pytest.mark.parametrize(
    ("relation", "result"),
    [("at least", "reproduced"), ("equal", "contradicted"), ("at most", "contradicted")],
)
def test_more_than_so_many_times_is_a_bound(relation, result):
    """A year is 8,766 times an hour."""
    fields = {"relation": relation, "classical": "measured"}
    assert faster(100, None, (1, "y"), (1, "h"), **fields).result == result


def test_about_one_hour_may_be_next_to_none():
    figures = (("n", 100, "times"), ("slow", 100, "h"), ("fast", 1, "h", None, True))
    one = found("speed-up", *figures, figure="n", slow="slow", fast="fast")
    assert one.result == "consistent"


def test_what_is_missing_leaves_it_open():
    assert faster(missing=["the method"]).result == "not checkable"


def test_a_speed_up_is_so_many_times():
    figures = (("n", 34, "%"), ("slow", 2, "h"), ("fast", 1, "h"))
    with pytest.raises(CatalogError, match="is no speed-up"):
        found("speed-up", *figures, figure="n", slow="slow", fast="fast")


def test_what_is_no_time_is_refused():
    with pytest.raises(CatalogError, match="is not above 0"):
        faster(fast=(0.0, "h"))
    with pytest.raises(CatalogError, match="is no time"):
        faster(fast=(2, "fortnights"))
