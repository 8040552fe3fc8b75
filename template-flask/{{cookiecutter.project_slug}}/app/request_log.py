"""One line in the log for each request, and an id by which all that was logged for it is found."""

import logging
from collections.abc import Iterable
from time import perf_counter
from typing import Any

import structlog
from flask import Flask
from structlog.contextvars import bound_contextvars, get_contextvars

from app.logs import request_id

logger = structlog.stdlib.get_logger("app.request")


class RequestLog:
    """Logs each request once its answer is ready.

    A line tells the path as the route is declared. The path itself, like headers, bodies and query strings,
    may hold what is secret.
    """

    def __init__(self, app: Any) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        own_id = request_id(environ.get("HTTP_X_REQUEST_ID", ""))
        status: int | None = None
        route: str | None = None
        started = perf_counter()

        def start_with_id(line: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            nonlocal status, route
            status = int(line[:3])
            route = _template(environ)
            return start_response(line, [*headers, ("X-Request-ID", own_id)], *rest)

        with bound_contextvars(request_id=own_id):
            try:
                answer: Iterable[bytes] = self._app(environ, start_with_id)
                return answer
            finally:
                # Who is not answered has got the connection for himself, until now.
                logger.info(
                    "request" if status else "connection ended",
                    method=environ["REQUEST_METHOD"],
                    route=route,
                    status=status,
                    duration_ms=round((perf_counter() - started) * 1000, 1),
                    client=environ.get("REMOTE_ADDR"),
                )


def hide_requests(record: logging.LogRecord) -> bool:
    """Drop the address from what gunicorn logs of a request that it cannot read or answer."""
    text = str(record.msg)
    if text.startswith(("Invalid request", "Error handling request")):
        record.msg, record.args = text.partition(": ")[0].partition(" %s")[0], ()
    return True


class LoggedFlask(Flask):
    """Logs exceptions that nobody expected in the same form, and without the path."""

    def log_exception(self, exc_info: Any) -> None:
        logger.error("unexpected error", exc_info=exc_info)


def current_request_id() -> str | None:
    found: str | None = get_contextvars().get("request_id")
    return found


def _template(environ: dict[str, Any]) -> str | None:
    """The path of the route that was found, if one was: `/items/<uuid:item_id>`."""
    # Left there by Werkzeug; a server's refusal of a malformed request comes before that.
    request = environ.get("werkzeug.request")
    return request.url_rule.rule if request and request.url_rule else None
