"""What is kept in Redis, where all processes find it. Whoever asks executes the pipelines."""

import json
import time
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from app.about import SLUG
from app.realtime.bounds import TICKET_SECONDS, Bounds
from app.realtime.history import Entry
from app.realtime.people import Member, Person
from app.realtime.tickets import digest

PREFIX = f"{SLUG}:realtime"
# For an answer, and for a connection: somebody is waiting.
REDIS_TIMEOUT = 0.5
# Who is in a room is said anew so often, and counts for so long: longer than a restart of Redis takes, and
# not much longer than a process that died should be missed for.
SECONDS_BETWEEN_SIGNS = 5.0
SECONDS_OF_PRESENCE = 15.0
HISTORY_SECONDS = 7 * 24 * 3600


def channel_of(room: str) -> str:
    return f"{PREFIX}:room:{room}"


def room_of(channel: str) -> str:
    return channel.removeprefix(f"{PREFIX}:room:")


def ticket_key(ticket: str) -> str:
    return f"{PREFIX}:ticket:{digest(ticket)}"


def put_ticket(pipeline: Any, ticket: str, person: Person) -> None:
    pipeline.set(ticket_key(ticket), person.dump(), ex=TICKET_SECONDS)


def keep(pipeline: Any, room: str, entry: Entry, bounds: Bounds) -> None:
    """Add to the history of a room, of which only the last messages are kept."""
    key = f"{PREFIX}:history:{room}"
    pipeline.rpush(key, entry.dump())
    pipeline.ltrim(key, -bounds.history_messages, -1)
    pipeline.expire(key, HISTORY_SECONDS)


def ask_history(pipeline: Any, room: str) -> None:
    pipeline.lrange(f"{PREFIX}:history:{room}", 0, -1)


def entries_in(lines: Iterable[str]) -> list[Entry]:
    return [Entry.load(line) for line in lines]


class Presence:
    """Who is in which room by way of this process. A process that dies says no more, and is forgotten."""

    def __init__(self, process: str) -> None:
        self._process = process
        self._told: dict[str, frozenset[Member]] = {}

    def tell(self, pipeline: Any, room: str, here: frozenset[Member]) -> bool:
        """Say who is in the room here; whether that has changed."""
        key = f"{PREFIX}:present:{room}"
        before = self._told.get(room, frozenset())
        now = time.time()
        if here:
            pipeline.zadd(key, {self._line(member): now + SECONDS_OF_PRESENCE for member in here})
            pipeline.expire(key, int(SECONDS_OF_PRESENCE) + 1)
        if before - here:
            pipeline.zrem(key, *(self._line(member) for member in before - here))
        pipeline.zremrangebyscore(key, "-inf", now)
        pipeline.zrangebyscore(key, now, "+inf")
        return before != here

    def told(self, room: str, here: frozenset[Member]) -> None:
        """They have been told; a failure in between is made good the next time."""
        if here:
            self._told[room] = here
        else:
            self._told.pop(room, None)

    def forget(self) -> None:
        """What has been told may be lost: it is news when it is told again."""
        self._told.clear()

    def elsewhere(self, lines: Iterable[str]) -> frozenset[Member]:
        """Who is there by way of other processes."""
        found = (line.partition(" ") for line in lines)
        return frozenset(Member(**json.loads(text)) for process, _, text in found if process != self._process)

    def _line(self, member: Member) -> str:
        return f"{self._process} {json.dumps(asdict(member))}"
