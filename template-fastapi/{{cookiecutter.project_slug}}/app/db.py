"""The database: one engine, and two kinds of session."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any

from sqlalchemy import URL, Connection, Dialect, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    InvalidatePoolError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine

# What DATABASE_URL leaves out.
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
# After so many seconds in the pool, a connection is asked whether it still lives. `pool_pre_ping` would ask
# each time: three round trips to PostgreSQL, for a request that needs two.
SECONDS_TO_TRUST = 1.0
# For a connection, when all are in use. Who comes later is told that we are busy, before he gives up.
POOL_TIMEOUT = 5
# For a statement; a server that says nothing any more would else be waited for until the network gives it up.
COMMAND_TIMEOUT = 30
SQLITE_PRAGMAS = ("busy_timeout = 10000", "journal_mode = WAL", "synchronous = NORMAL")


class Database:
    """Makes sessions: `reads()` for requests that only look, `writes()` for those that change something."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self.reads = async_sessionmaker(_for_reading(self.engine), expire_on_commit=False)
        self.writes = async_sessionmaker(self.engine.execution_options(writes=True), expire_on_commit=False)

    async def dispose(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def make_engine(url: str, *, migrating: bool = False) -> AsyncEngine:
    """An engine for a URL that names no driver, such as `postgresql://localhost/app`.

    SQLite enforces foreign keys only when asked to, and must not while a migration rebuilds a table:
    dropping the old one would cascade to the rows that refer to it. And migrations take what time they need.
    """
    target = with_driver(make_url(url))
    if target.get_backend_name() != "sqlite":
        engine = create_async_engine(
            target,
            pool_size=10,
            max_overflow=10,
            pool_timeout=POOL_TIMEOUT,
            # They may be personal, and errors go to the log.
            hide_parameters=True,
            connect_args={"timeout": 5, "command_timeout": None if migrating else COMMAND_TIMEOUT},
        )
        event.listen(engine.sync_engine, "do_connect", _connect)
        event.listen(engine.sync_engine, "handle_error", _translate)
        event.listen(engine.sync_engine, "checkin", _note_return)
        event.listen(engine.sync_engine, "checkout", partial(_ask_rested, engine.dialect))
        return engine
    options: dict[str, Any] = {}
    if target.database and target.database != ":memory:":
        Path(target.database).parent.mkdir(parents=True, exist_ok=True)
        options = {"pool_timeout": POOL_TIMEOUT}
    engine = create_async_engine(target, hide_parameters=True, **options)
    pragmas = [*SQLITE_PRAGMAS, f"foreign_keys = {int(not migrating)}"]
    event.listen(engine.sync_engine, "connect", partial(_prepare_sqlite, pragmas))
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def with_driver(url: URL) -> URL:
    """The URL with the driver of this application."""
    url = url.set(drivername=DRIVERS.get(url.get_backend_name(), url.drivername))
    # asyncpg has another name for what every other PostgreSQL client calls sslmode.
    if url.get_backend_name() == "postgresql" and "sslmode" in url.query:
        ssl = str(url.query["sslmode"])
        url = url.difference_update_query(["sslmode"]).update_query_dict({"ssl": ssl})
    return url


def is_away(error: SQLAlchemyError) -> bool:
    """Whether the database could not be reached, or has no time for us: it may be there again in a moment."""
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return lost or isinstance(error, OperationalError | InterfaceError | PoolTimeout)


def _connect(dialect: Dialect, _record: Any, arguments: list[Any], options: dict[str, Any]) -> Any:
    try:
        return dialect.connect(*arguments, **options)
    except Exception as error:
        # The driver lets errors of the network through, which nobody could tell from others later on.
        raise OperationalError("connect", None, error, hide_parameters=True) from error


def _translate(context: ExceptionContext) -> OperationalError | None:
    error = context.original_exception
    if isinstance(error, OSError):
        return OperationalError(context.statement, None, error, hide_parameters=True)
    return None


def _for_reading(engine: AsyncEngine) -> AsyncEngine:
    """The engine, sparing PostgreSQL the transactions of requests that only look.

    There each statement sees what was committed when it began, with a transaction around it or without, and
    BEGIN and ROLLBACK are two round trips more. SQLite's cost little, and show one state from end to end.
    """
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def _note_return(_connection: Any, record: Any) -> None:
    record.info["returned"] = monotonic()


def _ask_rested(dialect: Dialect, connection: Any, record: Any, _proxy: Any) -> None:
    """Replace the connections of a pool whose server has gone and come back."""
    now = monotonic()
    if now - record.info.get("returned", now) > SECONDS_TO_TRUST:
        try:
            dialect.do_ping(connection)
        except (dialect.loaded_dbapi.Error, OSError) as error:
            raise InvalidatePoolError from error


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
