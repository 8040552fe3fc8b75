"""What the connections to a database need, however the application speaks to it."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, NoReturn

from sqlalchemy import URL, Connection, Dialect, Engine, event
from sqlalchemy.exc import (
    DBAPIError,
    InterfaceError,
    InvalidatePoolError,
    NotSupportedError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout

# What only looks at something has nothing to commit.
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# After so many seconds in the pool, a connection is asked whether it still lives. `pool_pre_ping` would ask
# each time: three round trips to PostgreSQL, for a request that needs two.
SECONDS_TO_TRUST = 1.0
# For a connection, when all are in use. Who comes later is told that we are busy, before he gives up.
POOL_TIMEOUT = 5
SQLITE_PRAGMAS = ("busy_timeout = 10000", "journal_mode = WAL", "synchronous = NORMAL")


def is_away(error: BaseException | None) -> bool:
    """Whether the database could not be reached, or has no time for us: it may be there again in a moment."""
    if not isinstance(error, SQLAlchemyError):
        return False
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    # PostgreSQL had planned the statement for columns that a migration has changed. The next try is new.
    outdated = isinstance(error, NotSupportedError) and "cached" in str(error.orig)
    return lost or outdated or isinstance(error, OperationalError | InterfaceError | PoolTimeout)


def options_for(url: URL) -> dict[str, Any]:
    """What `create_engine` is given, whatever the driver. The folder of a SQLite file is there afterwards."""
    # Parameters may be personal, and errors go to the log.
    options: dict[str, Any] = {"hide_parameters": True}
    backend = url.get_backend_name()
    if backend != "sqlite":
        options |= {"pool_size": 10, "max_overflow": 10, "pool_timeout": POOL_TIMEOUT}
    elif url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        options["pool_timeout"] = POOL_TIMEOUT
    if backend == "mysql":
        # As on PostgreSQL. Else a transaction would see to its end what was so when it first looked, and
        # decide by that about rows which others have changed meanwhile.
        options["isolation_level"] = "READ COMMITTED"
    return options


def prepare(engine: Engine, *, migrating: bool = False) -> None:
    """Set up each connection that the engine makes, and look after those that rest in its pool.

    SQLite enforces foreign keys only when asked to, and must not while a migration rebuilds a table:
    dropping the old one would cascade to the rows that refer to it.
    """
    if engine.dialect.name == "sqlite":
        pragmas = [*SQLITE_PRAGMAS, f"foreign_keys = {int(not migrating)}"]
        event.listen(engine, "connect", partial(_prepare_sqlite, pragmas))
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "checkin", _note_return)
        event.listen(engine, "checkout", partial(_ask_rested, engine.dialect))


def for_reading(engine: Engine) -> Engine:
    """The engine, refusing to change anything, and sparing PostgreSQL the transactions of who only looks.

    There each statement sees what was committed when it began, with a transaction around it or without, and
    BEGIN and ROLLBACK are two round trips more. SQLite's cost little, and show one state from end to end.
    MySQL begins on its own, and to switch that off and on again would take longer than the one ROLLBACK.
    """
    options = {"isolation_level": "AUTOCOMMIT"} if engine.dialect.name == "postgresql" else {}
    reading = engine.execution_options(**options)
    event.listen(reading, "before_cursor_execute", _refuse_changes)
    # Where a change is tried; PostgreSQL would say that there is no transaction.
    event.listen(reading, "savepoint", _refuse)
    return reading


def _refuse_changes(
    _connection: Connection, _cursor: Any, _statement: str, _parameters: Any, context: Any, _many: bool
) -> None:
    # Of SQL that is written as text, SQLAlchemy does not know what it does.
    if context.isinsert or context.isupdate or context.isdelete:
        _refuse()


def _refuse(*_event: Any) -> NoReturn:
    # Without a transaction a change would stay when the request fails, and with one it would be lost when the
    # request does not.
    raise RuntimeError(
        "A session for reading changes nothing, and a GET has no other. "
        "Let the request be a POST, or use a session that `writes()` makes."
    )


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
