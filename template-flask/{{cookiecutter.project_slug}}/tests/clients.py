"""How tests speak to the application."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


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
