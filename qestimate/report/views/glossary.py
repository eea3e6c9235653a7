"""The glossary as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qestimate.report.document import Column, Document, Table

if TYPE_CHECKING:
    from collections.abc import Mapping


def glossary_document(terms: Mapping[str, str]) -> Document:
    """Return terms and what they mean.

    >>> glossary_document({"width": "How many qubits a circuit takes."}).tables[0].rows
    (('width', 'How many qubits a circuit takes.'),)
    """
    columns = (Column("term", "term"), Column("meaning", "meaning"))
    return Document("glossary", "", (Table("terms", "Terms", columns, tuple(terms.items())),))
