"""The client for requests to other services: bounded in time and connections, patient with what passes."""

from time import sleep

from httpx2 import BaseTransport, Client, ConnectError, ConnectTimeout, Request, Response

from app.outgoing_bounds import (
    FIRST_PAUSE,
    HEADERS,
    LIMITS,
    RETRIED_STATUSES,
    TIMEOUT,
    certificates,
    pause_before,
    retries_of,
)
from app.outgoing_deadline import BoundedTransport


class RetryTransport(BaseTransport):
    """Asks again, twice at most, when nobody answers or a server says that it will soon be better."""

    def __init__(self, transport: BaseTransport, *, first_pause: float = FIRST_PAUSE) -> None:
        self._transport = transport
        self._first_pause = first_pause

    def handle_request(self, request: Request) -> Response:
        for retry in range(retries_of(request.method)):
            try:
                response = self._transport.handle_request(request)
            except (ConnectError, ConnectTimeout):
                pass
            else:
                if response.status_code not in RETRIED_STATUSES:
                    return response
                response.close()
            sleep(pause_before(retry, self._first_pause))
        return self._transport.handle_request(request)

    def close(self) -> None:
        self._transport.close()


def make_http_client() -> Client:
    """A client that follows no redirects: it goes where the settings say and nowhere else."""
    transport = RetryTransport(BoundedTransport(certificates(), LIMITS))
    return Client(transport=transport, timeout=TIMEOUT, headers=HEADERS)
