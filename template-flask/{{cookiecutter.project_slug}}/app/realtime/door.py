"""What stands before Socket.IO: who may not come in never gets so far."""

from collections import Counter
from collections.abc import Callable, Iterable
from http import HTTPStatus
from threading import BoundedSemaphore, Lock
from typing import Any

from werkzeug.sansio.utils import host_is_trusted

from app.realtime.origins import is_welcome
from app.realtime.threads import SOCKETS
from app.settings import Settings

PATH = "/socket.io"
# Where those inside find, in the environment, what to call once somebody has shown a ticket.
ADMITTED = "app.realtime.admitted"
# So many of one address may be inside at once who have shown none. All it takes to be one is to connect.
STRANGERS_OF_ADDRESS = 20
SECONDS_TO_COME_AGAIN = 5
COME_AGAIN = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}


class Strangers:
    """Who is inside and has shown no ticket yet, by address."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._of_address: Counter[str] = Counter()

    def welcome(self, address: str) -> Callable[[], None] | None:
        """What to call when this one has shown a ticket or gone; none when there are too many already."""
        with self._lock:
            if self._of_address[address] >= STRANGERS_OF_ADDRESS:
                return None
            self._of_address[address] += 1
        known = Lock()

        def is_no_stranger() -> None:
            # Once only: it may be called when a ticket is shown, and again at the end.
            if known.acquire(blocking=False):
                self._forget(address)

        return is_no_stranger

    def _forget(self, address: str) -> None:
        with self._lock:
            self._of_address[address] -= 1
            if not self._of_address[address]:
                del self._of_address[address]


class Door:
    """Lets in so many connections that threads are left for requests, and from nowhere but our pages. Nobody
    takes all the places without a ticket.

    `inside` gets them. All else goes to `others`: Socket.IO would pass it on, with an environment of its own.
    """

    def __init__(self, inside: Any, others: Any, settings: Settings) -> None:
        self._inside = inside
        self._others = others
        self._settings = settings
        self._places = BoundedSemaphore(SOCKETS)
        self._strangers = Strangers()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path != PATH and not path.startswith(f"{PATH}/"):
            answer: Iterable[bytes] = self._others(environ, start_response)
            return answer
        refusal = self._refusal(environ)
        if refusal:
            return _refuse(start_response, refusal)
        is_no_stranger = self._strangers.welcome(environ.get("REMOTE_ADDR", ""))
        if is_no_stranger is None:
            return _refuse(start_response, HTTPStatus.TOO_MANY_REQUESTS)
        # Nobody may compress: a few bytes would become so many that no bound on messages holds.
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        try:
            if not self._places.acquire(blocking=False):
                return _refuse(start_response, HTTPStatus.SERVICE_UNAVAILABLE)
            try:
                environ[ADMITTED] = is_no_stranger
                # Until the connection ends: this is its thread.
                return list(self._inside(environ, start_response))
            finally:
                self._places.release()
        finally:
            is_no_stranger()

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
    headers = [("Content-Length", "0")]
    if status in COME_AGAIN:
        headers.append(("Retry-After", str(SECONDS_TO_COME_AGAIN)))
    start_response(f"{status.value} {status.phrase}", headers)
    return [b""]
