"""Files that are nearly right: bytes and values exchanged, left out, or there twice."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random

ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 1e308, 10**400, 2**63, 0.5, "", "\t=1+1", "\x00", "x" * 5000, "\ud800"),
    *([], {}, [1, 2, 3], {"a": 1}, [[]], "NaN", "1e400"),
)
"""Values that stand where others are expected."""

_PIECES = (b"\x00", b"\xff", b"1e400", b"-1", b"NaN", b'"', b"[", b"{", b"\n", b"9" * 400, b".")
_TOML_VALUE = re.compile(r"(?m)(?<== ).+$")
_TOML_ODD = (
    *("1e400", "nan", "-1", "0", '""', '"\\u0000"', "[]", "{}", "true", "9" * 401, '"\\t=1+1"'),
    *("1979-05-27", "[[1]]", '"' + "x" * 3000 + '"', "0.5"),
)


def mutated(content: bytes, name: str, random: Random) -> bytes:
    """Return a file that differs from a sound one in one to three places."""
    for _ in range(random.choice((1, 1, 2, 3))):
        content = _once(content, name, random)
    return content


def _once(content: bytes, name: str, random: Random) -> bytes:
    if random.random() < 0.7:
        try:
            if name.endswith(".json"):
                return json.dumps(_odd(json.loads(content), random)).encode()
            if name.endswith(".toml"):
                return _toml(content.decode(), random).encode()
        except (ValueError, RecursionError):
            pass
    at = random.randrange(len(content) + 1)
    until = min(len(content), at + random.choice((1, 4, 40, 400)))
    put = random.choice((b"", content[at:until] * 2, random.choice(_PIECES)))
    return content[:at] + put + content[until if random.random() < 0.7 else at :]


def _toml(text: str, random: Random) -> str:
    lines = text.split("\n")
    at = random.randrange(len(lines))
    if random.random() < 0.3:
        return "\n".join([*lines[:at], *lines[at + 1 :]])
    places = [*_TOML_VALUE.finditer(text)]
    if not places:
        return text
    place = random.choice(places)
    return text[: place.start()] + random.choice(_TOML_ODD) + text[place.end() :]


def _odd(value: Any, random: Random) -> Any:
    """Return a JSON value with one thing in it that is not as it was."""
    if isinstance(value, dict) and value and random.random() < 0.9:
        key = random.choice([*value])
        rest = {k: v for k, v in value.items() if k != key}
        if random.random() < 0.15:
            return rest
        return {**rest, key: _odd(value[key], random)}
    if isinstance(value, list) and value and random.random() < 0.9:
        at = random.randrange(len(value))
        return [*value[:at], _odd(value[at], random), *value[at + 1 :]]
    return random.choice(ODD)
