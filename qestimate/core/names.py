"""Names as people type them: which of the known ones is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

LEAST = 3
"""Letters and digits from which on a part of a name is looked for."""


def meant(name: str, known: Iterable[str]) -> str | None:
    """Return the one name that is meant; None if there is none, or more than one.

    Case and punctuation do not count, and a part of a name will do if only one name has it.

    >>> known = ["ibm-fez", "llama-3.1-8b", "llama-3.2-1b", "origin-wukong-72"]
    >>> [meant(x, known) for x in ("ibm_fez", "Wukong", "llama3.1", "llama", "fz", "IBM Fez")]
    ['ibm-fez', 'origin-wukong-72', 'llama-3.1-8b', None, None, 'ibm-fez']
    """
    asked = _letters(name)
    by_letters: dict[str, list[str]] = {}
    for one in known:
        by_letters.setdefault(_letters(one), []).append(one)
    found = by_letters.get(asked, [])
    if not found and len(asked) >= LEAST:
        found = [one for letters, those in by_letters.items() if asked in letters for one in those]
    return found[0] if len(found) == 1 else None


def alike(name: str, known: Iterable[str]) -> list[str]:
    """Return the names that hold what was typed, case and punctuation left out.

    >>> alike("llama", ["gpt2", "llama-3.2-1b", "tinyllama-1.1b"])
    ['llama-3.2-1b', 'tinyllama-1.1b']
    """
    asked = _letters(name)
    return [one for one in known if len(asked) >= LEAST and asked in _letters(one)]


def _letters(name: str) -> str:
    return "".join(character for character in name.lower() if character.isalnum())
