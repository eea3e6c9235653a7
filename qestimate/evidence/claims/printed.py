"""Figures as they are printed: the number, its digits and its unit, read from words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qestimate.catalog.claim_records import Figure
from qestimate.core.errors import ScenarioError
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class PrintedFigure(NamedTuple):
    """A figure as somebody printed it."""

    value: float
    unit: str = ""
    digits: int | None = None
    """Significant digits, where the number alone does not show them."""


THIN = "\u00a0\u2007\u2009\u202f"
"""Spaces that stand inside numbers: no-break, as wide as a digit, thin, narrow."""

MINUS = "-\u2212"
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212\\-"
"""Hyphens, dashes and the minus sign, as a class of a pattern has them."""

SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
LETTERS = {"k": 3, "K": 3, "M": 6, "B": 9, "T": 12, "mn": 6, "bn": 9, "tn": 12}
"""Powers of ten that stand behind a number, as words and as letters."""

CURRENCIES = {"$": "USD", "US$": "USD", "€": "EUR", "£": "GBP"}

UNITS = {
    "%": "% percent",
    "times": "times fold",
    "s": "s sec secs second seconds",
    "min": "min mins minute minutes",
    "h": "h hr hrs hour hours",
    "d": "d day days",
    "week": "week weeks",
    "month": "month months",
    "y": "y yr yrs year years",
    "ms": "ms millisecond milliseconds",
    "us": "us µs μs microsecond microseconds",
    "ns": "ns nanosecond nanoseconds",
    "USD": "USD dollar dollars",
    "EUR": "EUR euro euros",
    "GBP": "GBP pound pounds",
    "Wh": "Wh",
    "kWh": "kWh",
    "MWh": "MWh",
    "GWh": "GWh",
    "J": "J joule joules",
    "kJ": "kJ",
    "MJ": "MJ",
    "W": "W watt watts",
    "kW": "kW kilowatt kilowatts",
    "MW": "MW megawatt megawatts",
    "GB": "GB",
    "TB": "TB",
    "points": "point points",
    **{
        f"{one}s": f"{one} {one}s"
        for one in (
            *("qubit", "parameter", "shot", "circuit", "task", "question", "sample", "token"),
            *("gate", "layer", "weight", "angle", "coupler", "epoch", "job"),
        )
    },
}
"""Units by the name that a claim file has, and the words that stand for each in print."""

_UNIT_OF = {word: unit for unit, words in UNITS.items() for word in words.split()}

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"

_NUMBER = re.compile(
    rf"""
    (?<![\w.,/]) (?<![A-Za-z][{DASHES}])
    (?<![A-Za-z]\d[{DASHES}]) (?<![A-Za-z]\d\d[{DASHES}]) (?<![A-Za-z]\d\d\d[{DASHES}])
    (?P<currency> (?:US)?\$ | [€£] )? [ {THIN}]?
    (?P<sign> [{MINUS}+] )?
    (?P<whole> \d{{1,3}} (?: ,\d{{3}} ){{1,8}} | \d{{1,3}} (?: [{THIN}]\d{{3}} ){{1,8}}
      | \d{{1,3}} (?: [ {THIN}]\d{{3}} ){{0,4}} [ ]000 (?! \d ) | \d+ )
    (?P<part> \.\d+ )?
    (?! [.,]? \d )
    (?: [eE](?P<exponent> [+-]?\d{{1,3}} )
      | [ {THIN}]? [×x*·] [ {THIN}]? 10
        (?: \^ \{{? (?P<power> [{MINUS}]?\d{{1,3}} ) \}}? | (?P<raised> ⁻?[{_RAISED}]{{1,3}} ) )
    )?
    (?: [ {THIN}{DASHES}]? (?P<scale> thousand | million | billion | trillion ) \b
      | (?P<letter> mn | bn | tn | [kKMBT] ) (?![\w] )
    )?
    """,
    re.VERBOSE,
)
_WORDS = re.compile(r"\b(?:a|one)\s+(?P<scale>thousand|million|billion|trillion)\b", re.IGNORECASE)
_UNIT = re.compile(
    rf"[ {THIN}{DASHES}]?(?:(?P<sign>%)|(?P<cent>per cent)\b|(?P<points>percentage points?)\b"
    r"|(?P<product>[x×])(?!\w|\s*\d)|(?P<word>[A-Za-zµμ]+)(?!\w))"
)
_RATE = re.compile(rf"[ {THIN}]?/[ ]?(?P<per>[A-Za-z]+)")
_BETWEEN = re.compile(rf"[ {THIN}]?(?:(?P<range>[{DASHES}]|to)|and|or)[ {THIN}]?")

_MONTHS = (
    "(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_PLACES = (
    "section|sections|sec|table|tables|figure|figures|fig|figs|equation|equations|eq|eqs|chapter"
    "|appendix|page|pages|pp|p|ref|refs|reference|references|algorithm|theorem|lemma|step|version"
    "|volume|vol"
)
NO_FIGURES = re.compile(
    rf"""
      (?i:https?://\S+ | www\.\S+ | [\w.+-]{{1,64}}@[\w.-]{{1,64}} )
    | (?i:\b arxiv [: ] \s* \S+ ) | \b \d{{4}}\.\d{{4,5}} (?: v\d+ )? \b | \b 10\.\d{{4,9}}/\S+
    | \b \d{{1,2}} (?: st|nd|rd|th )? (?: [{DASHES}] \d{{1,2}} )?
      \s+ {_MONTHS} (?: ,? \s+ \d{{4}} )?
    | \b {_MONTHS} \s+ \d{{1,2}} (?: st|nd|rd|th )? (?: ,? \s+ \d{{4}} )? \b
    | \b {_MONTHS} \s+ \d{{4}} \b
    | \b \d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}} \b | \b \d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{2,4}} \b
    | \b \d{{1,2}}:\d{{2}} (?: :\d{{2}} )? \b
    | \b (?i: {_PLACES} ) \.? \s* \(? \d+ (?: \.\d+ )*
        (?: \s? (?: [{DASHES}] | and ) \s? \d+ (?: \.\d+ )* (?! \s? % ) )? \)?
    | \b (?i: no ) \. \s? \d+
    | § \s* \d+ (?: \.\d+ )* | \[ \d+ (?: [,{DASHES}\s] \s* \d+ )* \]
    | \+\d [\d\s().-]{{8,}} \d | \(? \b \d{{3}} \)? [ .-] \d{{3}} [ .-] \d{{4}} \b
    | \b \d+ (?: ,\d{{1,2}} | ,\d{{4,}} ) (?! \d )
    | \b \d+ (?: st|nd|rd|th ) \b | \b \d{{3}}0s \b
    | \b [A-Z][A-Za-z]+ [ -] \d+ (?: \.\d+ )? [ -] \d+ (?: \.\d+ )? [BM] \b
    | \A \s* (?: \( \d+ \) | \d+ (?: \.\d+ )* [.)] ) \s+
    | \A \s* \d+ (?: \.\d+ )+ \s+ (?= [A-Z][a-z] )
    """,
    re.VERBOSE,
)
"""Numbers that are no figures: dates, times of day, places in a text, ids, telephones, names."""

MAX_DIGITS = 18
"""Of a whole number in a file; what is larger is written with an exponent."""

MAX_WORD = 80
"""Characters before a number that are looked at."""

YEARS = range(1900, 2100)
"""Whole numbers of four digits, without a unit, that are read as years."""


class _Found(NamedTuple):
    start: int
    end: int
    value: float
    unit: str
    digits: int
    """All that were printed."""
    power: int
    """Of ten, from words or letters behind the number."""


def printed_figures(text: str) -> list[PrintedFigure]:
    """Return the figures in a sentence, in order.

    Numbers that are dates, section numbers, ids or parts of names are left out. Of a range both
    ends are returned, with the unit of the second.

    >>> printed_figures("On 9 April 2025 it was 13,000 times faster, in 2.1 h.")
    [PrintedFigure(value=13000, unit='times', digits=None), PrintedFigure(value=2.1, unit='h', \
digits=None)]
    >>> printed_figures("50-80% of 1 billion")
    [PrintedFigure(value=50, unit='%', digits=None), PrintedFigure(value=80, unit='%', \
digits=None), PrintedFigure(value=1000000000, unit='', digits=1)]
    """
    clear = NO_FIGURES.sub(lambda found: "\0" * len(found[0]), text)
    found = _ranges(clear, sorted([*_numbers(clear), *_in_words(clear)]))
    return [_figure(one) for one in found if not _is_a_name(clear, one)]


def figure(text: str) -> PrintedFigure:
    """Return the one figure that a text is.

    Raises:
        ScenarioError: It is none, or more than a figure.

    >>> figure("99.5 %"), figure("2000")
    (PrintedFigure(value=99.5, unit='%', digits=None), PrintedFigure(value=2000, unit='', \
digits=None))
    """
    found = _ranges(text, sorted([*_numbers(text), *_in_words(text)]))
    hint = "a number and its unit, as 99.5 %, 13,000 times or 2.1 h"
    if len(found) != 1 or text[: found[0].start].strip():
        raise ScenarioError(f"{text!r} is no figure", hint=hint)
    (one,) = found
    rest = text[one.end :].strip()
    if rest and one.unit:
        raise ScenarioError(f"{text!r}: {rest!r} follows the figure", hint=hint)
    return _figure(one._replace(unit=one.unit or rest))


def _numbers(text: str) -> Iterator[_Found]:
    for one in _NUMBER.finditer(text):
        whole = re.sub(rf"[, {THIN}]", "", one["whole"])
        part = one["part"] or ""
        raised = (one["exponent"] or one["power"] or one["raised"] or "0").translate(_SUPERSCRIPTS)
        power = SCALES.get(one["scale"] or "", 0) + LETTERS.get(one["letter"] or "", 0)
        shift = int(raised.replace("\u2212", "-")) + power
        if abs(shift) > 290 or len(whole) > 290:
            continue  # no number of this world
        value = _value(whole, part, shift)
        if one["sign"] and one["sign"] in MINUS:
            value = -value
        digits = len((whole + part[1:]).lstrip("0")) or 1
        unit, end = _unit(text, one.end())
        if one["currency"]:
            unit, end = _per(text, CURRENCIES[one["currency"]], one.end())
        yield _Found(one.start(), end, value, unit, digits, power)


def _value(whole: str, part: str, shift: int) -> float:
    """Return a number from its digits and a power of ten: a whole one where it is whole."""
    decimals = len(part) - 1 if part else 0
    digits = int(whole + part[1:])
    if shift >= decimals and len(whole) + shift <= MAX_DIGITS and (shift or not part):
        return int(digits * 10 ** (shift - decimals))
    return float(f"{whole}{part}e{shift}")


def _in_words(text: str) -> Iterator[_Found]:
    for one in _WORDS.finditer(text):
        power = SCALES[one["scale"].lower()]
        unit, end = _unit(text, one.end())
        yield _Found(one.start(), end, 10**power, unit, 1, power)


def _unit(text: str, at: int) -> tuple[str, int]:
    """Return the unit behind a number and where it ends; none where the word is no unit."""
    one = _UNIT.match(text, at)
    if one is None:
        return "", at
    if one["word"]:
        unit = _UNIT_OF.get(one["word"], "")
    elif one["product"]:
        unit = "times"
    else:
        unit = "points" if one["points"] else "%"
    if not unit:
        return "", at
    return _per(text, unit, one.end())


def _per(text: str, unit: str, at: int) -> tuple[str, int]:
    """Return a unit with what it is per, as kWh/d, and where that ends."""
    rate = _RATE.match(text, at)
    if rate is None or rate["per"] not in _UNIT_OF:
        return unit, at
    return f"{unit}/{_UNIT_OF[rate['per']]}", rate.end()


def _ranges(text: str, found: list[_Found]) -> list[_Found]:
    """Return numbers so that two that stand together have the same unit."""
    numbers = list(found)
    for n in range(len(numbers) - 1):
        one, after = numbers[n : n + 2]
        between = _BETWEEN.fullmatch(text, one.end, after.start)
        if between is None:
            continue
        if one.unit in CURRENCIES.values() and not after.unit:
            numbers[n + 1] = after._replace(unit=one.unit)
        joined = between["range"] or _before(text, one).lower().endswith("between")
        if joined and after.power and not one.power and one.value < 1000:
            one = one._replace(value=one.value * 10**after.power, power=after.power)
        numbers[n] = one._replace(unit=one.unit or after.unit)
    return numbers


def _is_a_name(text: str, one: _Found) -> bool:
    """Whether a number without a unit is a year, or a part of a name as in Llama 3.1."""
    if one.unit or one.power:
        return False
    if one.digits == 4 and one.value in YEARS and text[one.start : one.end].strip().isdigit():
        return True
    before = _before(text, one)
    word = re.search(r"[\w\0-]+$", before)
    if word is None or len(before) == len(word[0]):
        return False
    return word[0][0].isupper()


def _before(text: str, one: _Found) -> str:
    """Return the last words before a number, as far as a word may reach."""
    return text[max(0, one.start - MAX_WORD) : one.start].rstrip()


def _figure(one: _Found) -> PrintedFigure:
    """Return a number as a figure, with its digits where they do not show."""
    plain = PrintedFigure(one.value, one.unit)
    return (
        plain
        if _shown_digits(one.value) == one.digits
        else plain._replace(digits=min(one.digits, 17))
    )


def _shown_digits(value: float) -> int:
    """Return how many significant digits a claim file takes a number to have."""
    alone = Figure("", value, "", "", "", "")
    digits = (
        n
        for n in range(1, 18)
        if abs(alone._replace(digits=n).half_step / alone.half_step - 1) < 1e-6
    )
    return next(digits, 17)
