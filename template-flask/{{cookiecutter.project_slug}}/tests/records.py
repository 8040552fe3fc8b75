"""What tests put into the database, and look up in it, beside the application."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Executable, Select
from sqlalchemy.orm import Session, sessionmaker

from app.db import make_engine
from app.models import Base

T = TypeVar("T")


class Records:
    """Each step is a transaction of its own, so that nobody waits for it."""

    def __init__(self, new_session: sessionmaker[Session]) -> None:
        self._new_session = new_session

    def add(self, *rows: Base) -> None:
        with self._new_session.begin() as session:
            session.add_all(rows)

    def execute(self, statement: Executable) -> None:
        with self._new_session.begin() as session:
            session.execute(statement)

    def find(self, query: Select[T]) -> list[T]:
        with self._new_session() as session:
            return list(session.scalars(query))

    def delete_all(self) -> None:
        for table in reversed(Base.metadata.sorted_tables):
            self.execute(table.delete())


@contextmanager
def open_records(url: str) -> Iterator[Records]:
    engine = make_engine(url).execution_options(writes=True)
    yield Records(sessionmaker(engine, expire_on_commit=False))
    engine.dispose()
