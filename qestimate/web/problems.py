"""What is wrong with a part of a request, as answers say it."""

from __future__ import annotations

from typing import Any

MAX_REPEATED = 300
"""Characters of what a message repeats of a request."""


def problem(where: list[str], message: str, hint: str = "") -> dict[str, Any]:
    """Return what is wrong with a part of a request, without what no JSON can hold.

    >>> problem(["body"], f"half a character: {chr(0xD800)}")["msg"]
    'half a character: ?'
    """
    return {
        "loc": [printed(one) for one in where],
        "msg": printed(message),
        "type": "value_error",
        "hint": printed(hint),
    }


def printed(text: str) -> str:
    """Return what a message repeats of a request: so much of it, and what can be printed.

    >>> printed("a" + chr(0)), len(printed("a" * 5000))
    ('a?', 300)
    """
    return "".join(one if one.isprintable() else "?" for one in text[:MAX_REPEATED])
