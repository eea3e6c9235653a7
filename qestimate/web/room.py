"""Work in threads: a few pieces at a time, none waited for without end, and a short queue."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from fastapi import HTTPException
from fastapi.concurrency import run_in_threadpool

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 60.0
"""Time that an answer may take."""

AT_ONCE = 4
"""Answers that are worked out at the same time."""

MAX_ASKED = 32
"""Answers that are worked out or waited for; more are refused at once."""


class Room:
    """Places for work. A place is free again when its work is done: a thread cannot be stopped."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)
        self._work: set[asyncio.Future[Any]] = set()
        self._asked = 0

    async def worked_out(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Return what a function returns, worked out in a thread.

        Raises:
            HTTPException: It takes longer than is promised, or too many wait already.
        """
        if self._asked >= MAX_ASKED:
            raise HTTPException(503, "too many answers are asked for; ask again later")
        self._asked += 1
        try:
            async with asyncio.timeout(SECONDS):
                await self._places.acquire()
                work = asyncio.ensure_future(run_in_threadpool(function, *arguments))
                self._work.add(work)
                work.add_done_callback(self._ended)
                return await asyncio.shield(work)
        except TimeoutError:
            raise HTTPException(503, "the answer takes too long; ask for less at once") from None
        finally:
            self._asked -= 1

    def _ended(self, work: asyncio.Future[Any]) -> None:
        self._work.discard(work)
        self._places.release()
        if not work.cancelled():
            work.exception()  # nobody may be waiting for it any more
