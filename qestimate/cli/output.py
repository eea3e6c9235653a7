"""The only place that prints: results to stdout, everything else to stderr."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from qestimate.errors import CatalogError, QestimateError, UnknownNameError

if TYPE_CHECKING:
    from qestimate.report import Document


def chosen_format(asked: str) -> str:
    """Return the format asked for; text on a terminal and Markdown in a pipe if none was.

    Raises:
        UnknownNameError: No such format.
    """
    from qestimate.report.formats import FORMATS

    if not asked:
        return "text" if sys.stdout.isatty() else "md"
    if asked not in FORMATS:
        raise UnknownNameError("format", asked, FORMATS)
    return asked


def show(document: Document, fmt: str) -> None:
    """Print a document."""
    from qestimate.report.formats import render

    emit(render(document, fmt))


def show_any(document: Document, fmt: str) -> None:
    """Print a document, in JSON as its tables row by row."""
    if fmt != "json":
        show(document, fmt)
        return
    tables = {
        table.key: [
            {column.key: value for column, value in zip(table.columns, row, strict=True)}
            for row in table.rows
        ]
        for table in document.tables
    }
    show_json({"title": document.title, **tables})


def show_json(content: Any) -> None:
    """Print one JSON object."""
    import json

    emit(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n")


def emit(text: str) -> None:
    """Print a finished result, whole or not at all, whatever the terminal can encode."""
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()


def note(text: str) -> None:
    """Print a remark to stderr."""
    sys.stderr.write(f"{text}\n")


def fail(error: QestimateError) -> int:
    """Print an error and its hint to stderr and return the exit code."""
    if os.environ.get("QESTIMATE_DEBUG") == "1":
        raise error
    note(f"qestimate: {error.message}")
    if isinstance(error, CatalogError):
        for problem in error.problems:
            note(f"  {problem}")
    if error.hint:
        note(f"hint: {error.hint}")
    return error.exit_code
