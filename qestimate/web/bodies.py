"""The body of a request as JSON, which a few things that Python reads are not."""

from __future__ import annotations

from json import JSONDecodeError, loads
from math import isinf
from typing import TYPE_CHECKING, Any

from fastapi import HTTPException, Request
from fastapi.routing import APIRoute

from qestimate.web.problems import problem

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from starlette.responses import Response

MAX_DIGITS = 310
"""Digits of a whole number; the largest floating-point number has 309."""

MAX_NESTING = 16
"""Brackets within each other; a request has three."""


class BodyError(ValueError):
    """A body that is no request; the message is one sentence."""


class JsonRoute(APIRoute):
    """A route whose body, if it takes one, is understood here before anything else reads it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        answered = super().get_route_handler()

        async def checked(request: Request) -> Response:
            if self.body_field is not None:
                _check(request.headers.get("content-type", ""), await request.body())
            return await answered(request)

        return checked


def _check(kind: str, body: bytes) -> None:
    if kind.partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415, "the content type of a request is application/json")
    try:
        understood(body)
    except BodyError as error:
        raise HTTPException(422, [problem(["body"], str(error))]) from None


def understood(body: bytes) -> Any:
    """Return what a body says.

    Raises:
        BodyError: Not JSON, or such as readers of JSON do not agree on: NaN, a name twice, a
            number without bounds.

    >>> understood(b'{"inputs": {"params": "1e9", "qubits": 72}}')
    {'inputs': {'params': '1e9', 'qubits': 72}}
    """
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise BodyError("the body is no UTF-8") from None
    try:
        found = loads(
            text,
            parse_constant=_constant,
            parse_int=_whole,
            parse_float=_real,
            object_pairs_hook=_object,
        )
    except JSONDecodeError as error:
        raise BodyError(f"the body is no JSON: {error}") from None
    except RecursionError:
        raise BodyError("the body is nested too deeply") from None
    if _depth(found) > MAX_NESTING:
        raise BodyError("the body is nested too deeply")
    return found


def _constant(name: str) -> float:
    raise BodyError(f"{name} is no number of JSON")


def _whole(text: str) -> int:
    if len(text) > MAX_DIGITS:
        raise BodyError(f"a number has {len(text):,} digits, of which at most 309 are read")
    return int(text)


def _real(text: str) -> float:
    number = float(text)
    if isinf(number):
        raise BodyError("a number is too large: at most 1e308")
    return number


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise BodyError(f"{name[:100]!r} is there twice")
        found[name] = value
    return found


def _depth(found: Any) -> int:
    """Return how many lists and objects lie within each other."""
    depth, level = 0, [found]
    while level:
        level = [
            one
            for outer in level
            if isinstance(outer, dict | list)
            for one in (outer.values() if isinstance(outer, dict) else outer)
        ]
        depth += 1
    return depth - 1
