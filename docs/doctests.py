"""Doctests of docstrings as code blocks: outside a section they would be read as quotations."""

from __future__ import annotations

import re
from typing import Any

import griffe

BLOCK = re.compile(r"(?:^|\n\n)((?:>>> .*\n?)(?:(?!\n).+\n?)*)")


class Doctests(griffe.Extension):
    """Puts a fence around every doctest."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Rewrite the docstring of an object."""
        if obj.docstring is not None:
            obj.docstring.value = BLOCK.sub(r"\n\n```pycon\n\1\n```\n", obj.docstring.value)
