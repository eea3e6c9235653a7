"""Gains, against every baseline that counts."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from qestimate.core.errors import CatalogError
from tests.evidence.claims.checking import SOURCE, found


def gain(said, *baselines, unit="%", **more):
    rows = [{"name": f"b{n}", **one, **SOURCE} for n, one in enumerate(baselines)]
    fields = {"figure": "g", "compared": "others", "baselines": rows} | more
    return found("baseline", ("g", said, unit), **fields)


def test_a_gain_is_computed_from_both_figures():
    """0.67 is 34 % more than 0.50."""
    assert gain(34, {"value": 0.5}, value=0.67).result == "reproduced"
    assert gain(34, {"value": 0.55}, value=0.67).result == "contradicted"
    assert gain(17, {"value": 0.5}, unit="points", value=17.5, measure="points").result == (
        "reproduced"
    )
    assert gain(2, {"value": 50}, unit="times", value=100, measure="times").result == "reproduced"


def test_where_lower_is_better_the_gain_is_the_decrease():
    """8.752 is 1.4 % less than 8.877."""
    fields = {"value": 8.752, "better": "lower"}
    assert gain(1.4, {"value": 8.877}, **fields).result == "reproduced"


def test_a_baseline_that_is_not_beaten_contradicts():
    """The same adapter without noise: nothing is gained by the chip."""
    one = gain(1.4, {"value": 8.877}, {"value": 8.752}, value=8.752, better="lower")
    assert one.result == "contradicted"
    assert one.because == "8.752 is no better than b1 (8.752)"


def test_one_that_is_beaten_in_words_alone_is_possible():
    assert gain(34, {"says": "better", "beaten": True}).result == "consistent"
    assert gain(34, {"says": "no gain", "beaten": False}).because == "no better than b0"


def test_published_gains_are_taken_as_they_are():
    assert gain(34, {"gain": 34}).result == "consistent"
    assert gain(34, {"gain": 30}).result == "contradicted"
    assert gain(34, {"gain": -2}).result == "contradicted"
    assert gain(1.5, {"gain": 0.9}, unit="times", measure="times").result == "contradicted"


def test_what_is_missing_leaves_it_open_only_where_nothing_contradicts():
    missing = {"missing": ["the spread"]}
    assert gain(34, {"gain": 34}, **missing).result == "not checkable"
    assert gain(34, {"gain": -1}, **missing).result == "contradicted"


def test_what_was_reached_may_be_published_instead_of_a_gain():
    """A loss of 0.2704 where the answer one half gives 0.25."""
    fields = {"own": "g", "figure": None, "measure": "points", "better": "lower"}
    assert gain(0.2704, {"value": 0.25}, unit="", **fields).because == (
        "0.2704 is no better than b0 (0.25)"
    )
    assert gain(0.2, {"value": 0.25}, unit="", **fields).result == "consistent"


def test_figures_count_as_they_were_rounded():
    """0.7 over 0.5 is 40 %; 0.75 over 0.45 is 67 %."""
    assert gain(50, {"value": 0.5}, value=0.7).result == "consistent"
    assert gain(70, {"value": 0.5}, value=0.7).result == "contradicted"


def test_a_gain_has_no_sign():
    with pytest.raises(CatalogError, match="a gain of -34 %"):
        gain(-34, {"value": 1.0}, value=0.9, better="lower")


def test_a_share_of_nothing_is_refused():
    with pytest.raises(CatalogError, match="a gain on 0"):
        gain(34, {"value": 0}, value=1)


@pytest.mark.parametrize(
    ("baseline", "more"),
    [
        ({}, {}),
        ({"value": 1, "gain": 1}, {"value": 1}),
        ({"value": 1}, {}),
        ({"gain": 1}, {"figure": None}),
    ],
)
def test_what_cannot_be_compared_is_refused(baseline, more):
    with pytest.raises(ValidationError):
        gain(34, baseline, **more)
