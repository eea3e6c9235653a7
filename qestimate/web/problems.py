"""What is wrong with a part of a request, as answers say it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

MAX_REPEATED = 300
"""Characters of what a message repeats of a request."""


class Problem(BaseModel):
    """What is wrong with one field of a request."""

    loc: list[str | int]
    msg: str
    type: str
    hint: str = ""


class Problems(BaseModel):
    """Why a request has no answer."""

    detail: list[Problem]


BAD: dict[int | str, dict[str, Any]] = {
    403: {"description": "another site may not ask"},
    408: {"description": "a request that did not arrive in time"},
    415: {"description": "a request of another content type"},
    422: {"model": Problems, "description": "an input that makes no sense, by its name"},
    400: {"description": "a request that is not understood"},
    404: {"description": "no such thing in the catalogue"},
    413: {"description": "a request that is too large"},
    503: {"description": "an answer that takes too long"},
}


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
