"""Text and tables for LaTeX: escaped, cited, cut to the width of a page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple
from qestimate.report.document import EXTRA, groups
from qestimate.report.render.cells import RIGHT, cell, cells_of, fit, sizes, split, tamed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from qestimate.report.document import Column, Table, Value

COLUMNS = 88
"""Letters in the small print of a table that fit a page of an article."""

NARROW = 50
"""Letters up to which a table has room in one of two columns."""

TALL = 40
"""Lines of a table that fit a page beside its title and its notes."""

SHORT_NOTES = 500
"""Letters of notes that stay with a table; longer ones follow as a paragraph."""

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
    "\N{NO-BREAK SPACE}": "~",
    "−": r"\(-\)",
    "…": r"\ldots{}",
    "–": r"\textendash{}",
    "—": r"\textemdash{}",
    "‘": r"\textquoteleft{}",
    "’": r"\textquoteright{}",
    "“": r"\textquotedblleft{}",
    "”": r"\textquotedblright{}",
    "•": r"\textbullet{}",
    "€": r"\texteuro{}",
    "─": r"\textendash{}",
    **{
        sign: rf"\(\{name}\)"
        for sign, name in {
            "×": "times", "→": "to", "←": "leftarrow", "≥": "ge", "≤": "le", "∞": "infty",
            "·": "cdot", "±": "pm", "≈": "approx", "≠": "neq", "√": "surd", "⟨": "langle",
            "⟩": "rangle", "⊗": "otimes", "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta",
            "ε": "varepsilon", "η": "eta", "θ": "theta", "λ": "lambda", "μ": "mu", "π": "pi",
            "ρ": "rho", "σ": "sigma", "φ": "varphi", "ψ": "psi", "ω": "omega", "Δ": "Delta",
        }.items()
    },
    **{
        raised: rf"\textsuperscript{{{plain}}}"
        for raised, plain in zip("⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ⁻", "0123456789n-", strict=True)
    },
}  # fmt: skip

LAST_LETTER = 0x17F
"""Last code point that pdflatex writes without being told how; later ones become a question mark
unless _LATEX has them."""

_AS_TYPED = _LATEX | {
    "'": r"\textquotesingle{}",
    '"': r"\textquotedbl{}",
    "`": r"\textasciigrave{}",
    "-": "-{}",
    ",": ",{}",
}

_POWER = re.compile(r"^(\d(\.\d+)?e|10\^)-?\d{1,3}[,.;]?$")
"""One digit before the point: other strings like it are names of commits."""

_NUMBER = re.compile(r"^[+-]?(\d[\d,]*(\.\d+)?)?(e[+-]?\d{1,3})?$")

_PIECES = re.compile(r"(\s|[<⟨][XYZ]+[>⟩])")
"""Between words: space, and expectation values."""

LONG_WORD = 16
"""Letters of a name from which on it may be broken at a slash, a dot or an underscore."""


def escape_latex(text: str) -> str:
    r"""Escape what LaTeX would read as a command.

    >>> print(escape_latex("50 % of a_b & {c}, at 1e9 and <Z>"))
    50~\% of a\_b \& \{c\}, at \num{1e9} and $\langle Z\rangle$
    """
    whole = tamed(text).replace(" %", "\N{NO-BREAK SPACE}%")
    return "".join(_piece(word) for word in _PIECES.split(whole))


def _piece(word: str) -> str:
    if re.fullmatch("[<⟨][XYZ]+[>⟩]", word):
        return rf"$\langle {word[1:-1]}\rangle$"
    if _POWER.match(word):
        return _power(word)
    said = "".join(map(_letter, word)).replace("--", "-{}-")
    if len(word) < LONG_WORD:
        return said
    return re.sub(r"(/|\\_|\.(?=\w))", r"\1\\allowbreak{}", said)


def _letter(character: str) -> str:
    if character in _LATEX:
        return _LATEX[character]
    return character if ord(character) <= LAST_LETTER else "?"


def _power(word: str) -> str:
    """Write a number with an exponent, and what punctuation follows it."""
    number = word.rstrip(",.;")
    return rf"\num{{{number.replace('10^', 'e')}}}{word[len(number) :]}"


def as_typed(text: str) -> str:
    r"""Escape a command so that every letter of it is printed as it was typed.

    >>> print(as_typed("qestimate model --params 1e9 -m 'a_b'"))
    qestimate model -{}-{}params 1e9 -{}m \textquotesingle{}a\_b\textquotesingle{}
    """
    said = "".join(
        _AS_TYPED.get(one, one if ord(one) <= LAST_LETTER else "?") for one in text
    )  # no number is set as one
    return re.sub(r" (?= )", r"\\ ", said)


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
    words = re.split(r"(\s|\[|\]|, |\$)", cell(column.kind, value).replace("10^", "e"))
    return "".join(
        rf"\num{{{word.replace(',', '')}}}" if word and _NUMBER.match(word) else escape_latex(word)
        for word in words
    )


class TexBlock(NamedTuple):
    """A piece of a table that fits the width of a page, with everything in it escaped."""

    title: str
    label: str
    wide: bool
    """Whether it takes both columns of a page that has two."""
    align: str
    """Of the columns, as tabular takes it."""
    headings: tuple[str, ...]
    parts: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    """Rows by the group that they belong to."""
    notes: tuple[str, ...]
    notes_inside: bool
    """Whether the notes are short enough to stand in the same float."""
    n_lines: int
    """About as many lines as its rows take."""


def tex_blocks(
    table: Table,
    title: str,
    label: str,
    columns: int = COLUMNS,
    tall: int | None = TALL,
    escape: Callable[[str], str] = escape_latex,
) -> list[TexBlock]:
    """Return a table in pieces that fit a page.

    Args:
        table: What to write.
        title: Above it.
        label: For references to it; further pieces have a number behind it.
        columns: Letters that fit a line.
        tall: Lines that fit a page; None where a table may run over several pages.
        escape: How text is written.
    """
    cells = cells_of(table)
    keys = [column.key for column in table.columns]
    grouped = keys.index(table.group) if table.group in keys else None
    shown = [i for i in range(len(keys)) if i != grouped]
    measured = [[_as_set(text) for text in row] for row in cells]
    if table.key == "answer":
        shown = _without_extra(table, measured, shown, columns)
    blocks: list[TexBlock] = []
    for block in split(table, measured, shown, columns):
        widths, right = sizes(table, measured, block)
        fit(widths, right, columns)
        used = sum(widths) + 2 * (len(widths) - 1)
        full = [max((len(row[i]) for row in measured), default=0) for i in block]
        align = "".join(
            _column(table.columns[i], room, room < longest, columns)
            for i, room, longest in zip(block, widths, full, strict=True)
        )
        if any(table.columns[i].kind == "math" for i in block):
            used = columns
        for rows, lines in _pages(measured, grouped, block, widths, tall):
            number = len(blocks)
            blocks.append(
                TexBlock(
                    escape(f"{title}, more of it" if number else title),
                    f"{label}-{number + 1}" if number else label,
                    used > NARROW,
                    align,
                    tuple(escape(table.columns[i].heading) for i in block),
                    tuple(_parts(table, cells, grouped, block, rows, escape)),
                    (),
                    False,
                    lines,
                )
            )
    notes = tuple(escape(note) for note in table.notes)
    inside = sum(map(len, table.notes)) <= SHORT_NOTES
    blocks[-1] = blocks[-1]._replace(notes=notes, notes_inside=inside)
    return blocks


def _without_extra(
    table: Table, cells: list[list[str]], shown: list[int], columns: int
) -> list[int]:
    """Return the columns of a short answer that fit side by side."""
    for key in EXTRA:
        if sum(1 for _ in split(table, cells, shown, columns)) == 1:
            break
        shown = [i for i in shown if table.columns[i].key != key]
    return shown


def _as_set(text: str) -> str:
    """Return a text about as long as it is when numbers are set as powers of ten."""
    return re.sub(r"(?<=\d)e(?=-?\d)", " x 1", text)


def _column(column: Column, room: int, wrapped: bool, columns: int) -> str:
    """Return the alignment of a column; one of sentences is wrapped."""
    if wrapped:
        return rf">{{\raggedright\arraybackslash}}p{{{room / columns:.3f}\linewidth}}"
    return "r" if column.kind in RIGHT else "l"


def _pages(
    cells: Sequence[Sequence[str]],
    grouped: int | None,
    block: Sequence[int],
    widths: Sequence[int],
    tall: int | None,
) -> Iterator[tuple[list[int], int]]:
    """Yield the rows of each page, and about as many lines as they take."""
    page: list[int] = []
    filled, last = 0, None
    for k, row in enumerate(cells):
        lines = max(-(-len(row[i]) // room) for i, room in zip(block, widths, strict=True)) or 1
        name = None if grouped is None else row[grouped]
        lines += name != last
        if tall is not None and page and filled + lines > tall:
            yield page, filled
            page, filled = [], int(name is not None)
        page.append(k)
        filled, last = filled + lines, name
    yield page, filled


def _parts(
    table: Table,
    cells: Sequence[Sequence[str]],
    grouped: int | None,
    block: Sequence[int],
    rows: Sequence[int],
    escape: Callable[[str], str],
) -> Iterator[tuple[str, tuple[tuple[str, ...], ...]]]:
    """Yield the rows of a page by their groups."""
    found: list[tuple[str, list[tuple[str, ...]]]] = []
    for k in rows:
        name = "" if grouped is None else escape(cells[k][grouped])
        if not found or found[-1][0] != name:
            found.append((name, []))
        found[-1][1].append(
            tuple(tex_cell(table.columns[i], table.rows[k][i], escape) for i in block)
        )
    yield from ((name, tuple(those)) for name, those in found)


def tex_cell(column: Column, value: Value, escape: Callable[[str], str] = escape_latex) -> str:
    """Write a cell; its text as ``escape`` writes it."""
    if column.kind == "text":
        return escape(cell(column.kind, value))
    return latex_cell(column, value)


def stacked_parts(table: Table) -> list[tuple[str, Table]]:
    """Return a table by its groups, or as it is."""
    return groups(table) or [("", table)]
