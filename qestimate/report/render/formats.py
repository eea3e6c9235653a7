"""Write a document in a format.

Text, Markdown and CSV are written here, since they are on the path of the main command; LaTeX
and HTML through templates.
"""

from __future__ import annotations

from io import StringIO
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from qestimate.core.cells import safe_cell
from qestimate.core.errors import UnknownNameError
from qestimate.core.quantity import Interval
from qestimate.report.document import INTERVALS, groups, joined
from qestimate.report.render.cells import RIGHT, cells_of, fit, sizes, split, tamed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qestimate.report.document import Document, Table, Value

FORMATS = ("text", "md", "latex", "html", "csv", "json")

WIDTH = 120
"""Columns of plain text where no terminal says otherwise."""

FAINT = "\ue000"
"""What a line of plain text begins with that matters less, where such lines are to be told."""


def render(document: Document, fmt: str, width: int = WIDTH, faint: str = "") -> str:
    """Return the document in a format, ending in one newline.

    Args:
        document: What to write.
        fmt: One of FORMATS but json, or html-fragment.
        width: Columns that plain text is fitted to.
        faint: What lines of plain text begin with that matter less; see ``FAINT``.

    Raises:
        UnknownNameError: No such format.
    """
    if fmt == "csv":
        return "\n".join(table_csv(table) for table in document.tables)
    document = readable(document)
    if fmt == "text":
        return _text(document, width, faint)
    if fmt == "md":
        return _markdown(document)
    if fmt in ("latex", "html", "html-fragment"):
        from qestimate.report.render.templates import fill_template

        return fill_template(document, fmt)
    raise UnknownNameError("format", fmt, FORMATS)


def readable(document: Document) -> Document:
    """Return a document for people: equal rows as one, no number that is too large to mean much."""
    return document._replace(
        conclusion=tamed(document.conclusion),
        tables=tuple(
            joined(table)._replace(notes=tuple(tamed(note) for note in table.notes))
            for table in document.tables
        ),
        closing=tuple(tamed(text) for text in document.closing),
    )


def _text(document: Document, width: int, faint: str = "") -> str:
    """Plain text: columns aligned by spaces, one rule under the headings."""
    from textwrap import fill  # not on the path of the other formats

    parts = [fill(document.title, min(width, 100))] if document.headed else []
    parts += [fill(document.conclusion, min(width, 100))] if document.conclusion else []
    parts += [
        _stacked(table, width) if table.stacked else _text_table(table, width, faint)
        for table in document.tables
    ]
    if document.closing:
        parts.append("\n".join(fill(text, min(width, 100)) for text in document.closing))
    return "\n\n".join(parts) + "\n"


def _text_table(table: Table, width: int, faint: str = "") -> str:
    """Write a table; the columns that do not fit follow below, each row named again."""
    from textwrap import wrap

    cells = cells_of(table)
    keys = [column.key for column in table.columns]
    grouped = keys.index(table.group) if table.group in keys else None
    shown = [i for i in range(len(keys)) if i != grouped]
    above = [None if grouped is None else row[grouped] for row in cells]
    written = wrap(table.title, width)
    again = f"{table.title}, more of it".removeprefix(", ")
    for number, part in enumerate(split(table, cells, shown, width)):
        written += ["", *wrap(again, width)] if number else []
        written += _block(table, part, cells, above, width, faint)
    return "\n".join([*written, *_notes(table.notes, width)])


def _block(
    table: Table,
    shown: list[int],
    cells: list[list[str]],
    above: list[str | None],
    width: int,
    faint: str = "",
) -> Iterator[str]:
    """Yield headings, a rule, and the rows of some columns."""
    from textwrap import wrap

    widths, right = sizes(table, cells, shown)
    fit(widths, right, width)

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

    yield from lines([table.columns[i].heading for i in shown])
    yield "  ".join("─" * room for room in widths)
    last = None
    for number, (name, row) in enumerate(zip(above, cells, strict=True)):
        if name is not None and name != last:
            last = name
            yield from wrap(name if ":" in name else f"{name}:", min(width, 100))
        mark = faint if number in table.faint else ""
        yield from (f"{mark}{line}" for line in lines([row[i] for i in shown]))


def _notes(notes: tuple[str, ...], width: int) -> Iterator[str]:
    """Yield the notes of a table, numbered where there are several."""
    from textwrap import wrap

    for number, note in enumerate(notes, 1):
        head = f"  {number}  " if len(notes) > 1 else "  "
        yield from wrap(
            note, min(width, 100), initial_indent=head, subsequent_indent=" " * len(head)
        )


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
        below = part.columns[2:]
        room = max(len(column.heading) for column in below) + 2
        for cells in cells_of(part):
            written += wrap(": ".join(cells[:2]), min(width, 100), subsequent_indent="  ")
            for column, text in zip(below, cells[2:], strict=True):
                head = f"    {column.heading:<{room}}"
                written += wrap(
                    text,
                    min(width, 100),
                    initial_indent=head,
                    subsequent_indent=" " * len(head),
                )
    return "\n".join([*written, *_notes(table.notes, width)])


def _markdown(document: Document) -> str:
    """Pipe tables with aligned columns; nothing in a cell can end it."""
    parts = [f"**{escape_markdown(document.conclusion)}**"] if document.conclusion else []
    if document.headed:
        parts = [f"**{escape_markdown(document.title)}**", escape_markdown(document.conclusion)]
    for table in document.tables:
        lines = [f"### {escape_markdown(table.title)}", ""] if table.title else []
        if table.stacked and table.group:
            for name, part in groups(table):
                lines += [f"**{escape_markdown(name)}**", "", *_markdown_rows(part), ""]
            lines.pop()
        elif document.headed and table.group:
            lines += _grouped_rows(table)
        else:
            lines += _markdown_rows(table)
        if len(table.notes) > 1:
            lines.append("")
            lines += [f"{n}. {escape_markdown(note)}" for n, note in enumerate(table.notes, 1)]
        elif table.notes:
            lines += ["", escape_markdown(table.notes[0])]
        parts.append("\n".join(lines))
    parts += [escape_markdown(text) for text in document.closing]
    return "\n\n".join(parts) + "\n"


def _markdown_rows(table: Table) -> list[str]:
    headings = [escape_markdown(column.heading) for column in table.columns]
    rules = ["---:" if column.kind in RIGHT else "---" for column in table.columns]
    rows = [[escape_markdown(text) for text in row] for row in cells_of(table)]
    return [f"| {' | '.join(row)} |" for row in [headings, rules, *rows]]


def _grouped_rows(table: Table) -> list[str]:
    """Return the rows of a table with its groups as rows of their own."""
    lines: list[str] = []
    for name, part in groups(table):
        head = _markdown_rows(part)
        empty = " |" * (len(part.columns) - 1)
        lines += [
            *([] if lines else head[:2]),
            f"| **{escape_markdown(name)}** |{empty}",
            *head[2:],
        ]
    return lines


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
    return safe_cell(value) if isinstance(value, str) else value
