"""Which devices are beaten: laws that hold for any intervals, known, half known and unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qestimate.core.quantity import UNKNOWN, Interval
from qestimate.explore.dominance import (
    Merits,
    beaten_by,
    beats,
    no_worse,
    surely_beats,
    surely_no_worse,
)

COARSE = st.integers(-3, 3).map(float)
"""Few values, so that equal ends and chains of better ones are common."""


@st.composite
def intervals(draw):
    """Draw an interval: whole, with ends unknown, or unknown."""
    low, value, high = sorted(draw(st.lists(COARSE, min_size=3, max_size=3)))
    return draw(
        st.sampled_from(
            [
                Interval(value, low, high),
                Interval(value, low, high),
                Interval(None, low, None),
                Interval(None, None, high),
                Interval(None, low, high),
                Interval(value, None, None),
                UNKNOWN,
            ]
        )
    )


MERITS = st.builds(
    Merits,
    signal=intervals(),
    time=intervals(),
    price=intervals(),
    unit=st.sampled_from(["USD", "USD", "USD", "HQC"]),
    work=st.sampled_from(["", "", "", "other"]),
)

CASES = st.lists(MERITS, max_size=9)


def whole(one: Merits) -> bool:
    return all(end is not None for figure in one[:3] for end in figure)


WHOLE = Merits(Interval(-0.1, -0.2, 0.0), Interval(1.0, 0.0, 2.0), Interval(1.0, 0.0, 2.0))


def test_by_hand():
    dear = WHOLE._replace(price=Interval(3.0, 2.0, 4.0))
    dim = WHOLE._replace(signal=Interval(-0.5, -0.9, -0.2))
    assert beaten_by([dear, WHOLE, dim]) == ((1,), (), (1,))
    assert not surely_beats(WHOLE, dear)  # their signals and times overlap
    far = Merits(Interval(-3, -4, -2), Interval(5, 4, 6), Interval(5, 4, 6))
    assert surely_beats(WHOLE, far)


def test_one_end_that_is_better_is_enough_not_to_be_beaten():
    wide = WHOLE._replace(price=Interval(1.5, -0.1, 3.0))
    assert not beats(WHOLE, wide)
    assert beaten_by([WHOLE, wide]) == ((), ())


def test_an_unknown_figure_is_not_worse_nor_better():
    for name in ("signal", "time", "price"):
        unknown = WHOLE._replace(**{name: UNKNOWN})
        assert not beats(WHOLE, unknown)
        assert not beats(unknown, WHOLE)
        assert not beats(unknown, unknown)


def test_what_is_known_from_below_alone_can_be_beaten_for_certain():
    slow = WHOLE._replace(time=Interval(None, 2.0, None))
    assert beats(WHOLE, slow)
    assert not beats(WHOLE, slow._replace(time=Interval(None, 1.9, None)))
    quick = WHOLE._replace(time=Interval(None, None, 0.0))
    assert beats(quick, WHOLE)


@pytest.mark.parametrize("change", [{"unit": "HQC"}, {"work": "other"}])
def test_other_units_and_other_work_are_not_compared(change):
    worse = WHOLE._replace(price=Interval(9.0, 9.0, 9.0), time=Interval(9.0, 9.0, 9.0))
    assert beats(WHOLE, worse)
    assert not beats(WHOLE, worse._replace(**change))


def test_errors_of_rounding_do_not_count():
    twin = WHOLE._replace(price=Interval(*(x + 1e-13 for x in WHOLE.price)))
    assert beaten_by([WHOLE, twin]) == ((), ())


@given(intervals(), intervals(), intervals())
def test_no_worse_is_transitive(a, b, c):
    if no_worse(a, b) and no_worse(b, c):
        assert no_worse(a, c)


@given(intervals(), intervals())
def test_for_certain_is_the_stronger(a, b):
    if surely_no_worse(a, b):
        assert no_worse(a, b)


@given(MERITS, MERITS, MERITS)
def test_to_beat_is_a_strict_order(a, b, c):
    assert not beats(a, a)
    assert not (beats(a, b) and beats(b, a))
    if beats(a, b) and beats(b, c):
        assert beats(a, c)


@given(MERITS, MERITS)
def test_who_beats_is_at_least_as_good_at_every_end(a, b):
    """The definition again, written the long way round, for figures that are known whole."""
    if not (whole(a) and whole(b) and a.unit == b.unit and a.work == b.work):
        return
    end_by_end = [
        [(-x, -y) for x, y in zip(a.signal, b.signal, strict=True)],
        list(zip(a.time, b.time, strict=True)),
        list(zip(a.price, b.price, strict=True)),
    ]
    if beats(a, b):
        assert all(x <= y for figure in end_by_end for x, y in figure)
        assert any(x < y for figure in end_by_end for x, y in figure)
    elif all(x <= y for figure in end_by_end for x, y in figure):
        assert all(x == y for figure in end_by_end for x, y in figure)


@given(CASES)
def test_no_device_that_is_not_beaten_is_beaten(devices):
    found = beaten_by(devices)
    for one, better in zip(devices, found, strict=True):
        if not better:
            assert not any(beats(other, one) for other in devices)
        for k in better:
            assert beats(devices[k], one)
            assert found[k] == ()


@given(CASES, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(devices, random):
    order = list(range(len(devices)))
    random.shuffle(order)
    found, again = beaten_by(devices), beaten_by([devices[k] for k in order])
    for place, k in enumerate(order):
        assert {order[j] for j in again[place]} == set(found[k])


@given(CASES, MERITS)
def test_a_worse_device_changes_nothing(devices, more):
    before = beaten_by(devices)
    after = beaten_by([*devices, more])
    if after[-1]:  # it is beaten itself
        assert after[:-1] == before


@given(CASES, MERITS)
def test_another_device_frees_none_that_was_beaten(devices, more):
    before, after = beaten_by(devices), beaten_by([*devices, more])
    for was, is_now in zip(before, after, strict=False):
        assert not was or is_now


@given(CASES)
def test_whatever_is_known_whole_has_a_best(devices):
    known = [one for one in devices if whole(one)]
    if known:
        assert () in beaten_by(known)
