"""How results show themselves: as text, in a notebook, as plain values, and figure by figure."""

from __future__ import annotations

from importlib import import_module
from io import StringIO
from typing import TYPE_CHECKING, Any, cast

from qestimate.core.errors import MissingExtraError, UnknownNameError
from qestimate.report.render.formats import render, table_csv
from qestimate.report.render.screen import screen_text

if TYPE_CHECKING:
    from qestimate.estimation.estimate import Estimate
    from qestimate.explore.device_frontier import DeviceFrontier
    from qestimate.explore.survey import Survey
    from qestimate.report.document import Document, Table
    from qestimate.report.explain.explanation import Explanation

SHORT = {
    "Estimate": "brief:estimate_screen",
    "Survey": "brief:survey_screen",
    "Judgement": "claim_brief:claim_screen",
}
"""Classes of results that have a short answer, and the function that makes it."""

VIEWS = {
    "Estimate": "model:estimate_document",
    "Survey": "model:model_document",
    "Frontier": "frontier:one_frontier_document",
    "Judgement": "claim:claim_document",
    "CircuitEstimate": "circuits:one_circuit_document",
    "Device": "catalog:device_document",
    "DeviceFrontier": "which:one_which_document",
    "Workload": "workload:workload_document",
    "Swing": "sensitivity:swing_document",
}
"""Classes of results, and the function of ``qestimate.report.views`` that makes their document."""


READ_ON = (("full", "every table"), ("explain", "where each number comes from"))
"""Methods of results, in place of the commands of a shell."""


def _made(views: dict[str, str], result: object) -> Any:
    module, name = views[type(result).__name__].split(":")
    return getattr(import_module(f"qestimate.report.views.{module}"), name)(result)


def _short(result: object) -> Document:
    """Return the short answer of a result, or its document if it has none."""
    if type(result).__name__ in SHORT:
        document: Document = _made(SHORT, result).document()
    else:
        document = _made(VIEWS, result)
    return document


def text(result: object) -> str:
    """Return a result as plain text: its short answer, if it has one."""
    if type(result).__name__ not in SHORT:
        return render(_made(VIEWS, result), "text").rstrip("\n")
    methods = tuple((f"result.{name}()", what) for name, what in READ_ON if hasattr(result, name))
    return screen_text(_made(SHORT, result)._replace(read_on=methods)).rstrip("\n")


def full(result: object, fmt: str) -> str:
    """Return every table of a result in a format.

    Raises:
        UnknownNameError: No such format.
    """
    return render(_made(VIEWS, result), fmt)


def markdown(result: object) -> str:
    """Return a result as Markdown: its short answer, if it has one."""
    return render(_short(result), "md")


def html(result: object) -> str:
    """Return a result as a piece of HTML: its short answer, if it has one."""
    return render(_short(result), "html-fragment")


def plain(estimate: Estimate) -> dict[str, Any]:
    """Return an estimate as a row of the JSON output."""
    from qestimate.report.figures.estimates import estimate_row

    return estimate_row(estimate)


def frame(result: object) -> Any:
    """Return a result as a table of pandas: the rows and columns of its CSV.

    Raises:
        MissingExtraError: pandas is not installed.
    """
    try:
        from pandas import read_csv
    except ImportError:
        raise MissingExtraError("to_pandas()", "pandas", "pandas") from None
    return read_csv(StringIO(table_csv(_rows(result))))


def _rows(result: object) -> Table:
    """Return the table of a result that has a row for each thing it is about."""
    from qestimate.report.views.model_values import flat_table

    kind = type(result).__name__
    if kind == "Estimate":
        return flat_table([cast("Estimate", result)])
    if kind == "Survey":
        return flat_table(cast("Survey", result).estimates)
    if kind == "DeviceFrontier":
        from qestimate.report.views.which import which_table

        return which_table([cast("DeviceFrontier", result)]).tables[0]
    first: Table = _made(VIEWS, result).tables[0]
    return first


def explanation(estimate: Estimate, name: str = "") -> Explanation | tuple[str, ...]:
    """Return how a figure of an estimate comes about; without a name, the names there are.

    Raises:
        UnknownNameError: No figure of this name; the known ones are listed.
    """
    from qestimate.report.explain.estimates import explain_estimate
    from qestimate.report.figures.estimates import explained_figures

    found = (*explain_estimate(estimate), *explained_figures(estimate))
    known = {one.name: one for one in found}
    if not name:
        return tuple(known)
    name = {"days": "wall_clock"}.get(name, name)
    if name not in known:
        raise UnknownNameError("figure", name, known)
    return known[name]
