"""How to cite the judgement of a claim: a paragraph, and an entry of a bibliography."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate import __version__
from qestimate.report.views.claim import bibliography
from qestimate.report.views.claim_list import listed

if TYPE_CHECKING:
    from qestimate.evidence.claims.judge import Judgement


def citation(found: Judgement, catalogue: str) -> str:
    """Return a paragraph that says what is found of a claim, ready to cite.

    Args:
        found: The judged claim.
        catalogue: What tells this state of the catalogue from any other.
    """
    one, claim = listed(found), found.claim
    source = bibliography(claim).get(claim.source)
    where = f" {source.words}{f' {source.address}' if source.address else ''}" if source else ""
    return (
        f"\u201c{one.headline}\u201d ({claim.publication}, {claim.date}) {one.sentence} "
        f"{one.counts[0].upper()}{one.counts[1:]}. Judged by qestimate {__version__}, catalogue "
        f"{catalogue}: qestimate claim check {claim.id}. Publication:{where or f' {claim.source}'}"
    )


def bibtex(found: Judgement, catalogue: str, year: str) -> str:
    """Return an entry for BibTeX that stands for the judgement of a claim.

    Args:
        found: The judged claim.
        catalogue: What tells this state of the catalogue from any other.
        year: Of the catalogue.

    >>> from qestimate import judge
    >>> print(bibtex(judge("qpa-gpt2-2025"), "0123456789ab", "2026").splitlines()[0])
    @misc{qestimate-qpa-gpt2-2025,
    """
    one, claim = listed(found), found.claim
    fields = {
        "author": "{{qestimate}}",
        "title": f"{{Judgement of a claim: {_escaped(one.headline.rstrip('.'))}}}",
        "year": f"{{{year}}}",
        "howpublished": f"{{qestimate {__version__}, catalogue {catalogue}, claim {claim.id}}}",
        "note": f"{{Of {_escaped(claim.publication)}, {claim.date}. {_escaped(one.sentence)} "
        f"Command: qestimate claim check {claim.id}}}",
    }
    lines = [f"  {name} = {value}," for name, value in fields.items()]
    return "\n".join([f"@misc{{qestimate-{claim.id},", *lines, "}"])


def _escaped(text: str) -> str:
    """Write a text so that LaTeX takes its signs as they are."""
    for sign in "\\{}":
        text = text.replace(sign, "")
    for sign in "&%$#_":
        text = text.replace(sign, f"\\{sign}")
    return text.replace("~", " ").replace("^", "\\^{}")
