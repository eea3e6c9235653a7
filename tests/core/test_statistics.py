"""Intervals of shares against a published table and an independent library."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from qestimate.core.errors import DomainError
from qestimate.core.statistics import (
    difference,
    excludes_zero,
    least_questions,
    planned_questions,
    wilson,
)


@pytest.mark.parametrize(
    ("a", "m", "b", "n", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
    ],
)
def test_table_ii_of_newcombe_1998(a, m, b, n, low, high):
    found = difference(a / m, m, b / n, n)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.integers(1, 5000), st.floats(0, 1), st.sampled_from([0.5, 0.9, 0.95, 0.999]))
def test_wilson_is_that_of_scipy(n, share, confidence):
    hits = round(share * n)
    found = wilson(hits / n, n, confidence)
    wanted = binomtest(hits, n).proportion_ci(confidence, method="wilson")
    assert found.low == pytest.approx(wanted.low, abs=1e-9)
    assert found.high == pytest.approx(wanted.high, abs=1e-9)


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_least_questions_is_where_the_interval_leaves_zero(after, before):
    n = least_questions(after, before)
    if n is None or n > 10**12:
        return
    assert excludes_zero(difference(after, n, before, n))
    assert n == 1 or not excludes_zero(difference(after, n - 1, before, n - 1))


def test_planned_questions_find_the_difference_as_often_as_they_say():
    """The pooled z test at the planned size, over all outcomes."""
    n, p1, p2 = planned_questions(0.82, 0.68), 0.82, 0.68
    z = NormalDist().inv_cdf(0.975)
    first, second = (binom.pmf(range(n + 1), n, p).tolist() for p in (p1, p2))
    found = 0.0
    for a in range(n + 1):
        for b in range(n + 1):
            pooled = (a + b) / (2 * n)
            error = sqrt(2 * pooled * (1 - pooled) / n)
            if error and abs(a - b) / n / error > z:
                found += first[a] * second[b]
    assert found == pytest.approx(0.8, abs=0.02)


def test_equal_shares_never_differ():
    assert least_questions(0.5, 0.5) is None
    assert planned_questions(0.5, 0.5) is None


@pytest.mark.parametrize(
    ("share", "n", "confidence"), [(1.2, 10, 0.95), (0.5, 0, 0.95), (0.5, 9, 1)]
)
def test_bad_input(share, n, confidence):
    with pytest.raises(DomainError):
        wilson(share, n, confidence)
