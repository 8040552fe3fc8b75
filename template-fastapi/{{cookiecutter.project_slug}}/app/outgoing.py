"""The client for requests to other services: bounded in time and connections, patient with what passes."""

from anyio import sleep
from httpx2 import (
    AsyncBaseTransport,
    AsyncClient,
    AsyncHTTPTransport,
    ConnectError,
    ConnectTimeout,
    Request,
    Response,
)

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


class RetryTransport(AsyncBaseTransport):
    """Asks again, twice at most, when nobody answers or a server says that it will soon be better."""

    def __init__(self, transport: AsyncBaseTransport, *, first_pause: float = FIRST_PAUSE) -> None:
        self._transport = transport
        self._first_pause = first_pause

    async def handle_async_request(self, request: Request) -> Response:
        for retry in range(retries_of(request.method)):
            try:
                response = await self._transport.handle_async_request(request)
            except (ConnectError, ConnectTimeout):
                pass
            else:
                if response.status_code not in RETRIED_STATUSES:
                    return response
                await response.aclose()
            await sleep(pause_before(retry, self._first_pause))
        return await self._transport.handle_async_request(request)

    async def aclose(self) -> None:
        await self._transport.aclose()


def make_http_client() -> AsyncClient:
    """A client that follows no redirects: it goes where the settings say and nowhere else."""
    transport = RetryTransport(AsyncHTTPTransport(verify=certificates(), limits=LIMITS))
    return AsyncClient(transport=transport, timeout=TIMEOUT, headers=HEADERS)
