"""LaTeX and HTML through Jinja2 templates that lie beside this file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from qestimate.report.document import groups
from qestimate.report.render.cells import cell

if TYPE_CHECKING:
    from qestimate.report.document import Column, Document, Kind, Table, Value

_LATEX = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "µ": r"\textmu{}",
    "×": r"\(\times\)",
    "→": r"\(\to\)",
    "≥": r"\(\ge\)",
    "≤": r"\(\le\)",
    "∞": r"\(\infty\)",
    "−": r"\(-\)",
    "…": r"\ldots{}",
    "θ": r"\(\theta\)",
    "–": r"\textendash{}",
    "·": r"\(\cdot\)",
    "±": r"\(\pm\)",
    **{
        raised: rf"\textsuperscript{{{plain}}}"
        for raised, plain in zip("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ", "0123456789n", strict=True)
    },
}

TEX_MARKUP = {
    "block_start_string": "<%",
    "block_end_string": "%>",
    "variable_start_string": "<<",
    "variable_end_string": ">>",
    "comment_start_string": "<#",
    "comment_end_string": "#>",
}
"""Braces belong to LaTeX."""

_POWER = re.compile(r"^(\d+(\.\d+)?e|10\^)-?\d+[,.;]?$")

_NUMBER = re.compile(r"^[+-]?\d[\d,]*(\.\d+)?(e[+-]?\d+)?$")


def escape_latex(text: str) -> str:
    r"""Escape what LaTeX would read as a command.

    >>> print(escape_latex("50 % of a_b & {c}"))
    50 \% of a\_b \& \{c\}
    """
    words = re.split(r"(\s)", text)
    return "".join(
        _power(word)
        if _POWER.match(word)
        else "".join(_LATEX.get(character, character) for character in word).replace("--", "-{}-")
        for word in words
    )


def _power(word: str) -> str:
    """Write a number with an exponent, and what punctuation follows it."""
    number = word.rstrip(",.;")
    return rf"\num{{{number.replace('10^', '1e')}}}{word[len(number) :]}"


def latex_cell(column: Column, value: Value) -> str:
    r"""Write a cell for LaTeX, each number in siunitx's ``\num``.

    >>> from qestimate.report.document import Column
    >>> print(latex_cell(Column("n", "gates", "count"), 98046), latex_cell(Column("x", "x"), "a_b"))
    \num{98046} a\_b
    """
    if column.kind == "math":
        return rf"\({value}\)"
    if column.kind == "text":
        return escape_latex(cell(column.kind, value))
    if isinstance(value, int) and (column.kind == "exact" or abs(value) < 10**7):
        return rf"\num{{{value}}}"
    words = re.split(r"(\s|\[|\]|, |\$)", cell(column.kind, value).replace("10^", "1e"))
    return "".join(
        rf"\num{{{word.replace(',', '')}}}" if _NUMBER.match(word) else escape_latex(word)
        for word in words
    )


def _unbroken(kind: Kind, value: Value) -> str:
    """Write a cell as text in which a percent sign stays with its number."""
    return cell(kind, value).replace(" %", "\N{NO-BREAK SPACE}%")


LONG = 60
"""Characters of a text cell from which on its column is wrapped."""


def _align(column: Column, table: Table) -> str:
    """Return the alignment of a LaTeX column; one of sentences is wrapped."""
    if column.kind not in ("text", "math"):
        return "r"
    longest = _longest(column, table)
    if longest <= LONG:
        return "l"
    width = "4.5cm" if longest <= 2 * LONG else "9cm"
    return rf">{{\raggedright\arraybackslash}}p{{{width}}}"


def _longest(column: Column, table: Table) -> int:
    """Return the length of the longest text in a column."""
    at = table.columns.index(column)
    texts = (row[at] for row in table.rows)
    return max((len(text) for text in texts if isinstance(text, str)), default=0)


def _wraps(table: Table) -> bool:
    """Whether a column of sentences is among those of a table."""
    return any(c.kind == "text" and _longest(c, table) > LONG for c in table.columns)


def _parts(table: Table) -> list[tuple[str, Table]]:
    """Return a table by its groups, or as it is."""
    return groups(table) or [("", table)]


def fill_template(document: Document, fmt: str) -> str:
    """Return the document in ``latex``, ``html`` or ``html-fragment``."""
    latex = fmt == "latex"
    markup: dict[str, Any] = TEX_MARKUP if latex else {}
    environment = Environment(  # LaTeX is escaped by the filters tex and texcell
        loader=PackageLoader("qestimate.report.render", "templates"),
        undefined=StrictUndefined,
        autoescape=not latex,  # noqa: S701  # LaTeX is escaped by the filters tex and texcell
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        **markup,
    )
    environment.filters.update(tex=escape_latex, texcell=latex_cell, align=_align, plain=_unbroken)
    environment.globals.update(zip=zip, parts=_parts, wraps=_wraps)
    if fmt == "html":
        fragment = environment.get_template("fragment.html.j2").render(document=document)
        page = environment.get_template("page.html.j2")
        return page.render(document=document, body=Markup(fragment))  # noqa: S704  # escaped above
    name = "document.tex.j2" if latex else "fragment.html.j2"
    return environment.get_template(name).render(document=document)
