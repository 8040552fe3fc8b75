"""How tests speak to the application, and what it is made ready with."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import current
from app.extensions import db
from app.settings import Settings
from tests.accounts import resources_of
from tests.mailers import with_mailer
from tests.outbox import Outbox


class ClosingClient(FlaskClient):
    """Takes the whole answer and closes it, as a server does: what is done later begins then."""

    def open(self, *arguments: Any, buffered: bool = True, **options: Any) -> TestResponse:
        return super().open(*arguments, buffered=buffered, **options)


class AtOnce(Executor):
    """Does what is to be done later when it is told of it, so that a test can look at it."""

    def submit(self, task: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        done: Future[Any] = Future()
        done.set_result(task(*arguments, **named))
        return done


def prepared(app: Flask, settings: Settings, outbox: Outbox) -> Flask:
    current.init_app(app, settings)
    app.extensions["resources"] = with_mailer(resources_of(app), outbox)
    app.extensions["later"].shutdown()
    app.extensions["later"] = AtOnce()
    app.test_client_class = ClosingClient
    return app


def connections_in_use(app: Flask) -> int:
    with app.app_context():
        in_use: int = db.engine.pool.checkedout()  # type: ignore[attr-defined]
    return in_use


def dispose(app: Flask) -> None:
    app.extensions["later"].shutdown()
    with app.app_context():
        db.engine.dispose()
