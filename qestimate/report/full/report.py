"""A report before any format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure

    from qestimate.catalog.references import Reference
    from qestimate.report.document import Document
    from qestimate.report.plots.style import Size


class Picture(NamedTuple):
    """A picture, and what it shows here."""

    key: str
    """Its name as a file, without an ending."""
    title: str
    caption: str
    """One sentence that explains it with the numbers of this run."""
    draw: Callable[[Size], Figure]


class Report(NamedTuple):
    """Everything that a reader needs to trust an answer, or to doubt it."""

    title: str
    answer: Document
    pictures: tuple[Picture, ...]
    assumptions: tuple[str, ...]
    """What nobody said, and what was taken instead."""
    sources: tuple[Reference, ...]
    made: str
    """How the report comes about again."""
