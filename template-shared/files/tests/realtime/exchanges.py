"""Those who exchange what is said in rooms: parts of processes, and of their clients."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any

from app.realtime.bounds import Bounds
from app.realtime.exchange import Exchange
from app.realtime.history import Entry
from app.realtime.people import Member, Person

# Of Redis; its types are not the same in all versions.
Client = Any

ROOM = "lobby"


class Guest:
    """A connection to a hub, without a server in between."""

    def __init__(self, name: str) -> None:
        self.person = Person(Member(name, name.lower()), uuid.uuid4())
        self.rooms: set[str] = set()
        self.heard: list[str] = []

    def send(self, text: str) -> None:
        self.heard.append(text)

    def close(self, _code: int, _reason: str) -> None:
        """It stays until the test drops it."""


class Process:
    """One of several, in which somebody is in the room."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.rooms = [ROOM]
        self.members: frozenset[Member] = frozenset()
        self.heard: list[str] = []

    def deliver(self, _name: str, entry: Entry) -> None:
        self.heard.append(entry.text)

    def note_change(self, _name: str) -> None:
        """Nobody looks at who is in the room."""

    def members_here(self, _name: str) -> frozenset[Member]:
        return self.members

    def note_elsewhere(self, _name: str, _members: frozenset[Member]) -> None:
        """Nobody looks at that either."""

    async def say(self, text: str) -> bool:
        return await self.exchange.post(ROOM, Entry.new(text))


async def all_are_open(sessions: Collection[uuid.UUID]) -> Collection[uuid.UUID]:
    return sessions


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
