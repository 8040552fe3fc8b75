"""The database: one engine for the application, one session for each request."""

import inspect
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Response, current_app, g, has_request_context, request
from flask.sansio.app import App
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import URL, Engine, create_engine, make_url, orm
from sqlalchemy.exc import SQLAlchemyError

from app.connections import SAFE_METHODS, for_reading, options_for, prepare
from app.drivers import DRIVERS
from app.silence import give_up_on_silence

# For a statement; one that takes longer is given up.
STATEMENT_TIMEOUT = 30
# A server that lives has given it up by then, and said so.
SECONDS_OF_SILENCE = 35
SECONDS_TO_CONNECT = 5


def make_engine(url: str, *, migrating: bool = False) -> Engine:
    """An engine for a URL that names no driver, such as `postgresql://localhost/app`.

    Migrations take what time they need.
    """
    engine = create_engine(**engine_options(url, migrating=migrating))
    _prepare(engine, migrating=migrating)
    return engine


def _prepare(engine: Engine, *, migrating: bool = False) -> None:
    prepare(engine, migrating=migrating)
    # MySQL's driver has a time-out of its own.
    if engine.dialect.name == "postgresql" and not migrating:
        give_up_on_silence(engine, SECONDS_OF_SILENCE)


def engine_options(url: str, *, migrating: bool = False) -> dict[str, Any]:
    """What `create_engine` is given for this URL."""
    target = with_driver(make_url(url))
    options = options_for(target) | {"url": target}
    if target.get_backend_name() != "sqlite":
        driver_options = _mysql_options if target.get_backend_name() == "mysql" else _postgresql_options
        options["connect_args"] = driver_options(None if migrating else STATEMENT_TIMEOUT)
    return options


def with_driver(url: URL) -> URL:
    """The URL with the driver of this application, and the path of a file from the root on."""
    url = url.set(drivername=DRIVERS.get(url.drivername, url.drivername))
    if url.get_backend_name() == "sqlite" and url.database and url.database != ":memory:":
        # Flask-SQLAlchemy-Lite would look in the instance folder.
        url = url.set(database=str(Path(url.database).absolute()))
    return url


def _mysql_options(statement_timeout: float | None) -> dict[str, Any]:
    return {
        # What MySQL calls utf8 is a part of it.
        "charset": "utf8mb4",
        "connect_timeout": SECONDS_TO_CONNECT,
        "read_timeout": statement_timeout,
        "write_timeout": statement_timeout,
    }


def _postgresql_options(statement_timeout: float | None) -> dict[str, Any]:
    options: dict[str, Any] = {
        "connect_timeout": SECONDS_TO_CONNECT,
        # A network that has lost our connection does not say so.
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
    }
    if statement_timeout:
        options["options"] = f"-c statement_timeout={int(statement_timeout * 1000)}"
    return options


@dataclass(frozen=True)
class Sessions:
    """Makes sessions: `reads()` for what only looks, `writes()` for what changes something."""

    reads: orm.sessionmaker[orm.Session]
    writes: orm.sessionmaker[orm.Session]


class Database(SQLAlchemy):
    """Flask-SQLAlchemy-Lite's extension, which opens a session when it is asked for and closes it at the end.

    Requests with a safe method get one that never waits for a lock and refuses to change anything. What
    another request has changed is committed before its answer leaves, unless the answer is an error: then it
    is rolled back.
    """

    def init_app(self, app: App) -> None:
        super().init_app(app)
        # Its clean-up of asynchronous sessions, of which there are none, would start an event loop with
        # every request: 0.6 milliseconds, twice what Flask takes for a small answer.
        app.teardown_appcontext_funcs[:] = [
            close for close in app.teardown_appcontext_funcs if not inspect.iscoroutinefunction(close)
        ]
        engine = self._app_state[app].engines["default"]
        _prepare(engine)
        app.extensions["sessions"] = Sessions(
            reads=orm.sessionmaker(for_reading(engine), expire_on_commit=False),
            writes=orm.sessionmaker(engine.execution_options(writes=True), expire_on_commit=False),
        )
        app.after_request(self._finish)

    @property
    def sessions(self) -> Sessions:
        sessions: Sessions = current_app.extensions["sessions"]
        return sessions

    @property
    def sessionmaker(self) -> orm.sessionmaker[orm.Session]:
        """What `session` is made with: outside of a request, it may write and you commit it."""
        reads_only = has_request_context() and request.method in SAFE_METHODS
        return self.sessions.reads if reads_only else self.sessions.writes

    def get_session(self, name: str = "default") -> orm.Session:
        g.asked_database = True
        return super().get_session(name)

    def _finish(self, response: Response) -> Response:
        if "asked_database" not in g or response.status_code >= 400:
            return response
        if request.method in SAFE_METHODS:
            # It refuses, where a change would else be lost without a word.
            self.session.flush()
            return response
        try:
            self.session.commit()
        except SQLAlchemyError as error:
            # As if the view had raised it: what the answer says has not happened.
            self.session.rollback()
            return current_app.make_response(current_app.handle_user_exception(error))
        return response
