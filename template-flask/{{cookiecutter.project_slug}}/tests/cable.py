"""The relay, on an event loop in a thread of its own: everything else here is synchronous."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from tests.relay import Relay


class Cable:
    """Leads to a server. A test can cut and mend it."""

    def __init__(self, loop: asyncio.AbstractEventLoop, host: str, port: int) -> None:
        self._loop = loop
        self._relay = Relay(host, port)

    @property
    def port(self) -> int:
        return self._relay.port

    def mend(self) -> None:
        self._run(self._relay.mend())

    def cut(self) -> None:
        self._run(self._relay.cut())

    def stall(self) -> None:
        self._loop.call_soon_threadsafe(self._relay.stall)

    def _run(self, step: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(step, self._loop).result(5)


@contextmanager
def cable_to(host: str, port: int) -> Iterator[Cable]:
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    cable = Cable(loop, host, port)
    cable.mend()
    try:
        yield cable
    finally:
        cable.cut()
        asyncio.run_coroutine_threadsafe(_cancel_all(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _cancel_all() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
