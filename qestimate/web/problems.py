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
        "loc": [_printed(one) for one in where],
        "msg": _printed(message),
        "type": "value_error",
        "hint": _printed(hint),
    }


def _printed(text: str) -> str:
    return "".join(one if one.isprintable() else "?" for one in text[:MAX_REPEATED])
