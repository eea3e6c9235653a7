"""Fields of a configuration by name, checked as they are read; problems are collected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_COUNT = 10**9
"""Largest width, depth or number taken as meant."""


def _shown(value: Any) -> str:
    """Return a value, cut where it is long.

    >>> _shown("4096"), len(_shown(10**400))
    ("'4096'", 60)
    """
    try:
        return repr(value)[:60]
    except ValueError:  # more digits than Python writes
        return "a number of thousands of digits"


class Fields:
    """Reads fields of a configuration and remembers what is wrong with them.

    Args:
        content: The configuration.
        prefix: Written before the names of fields in messages.

    >>> fields = Fields({"n_embd": 768, "n_layer": "12"})
    >>> fields.count("hidden_size", "n_embd"), fields.count("num_hidden_layers", "n_layer")
    (768, 1)
    >>> fields.problems
    ["n_layer: a whole number of at least 1 expected, found '12'"]
    """

    def __init__(self, content: Mapping[str, Any], prefix: str = "") -> None:
        self.content = content
        self.prefix = prefix
        self.problems: list[str] = []

    def _find(self, names: tuple[str, ...]) -> tuple[str, Any]:
        for name in names:
            if self.content.get(name) is not None:
                return name, self.content[name]
        return names[0], None

    def count(
        self, *names: str, default: int | None = None, least: int = 1, most: int = MAX_COUNT
    ) -> int:
        """Return the first of these fields that is there, as a whole number."""
        name, value = self._find(names)
        if value is None and default is not None:
            return default
        if value is None:
            self.problems.append(f"{self.prefix}{' or '.join(names)}: missing")
            return least
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.problems.append(
                f"{self.prefix}{name}: a whole number of at least {least} expected, found "
                f"{_shown(value)}"
            )
            return max(least, 1)
        return value

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a field that is true or false."""
        value = self.content.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.problems.append(
                f"{self.prefix}{name}: true or false expected, found {_shown(value)}"
            )
            return default
        return value

    def numbers(self, name: str) -> tuple[int, ...]:
        """Return a field that is a list of whole numbers; none if it is not there."""
        value = self.content.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(type(v) is int for v in value):
            self.problems.append(
                f"{self.prefix}{name}: a list of whole numbers expected, found {_shown(value)}"
            )
            return ()
        return tuple(value)
