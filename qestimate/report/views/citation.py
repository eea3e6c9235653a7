"""How to cite the judgement of a claim: a paragraph, and an entry of a bibliography."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate import __version__
from qestimate.core.errors import UnknownNameError
from qestimate.core.records import NamedTuple
from qestimate.report.views.claim import bibliography
from qestimate.report.views.claim_list import anchor_of, listed

if TYPE_CHECKING:
    from qestimate.evidence.claims.judge import Judgement


class Edition(NamedTuple):
    """What a judgement was made with."""

    catalogue: str
    """What tells this state of the catalogue from any other."""
    year: str
    """Of the catalogue."""


def citation(found: Judgement, made: Edition, number: int = 0, name: str = "") -> str:
    """Return a paragraph that says what is found of a claim, ready to cite.

    Args:
        found: The judged claim.
        made: With which catalogue.
        number: Of one statement; 0 for the whole claim.
        name: What was typed for the claim; its id if left out.

    Raises:
        UnknownNameError: No such statement.
    """
    claim = found.claim
    source = bibliography(claim).get(claim.source)
    where = f"{source.words} {source.address}".strip() if source else claim.source
    words, sentence = _said(found, number)
    counts = "" if number else f" {_capital(listed(found).counts)}."
    return (
        f"\u201c{words.rstrip('.')}\u201d ({claim.publication}, {claim.date}). {sentence}{counts} "
        f"Judged by qestimate {__version__}, catalogue {made.catalogue}: qestimate claim check "
        f"{name or claim.id}. Publication: {where}"
    )


def bibtex(found: Judgement, made: Edition, number: int = 0, name: str = "") -> str:
    """Return an entry for BibTeX that stands for the judgement of a claim, or of one statement.

    Args:
        found: The judged claim.
        made: With which catalogue.
        number: Of one statement; 0 for the whole claim.
        name: What was typed for the claim; its id if left out.

    Raises:
        UnknownNameError: No such statement.

    >>> from qestimate import judge
    >>> print(bibtex(judge("qpa-gpt2-2025"), Edition("0123456789ab", "2026"), 2).splitlines()[0])
    @misc{qestimate-qpa-gpt2-2025-2,
    """
    claim = found.claim
    words, sentence = _said(found, number)
    key = f"qestimate-{anchor_of(claim.id)}" + (f"-{number}" if number else "")
    fields = {
        "author": "{{qestimate}}",
        "title": f"{{Judgement of a claim: {_escaped(words.rstrip('.'))}}}",
        "year": f"{{{made.year}}}",
        "howpublished": f"{{qestimate {__version__}, catalogue {made.catalogue}, "
        f"claim {_escaped(claim.id)}}}",
        "note": f"{{Of {_escaped(claim.publication)}, {claim.date}. {_escaped(sentence)} "
        f"Command: qestimate claim check {_escaped(name or claim.id)}}}",
    }
    lines = [f"  {field} = {value}," for field, value in fields.items()]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _said(found: Judgement, number: int) -> tuple[str, str]:
    """Return the words that are judged, and the result in a sentence."""
    if not number:
        return listed(found).headline, listed(found).sentence
    if not 1 <= number <= len(found.judged):
        known = [str(n) for n in range(1, len(found.judged) + 1)]
        raise UnknownNameError("statement", str(number), known)
    one = found.judged[number - 1]
    unseen = "" if one.statement.seen else " Passed on by others, not found in the source itself."
    return (
        one.statement.text,
        f"{_capital(one.finding.in_words)}: {one.finding.because}.{unseen}",
    )


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


_SIGNS = {
    **{sign: f"\\{sign}" for sign in "&%$#_{}"},
    "\\": "\\textbackslash{}",
    "~": "\\textasciitilde{}",
    "^": "\\textasciicircum{}",
}


def _escaped(text: str) -> str:
    """Write a text on one line, so that LaTeX takes its signs as they are."""
    return "".join(_SIGNS.get(sign, sign) for sign in " ".join(text.split()))
