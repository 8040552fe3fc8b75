"""Processes with somebody in a room, as far as they exchange what is said there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.realtime.bounds import Bounds
from app.realtime.exchange import Exchange
from app.realtime.history import Entry

ROOM = "lobby"


class Process:
    """One of several, in which somebody is in the room."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.rooms = [ROOM]
        self.heard: list[str] = []

    def deliver(self, _name: str, entry: Entry) -> None:
        self.heard.append(entry.text)

    def note_change(self, _name: str) -> None:
        """Nobody looks at who is in the room."""

    async def say(self, text: str) -> bool:
        return await self.exchange.post(ROOM, Entry.new(text))


@asynccontextmanager
async def process(url: str) -> AsyncIterator[Process]:
    exchange = Exchange(url, Bounds())
    running = Process(exchange)
    listening = asyncio.create_task(exchange.keep_listening(running))
    try:
        await exchange.wait_a_moment()
        yield running
    finally:
        listening.cancel()
        await exchange.close()
