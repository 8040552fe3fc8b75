"""The database: one engine for the application, one session for each request."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, has_request_context, request
from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session, sessionmaker

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
# What DATABASE_URL leaves out.
DRIVERS = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
SQLITE_PRAGMAS = ("busy_timeout = 10000", "journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON")


def make_engine(url: str) -> Engine:
    """An engine for a URL that names no driver, such as `postgresql://localhost/app`."""
    target = make_url(url)
    target = target.set(drivername=DRIVERS.get(target.drivername, target.drivername))
    if target.get_backend_name() != "sqlite":
        return create_engine(
            target, pool_size=10, max_overflow=10, pool_pre_ping=True, connect_args={"connect_timeout": 5}
        )
    if target.database:
        Path(target.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(target)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    # Else the driver opens transactions on its own, before _begin_sqlite can.
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # SQLite lets one connection write at a time. Who takes the lock at the start waits for it in turn;
    # who reads first and writes later fails at once when somebody else has written in between.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@dataclass(frozen=True)
class _Connections:
    engine: Engine
    reads: sessionmaker[Session]
    writes: sessionmaker[Session]


class Database:
    """The extension that gives each request a session.

    Requests that only read get one that never waits for a lock. What a request has changed is
    committed before its answer leaves, unless the answer is an error: then it is rolled back.
    """

    def init_app(self, app: Flask, url: str) -> None:
        engine = make_engine(url)
        app.extensions["db"] = _Connections(
            engine,
            reads=sessionmaker(engine, expire_on_commit=False),
            writes=sessionmaker(engine.execution_options(writes=True), expire_on_commit=False),
        )
        app.after_request(self._finish)
        app.teardown_appcontext(self._close)

    @property
    def engine(self) -> Engine:
        return self._connections.engine

    @property
    def session(self) -> Session:
        """The session of this request; outside of a request, one that may write and that you commit."""
        if "db_session" not in g:
            reads_only = has_request_context() and request.method in SAFE_METHODS
            g.db_session = (self._connections.reads if reads_only else self._connections.writes)()
        session: Session = g.db_session
        return session

    @property
    def _connections(self) -> _Connections:
        connections: _Connections = current_app.extensions["db"]
        return connections

    def _finish(self, response: Response) -> Response:
        if "db_session" in g:
            if response.status_code < 400:
                self.session.commit()
            else:
                self.session.rollback()
        return response

    def _close(self, _error: BaseException | None) -> None:
        session: Session | None = g.pop("db_session", None)
        if session is not None:
            session.close()
