"""The server: connections that end, and memory that is given back."""

from __future__ import annotations

import gc
from http import HTTPStatus
from json import dumps
from typing import TYPE_CHECKING, Any

from uvicorn import Config, Server
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from qestimate.web import guard
from qestimate.web.app import application

if TYPE_CHECKING:
    import asyncio
    from socket import socket

MAX_CONNECTIONS = 128
"""Connections at the same time; a browser opens six."""

IDLE = 5
"""Seconds that a connection is kept open for the next request."""

FAREWELL = 5
"""Seconds that answers have when the server is ended."""


class Connection(H11Protocol):
    """A connection that ends where nothing comes of it.

    The library waits for the end of a request, and for an answer to be fetched, without end.
    """

    _watch: asyncio.TimerHandle | None = None
    _seen: tuple[Any, bool] | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Refuse one connection too many, and look after the others."""
        super().connection_made(transport)
        if len(self.connections) > MAX_CONNECTIONS:
            self._refuse(503, "too many connections")
        self._look_later()

    def connection_lost(self, exc: Exception | None) -> None:
        """Look no more."""
        if self._watch is not None:
            self._watch.cancel()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP."""
        self._refuse(400, msg)

    def _look_later(self) -> None:
        self._watch = self.loop.call_later(guard.PATIENCE, self._look)

    def _look(self) -> None:
        """Give up if nothing has begun or ended since the last look, and it is not our turn."""
        cycle: RequestResponseCycle | None = self.cycle
        answering = cycle is not None and not cycle.response_complete
        state = (cycle, answering)
        stuck = not answering or self.flow.write_paused
        if not stuck or state != self._seen:
            self._seen = state
            self._look_later()
        elif not answering and not self.transport.is_closing():
            self._refuse(408, "the request did not arrive in time")
            self._look_later()
        else:
            self.transport.abort()

    def _refuse(self, status: int, sentence: str) -> None:
        """Say why, and close the connection."""
        body = dumps({"detail": sentence})
        headers = {
            **guard.HEADERS,
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Connection": "close",
        }
        lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        self.transport.write("\r\n".join([*lines, "", body]).encode())
        self.transport.close()


def serve(listening: socket, hosts: tuple[str, ...]) -> None:
    """Answer requests until the process is interrupted.

    Args:
        listening: Bound to an address.
        hosts: Names under which it may be asked for.
    """
    server(hosts).run(sockets=[listening])


def server(hosts: tuple[str, ...]) -> Server:
    """Return a server that does not run yet."""
    gc.enable()  # a command leaves garbage to its end, which is far away here
    return Server(
        Config(
            application(hosts),
            http=Connection,
            ws="none",
            log_level="error",
            timeout_keep_alive=IDLE,
            timeout_graceful_shutdown=FAREWELL,
        )
    )
