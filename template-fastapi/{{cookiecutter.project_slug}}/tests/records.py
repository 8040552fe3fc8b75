"""What tests put into the database, and look up in it, beside the application."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from anyio.from_thread import BlockingPortal, start_blocking_portal
from sqlalchemy import Executable, Select

from app.db import Database
from app.models import Base
from tests.databases import delete_all_rows

T = TypeVar("T")


class Records:
    """For tests that are not asynchronous. Each step is a transaction of its own: nobody waits for it."""

    def __init__(self, database: Database, portal: BlockingPortal) -> None:
        self._database = database
        self._portal = portal

    def add(self, *rows: Base) -> None:
        self._portal.call(self._add, rows)

    def execute(self, statement: Executable) -> None:
        self._portal.call(self._execute, statement)

    def find(self, query: Select[T]) -> list[T]:
        return self._portal.call(self._find, query)

    def delete_all(self) -> None:
        self._portal.call(delete_all_rows, self._database)

    async def _add(self, rows: tuple[Base, ...]) -> None:
        async with self._database.writes.begin() as session:
            session.add_all(rows)

    async def _execute(self, statement: Executable) -> None:
        async with self._database.writes.begin() as session:
            await session.execute(statement)

    async def _find(self, query: Select[T]) -> list[T]:
        async with self._database.reads() as session:
            return list(await session.scalars(query))


@contextmanager
def open_records(url: str) -> Iterator[Records]:
    database = Database(url)
    # On an event loop in a thread of its own.
    with start_blocking_portal() as portal:
        yield Records(database, portal)
        portal.call(database.dispose)
