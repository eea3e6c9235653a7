"""Write a document in a format.

Text, Markdown and CSV are written here, since they are on the path of the main command; LaTeX
and HTML through templates.
"""

from __future__ import annotations

from io import StringIO
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from qestimate.core.errors import UnknownNameError
from qestimate.core.quantity import Interval
from qestimate.report.document import INTERVALS, groups
from qestimate.report.render.cells import cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.report.document import Document, Table, Value

FORMATS = ("text", "md", "latex", "html", "csv", "json")

_RIGHT = {
    "count",
    "number",
    "log10",
    "seconds",
    "log10_seconds",
    "usd",
    "log10_usd",
    *INTERVALS,
}


WIDTH = 120
"""Columns of plain text where no terminal says otherwise."""

NARROWEST = 20
"""Columns that a text column keeps when a table is fitted to the width."""


def render(document: Document, fmt: str, width: int = WIDTH) -> str:
    """Return the document in a format, ending in one newline.

    Args:
        document: What to write.
        fmt: One of FORMATS but json, or html-fragment.
        width: Columns that plain text is fitted to.

    Raises:
        UnknownNameError: No such format.
    """
    if fmt == "text":
        return _text(document, width)
    if fmt == "md":
        return _markdown(document)
    if fmt == "csv":
        return "\n".join(table_csv(table) for table in document.tables)
    if fmt in ("latex", "html", "html-fragment"):
        from qestimate.report.render.templates import fill_template

        return fill_template(document, fmt)
    raise UnknownNameError("format", fmt, FORMATS)


def _cells(table: Table) -> list[list[str]]:
    return [
        [cell(column.kind, value) for column, value in zip(table.columns, row, strict=True)]
        for row in table.rows
    ]


def _text(document: Document, width: int) -> str:
    """Plain text: columns aligned by spaces, one rule under the headings."""
    from textwrap import fill  # not on the path of the other formats

    parts = [fill(document.conclusion, min(width, 100))] if document.conclusion else []
    parts += [
        _stacked(table, width) if table.stacked else _text_table(table, width)
        for table in document.tables
    ]
    if document.closing:
        parts.append("\n".join(fill(text, min(width, 100)) for text in document.closing))
    return "\n\n".join(parts) + "\n"


def _text_table(table: Table, width: int) -> str:
    from textwrap import fill, wrap

    keys = [column.key for column in table.columns]
    grouped = keys.index(table.group) if table.group in keys else None
    shown = [i for i in range(len(keys)) if i != grouped]
    headings = [table.columns[i].heading for i in shown]
    cells = _cells(table)
    rows = [[row[i] for i in shown] for row in cells]
    right = [table.columns[i].kind in _RIGHT for i in shown]
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    widths = [min(w, table.columns[i].room or w) for w, i in zip(widths, shown, strict=True)]
    if not _fit(widths, right, width) and len(shown) > 2:
        return _stacked(table, width)

    def lines(row: list[str]) -> Iterator[str]:
        """Write a row, over several lines where a cell does not fit its column."""
        wrapped = [
            [text] if len(text) <= room else wrap(text, room, break_on_hyphens=False)
            for text, room in zip(row, widths, strict=True)
        ]
        for parts in zip_longest(*wrapped, fillvalue=""):
            padded = [
                text.rjust(room) if flush else text.ljust(room)
                for text, room, flush in zip(parts, widths, right, strict=True)
            ]
            yield "  ".join(padded).rstrip()

    written = [table.title, *lines(headings), "  ".join("─" * room for room in widths)]
    above = None
    for row, whole in zip(rows, cells, strict=True):
        if grouped is not None and whole[grouped] != above:
            above = whole[grouped]
            written += wrap(f"{above}:", min(width, 100))
        written += lines(row)
    for note in table.notes:
        indent = "  "
        text = fill(note, min(width, 100), initial_indent=indent, subsequent_indent=indent)
        written.append(text)
    return "\n".join(written)


def _stacked(table: Table, width: int) -> str:
    """Write each row as a line with its first cell and, below, one line for each other.

    Of sentences the second cell stands beside the first.
    """
    from textwrap import wrap

    keys = [column.key for column in table.columns]
    written = [table.title, "─" * len(table.title)]
    for name, part in groups(table) if table.group in keys else [("", table)]:
        if name:
            written += ["", *wrap(f"{name}:", min(width, 100))]
        beside = 2 if table.stacked else 1
        below = part.columns[beside:]
        room = max(len(column.heading) for column in below) + 2
        for cells in _cells(part):
            head = ": ".join(cells[:beside]) + ("" if table.stacked else ":")
            written += wrap(head, min(width, 100), subsequent_indent="  ")
            for column, text in zip(below, cells[beside:], strict=True):
                head = f"    {column.heading:<{room}}"
                written += wrap(
                    text,
                    min(width, 100),
                    initial_indent=head,
                    subsequent_indent=" " * len(head),
                )
    for note in table.notes:
        written += wrap(note, min(width, 100), initial_indent="  ", subsequent_indent="  ")
    return "\n".join(written)


def _fit(widths: list[int], right: list[bool], width: int) -> bool:
    """Narrow the widest text columns until the table fits; return whether it does."""
    while sum(widths) + 2 * (len(widths) - 1) > width:
        wide = [i for i, room in enumerate(widths) if not right[i] and room > NARROWEST]
        if not wide:
            return False
        widths[max(wide, key=lambda i: widths[i])] -= 1
    return True


def _markdown(document: Document) -> str:
    """Pipe tables with aligned columns; nothing in a cell can end it."""
    parts = [f"**{escape_markdown(document.conclusion)}**"] if document.conclusion else []
    for table in document.tables:
        lines = [f"### {escape_markdown(table.title)}", ""]
        if table.stacked and table.group:
            for name, part in groups(table):
                lines += [f"**{escape_markdown(name)}**", "", *_markdown_rows(part), ""]
            lines.pop()
        else:
            lines += _markdown_rows(table)
        if table.notes:
            lines += ["", *(escape_markdown(note) + "  " for note in table.notes[:-1])]
            lines.append(escape_markdown(table.notes[-1]))
        parts.append("\n".join(lines))
    parts += [escape_markdown(text) for text in document.closing]
    return "\n\n".join(parts) + "\n"


def _markdown_rows(table: Table) -> list[str]:
    headings = [escape_markdown(column.heading) for column in table.columns]
    rules = ["---:" if column.kind in _RIGHT else "---" for column in table.columns]
    rows = [[escape_markdown(text) for text in row] for row in _cells(table)]
    return [f"| {' | '.join(row)} |" for row in [headings, rules, *rows]]


_MARKUP = str.maketrans({c: f"\\{c}" for c in "\\`*_[]|~$"} | {"<": "&lt;", "\n": " "})


def escape_markdown(text: str) -> str:
    r"""Escape what Markdown would read as markup inside a table cell.

    >>> escape_markdown("a|b_c * <d>")
    'a\\|b\\_c \\* &lt;d>'
    """
    return text.translate(_MARKUP)


def table_csv(table: Table) -> str:
    """Write a table as CSV with raw values; an interval becomes three columns, unknown is empty."""
    import csv

    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    header: list[str] = []
    for column in table.columns:
        if column.kind in INTERVALS:
            header += [column.key, f"{column.key}_low", f"{column.key}_high"]
        else:
            header.append(column.key)
    writer.writerow(header)
    for row in table.rows:
        cells: list[Any] = []
        for column, value in zip(table.columns, row, strict=True):
            if column.kind in INTERVALS:
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
