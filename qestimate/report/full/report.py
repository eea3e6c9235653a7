"""A report before any format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from matplotlib.figure import Figure

    from qestimate.catalog.references import Reference
    from qestimate.report.document import Table, Tone
    from qestimate.report.plots.style import Size


class Picture(NamedTuple):
    """A picture, and what it shows here."""

    key: str
    """Its name as a file, without an ending."""
    title: str
    """What it answers, in plain words."""
    caption: str
    """Sentences that explain it with the numbers of this run."""
    draw: Callable[[Size], Figure]


class Front(NamedTuple):
    """The first page: what was asked, and what the answer is."""

    word: str
    """The answer in a word or two."""
    tone: Tone
    answer: str
    """The sentences behind the word."""
    grid: Table
    picture: Picture | None
    remarks: tuple[str, ...]
    assumed: tuple[str, ...]
    """What nobody said, and what was taken instead: the most important of it."""
    about: str = ""
    """What the question is about, where it does not say so itself."""


class Terms(NamedTuple):
    """Names with what each means."""

    title: str
    entries: tuple[tuple[str, str], ...]


class Section(NamedTuple):
    """A chapter: tables beside the pictures that show the same."""

    key: str
    """Its name in links and labels."""
    title: str
    text: tuple[str, ...] = ()
    terms: tuple[Terms, ...] = ()
    tables: tuple[Table, ...] = ()
    pictures: tuple[Picture, ...] = ()
    lines: tuple[str, ...] = ()
    """A list."""


class Report(NamedTuple):
    """Everything that a reader needs to trust an answer, or to doubt it."""

    title: str
    """What was asked."""
    front: Front
    sections: tuple[Section, ...]
    sources: tuple[Reference, ...]
    """In the order of their numbers."""
    made: str
    """Version and catalogue."""
    command: str
    """That was typed, word for word."""

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Every picture, in order."""
        first = () if self.front.picture is None else (self.front.picture,)
        return (*first, *(one for section in self.sections for one in section.pictures))

    @property
    def tables(self) -> tuple[Table, ...]:
        """Every table behind the first page, in order."""
        return tuple(table for section in self.sections for table in section.tables)


Chapter = tuple[str, str, tuple[str, ...], tuple[str, ...], str]
"""Key, title, tables, starts of the names of pictures, and a sentence."""


def sections_of(
    chapters: Iterable[Chapter], tables: Mapping[str, Table], pictures: Sequence[Picture]
) -> list[Section]:
    """Return the chapters of which there is a table, each with the pictures that belong to it."""
    return [
        Section(
            key,
            title,
            (text,),
            tables=tuple(tables[name] for name in names if name in tables),
            pictures=tuple(one for one in pictures if one.key.startswith(drawings)),
        )
        for key, title, names, drawings, text in chapters
        if any(name in tables for name in names)
    ]
