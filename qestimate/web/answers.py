"""What requests are answered with: the views of the command line, as plain objects."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from json import dumps, loads
from shlex import join
from threading import Lock
from typing import TYPE_CHECKING, Any

from qestimate import catalog
from qestimate.core.errors import QestimateError
from qestimate.explore.brief import brief, device_of, estimate_of
from qestimate.explore.survey import survey
from qestimate.report.document import INTERVALS, Document, groups
from qestimate.report.figures.fits import name as name_of
from qestimate.report.figures.outputs import output
from qestimate.report.plots import save
from qestimate.report.plots.budget import MAX_ROWS, budget
from qestimate.report.plots.chip import chip
from qestimate.report.plots.where import MAX_DEVICES as MAX_PANELS
from qestimate.report.plots.where import where
from qestimate.report.render.cells import cell
from qestimate.report.render.formats import render
from qestimate.report.views.brief import scenario_screen, without_chip
from qestimate.report.views.brief_words import featured
from qestimate.report.views.change import what_would_change
from qestimate.report.views.model import model_document
from qestimate.report.views.model_values import model_answer
from qestimate.report.views.sensitivity import sensitivity_table
from qestimate.report.views.sentences import device_label, nearest_of
from qestimate.web.inputs import FieldError, field_error, scenario_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matplotlib.figure import Figure

    from qestimate.explore.brief import Brief
    from qestimate.explore.survey import Survey
    from qestimate.report.document import Screen, Table
    from qestimate.report.plots.style import Size
    from qestimate.scenario.scenario import Scenario

MAX_KEPT = 16
"""Short answers that are kept: the page asks for their parts one by one."""

MAX_DEVICES = 8
"""Devices of one request."""

MAX_MOVED = 8
"""Ways of which every input is moved to both its ends."""

FORMS = ("md", "latex", "csv")
"""Formats in which every table is copied."""

_ONE_AT_A_TIME = Lock()
"""Held while a picture is drawn: the settings of the library that draws are of all threads."""

_NUMBERS = {"count", "number", "written", *INTERVALS}


def short_answer(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the short answer of ``qestimate model``, piece by piece."""
    asked, found = _brief(inputs)
    screen = scenario_screen(found, asked)
    gpu = without_chip(found)
    return {
        "question": screen.question,
        "word": screen.word,
        "tone": screen.tone,
        "answer": screen.answer,
        "grid": _grid(screen),
        "gpu": gpu,
        "remarks": [line for line in screen.closing if line != gpu],
        "picture": _pictured(found),
        "command": command_of(inputs),
    }


def command_of(inputs: Mapping[str, Any]) -> str:
    """Return the command that answers the same, for a shell.

    >>> command_of({"params": "1e9", "set": "a=1 b", "device": ""})
    "qestimate model --params 1e9 --set 'a=1 b'"
    """
    words = ["qestimate", "model"]
    for name, value in inputs.items():
        if value not in (None, "", []):
            text = ",".join(value) if isinstance(value, list) else str(value)
            words += [f"--{name}", text]
    return join(words)


def _grid(screen: Screen) -> dict[str, Any]:
    """Return the rows device by device, as text with the tone of each verdict."""
    tones = iter(screen.tones)
    rows = [
        {"device": name, "rows": [_row(part, row, next(tones)) for row in part.rows]}
        for name, part in groups(screen.rows)
    ]
    columns = [
        {"key": one.key, "heading": one.heading, "number": one.kind in _NUMBERS}
        for one in screen.rows.columns
        if one.key != screen.rows.group
    ]
    copied = screen.document()
    return {
        "columns": columns,
        "groups": rows,
        "notes": screen.grid.notes,
        **{form: render(copied, form) for form in FORMS},
    }


def _row(part: Table, row: Sequence[Any], tone: str) -> dict[str, Any]:
    pairs = zip(part.columns, row, strict=True)
    return {"cells": [cell(column.kind, value) for column, value in pairs], "tone": tone}


