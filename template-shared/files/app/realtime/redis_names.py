"""What is kept in Redis, where all processes find it. Whoever asks executes the pipelines."""

import json
import time
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from app.about import SLUG
from app.realtime.bounds import TICKET_SECONDS, Bounds
from app.realtime.history import ROOM_BYTES, Entry
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
# Adds to a history within the bounds of History, in one step, because several processes do. One that expires
# is counted until its turn to go has come.
KEEP = """
local history, sizes, order = KEYS[1], KEYS[2], KEYS[3]
local line, now = ARGV[1], ARGV[2]
local most, room_bytes, all_bytes, overhead, seconds = unpack(ARGV, 3)
local counted = tonumber(redis.call('HGET', sizes, history) or 0)
local length = redis.call('RPUSH', history, line)
local size = #line + (length > 1 and counted or tonumber(overhead))
while length > tonumber(most) or (length > 1 and size - overhead > tonumber(room_bytes)) do
    size = size - #redis.call('LPOP', history)
    length = length - 1
end
redis.call('HSET', sizes, history, size)
redis.call('ZADD', order, now, history)
local total = redis.call('HINCRBY', sizes, 'total', size - counted)
while total > tonumber(all_bytes) do
    local quietest = redis.call('ZPOPMIN', order)[1]
    if not quietest then
        -- Redis was short of memory, and has thrown the order away.
        redis.call('DEL', sizes)
        break
    end
    total = redis.call('HINCRBY', sizes, 'total', -(redis.call('HGET', sizes, quietest) or 0))
    redis.call('HDEL', sizes, quietest)
    redis.call('DEL', quietest)
end
for _, key in ipairs(KEYS) do
    redis.call('EXPIRE', key, seconds)
end
"""


def channel_of(room: str) -> str:
    return f"{PREFIX}:room:{room}"


def room_of(channel: str) -> str:
    return channel.removeprefix(f"{PREFIX}:room:")


def ticket_key(ticket: str) -> str:
    return f"{PREFIX}:ticket:{digest(ticket)}"


def put_ticket(pipeline: Any, ticket: str, person: Person) -> None:
    pipeline.set(ticket_key(ticket), person.dump(), ex=TICKET_SECONDS)


def keep(pipeline: Any, room: str, entry: Entry, bounds: Bounds) -> None:
    """Add to the history of a room, bounded like that in memory: for each room and for all together."""
    keys = (f"{PREFIX}:history:{room}", f"{PREFIX}:histories:sizes", f"{PREFIX}:histories:order")
    limits = (bounds.history_messages, bounds.history_bytes, bounds.memory_bytes)
    pipeline.eval(KEEP, len(keys), *keys, entry.dump(), time.time(), *limits, ROOM_BYTES, HISTORY_SECONDS)


def ask_history(pipeline: Any, room: str) -> None:
    pipeline.lrange(f"{PREFIX}:history:{room}", 0, -1)


def entries_in(lines: Iterable[str]) -> list[Entry]:
    return [Entry.load(line) for line in lines]


def _presence_key(room: str) -> str:
    return f"{PREFIX}:present:{room}"


class Presence:
    """Who is in which room by way of this process. A process that dies says no more, and is forgotten."""

    def __init__(self, process: str) -> None:
        self._process = process
        self._told: dict[str, frozenset[Member]] = {}

    def tell(self, pipeline: Any, room: str, here: frozenset[Member]) -> bool:
        """Say who is in the room here; whether that has changed."""
        key = _presence_key(room)
        before = self._told.get(room, frozenset())
        now = time.time()
        if here:
            self._put(pipeline, key, here, now)
        if before - here:
            pipeline.zrem(key, *(self._line(member) for member in before - here))
        pipeline.zremrangebyscore(key, "-inf", now)
        pipeline.zrangebyscore(key, now, "+inf")
        return before != here

    def give_sign(self, pipeline: Any, room: str, here: frozenset[Member]) -> None:
        """Say that they are still there, of whom there is one at least.

        It is answered in three parts, of which the last is who is in the room.
        """
        key, now = _presence_key(room), time.time()
        self._put(pipeline, key, here, now)
        pipeline.zrangebyscore(key, now, "+inf")

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

    def _put(self, pipeline: Any, key: str, here: frozenset[Member], now: float) -> None:
        pipeline.zadd(key, {self._line(member): now + SECONDS_OF_PRESENCE for member in here})
        pipeline.expire(key, int(SECONDS_OF_PRESENCE) + 1)

    def _line(self, member: Member) -> str:
        return f"{self._process} {json.dumps(asdict(member))}"
