"""From results to documents, and from documents to text, Markdown, LaTeX, HTML and CSV."""

from qestimate.report.documents import estimate_document, model_document
from qestimate.report.formats import FORMATS, render
from qestimate.report.table import Column, Document, Table

__all__ = [
    "FORMATS",
    "Column",
    "Document",
    "Table",
    "estimate_document",
    "model_document",
    "render",
]
