"""One line in the log for each request, and an id by which all that was logged for it is found."""

from time import perf_counter

import structlog
from fastapi.routing import iter_route_contexts
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from app.errors import AppError, problem_of
from app.head import asked_method
from app.logs import request_id
from app.problems import answer

logger = structlog.stdlib.get_logger("app.request")


class RequestLog:
    """Logs each request, and answers exceptions that nobody expected, once they are logged too.

    A line tells the path as the route is declared. The path itself, like headers, bodies and query strings,
    may hold what is secret.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        # What FastAPI keeps of a route lacks the prefix of its router.
        self._templates: dict[object, str | None] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            whole = dict(scope)
            # The server logs these itself, with the address that is left here.
            scope["query_string"] = b""
            await self._app(whole, receive, send)
            return
        if not self._templates:
            routes = iter_route_contexts(scope["app"].routes)
            self._templates = {route.endpoint: route.path_format for route in routes}
        own_id = _request_id(scope)
        status: int | None = None
        started = ended = perf_counter()

        async def send_with_id(message: Message) -> None:
            nonlocal status, ended
            if message["type"] == "http.response.start":
                status = int(message["status"])
                message["headers"] = [*message["headers"], (b"x-request-id", own_id.encode())]
            await send(message)
            # Not when the application returns: it may have work left to do in the background.
            ended = perf_counter()

        with bound_contextvars(request_id=own_id):
            try:
                await self._app(scope, receive, send_with_id)
            except Exception:
                logger.exception("unexpected error")
                if status is None:
                    error = AppError(f"Something went wrong on our side. Our log knows it as {own_id}.")
                    await answer(HTTPConnection(scope), problem_of(error))(scope, receive, send_with_id)
            finally:
                client = scope.get("client")
                logger.info(
                    "request",
                    method=asked_method(scope),
                    route=self._template(scope),
                    status=status,
                    duration_ms=round((ended - started) * 1000, 1),
                    client=client[0] if client else None,
                )

    def _template(self, scope: Scope) -> str | None:
        """The path of the route that was found, if one was: `/items/{item_id}`."""
        if "route" not in scope:
            return None
        return self._templates.get(scope["endpoint"])


def _request_id(scope: Scope) -> str:
    given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
    return request_id(given.decode("latin-1"))
