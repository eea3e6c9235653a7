"""Docstrings on their way to the site: doctests as code blocks, and nothing that fits no code."""

from __future__ import annotations

import logging
import re
from typing import Any

import griffe

BLOCK = re.compile(r"(?:^|\n\n)((?:>>> .*\n?)(?:(?!\n).+\n?)*)")


class Doctests(griffe.Extension):
    """Puts a fence around every doctest: outside a section they would be read as quotations."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Rewrite the docstring of an object."""
        if obj.docstring is not None:
            obj.docstring.value = BLOCK.sub(r"\n\n```pycon\n\1\n```\n", obj.docstring.value)


class Refusal(logging.Handler):
    """Ends the build at a docstring that names a parameter that is not there, and the like."""

    def emit(self, record: logging.LogRecord) -> None:
        """Raise what would only be printed."""
        raise ValueError(record.getMessage())


logging.getLogger("mkdocs.plugins.griffe").addHandler(Refusal(logging.WARNING))
