"""The short answer in a word and the sentences behind it."""

from __future__ import annotations

from math import log10
from typing import TYPE_CHECKING

from qestimate.core.formatting import rounded_in_words, span_in_words
from qestimate.estimation.constraints import SECONDS_PER_DAY
from qestimate.report.views.brief_words import (
    INSIDE,
    THINGS,
    as_sentence,
    cost_of,
    featured_of,
    largest_of,
    size_of,
    the_most,
    way_on_device,
    what_is_missing,
    what_it_takes,
)

if TYPE_CHECKING:
    from qestimate.explore.fits import Fit
    from qestimate.report.document import Tone
    from qestimate.report.views.brief_words import Words


def answer(words: Words) -> tuple[str, Tone, str]:
    """Return the answer for all ways: its word, how it is meant, its sentences."""
    if not words.best:
        return "NO.", "no", "No way has a circuit for this."
    one = featured_of(words)
    if one.status == "fits" and words.is_whole(one):
        return "YES,", "yes", f"in one way. {_whole(words, one)}"
    if not words.searched:
        return _unsearched(words, one)
    whole = [each.status for each in words.all if words.is_whole(each)]
    outside = bool(whole) and set(whole) == {"nothing"}
    not_model = ", not the model itself." if outside else "."
    if one.status == "fits" and one.group in INSIDE:
        return f"PARTLY{not_model}", "part", the_most(words, one)
    if one.status == "fits":
        if outside:
            return f"NO{not_model}", "no", the_most(words, one)
        said = f"{the_most(words, one)} Whether the model itself fits is not known."
        return "NOT KNOWN.", "part", said
    if one.status == "perhaps":
        word = f"NO{not_model}" if outside else "PERHAPS."
        return word, "no" if outside else "part", f"Perhaps a small part: {_perhaps(words, one)}"
    if one.status == "unknown":
        if not outside:
            return "NOT KNOWN.", "part", what_is_missing(words, words.best)
        said = f"Whether a small part fits is not known. {what_is_missing(words, words.best)}"
        return f"NO{not_model}", "no", said
    return "NO.", "no", f"Nothing fits within {words.budget()}. {_closest(words, one)}"


def _unsearched(words: Words, one: Fit) -> tuple[str, Tone, str]:
    """Return the answer where each way was tried at its own settings alone: never a plain no."""
    if one.status == "fits" and one.group in INSIDE:
        return "PARTLY.", "part", the_most(words, one)
    smaller = "Smaller circuits were not tried; qestimate fits does."
    if one.status == "fits":
        return "NOT SETTLED.", "part", f"{the_most(words, one)} {smaller}"
    if one.status == "perhaps":
        return "PERHAPS.", "part", f"{as_sentence(_perhaps(words, one))} {smaller}"
    if one.status == "unknown":
        return "NOT KNOWN.", "part", what_is_missing(words, words.best)
    said = f"At its own settings no way fits within {words.budget()}. {smaller}"
    return "NOT SETTLED.", "part", said


def _whole(words: Words, fit: Fit) -> str:
    """Say how all weights of the model are made."""
    return (
        f"A circuit whose probabilities become all weights of the model ({fit.method}) fits "
        f"{words.name(words.device(fit))} within {words.budget()}: {size_of(fit)}, {cost_of(fit)}."
    )


def named_answer(words: Words) -> tuple[str, Tone, str]:
    """Return the answer for ways that were asked for by name."""
    best = featured_of(words)
    less = [one for one in words.found.largest if one.status == "fits"]
    smaller = f" {the_most(words, largest_of(less))}" if less else ""
    if best.status == "fits":
        return "YES,", "yes", f"within {words.budget()}: {what_it_takes(words, best)}"
    if best.status == "perhaps":
        return "PERHAPS.", "part", f"{as_sentence(what_it_takes(words, best))}{_against(words)}"
    if best.status == "unknown":
        return "NOT KNOWN.", "part", f"{what_is_missing(words, words.found.asked)}{smaller}"
    if not less and any(one.status == "unknown" for one in words.found.largest):
        smaller = " Whether a smaller one fits is not known."
    said = f"not within {words.budget()}. {as_sentence(_closest(words, best))}{smaller}"
    return "NO,", "no", said


def _against(words: Words) -> str:
    """Say what the budget is that may or may not suffice."""
    return f" The budget is {words.budget()}."


def _perhaps(words: Words, fit: Fit) -> str:
    thing = THINGS[fit.group].format(fit.method)
    smallest = ", at its smallest," if words.searched else ""
    return (
        f"{thing}{smallest} takes {span_in_words(fit.log10_run)} on "
        f"{words.name(words.device(fit))}.{_against(words)}"
    )


def _closest(words: Words, fit: Fit) -> str:
    """Say how far from feasible a way is that is not."""
    name = way_on_device(words, fit)
    where = (
        "comes closest: even at its smallest it" if words.searched and not words.found.ways else ""
    )
    lead = f"{name} {where}".rstrip()
    times = too_long(fit, words.found.goal.max_days)
    if fit.limit == "qubits" or times is None:
        return f"{lead} {_LACKS.get(fit.limit, 'exceeds a limit')}."
    return f"{lead} takes {times} too long."


_LACKS = {
    "qubits": "needs more usable qubits than the chip has",
    "gates": "needs more gates than the chip runs",
    "signal": "leaves too little signal",
    "price": "costs too much",
}


def too_long(fit: Fit, max_days: float) -> str | None:
    """Return how many times too long a mapping takes, in words; None if that is not known."""
    ends = [end for end in (fit.log10_run.value, fit.log10_run.low) if end is not None]
    if not ends:
        return None
    times = ends[0] - log10(max_days * SECONDS_PER_DAY)
    if times <= 0:
        return None
    at_least = "at least " if fit.log10_run.value is None else ""
    return f"{at_least}{rounded_in_words(times)} times"
