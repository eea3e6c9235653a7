"""An answer that fits on one screen, as lines of text whose pieces say how they are meant."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from qestimate.report.document import EXTRA, groups
from qestimate.report.render.cells import cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from qestimate.report.document import Screen, Table, Tone

Piece = tuple[str, "Tone"]
Line = tuple[Piece, ...]

WIDEST = 100
"""Columns that sentences take at most."""

INDENT = "  "


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
        keys = [column.key for column in table.columns if column.key not in EXTRA[:left_out]]
        room = _widths(table, keys)
        if len(INDENT) + sum(room) + gap * (len(room) - 1) <= width:
            yield from _table(screen, keys, room, " " * gap)
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
                    yield _plain(f"{lead}{line}", "" if lead.strip() or text else "faint")
                    lead = " " * len(lead)


def _widths(table: Table, keys: Sequence[str]) -> list[int]:
    """Return the width of each column but the device's."""
    at = [k for k, one in enumerate(table.columns) if one.key in keys and one.key != table.group]
    return [
        max(len(table.columns[k].heading), *(len(_cell(table, row, k)) for row in table.rows))
        if table.rows
        else len(table.columns[k].heading)
        for k in at
    ]


def _cell(table: Table, row: Sequence[object], k: int) -> str:
    return cell(table.columns[k].kind, row[k])  # type: ignore[arg-type]  # a cell of this column


def _table(screen: Screen, keys: Sequence[str], room: Sequence[int], gap: str) -> Iterator[Line]:
    table = screen.grid
    shown = [c for c in table.columns if c.key in keys and c.key != table.group]

    def line(texts: Sequence[str], tone: Tone, last: Tone) -> Line:
        padded = [
            text.rjust(wide) if column.kind == "written" else text.ljust(wide)
            for text, wide, column in zip(texts, room, shown, strict=True)
        ]
        return ((INDENT + gap.join(padded[:-1]) + gap, tone), (padded[-1].rstrip(), last))

    yield line([column.heading for column in shown], "faint", "faint")
    tones = iter(screen.tones)
    for name, part in groups(table):
        yield _plain(name, "strong")
        at = [k for k, one in enumerate(part.columns) if one.key in keys]
        for row in part.rows:
            yield line([_cell(part, row, k) for k in at], "", next(tones))


def _list(screen: Screen, width: int) -> Iterator[Line]:
    """Yield each row as a line with its verdict, and its figures below."""
    tones = iter(screen.tones)
    for name, part in groups(screen.grid):
        for text in wrap(name, width):
            yield _plain(text, "strong")
        for row in part.rows:
            cells = {c.key: _cell(part, row, k) for k, c in enumerate(part.columns)}
            yield ((f"{INDENT}{cells['way']}: ", ""), (cells["status"], next(tones)))
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
