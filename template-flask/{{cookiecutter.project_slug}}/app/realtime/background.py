"""The event loop on which the rooms live, in a thread beside those of the server.

The rooms are written for one event loop, whatever the framework: nothing in them is locked. Threads of the
server hand over what they hear, and wait until it is done.
"""

import asyncio
import atexit
import time
import uuid
from collections.abc import Callable, Collection, Coroutine
from concurrent.futures import Future
from threading import Event, Lock, Thread, current_thread
from typing import Any, TypeVar

from sqlalchemy.orm import Session, sessionmaker

from app.realtime.bounds import Bounds
from app.realtime.hub import Hub
from app.realtime.queries import open_among
from app.realtime.serving import Realtime, open_realtime
from app.settings import Settings

# For connections to end, and once more for others to be told.
SECONDS_TO_STOP = 3.0
# For each connection to be told that it ends.
SECONDS_TO_TELL = 1.0

T = TypeVar("T")


class Background:
    """Starts with what first needs it: most processes that build the application serve nobody."""

    def __init__(self, settings: Settings, bounds: Bounds, reads: sessionmaker[Session]) -> None:
        self.bounds = bounds
        self._settings = settings
        self._reads = reads
        self._lock = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: Thread | None = None
        self._ready: Future[Realtime] = Future()
        self._stopping = asyncio.Event()
        self._told = Event()
        self._ended = Event()

    @property
    def realtime(self) -> Realtime:
        self._start()
        return self._ready.result()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do this on the event loop, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work, self._start()).result()

    def call(self, what: Callable[..., None], *arguments: Any) -> None:
        """Do this on the event loop, and wait for it; on the loop itself, do it when what goes on has ended.

        While something is sent from there, Engine.IO may find that the client has gone.
        """
        loop = self._start()
        if current_thread() is self._thread:
            loop.call_soon(what, *arguments)
            return

        async def calling() -> None:
            what(*arguments)

        self.run(calling())

    def stop_soon(self) -> None:
        """Tell every connection to close; this may be called where a signal is handled.

        It waits until all have been told, though not until they have gone: each is told by a thread, and a
        process that ends starts no more threads (Python 3.12). Other processes hear of it at the very end.
        """
        if self._loop:
            # The thread that tells them would end with the process.
            atexit.register(self._ended.wait, SECONDS_TO_STOP)
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._told.wait(SECONDS_TO_TELL)

    def _start(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = Thread(target=self._loop.run_until_complete, args=[self._serve()], daemon=True)
                self._thread.start()
            return self._loop

    async def _serve(self) -> None:
        async with open_realtime(self._settings, self.bounds, self._ask_which_are_open) as realtime:
            self._ready.set_result(realtime)
            await self._stopping.wait()
            realtime.hub.close()
            self._told.set()
            await self._everybody_has_gone(realtime.hub)
        self._ended.set()
        # Threads that come late find a loop that runs.
        await asyncio.Event().wait()

    async def _everybody_has_gone(self, hub: Hub) -> None:
        end = time.monotonic() + SECONDS_TO_STOP
        while hub.connections and time.monotonic() < end:  # noqa: ASYNC110 - threads tell nobody
            await asyncio.sleep(0.02)

    async def _ask_which_are_open(self, session_ids: Collection[uuid.UUID]) -> list[uuid.UUID]:
        return await asyncio.to_thread(self._which_are_open, session_ids)

    def _which_are_open(self, session_ids: Collection[uuid.UUID]) -> list[uuid.UUID]:
        with self._reads() as session:
            return [found for query in open_among(session_ids) for found in session.scalars(query)]
