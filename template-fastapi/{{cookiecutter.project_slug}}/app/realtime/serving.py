"""All that runs while the application does."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from logging import getLogger

from sqlalchemy.exc import SQLAlchemyError

from app.db import Database
from app.realtime.bounds import Bounds
from app.realtime.exchange import Exchange
from app.realtime.hub import Hub
from app.realtime.people import Person
from app.realtime.queries import SESSIONS_AT_ONCE, open_among
from app.realtime.tickets import MemoryTickets, new_ticket
from app.settings import Settings

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


@dataclass(frozen=True)
class Realtime:
    hub: Hub
    tickets: Tickets


@asynccontextmanager
async def open_realtime(settings: Settings, database: Database, bounds: Bounds) -> AsyncIterator[Realtime]:
    exchange = _exchange(settings, bounds)
    hub = Hub(bounds, exchange)
    work = [hub.keep_telling(), _keep_looking(hub, database)]
    if exchange:
        work += [exchange.keep_listening(hub), exchange.keep_telling(hub)]
    tasks = [asyncio.create_task(part) for part in work]
    try:
        yield Realtime(hub, Tickets(exchange))
    finally:
        hub.close()
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
        if exchange:
            await exchange.close()


def _exchange(settings: Settings, bounds: Bounds) -> Exchange | None:
    if settings.redis_url:
        return Exchange(settings.redis_url, bounds)
    if (settings.web_concurrency or 1) > 1:
        logger.warning("without REDIS_URL each process has rooms and tickets of its own")
    return None


async def is_signed_in(database: Database, person: Person) -> bool:
    """Whether his session goes on, as far as can be told."""
    try:
        return not await _ended_among(database, [person.session_id])
    except SQLAlchemyError as error:
        logger.warning("a session cannot be looked at (%s)", type(error).__name__)
        return False


async def _keep_looking(hub: Hub, database: Database) -> None:
    """Cut off whoever has signed out, or has been signed out, elsewhere."""
    while True:
        await asyncio.sleep(hub.bounds.seconds_between_looks)
        try:
            hub.end_sessions(await _ended_among(database, hub.sessions))
        except SQLAlchemyError as error:
            # Who is connected stays so while the database is away; nobody new comes.
            logger.warning("sessions cannot be looked at (%s)", type(error).__name__)


async def _ended_among(database: Database, session_ids: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Which of these sign-in sessions have ended."""
    asked = list(session_ids)
    ended = set(asked)
    async with database.reads() as session:
        for start in range(0, len(asked), SESSIONS_AT_ONCE):
            ended.difference_update(
                await session.scalars(open_among(asked[start : start + SESSIONS_AT_ONCE]))
            )
    return ended
