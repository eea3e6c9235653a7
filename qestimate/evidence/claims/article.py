"""Sentences of an article that hold figures, as statements that nobody has judged yet."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from qestimate.core.errors import FileError, ScenarioError
from qestimate.core.files import MIB, read_text, shown
from qestimate.core.records import NamedTuple
from qestimate.evidence.claims.kinds import kinds
from qestimate.evidence.claims.printed import PrintedFigure, printed_figures

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_ARTICLE = MIB
"""Size of an article. [bytes]"""

MAX_SENTENCE = 1000
"""Characters of a sentence; what is longer is a table or a list, and left out."""

MAX_STATEMENTS = 500
"""Sentences with figures that a file of statements is made of."""

HTML = (".html", ".htm", ".xhtml")
"""Endings of files whose tags are left out."""

WORDS = {
    "device-figure": r"fidelit|\berror|\bT[12]\b|coherence|qubit",
    "speed-up": r"times faster|\bfaster|speed",
    "baseline": r"% (?:better|higher|lower)|better than|outperform|improve",
    "energy": r"\benergy|\b[kMG]?Wh\b|\bpower\b|watt",
    "price": r"[$€£]|\bUSD\b|\bpric|\bcost|\bcheap|dollar|euro",
    "accuracy": r"\baccura",
    "job-time": r"\bhours?\b|\btook\b|\bminutes?\b|\bseconds?\b",
    "classical-time": r"\byears?\b|supercomputer",
    "on-chip": r"\bparameters?\b",
    "arithmetic": r"\bparameters?\b",
}
"""Words that suggest a kind of check."""

_SHORT = (
    "e.g i.e cf vs al resp dr prof mr mrs inc ltd corp u.s u.k "
    "jan feb mar apr jun jul aug sep sept oct nov dec"
)
"""Short forms whose point ends no sentence."""

_BEFORE_NUMBERS = "approx ca fig figs eq eqs sec secs ref refs tab no nos vol p pp"
"""Short forms whose point ends no sentence before a number."""

_END = re.compile(r"[.!?][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]*[A-Z0-9$€£])")
_BLOCKS = (
    "address article aside blockquote br caption dd div dl dt figcaption figure footer h1 h2 h3 h4 "
    "h5 h6 header hr li main nav ol p pre section table td th title tr ul"
)
"""Tags that begin and end a piece of text of its own."""

_UNSEEN = "noscript script style svg template"
"""Tags whose content no reader sees."""


class Sentence(NamedTuple):
    """A sentence with figures."""

    text: str
    """Word by word; ends of lines are spaces."""
    figures: tuple[PrintedFigure, ...]
    suggested: tuple[str, ...]
    """Kinds of checks that its words suggest."""


def read_article(path: Path) -> list[Sentence]:
    """Return the sentences with figures of a file of text or HTML.

    Raises:
        FileError: A file that is missing, too large or not UTF-8.
        ScenarioError: No sentence in it has a figure, or too many have one.
    """
    text = read_text(path, MAX_ARTICLE, FileError)
    if path.suffix.lower() in HTML:
        text = text_of_html(text)
    found = sentences(text)
    if not found:
        raise ScenarioError(
            f"{shown(path)}: no sentence has a figure", hint="--statement takes words"
        )
    if len(found) > MAX_STATEMENTS:
        raise ScenarioError(
            f"{shown(path)}: {len(found):,} sentences have figures, at most {MAX_STATEMENTS} are "
            "taken",
            hint="cut it to the part whose statements are in question",
        )
    return found


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text that have figures, each once.

    >>> [one.text for one in sentences("It is new. It took 4 hours, e.g. on Monday. Fine!")]
    ['It took 4 hours, e.g. on Monday.']
    """
    found = {
        one: Sentence(one, tuple(figures), suggested(one))
        for one in _split(text)
        if len(one) <= MAX_SENTENCE and (figures := printed_figures(one))
    }
    return list(found.values())


def suggested(text: str) -> tuple[str, ...]:
    """Return the kinds of checks, of those that there are, that words suggest.

    >>> suggested("a supercomputer would need 3.2 years")
    ('classical-time',)
    """
    return tuple(
        kind
        for kind, words in WORDS.items()
        if kind in kinds() and re.search(words, text, re.IGNORECASE)
    )


def text_of_html(page: str) -> str:
    r"""Return what a page shows as text, its blocks apart.

    >>> text_of_html("<p>It took <b>4</b>&nbsp;h.<script>x = 1</script><p>Fine.").split("\n\n")
    ['', 'It took 4\xa0h.', 'Fine.']
    """
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.pieces: list[str] = []
            self.unseen = ""

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            del attrs
            if tag in _UNSEEN.split() and not self.unseen:
                self.unseen = tag
            if tag in _BLOCKS.split():
                self.pieces.append("\n\n")

        def handle_endtag(self, tag: str) -> None:
            if tag == self.unseen:
                self.unseen = ""
            if tag in _BLOCKS.split():
                self.pieces.append("\n\n")

        def handle_data(self, data: str) -> None:
            if not self.unseen:
                self.pieces.append(data.replace("\n", " "))

    reader = Reader()
    reader.feed(page)
    reader.close()
    return "".join(reader.pieces)


def _split(text: str) -> Iterator[str]:
    """Yield the sentences of a text; an empty line ends one."""
    for block in re.split(r"\n[ \t\r]*\n", text):
        line = re.sub(r"[ \t\r\n\f\v]+", " ", block).strip()
        start = 0
        for end in _END.finditer(line):
            if _is_short(line, end.start(), line[end.end()]):
                continue
            yield line[start : end.end()].strip()
            start = end.end()
        if line[start:]:
            yield line[start:]


def _is_short(line: str, point: int, after: str) -> bool:
    """Whether the word before a point is a short form or an initial, or numbers a list."""
    if line[point] != ".":
        return False
    word = line[max(0, point - 12) : point].rpartition(" ")[2].lstrip("([\"'“‘")
    if len(word) == 1 and word.isupper():
        return True
    if word.isdigit() and point == len(word):
        return True
    return word.lower() in _SHORT.split() or (
        after.isdigit() and word.lower() in _BEFORE_NUMBERS.split()
    )
