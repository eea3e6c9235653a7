"""What every request has to pass, and what every answer has, before and after the routes."""

from __future__ import annotations

import asyncio
import os
import sys
import traceback
from typing import TYPE_CHECKING

from fastapi import HTTPException
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LARGEST_BODY = 64_000
"""Bytes that a request may have."""

PATIENCE = 10.0
"""Seconds in which a request has to arrive."""

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; "
    "style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Of every answer: nothing is loaded from, and nothing sent to, another machine."""

OWN_SITES = ("same-origin", "none")
"""From where a browser may ask: the page itself, or an address that was typed."""


class Guard:
    """Refuses what is no request of this machine, and lets no error out.

    A body is received here, whole, before anything is done with it.

    Args:
        app: What answers.
        hosts: Names under which it may be asked for.
    """

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                MutableHeaders(scope=message).update(HEADERS)
            elif scope["method"] == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        try:
            self._check(Headers(scope=scope))
            first = await _received(receive)
            if first["type"] == "http.request":
                await self._app(_asked(scope), _again(first, receive), sent)
        except HTTPException as error:
            refusal = JSONResponse({"detail": error.detail}, error.status_code, error.headers)
            await refusal(scope, receive, sent)
        except Exception as error:
            _report(error)
            if begun:
                raise
            said = "this is a bug of the calculator; its terminal says more"
            await JSONResponse({"detail": said}, 500)(scope, receive, sent)

    def _check(self, headers: Headers) -> None:
        """Check a request by its headers alone.

        Raises:
            HTTPException: It is refused.
        """
        length = headers.get("content-length", "0")
        if _host(headers.get("host", "")) not in self._hosts:
            raise HTTPException(400, "the calculator has another name: see --allow-host")
        if headers.get("sec-fetch-site", "none") not in OWN_SITES:
            raise HTTPException(403, "another site may not ask")
        if "transfer-encoding" in headers:
            raise HTTPException(413, "the length of a request must be stated")
        if not length.isdecimal() or len(length) > 10 or int(length) > LARGEST_BODY:
            raise HTTPException(413, f"the request is too large: at most {LARGEST_BODY:,} bytes")


def _host(header: str) -> str:
    """Return the name by which a request calls this machine.

    >>> _host("localhost:8765"), _host("[::1]:8765"), _host("127.0.0.1")
    ('localhost', '[::1]', '127.0.0.1')
    """
    name, colon, port = header.rpartition(":")
    return (name if colon and port.isdecimal() else header).lower()


def _asked(scope: Scope) -> Scope:
    """Return what the routes are asked: for the head of an answer, the answer."""
    return {**scope, "method": "GET"} if scope["method"] == "HEAD" else scope


async def _received(receive: Receive) -> Message:
    """Return a request as one message, its body whole.

    Raises:
        HTTPException: It does not arrive, or is too large.
    """
    body = b""
    try:
        async with asyncio.timeout(PATIENCE):
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    return message
                body += message.get("body", b"")
                if len(body) > LARGEST_BODY:
                    raise HTTPException(413, "the request is larger than it says")
                if not message.get("more_body", False):
                    break
    except TimeoutError:
        said = "the request did not arrive in time"
        raise HTTPException(408, said, {"Connection": "close"}) from None
    return {"type": "http.request", "body": body, "more_body": False}


def _again(first: Message, receive: Receive) -> Receive:
    """Return what hands out a message that was received, then those that follow."""
    waiting = [first]

    async def next_one() -> Message:
        return waiting.pop() if waiting else await receive()

    return next_one


def _report(error: Exception) -> None:
    """Say on the terminal what went wrong, as the program does."""
    sys.stderr.write(f"qestimate: this is a bug: {type(error).__name__}: {error}\n")
    if os.environ.get("QESTIMATE_DEBUG") == "1":
        traceback.print_exception(error)
