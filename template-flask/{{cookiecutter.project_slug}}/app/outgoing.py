"""The client for requests to other services: bounded in time and connections, patient with what passes."""

import ssl
import time
from functools import cache
from random import uniform

from httpx2 import (
    BaseTransport,
    Client,
    ConnectError,
    ConnectTimeout,
    HTTPTransport,
    Limits,
    Request,
    Response,
    Timeout,
    create_ssl_context,
)

TIMEOUT = Timeout(4.0, connect=1.0)
LIMITS = Limits(max_connections=20, max_keepalive_connections=10)
RETRIES = 2
FIRST_PAUSE = 0.1
# Asking again changes nothing on the other side.
RETRIED_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
RETRIED_STATUSES = frozenset({502, 503, 504})


class RetryTransport(BaseTransport):
    """Asks again, twice at most, when nobody answers or a server says that it will soon be better."""

    def __init__(self, transport: BaseTransport, *, first_pause: float = FIRST_PAUSE) -> None:
        self._transport = transport
        self._first_pause = first_pause

    def handle_request(self, request: Request) -> Response:
        retries = RETRIES if request.method in RETRIED_METHODS else 0
        for retry in range(retries):
            try:
                response = self._transport.handle_request(request)
            except (ConnectError, ConnectTimeout):
                pass
            else:
                if response.status_code not in RETRIED_STATUSES:
                    return response
                response.close()
            # By chance, or all who were turned away together would come back together.
            time.sleep(uniform(0.5, 1.5) * self._first_pause * 2**retry)  # noqa: S311
        return self._transport.handle_request(request)

    def close(self) -> None:
        self._transport.close()


def make_http_client() -> Client:
    """A client that follows no redirects: it goes where the settings say and nowhere else."""
    transport = RetryTransport(HTTPTransport(verify=_certificates(), limits=LIMITS))
    return Client(transport=transport, timeout=TIMEOUT, headers={"Accept-Encoding": "identity"})


@cache
def _certificates() -> ssl.SSLContext:
    # Reading them takes 20 ms and more.
    return create_ssl_context()
