"""What stands before Socket.IO: who may not come in never gets so far."""

from collections.abc import Iterable
from http import HTTPStatus
from threading import BoundedSemaphore
from typing import Any

from werkzeug.sansio.utils import host_is_trusted

from app.realtime.origins import is_welcome
from app.realtime.threads import SOCKETS
from app.settings import Settings

PATH = "/socket.io"


class Door:
    """Lets in so many connections that threads are left for requests, and from nowhere but our pages.

    `inside` gets them. All else goes to `others`: Socket.IO would pass it on, with an environment of its own.
    """

    def __init__(self, inside: Any, others: Any, settings: Settings) -> None:
        self._inside = inside
        self._others = others
        self._settings = settings
        self._places = BoundedSemaphore(SOCKETS)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path != PATH and not path.startswith(f"{PATH}/"):
            answer: Iterable[bytes] = self._others(environ, start_response)
            return answer
        refusal = self._refusal(environ)
        if refusal:
            return _refuse(start_response, refusal)
        if not self._places.acquire(blocking=False):
            return _refuse(start_response, HTTPStatus.SERVICE_UNAVAILABLE)
        try:
            # Until the connection ends: this is its thread.
            return list(self._inside(environ, start_response))
        finally:
            self._places.release()

    def _refusal(self, environ: dict[str, Any]) -> HTTPStatus | None:
        host = environ.get("HTTP_HOST", "")
        known = self._settings.allowed_hosts
        if "*" not in known and not host_is_trusted(host, known):
            return HTTPStatus.BAD_REQUEST
        if environ.get("HTTP_UPGRADE", "").lower() != "websocket":
            return HTTPStatus.BAD_REQUEST
        if not is_welcome(
            environ.get("HTTP_ORIGIN"),
            scheme=environ["wsgi.url_scheme"],
            host=host,
            settings=self._settings,
        ):
            return HTTPStatus.FORBIDDEN
        return None


def _refuse(start_response: Any, status: HTTPStatus) -> Iterable[bytes]:
    start_response(f"{status.value} {status.phrase}", [("Content-Length", "0")])
    return [b""]
