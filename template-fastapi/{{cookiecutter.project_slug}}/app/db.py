"""The database: one engine, and two kinds of session."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine

# What DATABASE_URL leaves out.
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
SQLITE_PRAGMAS = ("busy_timeout = 10000", "journal_mode = WAL", "synchronous = NORMAL")


class Database:
    """Makes sessions: `reads()` for requests that only look, `writes()` for those that change something."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self.reads = async_sessionmaker(self.engine, expire_on_commit=False)
        self.writes = async_sessionmaker(self.engine.execution_options(writes=True), expire_on_commit=False)

    async def dispose(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def make_engine(url: str, *, enforce_foreign_keys: bool = True) -> AsyncEngine:
    """An engine for a URL that names no driver, such as `postgresql://localhost/app`.

    SQLite enforces foreign keys only when asked to, and must not while a migration rebuilds a table:
    dropping the old one would cascade to the rows that refer to it.
    """
    target = with_driver(make_url(url))
    if target.get_backend_name() != "sqlite":
        return create_async_engine(
            target, pool_size=10, max_overflow=10, pool_pre_ping=True, connect_args={"timeout": 5}
        )
    if target.database:
        Path(target.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(target)
    pragmas = [*SQLITE_PRAGMAS, f"foreign_keys = {int(enforce_foreign_keys)}"]
    event.listen(engine.sync_engine, "connect", partial(_prepare_sqlite, pragmas))
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def with_driver(url: URL) -> URL:
    """The URL with the driver of this application."""
    url = url.set(drivername=DRIVERS.get(url.get_backend_name(), url.drivername))
    # asyncpg has another name for what every other PostgreSQL client calls sslmode.
    if url.get_backend_name() == "postgresql" and "sslmode" in url.query:
        ssl = url.query["sslmode"]
        url = url.difference_update_query(["sslmode"]).update_query_dict({"ssl": ssl})
    return url


def _prepare_sqlite(pragmas: Sequence[str], connection: Any, _record: Any) -> None:
    # Else the driver opens transactions on its own, before _begin_sqlite can.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in pragmas:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # SQLite lets one connection write at a time. Who takes the lock at the start waits for it in turn;
    # who reads first and writes later fails at once when somebody else has written in between.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
