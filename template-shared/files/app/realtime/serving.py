"""All that runs while the application does."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from functools import partial
from logging import getLogger

from sqlalchemy.exc import SQLAlchemyError

from app.realtime.bounds import Bounds
from app.realtime.exchange import Exchange
from app.realtime.hub import Hub
from app.realtime.people import Person
from app.realtime.tickets import MemoryTickets, new_ticket
from app.settings import Settings

# What has failed once is not tried without a pause.
SECONDS_TO_RECOVER = 1.0
# For the others to hear who has gone with this process: else they miss them for a while.
SECONDS_TO_TELL = 2.0
SECONDS_TO_CANCEL = 0.1

OpenAmong = Callable[[Collection[uuid.UUID]], Awaitable[Iterable[uuid.UUID]]]

logger = getLogger(__name__)


class Tickets:
    """In Redis, where every process finds them; without it, or while it is away, in this process."""

    def __init__(self, exchange: Exchange | None) -> None:
        self._exchange = exchange
        self._here = MemoryTickets()

    async def issue(self, person: Person) -> str:
        ticket = new_ticket()
        if self._exchange is None or not await self._exchange.put_ticket(ticket, person):
            self._here.put(ticket, person)
        return ticket

    async def take(self, ticket: str) -> Person | None:
        """Whose ticket it is. It is spent then."""
        person = self._here.take(ticket)
        if person is None and self._exchange:
            return await self._exchange.take_ticket(ticket)
        return person


class Sessions:
    """Whose sign-in goes on, as far as the database tells."""

    def __init__(self, open_among: OpenAmong) -> None:
        self._open_among = open_among

    async def goes_on(self, person: Person) -> bool:
        """Nobody comes in while that cannot be told."""
        try:
            return person.session_id in await self._open_among([person.session_id])
        except SQLAlchemyError as error:
            logger.warning("a session cannot be looked at (%s)", type(error).__name__)
            return False

    async def keep_looking(self, hub: Hub) -> None:
        """Cut off whoever has signed out, or has been signed out, elsewhere."""
        while True:
            await asyncio.sleep(hub.bounds.seconds_between_looks)
            try:
                sessions = list(hub.sessions)
                hub.end_sessions(set(sessions) - set(await self._open_among(sessions)))
            except SQLAlchemyError as error:
                # Who is connected stays so while the database is away; nobody new comes.
                logger.warning("sessions cannot be looked at (%s)", type(error).__name__)


@dataclass(frozen=True)
class Realtime:
    hub: Hub
    tickets: Tickets
    sessions: Sessions

    async def admit(self, ticket: str) -> Person | None:
        """Who comes with this ticket, if it is good and he is signed in still. It is spent then."""
        person = await self.tickets.take(ticket) if ticket else None
        return person if person and await self.sessions.goes_on(person) else None


@asynccontextmanager
async def open_realtime(settings: Settings, bounds: Bounds, open_among: OpenAmong) -> AsyncIterator[Realtime]:
    """All runs on this event loop. `open_among` tells which of these sign-in sessions have not ended."""
    exchange = _exchange(settings, bounds)
    hub = Hub(bounds, exchange)
    sessions = Sessions(open_among)
    work: list[Callable[[], Awaitable[None]]] = [hub.keep_telling, partial(sessions.keep_looking, hub)]
    if exchange:
        work += [partial(exchange.keep_listening, hub), partial(exchange.keep_telling, hub)]
    tasks = [asyncio.create_task(_keep_on(part)) for part in work]
    try:
        if exchange:
            await exchange.wait_a_moment()
        yield Realtime(hub, Tickets(exchange), sessions)
    finally:
        hub.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_TELL):
                await hub.wait_until_all_is_told()
        await _end(tasks)
        if exchange:
            await exchange.close()


async def _keep_on(work: Callable[[], Awaitable[None]]) -> None:
    """Work without an end, which an error that nobody expected does not end either."""
    while True:
        try:
            await work()
        except Exception:
            logger.exception("unexpected error")
            await asyncio.sleep(SECONDS_TO_RECOVER)


async def _end(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel them until they end: who waits for Redis may miss it once (`asyncio.wait_for`, Python 3.11)."""
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=SECONDS_TO_CANCEL)


def _exchange(settings: Settings, bounds: Bounds) -> Exchange | None:
    if settings.redis_url:
        return Exchange(settings.redis_url, bounds)
    if (settings.web_concurrency or 1) > 1:
        logger.warning("without REDIS_URL each process has rooms and tickets of its own")
    return None
