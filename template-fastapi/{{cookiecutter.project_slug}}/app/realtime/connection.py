"""One client, and what waits to be sent to it."""

import asyncio
from collections import deque
from contextlib import suppress

from fastapi import WebSocket, WebSocketDisconnect

from app.realtime.bounds import Bounds
from app.realtime.closing import TRY_LATER
from app.realtime.people import Person
from app.realtime.protocol import ABORT

# How long a client has to read what was sent before the end.
SECONDS_TO_LEAVE = 10.0


class Connection:
    """Nobody waits for it: what is sent is queued, and whoever lets too much pile up is cut off."""

    __slots__ = ("_bounds", "_characters", "_waiting", "_websocket", "_writing", "closing", "person", "rooms")

    def __init__(self, websocket: WebSocket, person: Person, bounds: Bounds) -> None:
        self.person = person
        self.rooms: set[str] = set()
        self.closing: asyncio.Task[None] | None = None
        self._websocket = websocket
        self._bounds = bounds
        self._waiting: deque[str] = deque()
        self._characters = 0
        # There only while something waits: most connections are quiet most of the time.
        self._writing: asyncio.Task[None] | None = None

    def send(self, text: str) -> None:
        if self.closing:
            return
        self._waiting.append(text)
        self._characters += len(text)
        if (
            len(self._waiting) > self._bounds.waiting_messages
            or self._characters > self._bounds.waiting_characters
        ):
            self.close(TRY_LATER, "You read too slowly.")
        elif self._writing is None:
            self._writing = asyncio.create_task(self._write())

    def close(self, code: int, reason: str) -> None:
        """End the connection. Whoever receives from it hears of that like of any other end."""
        if self.closing:
            return
        if self._writing:
            self._writing.cancel()
        self._waiting.clear()
        self.closing = asyncio.create_task(self._leave(code, reason))

    async def _write(self) -> None:
        # Who has gone gets nothing more; the one who receives notices too.
        with suppress(WebSocketDisconnect, RuntimeError):
            while self._waiting:
                text = self._waiting[0]
                await self._websocket.send_text(text)
                self._waiting.popleft()
                self._characters -= len(text)
        self._writing = None

    async def _leave(self, code: int, reason: str) -> None:
        abort = getattr(self._websocket.state, ABORT, None)
        if abort:
            asyncio.get_running_loop().call_later(SECONDS_TO_LEAVE, abort)
        with suppress(WebSocketDisconnect, RuntimeError):
            await self._websocket.close(code, reason)
