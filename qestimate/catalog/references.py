"""The bibliography: what a source's key stands for."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from qestimate.catalog.files import MAX_BYTES, layers
from qestimate.core.errors import CatalogError
from qestimate.core.files import is_file, read_text
from qestimate.core.records import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from bibtexparser.library import Library

REFERENCES = "references.bib"

_MARKUP = re.compile(r"[{}\\]")


class Reference(NamedTuple):
    """One entry of the bibliography."""

    key: str
    title: str
    authors: str
    year: str
    link: str
    """Address, or doi; empty if the entry has neither."""
    license: str = ""
    """Under which its data are given; *none stated* where that was looked for in vain, empty where
    it was not looked for."""

    @property
    def address(self) -> str:
        """Where it is on the web; empty if that is not known.

        >>> Reference("k-2025", "A title", "A. One", "2025", "doi:10.1/x").address
        'https://doi.org/10.1/x'
        """
        doi = self.link.removeprefix("doi:")
        if doi != self.link:
            return f"https://doi.org/{doi}"
        return self.link if self.link.startswith(("https://", "http://")) else ""

    @property
    def words(self) -> str:
        """Who, what and when, as a bibliography has it.

        >>> Reference("k-2025", "A title", "A. One", "2025", "https://x.org").words
        'A. One. A title. 2025.'
        """
        parts = [part.rstrip(".") for part in (self.authors, self.title, self.year) if part]
        return ". ".join(parts) + "." if parts else self.key


def read_library(path: Path) -> Library:
    """Return a bibliography as its parser gives it.

    Raises:
        CatalogError: The file cannot be read.
    """
    from bibtexparser.entrypoint import parse_string

    return parse_string(read_text(path, MAX_BYTES, CatalogError))


def references(root: Path | None = None) -> dict[str, Reference]:
    """Return the entries of a catalogue's bibliography by key.

    Args:
        root: Of one catalogue; None for all layers, of which the first that has a key counts.

    >>> references()["newcombe-1998"].year
    '1998'
    """
    roots = reversed(layers()) if root is None else (root,)
    found: dict[str, Reference] = {}
    for path in (one / REFERENCES for one in roots):
        if is_file(path) or root is not None:
            found |= _references(path)
    return found


def _references(path: Path) -> Mapping[str, Reference]:
    """Return the entries of a file; they are kept until it changes, for parsing takes long."""
    try:
        state = path.stat()
    except OSError:
        return _parsed(path, 0, 0)
    return _parsed(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=8)
def _parsed(path: Path, _changed: int, _size: int) -> Mapping[str, Reference]:
    found = {}
    for entry in read_library(path).entries:
        fields = {name: _MARKUP.sub("", str(f.value)) for name, f in entry.fields_dict.items()}
        found[entry.key] = Reference(
            entry.key,
            fields.get("title", ""),
            fields.get("author", ""),
            fields.get("year", "") or fields.get("date", "")[:4],
            _link(fields),
            fields.get("license", ""),
        )
    return found


def _link(fields: Mapping[str, str]) -> str:
    """Return the address of an entry, else its doi, else that of its preprint."""
    if url := fields.get("url"):
        return url
    if "doi" in fields:
        return f"doi:{fields['doi']}"
    eprint = fields.get("eprint", "")
    return f"https://arxiv.org/abs/{eprint}" if re.match(r"^\d{4}\.\d{4,5}", eprint) else ""


def license_of(key: str) -> str:
    """Return the licence of a source; empty for one that is in no bibliography.

    >>> license_of("metriq-data")
    'CC-BY-4.0'
    """
    return _licenses(tuple(reversed(layers()))).get(key, "")


@lru_cache(maxsize=4)
def _licenses(roots: tuple[Path, ...]) -> dict[str, str]:
    """Return the licences of all sources; parsing a bibliography takes longer than a run does."""
    known: dict[str, str] = {}
    for path in (root / REFERENCES for root in roots):
        if is_file(path):
            known |= {key: one.license for key, one in _references(path).items()}
    return known
