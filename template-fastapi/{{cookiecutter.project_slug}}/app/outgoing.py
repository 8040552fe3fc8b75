"""The client for requests to other services: bounded in time and connections, patient with what passes."""

import ssl
from functools import cache
from random import uniform

from anyio import sleep
from httpx2 import (
    AsyncBaseTransport,
    AsyncClient,
    AsyncHTTPTransport,
    ConnectError,
    ConnectTimeout,
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


class RetryTransport(AsyncBaseTransport):
    """Asks again, twice at most, when nobody answers or a server says that it will soon be better."""

    def __init__(self, transport: AsyncBaseTransport, *, first_pause: float = FIRST_PAUSE) -> None:
        self._transport = transport
        self._first_pause = first_pause

    async def handle_async_request(self, request: Request) -> Response:
        retries = RETRIES if request.method in RETRIED_METHODS else 0
        for retry in range(retries):
            try:
                response = await self._transport.handle_async_request(request)
            except (ConnectError, ConnectTimeout):
                pass
            else:
                if response.status_code not in RETRIED_STATUSES:
                    return response
                await response.aclose()
            # By chance, or all who were turned away together would come back together.
            await sleep(uniform(0.5, 1.5) * self._first_pause * 2**retry)  # noqa: S311
        return await self._transport.handle_async_request(request)

    async def aclose(self) -> None:
        await self._transport.aclose()


def make_http_client() -> AsyncClient:
    """A client that follows no redirects: it goes where the settings say and nowhere else."""
    transport = RetryTransport(AsyncHTTPTransport(verify=_certificates(), limits=LIMITS))
    return AsyncClient(transport=transport, timeout=TIMEOUT, headers={"Accept-Encoding": "identity"})


@cache
def _certificates() -> ssl.SSLContext:
    # Reading them takes 20 ms and more.
    return create_ssl_context()
