"""Texts with their comments and strings blanked, so that what is found in them is program."""

from __future__ import annotations

import re

_COMMENT = re.compile(r'//[^\n]*|/\*.*?(?:\*/|\Z)|"[^"\n]*"|\'[^\'\n]*\'', re.DOTALL)
_NOT_LINE = re.compile(r"[^\n]")
_WORD = re.compile(r"[^\W\d]\w*")


def without_comments(text: str, *, strings: bool = True) -> str:
    r"""Return a text of the same length and lines in which comments are blanks.

    Args:
        text: A program.
        strings: Whether what stands in quotes is blanked, too.

    >>> without_comments('x q; // "y"\n"z" /* \n */')
    'x q;       \n       \n   '
    """

    def blank(found: re.Match[str]) -> str:
        said = found[0]
        if said[0] in "\"'" and not strings:
            return said
        return _NOT_LINE.sub(" ", said)

    return _COMMENT.sub(blank, text)


def renamed(text: str, names: dict[str, str]) -> str:
    """Return a program with some words changed, wherever they are no comment or string.

    >>> renamed('gate cu a { cu1 a; } cu q; // cu', {"cu": "my_cu"})
    'gate my_cu a { cu1 a; } my_cu q; // cu'
    """
    if not names:
        return text
    bare = without_comments(text)
    parts, at = [], 0
    for found in _WORD.finditer(bare):
        if found[0] in names:
            parts += [text[at : found.start()], names[found[0]]]
            at = found.end()
    return "".join([*parts, text[at:]])


def line_of(text: str, place: int) -> int:
    r"""Return the line of a place in a text, from 1.

    >>> line_of("a\nb", 2)
    2
    """
    return text.count("\n", 0, place) + 1
