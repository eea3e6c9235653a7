"""Shares of right answers: how sure a difference is, how many questions it takes to see one.

Both shares are taken from independent samples. Where two models answer the same questions, as they
mostly do, a paired test can see smaller differences; it needs the answers one by one.
"""

from __future__ import annotations

from math import ceil, sqrt
from statistics import NormalDist

from qestimate.core.errors import DomainError
from qestimate.core.quantity import Interval

MAX_QUESTIONS = 2**60
"""Questions beyond which no test set is looked for."""


def standard_deviations(confidence: float) -> float:
    """Return within how many standard deviations so much of a normal distribution lies.

    Args:
        confidence: The share. [1], 0 < confidence < 1.

    Raises:
        DomainError: A share that is none.

    >>> round(standard_deviations(0.95), 3)
    1.96
    """
    if not 0 < confidence < 1:
        raise DomainError(f"a confidence lies between 0 and 1, not {confidence:g}")
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson(share: float, questions: int, confidence: float = 0.95) -> Interval:
    """Return the score interval of a share.

    Args:
        share: Of right answers. [1], 0 <= share <= 1.
        questions: Of the test. [1], >= 1.
        confidence: Of the interval. [1]

    Raises:
        DomainError: A share outside [0, 1], no questions, or no confidence.

    Source: [wilson-1927].

    >>> [round(x, 4) for x in wilson(0.8, 70)]
    [0.8, 0.6918, 0.877]
    """
    if not 0 <= share <= 1:
        raise DomainError(f"a share lies between 0 and 1, not {share:g}")
    if questions < 1:
        raise DomainError(f"a test has at least 1 question, not {questions}")
    z = standard_deviations(confidence)
    centre = share + z * z / (2 * questions)
    half = z * sqrt(share * (1 - share) / questions + z * z / (4 * questions**2))
    scale = 1 + z * z / questions
    return Interval(share, max(0.0, (centre - half) / scale), min(1.0, (centre + half) / scale))


def difference(
    after: float, n_after: int, before: float, n_before: int, confidence: float = 0.95
) -> Interval:
    """Return the difference of two shares with its interval.

    Args:
        after: Share of right answers of one model. [1]
        n_after: Questions it was asked. [1]
        before: Share of the other. [1]
        n_before: Questions that one was asked. [1]
        confidence: Of the interval. [1]

    Source: [newcombe-1998], method 10: two score intervals, squared and added.

    >>> [round(x, 4) for x in difference(56 / 70, 70, 48 / 80, 80)]
    [0.2, 0.0524, 0.3339]
    """
    a, b = wilson(after, n_after, confidence), wilson(before, n_before, confidence)
    low = after - before - sqrt((after - (a.low or 0.0)) ** 2 + ((b.high or 0.0) - before) ** 2)
    high = after - before + sqrt(((a.high or 0.0) - after) ** 2 + (before - (b.low or 0.0)) ** 2)
    return Interval(after - before, low, high)


def excludes_zero(interval: Interval) -> bool:
    """Whether a difference is surely not nothing.

    >>> excludes_zero(Interval(0.1, 0.02, 0.2)), excludes_zero(Interval(0.1, -0.02, 0.2))
    (True, False)
    """
    if interval.low is None or interval.high is None:
        return False
    return interval.low > 0 or interval.high < 0


def least_questions(after: float, before: float, confidence: float = 0.95) -> int | None:
    """Return the fewest questions, asked both models, at which a difference is sure.

    The shares are held as they are, so that the answer is the size from which on these very shares
    would differ; None if they are equal.

    >>> least_questions(0.82, 0.68)
    74
    """
    if after == before:
        return None
    low, high = 0, 1
    while not excludes_zero(difference(after, high, before, high, confidence)):
        low, high = high, 2 * high
        if high > MAX_QUESTIONS:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        if excludes_zero(difference(after, middle, before, middle, confidence)):
            high = middle
        else:
            low = middle
    return high


def planned_questions(
    after: float, before: float, confidence: float = 0.95, power: float = 0.8
) -> int | None:
    """Return the questions at which a true difference of this size is found with some power.

    (z_a sqrt(2 p q) + z_b sqrt(p1 q1 + p2 q2))^2 / (p1 - p2)^2, p the mean of both; None if they
    are equal.

    Args:
        after: True share of one model. [1]
        before: True share of the other. [1]
        confidence: Of the two-sided test. [1]
        power: Chance to find the difference. [1]

    Source: [fleiss-1980], without the correction for continuity.

    >>> planned_questions(0.82, 0.68)
    149
    """
    if after == before:
        return None
    mean = (after + before) / 2
    null = standard_deviations(confidence) * sqrt(2 * mean * (1 - mean))
    true = NormalDist().inv_cdf(power) * sqrt(after * (1 - after) + before * (1 - before))
    return ceil(((null + true) / (after - before)) ** 2)
