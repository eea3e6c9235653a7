"""An answer that fits on one screen, as lines of text whose pieces say how they are meant."""

from __future__ import annotations

from functools import partial
from itertools import zip_longest
from textwrap import wrap as wrap_text
from typing import TYPE_CHECKING

from qestimate.report.document import EXTRA, groups
from qestimate.report.render.cells import cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from qestimate.report.document import Screen, Table, Tone

Piece = tuple[str, "Tone"]
Line = tuple[Piece, ...]

wrap = partial(wrap_text, break_on_hyphens=False)
"""Names with hyphens are typed as they stand."""

WIDEST = 100
"""Columns that sentences take at most."""

INDENT = "  "

MIN_ROOM = {"device": 10, "way": 14}
"""Columns of text that names take at least in a table."""


def screen_lines(screen: Screen, width: int) -> list[Line]:
    """Return the answer line by line.

    Args:
        screen: The answer.
        width: Columns of the terminal.
    """
    width = max(20, width)
    lines: list[Line] = [
        _plain(text, "strong") for text in wrap(screen.question, min(width, WIDEST))
    ]
    lines += [(), *_answer(screen, min(width, WIDEST)), ()]
    lines += _grid(screen, width)
    lines += [_plain(text, "faint") for note in screen.grid.notes for text in wrap(note, width)]
    lines.append(())
    for text in screen.closing:
        lines += [_plain(part) for part in wrap(text, min(width, WIDEST))]
    lines += [(), *_read_on(screen.read_on, width)]
    return lines


def screen_text(screen: Screen, width: int = 80) -> str:
    """Return the answer as plain text."""
    lines = ("".join(text for text, _ in line).rstrip() for line in screen_lines(screen, width))
    return "\n".join(lines) + "\n"


def _plain(text: str, tone: Tone = "") -> Line:
    return ((text, tone),)


def _answer(screen: Screen, width: int) -> Iterator[Line]:
    """Yield the answer, its word first."""
    first, *rest = wrap(screen.said, width)
    if first.startswith(screen.word):
        yield ((screen.word, screen.tone), (first[len(screen.word) :], ""))
    else:
        yield _plain(first, screen.tone)
    for line in rest:
        yield _plain(line)


def _grid(screen: Screen, width: int) -> Iterator[Line]:
    """Yield the rows as a table, or one below the other where they do not fit."""
    table = screen.grid
    if table.stacked:
        yield from _sentences(screen, min(width, WIDEST))
        return
    for gap, left_out in ((2, 0), (2, 1), (2, 2), (2, 3), (1, 3)):
        shown = [
            k
            for k, one in enumerate(table.columns)
            if one.key not in EXTRA[:left_out] and one.key != table.group
        ]
        room = {k: _width(table, k) for k in shown}
        spare = width - len(INDENT) - sum(room.values()) - gap * (len(shown) - 1)
        if gap == 1:  # names may take two lines
            for k in reversed(shown):
                least = MIN_ROOM.get(table.columns[k].key, room[k])
                taken = min(max(-spare, 0), max(room[k] - least, 0))
                room[k] -= taken
                spare += taken
        if spare >= 0:
            yield from _table(screen, room, " " * gap)
            return
    yield from _list(screen, width)


def _sentences(screen: Screen, width: int) -> Iterator[Line]:
    """Yield rows that are sentences: a number before them, a reason below."""
    tones = iter(screen.tones)
    for name, part in groups(screen.grid):
        of = [next(tones) for _ in part.rows]
        for text in wrap(name, width):
            yield _plain(text, of[0])
        for number, *sentences in part.rows:
            lead = f"{INDENT}{number!s:>2}  "
            for text in filter(None, map(str, sentences)):
                for line in wrap(text, width - len(lead)):
                    yield _plain(f"{lead}{line}", "" if text == sentences[0] else "faint")
                    lead = " " * len(lead)


def _width(table: Table, k: int) -> int:
    """Return the width of a column."""
    cells = [_cell(table, row, k) for row in table.rows]
    return max(len(text) for text in (table.columns[k].heading, *cells))


def _cell(table: Table, row: Sequence[object], k: int) -> str:
    return cell(table.columns[k].kind, row[k])  # type: ignore[arg-type]  # a cell of this column


def _table(screen: Screen, room: Mapping[int, int], gap: str) -> Iterator[Line]:
    """Yield the rows as a table; a cell that is longer than its room goes on below."""
    table = screen.grid

    def line(texts: Sequence[str], tone: Tone, last: Tone) -> Iterator[Line]:
        cells = [wrap(text, room[k]) for k, text in zip(room, texts, strict=True)]
        for parts in zip_longest(*cells, fillvalue=""):
            padded = [
                part.rjust(room[k]) if table.columns[k].kind == "written" else part.ljust(room[k])
                for k, part in zip(room, parts, strict=True)
            ]
            yield ((INDENT + gap.join(padded[:-1]) + gap, tone), (padded[-1].rstrip(), last))

    yield from line([table.columns[k].heading for k in room], "faint", "faint")
    shift = 1 if table.group else 0
    tones = iter(screen.tones)
    for name, part in groups(table):
        if name:
            yield _plain(name, "strong")
        for row in part.rows:
            yield from line([_cell(part, row, k - shift) for k in room], "", next(tones))


def _list(screen: Screen, width: int) -> Iterator[Line]:
    """Yield each row as a line with its verdict, and its figures below."""
    tones = iter(screen.tones)
    for name, part in groups(screen.grid):
        yield from (_plain(text, "strong") for text in wrap(name, width))
        for row in part.rows:
            cells = {c.key: _cell(part, row, k) for k, c in enumerate(part.columns)}
            way = cells["way"] if screen.grid.group else f"{cells['device']}, {cells['way']}"
            *above, last = wrap(f"{way}:", width - len(INDENT) - len(cells["status"]) - 1)
            yield from (_plain(f"{INDENT}{text}") for text in above)
            yield ((f"{INDENT}{last} ", ""), (cells["status"], next(tones)))
            figures = ", ".join(
                f"{column.heading} {cells[column.key]}"
                for column in part.columns
                if column.kind == "written"
            )
            for text in wrap(figures, width - 4):
                yield _plain(f"    {text}", "")


def _read_on(commands: Sequence[tuple[str, str]], width: int) -> Iterator[Line]:
    """Yield the commands, as many on a line as there is room for."""
    lead = "Read on:  "
    if any(len(lead) + len(command) + 2 + len(what) > width for command, what in commands):
        yield _plain(lead.rstrip())
        for command, what in commands:
            yield _plain(f"{INDENT}{command}", "command")
            yield from (_plain(f"{INDENT * 2}{text}") for text in wrap(what, width - 4))
        return
    line: list[Piece] = [(lead, "")]
    used = len(lead)
    for command, what in commands:
        needed = len(command) + 2 + len(what)
        if used > len(lead) and used + 3 + needed > width:
            yield tuple(line)
            line, used = [(" " * len(lead), "")], len(lead)
        if used > len(lead):
            line.append(("   ", ""))
        line += [(command, "command"), (f"  {what}", "")]
        used += needed + 3
    yield tuple(line)
