"""Write a document in a format.

Text, Markdown and CSV are written here, since they are on the path of the main command; LaTeX
and HTML through templates.
"""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING, Any

from qestimate.errors import UnknownNameError
from qestimate.quantity import Interval
from qestimate.report.writing import cell

if TYPE_CHECKING:
    from qestimate.report.table import Document, Table, Value

FORMATS = ("text", "md", "latex", "html", "csv", "json")

_RIGHT = {
    "count",
    "number",
    "log10",
    "seconds",
    "log10_seconds",
    "usd",
    "log10_usd",
    "interval",
    "log10_interval",
}


def render(document: Document, fmt: str) -> str:
    """Return the document in a format, ending in one newline.

    Raises:
        UnknownNameError: No such format.
    """
    if fmt == "text":
        return _text(document)
    if fmt == "md":
        return _markdown(document)
    if fmt == "csv":
        return "\n".join(table_csv(table) for table in document.tables)
    if fmt in ("latex", "html", "html-fragment"):
        from qestimate.report.templates import fill

        return fill(document, fmt)
    raise UnknownNameError("format", fmt, FORMATS)


def _cells(table: Table) -> list[list[str]]:
    return [
        [cell(column.kind, value) for column, value in zip(table.columns, row, strict=True)]
        for row in table.rows
    ]


def _text(document: Document) -> str:
    """Plain text: columns aligned by spaces, one rule under the headings."""
    parts = [_wrap(document.conclusion)] if document.conclusion else []
    parts += [_text_table(table) for table in document.tables]
    if document.closing:
        parts.append("\n".join(_wrap(text) for text in document.closing))
    return "\n\n".join(parts) + "\n"


def _text_table(table: Table) -> str:
    keys = [column.key for column in table.columns]
    grouped = keys.index(table.group) if table.group in keys else None
    shown = [i for i in range(len(keys)) if i != grouped]
    headings = [table.columns[i].heading for i in shown]
    cells = _cells(table)
    widths = [
        max(len(row[i]) for row in [[c.heading for c in table.columns], *cells]) for i in shown
    ]
    right = [table.columns[i].kind in _RIGHT for i in shown]

    def line(row: list[str]) -> str:
        padded = [
            text.rjust(width) if flush else text.ljust(width)
            for text, width, flush in zip(row, widths, right, strict=True)
        ]
        return "  ".join(padded).rstrip()

    lines = [table.title, line(headings), "  ".join("─" * width for width in widths)]
    above = None
    for row in cells:
        if grouped is not None and row[grouped] != above:
            above = row[grouped]
            lines.append(f"{above}:")
        lines.append(line([row[i] for i in shown]))
    lines += [_wrap(note, "  ") for note in table.notes]
    return "\n".join(lines)


def _wrap(text: str, indent: str = "") -> str:
    """Break a paragraph into lines of at most 100 characters."""
    lines, line = [], indent
    for word in text.split():
        if len(line) + len(word) + 1 > 100 and line.strip():
            lines.append(line)
            line = indent
        line = f"{line}{' ' if line.strip() else ''}{word}"
    return "\n".join([*lines, line])


def _markdown(document: Document) -> str:
    """Pipe tables with aligned columns; nothing in a cell can end it."""
    parts = [f"**{escape_markdown(document.conclusion)}**"] if document.conclusion else []
    for table in document.tables:
        headings = [escape_markdown(column.heading) for column in table.columns]
        rules = ["---:" if column.kind in _RIGHT else "---" for column in table.columns]
        lines = [f"### {escape_markdown(table.title)}", ""]
        rows = [[escape_markdown(text) for text in row] for row in _cells(table)]
        lines += [f"| {' | '.join(row)} |" for row in [headings, rules, *rows]]
        if table.notes:
            lines += ["", *(escape_markdown(note) + "  " for note in table.notes[:-1])]
            lines.append(escape_markdown(table.notes[-1]))
        parts.append("\n".join(lines))
    parts += [escape_markdown(text) for text in document.closing]
    return "\n\n".join(parts) + "\n"


def escape_markdown(text: str) -> str:
    r"""Escape what Markdown would read as markup inside a table cell.

    >>> escape_markdown("a|b_c * <d>")
    'a\\|b\\_c \\* &lt;d>'
    """
    text = re.sub(r"([\\`*_\[\]|~])", r"\\\1", text.replace("\n", " "))
    return text.replace("<", "&lt;").replace("$", "\\$")


def table_csv(table: Table) -> str:
    """Write a table as CSV with raw values; an interval becomes three columns, unknown is empty."""
    import csv

    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    header: list[str] = []
    for column in table.columns:
        if column.kind in ("interval", "log10_interval"):
            header += [column.key, f"{column.key}_low", f"{column.key}_high"]
        else:
            header.append(column.key)
    writer.writerow(header)
    for row in table.rows:
        cells: list[Any] = []
        for column, value in zip(table.columns, row, strict=True):
            if column.kind in ("interval", "log10_interval"):
                cells += list(value) if isinstance(value, Interval) else ["", "", ""]
            else:
                cells.append(_raw(value))
        writer.writerow("" if value is None else value for value in cells)
    return out.getvalue()


def _raw(value: Value) -> Any:
    """Return a value for CSV; text that a spreadsheet would take for a formula is quoted."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
        return "'" + value
    return value
