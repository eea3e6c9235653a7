"""Work in threads: a few pieces at a time, none without end, and a short queue."""

from __future__ import annotations

import asyncio
import ctypes
import threading
from typing import TYPE_CHECKING, Any

from fastapi import HTTPException
from fastapi.concurrency import run_in_threadpool

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS = 60.0
"""Time that an answer may take."""

GRACE = 30.0
"""Time after which work is stopped for which nobody waits; what ends before is kept."""

AT_ONCE = 4
"""Answers that are worked out at the same time."""

MAX_ASKED = 32
"""Answers that are worked out or waited for; more are refused at once."""


class Room:
    """Places for work. A place is free again when its work has ended, or has been stopped."""

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
        task = Task(function, arguments)
        try:
            async with asyncio.timeout(SECONDS):
                await self._places.acquire()
                work = asyncio.ensure_future(run_in_threadpool(task.run))
                self._work.add(work)
                work.add_done_callback(self._ended)
                return await asyncio.shield(work)
        except TimeoutError:
            asyncio.get_running_loop().call_later(GRACE, task.stop)
            raise HTTPException(503, "the answer takes too long; ask for less at once") from None
        finally:
            self._asked -= 1

    def _ended(self, work: asyncio.Future[Any]) -> None:
        self._work.discard(work)
        self._places.release()
        if not work.cancelled():
            work.exception()  # nobody may be waiting for it any more


class StoppedError(BaseException):
    """Raised in a thread whose work nobody waits for; no error that work would catch."""


class Task:
    """A function that is called in a thread, and can be stopped from another one.

    It stops at the next step of Python: a loop does, a single long call of a library does not.

    Args:
        function: What is called.
        arguments: Its arguments.
    """

    def __init__(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        self._function, self._arguments = function, arguments
        self._changing = threading.Lock()
        self._thread: int | None = None
        self._stopped = False

    def run(self) -> Any:
        """Return what the function returns; None where it was stopped."""
        try:
            with self._changing:
                if self._stopped:
                    return None
                self._thread = threading.get_ident()
            try:
                return self._function(*self._arguments)
            finally:
                with self._changing:
                    self._thread = None
                for _ in range(2):  # a stop that came last is noticed here, not by what follows
                    pass
        except StoppedError:
            return None

    def stop(self) -> None:
        """Stop it if it runs, and do not let it begin if it does not yet."""
        with self._changing:
            self._stopped = True
            if self._thread is not None:
                thread, error = ctypes.c_ulong(self._thread), ctypes.py_object(StoppedError)
                ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, error)
