"""Passes messages on between processes, over Redis.

While Redis is away each process goes on by itself. What it has to tell the others waits here until Redis is
there again.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from logging import getLogger
from secrets import token_hex
from typing import Any, Protocol, TypeVar
from weakref import WeakValueDictionary

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError

from app.realtime import redis_names
from app.realtime.bounds import Bounds
from app.realtime.history import Entry
from app.realtime.people import Member, Person
from app.realtime.redis_names import REDIS_TIMEOUT, channel_of, room_of
from app.realtime.unsent import Unsent

FAILURES = (RedisError, OSError)
SECONDS_TO_RECONNECT = 0.5
# A connection on which nothing was heard for so long is asked whether it still lives.
SECONDS_OF_SILENCE = 2.0
CONNECTIONS = 16
# In one question; the event loop does nothing else while it reads the answer.
ROOMS_AT_ONCE = 100
# A loss is noticed some time after it has happened, and others notice it at another time.
NANOSECONDS_TO_NOTICE = 10 * 10**9
MESSAGE, CHANGE = "m", "c"

T = TypeVar("T")
logger = getLogger(__name__)


class Listener(Protocol):
    """What is told of what the others say."""

    @property
    def rooms(self) -> list[str]: ...

    def deliver(self, name: str, entry: Entry) -> None: ...

    def note_change(self, name: str) -> None: ...

    def members_here(self, name: str) -> frozenset[Member]: ...

    def note_elsewhere(self, name: str, members: frozenset[Member]) -> None: ...


class Exchange:
    """Nothing here raises when Redis is away, and nobody waits for it then."""

    def __init__(self, url: str, bounds: Bounds) -> None:
        self._process = token_hex(8)
        self._bounds = bounds
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            timeout=REDIS_TIMEOUT,
            socket_timeout=REDIS_TIMEOUT,
            socket_connect_timeout=REDIS_TIMEOUT,
            retry=Retry(NoBackoff(), 0),
            decode_responses=True,
        )
        self._redis = Redis.from_pool(pool)
        # Who waits for a connection waits here, where that is no failure. One of them listens.
        self._free = asyncio.Semaphore(CONNECTIONS - 1)
        self._up = False
        self._first_up = asyncio.Event()
        self._lost_at = time.time_ns()
        # Of each room that something is agreed about, as long as somebody waits for his turn.
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._presence = redis_names.Presence(self._process)
        self._pubsub: PubSub | None = None
        self._subscribed: dict[str, asyncio.Event] = {}
        self._unsent = Unsent()

    async def close(self) -> None:
        await self._redis.aclose()

    async def wait_a_moment(self) -> None:
        """Until Redis is there, or for as long as one waits for its answers."""
        with suppress(TimeoutError):
            async with asyncio.timeout(REDIS_TIMEOUT):
                await self._first_up.wait()

    # Tickets

    async def put_ticket(self, ticket: str, person: Person) -> bool:
        """Whether all processes know the ticket now."""

        async def put() -> bool:
            async with self._redis.pipeline(transaction=False) as pipeline:
                redis_names.put_ticket(pipeline, ticket, person)
                await pipeline.execute()
            return True

        return await self._ask(put, otherwise=False)

    async def take_ticket(self, ticket: str) -> Person | None:
        found = await self._ask(lambda: self._redis.getdel(redis_names.ticket_key(ticket)), otherwise=None)
        return Person.load(found) if found else None

    # Rooms

    async def post(self, room: str, entry: Entry) -> bool:
        """Send a message to all processes, this one too. False when it stays here for now."""
        sent = await self._send(room, entry)
        if not sent:
            self._unsent.add(room, entry)
        return sent

    async def _send(self, room: str, entry: Entry) -> bool:
        async def send() -> bool:
            async with self._redis.pipeline(transaction=False) as pipeline:
                redis_names.keep(pipeline, room, entry, self._bounds)
                pipeline.publish(channel_of(room), MESSAGE + entry.dump())
                await pipeline.execute()
            return True

        return await self._ask(send, otherwise=False)

    async def settle(
        self, room: str, here: Callable[[], frozenset[Member]], *, with_history: bool = False
    ) -> tuple[frozenset[Member], list[Entry]]:
        """Tell who is in the room by way of this process; gives who else is.

        With history, also what was said there last, which is far more.
        """

        async def agree() -> tuple[frozenset[Member], list[Entry]]:
            present = here()
            if present:
                await self._subscribe(room)
            async with self._redis.pipeline(transaction=False) as pipeline:
                changed = self._presence.tell(pipeline, room, present)
                if with_history:
                    redis_names.ask_history(pipeline, room)
                if changed:
                    pipeline.publish(channel_of(room), CHANGE + self._process)
                answers: list[Any] = await pipeline.execute()
            self._presence.told(room, present)
            if not present:
                await self._unsubscribe(room)
            if changed:
                answers.pop()
            entries = redis_names.entries_in(answers.pop()) if with_history else []
            return self._presence.elsewhere(answers[-1]), entries

        # One after the other: of somebody who comes while another leaves, both are told.
        async with self._turn(room):
            return await self._ask(agree, otherwise=(frozenset(), []))

    def _turn(self, room: str) -> asyncio.Lock:
        turn = self._turns.get(room)
        if turn is None:
            turn = self._turns[room] = asyncio.Lock()
        return turn

    async def _ask(self, question: Callable[[], Awaitable[T]], *, otherwise: T) -> T:
        if not self._up:
            return otherwise
        async with self._free:
            # It may have been lost while this one waited: all together wait for one answer then.
            if not self._up:
                return otherwise
            try:
                return await question()
            except FAILURES as error:
                self._note_loss(error)
                return otherwise

    def _note_loss(self, error: Exception) -> None:
        if self._up:
            self._up = False
            self._lost_at = time.time_ns()
            logger.warning("Redis does not answer (%s): rooms hold per process", type(error).__name__)

    # What is heard

    async def keep_listening(self, listener: Listener) -> None:
        """Pass on what other processes say, and come back whenever the connection was lost."""
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    await self._listen(pubsub, listener)
            except FAILURES as error:
                self._note_loss(error)
                await self._drop_idle_connections()
            await asyncio.sleep(SECONDS_TO_RECONNECT)

    async def _drop_idle_connections(self) -> None:
        """They were lost with the one that failed: the next to use one would take Redis to be away again."""
        with suppress(*FAILURES):
            await self._redis.connection_pool.disconnect(inuse_connections=False)

    async def _listen(self, pubsub: PubSub, listener: Listener) -> None:
        self._pubsub, self._subscribed = pubsub, {}
        # Of this process alone: so that there is something to listen to.
        await pubsub.subscribe(channel_of(self._process))
        self._up = True
        self._first_up.set()
        catching_up = asyncio.create_task(self._catch_up(listener))
        try:
            asked = False
            # Not only when nobody says anything: what is told here reaches nobody until it is up again.
            while self._up:
                heard = await pubsub.get_message(timeout=SECONDS_OF_SILENCE)
                if heard:
                    asked = False
                    self._hear(heard, listener)
                elif asked:
                    raise RedisConnectionError("nothing is heard any more")
                else:
                    await pubsub.ping()
                    asked = True
            # As if this connection had failed: all of them are made anew.
            raise RedisConnectionError("an answer did not come")
        finally:
            catching_up.cancel()

    def _hear(self, heard: dict[str, Any], listener: Listener) -> None:
        room = room_of(heard["channel"] or "")
        if heard["type"] == "subscribe" and room in self._subscribed:
            self._subscribed[room].set()
        elif heard["type"] == "message":
            kind, text = heard["data"][:1], heard["data"][1:]
            if kind == MESSAGE:
                self._deliver(listener, room, Entry.load(text))
            elif text != self._process:
                listener.note_change(room)

    def _deliver(self, listener: Listener, room: str, entry: Entry) -> None:
        if not self._unsent.was_heard_here(entry):
            listener.deliver(room, entry)

    async def _catch_up(self, listener: Listener) -> None:
        """Tell the others what they have missed, and hear what has been missed here."""
        self._presence.forget()
        since = f"{self._lost_at - NANOSECONDS_TO_NOTICE:016x}"
        while (unsent := self._unsent.first()) and await self._send(*unsent):
            self._unsent.drop(unsent[1])
        for room in listener.rooms:
            listener.note_change(room)
            for entry in await self._history(room):
                if entry.key >= since:
                    self._deliver(listener, room, entry)

    async def _history(self, room: str) -> list[Entry]:
        async def ask() -> list[Entry]:
            await self._subscribe(room)
            async with self._redis.pipeline(transaction=False) as pipeline:
                redis_names.ask_history(pipeline, room)
                (lines,) = await pipeline.execute()
            return redis_names.entries_in(lines)

        async with self._turn(room):
            return await self._ask(ask, otherwise=[])

    async def _subscribe(self, room: str) -> None:
        """Whatever is said in the room from now on is heard."""
        if self._pubsub is None:
            raise RedisConnectionError("there is no connection to listen on")
        if room not in self._subscribed:
            self._subscribed[room] = asyncio.Event()
            await self._pubsub.subscribe(channel_of(room))
        try:
            async with asyncio.timeout(REDIS_TIMEOUT):
                await self._subscribed[room].wait()
        except TimeoutError as error:
            raise RedisConnectionError("the room is not heard") from error

    async def _unsubscribe(self, room: str) -> None:
        if self._pubsub and self._subscribed.pop(room, None):
            await self._pubsub.unsubscribe(channel_of(room))

    async def keep_telling(self, listener: Listener) -> None:
        """Say again and again who is here: who says nothing for a while is taken to have gone."""
        while True:
            await asyncio.sleep(redis_names.SECONDS_BETWEEN_SIGNS)
            rooms = listener.rooms
            for first in range(0, len(rooms), ROOMS_AT_ONCE):
                await self._give_signs(rooms[first : first + ROOMS_AT_ONCE], listener)

    async def _give_signs(self, rooms: list[str], listener: Listener) -> None:
        async def give() -> None:
            present = {room: here for room in rooms if (here := listener.members_here(room))}
            async with self._redis.pipeline(transaction=False) as pipeline:
                for room, here in present.items():
                    self._presence.give_sign(pipeline, room, here)
                answers = await pipeline.execute()
            for room, members in zip(present, answers[2::3], strict=True):
                listener.note_elsewhere(room, self._presence.elsewhere(members))

        async with AsyncExitStack() as turns:
            # What is agreed about in this moment is told with that.
            rooms = [room for room in rooms if not self._turn(room).locked()]
            for room in rooms:
                # Else a sign for somebody who leaves might come after the news that he has left.
                await turns.enter_async_context(self._turn(room))
            await self._ask(give, otherwise=None)
