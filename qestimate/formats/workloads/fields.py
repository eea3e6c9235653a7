"""Fields of a configuration by name, checked as they are read; problems are collected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from qestimate.core.errors import WorkloadFileError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


class NotCountedError(WorkloadFileError):
    """A configuration that may be right and has no closed form here."""


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
        self.uncounted: set[str] = set()
        self.unread: list[str] = []
        self.asked: set[str] = set()

    def refuse(self, message: str) -> None:
        """Remember what may be right and is not counted here; other problems are mistakes."""
        self.problems.append(message)
        self.uncounted.add(message)

    def take(self, inner: Fields) -> None:
        """Take over the problems of a table inside."""
        self.problems += inner.problems
        self.uncounted |= inner.uncounted
        self.unread += inner.unread

    def check(self, what: str) -> None:
        """Raise an error that names all problems, if there are any.

        Raises:
            NotCountedError: All of them may be right and are not counted here.
            WorkloadFileError: Some are mistakes.
        """
        if not self.problems:
            return
        if self.uncounted.issuperset(self.problems):
            raise NotCountedError(
                f"a configuration of {what} that qestimate has no formula for",
                problems=self.problems,
            )
        raise WorkloadFileError(
            f"not a sound configuration of {what}",
            problems=self.problems,
            hint="each line names a field, what was expected and what was found",
        )

    def get(self, name: str, default: Any = None) -> Any:
        """Return a field as it is, or what it is where it is not there or null."""
        self.asked.add(name)
        value = self.content.get(name)
        return default if value is None else value

    def left(self, idle: Collection[str]) -> list[str]:
        """Return the fields that say something, nothing has asked for, and are not idle."""
        return [
            name
            for name, value in self.content.items()
            if not (name in self.asked or name in idle or value in (None, False, "", [], {}))
        ]

    def refuse_others(self, idle: Collection[str]) -> None:
        """Name every field that nothing has asked for and that may change something.

        Args:
            idle: Fields that are known to change nothing.

        >>> fields = Fields({"r": 8, "lora_alpha": 16, "use_magic": True, "off": None})
        >>> fields.count("r"), fields.refuse_others({"lora_alpha"}), fields.problems
        (8, None, ['use_magic: an unknown field, which may change the count'])
        """
        for name in self.left(idle):
            self.refuse(f"{self.prefix}{name!s:.60}: an unknown field, which may change the count")

    def _find(self, names: tuple[str, ...]) -> tuple[str, Any]:
        self.asked.update(names)
        given = [name for name in names if self.content.get(name) is not None]
        for other in given[1:]:
            if self.content[other] != self.content[given[0]]:
                self.problems.append(
                    f"{self.prefix}{other}: {_shown(self.content[other])}, and {given[0]}, which "
                    f"means the same, {_shown(self.content[given[0]])}"
                )
        return (given[0], self.content[given[0]]) if given else (names[0], None)

    def count(
        self, *names: str, default: int | None = None, least: int = 1, most: int = MAX_COUNT
    ) -> int:
        """Return the first of these fields that is there, as a whole number."""
        name, value = self._find(names)
        if value is None and default is not None:
            return default
        if value is None:
            self.refuse(f"{self.prefix}{' or '.join(names)}: missing")
            return least
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            self.problems.append(
                f"{self.prefix}{name}: a whole number of at least {least} expected, found "
                f"{_shown(value)}"
            )
            return max(least, 1)
        return value

    def flag(self, *names: str, default: bool) -> bool:
        """Return the first of these fields that is there, which is true or false."""
        name, value = self._find(names)
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
        value = self.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(type(v) is int for v in value):
            self.problems.append(
                f"{self.prefix}{name}: a list of whole numbers expected, found {_shown(value)}"
            )
            return ()
        return tuple(value)
