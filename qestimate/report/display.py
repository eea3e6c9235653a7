"""How results show themselves: as text, in a notebook, as plain values, and figure by figure."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import UnknownNameError
from qestimate.report.render.formats import render

if TYPE_CHECKING:
    from qestimate.estimation.estimate import Estimate
    from qestimate.report.document import Document
    from qestimate.report.explain.explanation import Explanation

VIEWS = {
    "Estimate": "model:estimate_document",
    "Survey": "model:model_document",
    "Frontier": "frontier:one_frontier_document",
    "Judgement": "claim:claim_document",
}
"""Classes of results, and the function of ``qestimate.report.views`` that makes their document."""


def document_of(result: object) -> Document:
    """Return a result as a document."""
    module, name = VIEWS[type(result).__name__].split(":")
    document: Document = getattr(import_module(f"qestimate.report.views.{module}"), name)(result)
    return document


def text(result: object) -> str:
    """Return a result as plain text."""
    return render(document_of(result), "text")


def markdown(result: object) -> str:
    """Return a result as Markdown."""
    return render(document_of(result), "md")


def html(result: object) -> str:
    """Return a result as a piece of HTML."""
    return render(document_of(result), "html-fragment")


def plain(estimate: Estimate) -> dict[str, Any]:
    """Return an estimate as a row of the JSON output."""
    from qestimate.report.figures.estimates import estimate_row

    return estimate_row(estimate)


def explanation(estimate: Estimate, name: str) -> Explanation:
    """Return how a figure of an estimate comes about.

    Raises:
        UnknownNameError: No figure of this name; the known ones are listed.
    """
    from qestimate.report.explain.estimates import explain_estimate
    from qestimate.report.figures.estimates import explained_figures

    found = (*explain_estimate(estimate), *explained_figures(estimate))
    known = {one.name: one for one in found}
    if name not in known:
        raise UnknownNameError("figure", name, known)
    return known[name]
