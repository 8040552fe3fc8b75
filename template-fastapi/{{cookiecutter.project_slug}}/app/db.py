"""The database: one engine, and two kinds of session."""

from typing import Any

from sqlalchemy import URL, Dialect, event, make_url
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine

from app.connections import for_reading, options_for, prepare
from app.drivers import DRIVERS

# For a statement; a server that says nothing any more would else be waited for until the network gives it up.
COMMAND_TIMEOUT = 30
SECONDS_TO_CONNECT = 5


class Database:
    """Makes sessions: `reads()` for requests that only look, `writes()` for those that change something."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        reading = AsyncEngine(for_reading(self.engine.sync_engine))
        self.reads = async_sessionmaker(reading, expire_on_commit=False)
        self.writes = async_sessionmaker(self.engine.execution_options(writes=True), expire_on_commit=False)

    async def dispose(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def make_engine(url: str, *, migrating: bool = False) -> AsyncEngine:
    """An engine for a URL that names no driver, such as `postgresql://localhost/app`.

    Migrations take what time they need.
    """
    target = with_driver(make_url(url))
    options = options_for(target)
    if target.get_backend_name() != "sqlite":
        options["connect_args"] = _driver_options(target, None if migrating else COMMAND_TIMEOUT)
    engine = create_async_engine(target, **options)
    prepare(engine.sync_engine, migrating=migrating)
    if target.get_backend_name() != "sqlite":
        event.listen(engine.sync_engine, "do_connect", _connect)
        event.listen(engine.sync_engine, "handle_error", _translate)
    return engine


def with_driver(url: URL) -> URL:
    """The URL with the driver of this application."""
    url = url.set(drivername=DRIVERS.get(url.get_backend_name(), url.drivername))
    # asyncpg has another name for what every other PostgreSQL client calls sslmode.
    if url.get_backend_name() == "postgresql" and "sslmode" in url.query:
        ssl = str(url.query["sslmode"])
        url = url.difference_update_query(["sslmode"]).update_query_dict({"ssl": ssl})
    return url


def _driver_options(url: URL, command_timeout: float | None) -> dict[str, Any]:
    if url.get_backend_name() == "postgresql":
        return {"timeout": SECONDS_TO_CONNECT, "command_timeout": command_timeout}
    # What MySQL calls utf8 is a part of it.
    return {"charset": "utf8mb4", "connect_timeout": SECONDS_TO_CONNECT, "read_timeout": command_timeout}


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