def change(inputs: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return what would change the answer, in sentences."""
    return {"sentences": list(what_would_change(_brief(inputs)[1]))}


def tables(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return every table of ``qestimate model --full``, each to be copied alone."""
    asked, found = _survey(inputs)
    whole = model_document(found, asked.lines)
    rest = (*whole.tables[1:], _sensitivity(found))  # the page has the first
    pictures = [{"name": "budget", "alt": _ALT_BUDGET, "wide": True}]
    if len({device_label(one.device) for one in found.estimates}) <= MAX_PANELS:
        pictures.append({"name": "where", "alt": _ALT_WHERE, "wide": False})
    return {"tables": [table_of(one) for one in rest if one.rows], "pictures": pictures}


def _sensitivity(found: Survey) -> Table:
    """Return what moves the ways that are nearest to feasible; that of all takes long."""
    near = nearest_of(found.estimates, MAX_MOVED)
    table = sensitivity_table(near)
    if len(near) == len(found.estimates):
        return table
    only = f"The {len(near)} nearest to feasible; qestimate model --sensitivity has all."
    return table._replace(notes=(*table.notes, only))


def table_of(table: Table) -> dict[str, str]:
    """Return a table as HTML and in all formats in which it is copied."""
    alone = Document(table.title, "", (table,))
    shown = alone._replace(tables=(table._replace(title=""),))  # its fold has the title
    written = {form: render(alone, form) for form in FORMS}
    return {
        "key": table.key,
        "title": table.title,
        "html": render(shown, "html-fragment"),
        **written,
    }


def full_answer(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the object of ``qestimate model --format json``, and its tables in other formats."""
    asked, found = _survey(inputs)
    answer = model_answer(found, "qestimate web")._replace(values=asked.values)
    document = model_document(found, asked.lines)
    written = {form: render(document, form) for form in ("md", "latex", "html-fragment")}
    return {"answer": output("model", answer), "written": written}


_ALT_WHERE = (
    "A panel for each chip: every circuit by the qubits and the steps it takes, and the border "
    "below which noise leaves enough."
)
_ALT_BUDGET = "Of each way: how much of every limit it takes."


def _pictured(found: Brief) -> dict[str, str]:
    """Return which picture goes with the short answer, and what it shows in words."""
    one = featured(found)
    device = device_of(found, one)
    if device.snapshot.qubits:
        chosen = f"Filled: the {one.n_qubits} that {name_of(one.method)} would use."
        alt = (
            f"The qubits of {device.name} and the links between them, coloured by their error. "
            f"{chosen if one.depth is not None else 'None is chosen.'}"
        )
        return {"name": "chip", "alt": alt}
    return {"name": "rows", "alt": _ALT_WHERE} if _placed(found) else {"name": "", "alt": ""}


def _placed(found: Brief) -> bool:
    known = any(one.depth is not None for one in (*found.largest, *found.asked))
    return known and len(found.devices) <= MAX_PANELS


def picture(name: str, inputs: Mapping[str, Any], size: Size) -> bytes | None:
    """Return a picture as SVG; None where there is nothing to draw.

    Args:
        name: chip, rows, where or budget.
        inputs: Of the scenario.
        size: Of the picture.
    """
    draw = _drawing(name, inputs)
    if draw is None:
        return None
    out = BytesIO()
    with _ONE_AT_A_TIME:
        try:
            save(draw(size), out, "svg")
        except QestimateError:
            return None
    return out.getvalue()


def _drawing(name: str, inputs: Mapping[str, Any]) -> Callable[[Size], Figure] | None:
    if name == "chip":
        _, short = _brief(inputs)
        one = estimate_of(short, featured(short))
        return lambda size: chip(one.device, one.placement, size)
    if name == "rows":
        _, short = _brief(inputs)
        shown = [estimate_of(short, one) for one in short.largest or short.asked]
        return lambda size: where(shown, size)
    _, found = _survey(inputs)
    if name == "where":
        return lambda size: where(found.estimates, size)
    rows = nearest_of(found.estimates, MAX_ROWS)
    return lambda size: budget(rows, size)


def _brief(inputs: Mapping[str, Any]) -> tuple[Scenario, Brief]:
    """Return the short answer; the page asks for parts of the same one several times."""
    return _kept_brief(dumps(inputs, sort_keys=True))


@lru_cache(maxsize=MAX_KEPT)
def _kept_brief(inputs: str) -> tuple[Scenario, Brief]:
    asked = _scenario(loads(inputs))
    try:
        found = brief(asked.workload, asked.devices, asked.methods, asked.goal, catalog.machines())
    except QestimateError as error:
        raise field_error(error, "method") from None
    return asked, found


def _survey(inputs: Mapping[str, Any]) -> tuple[Scenario, Survey]:
    asked = _scenario(inputs)
    try:
        return asked, survey(asked.workload, asked.devices, asked.methods, asked.goal)
    except QestimateError as error:
        raise field_error(error, "method") from None


def _scenario(inputs: Mapping[str, Any]) -> Scenario:
    asked = scenario_of(inputs)
    if len(asked.devices) > MAX_DEVICES:
        raise FieldError("device", f"at most {MAX_DEVICES} devices at once", "name fewer")
    return asked
