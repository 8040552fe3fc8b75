from collections.abc import AsyncIterator

import pytest
from httpx2 import AsyncClient, AsyncHTTPTransport, ConnectError

from app.outgoing import RetryTransport, make_http_client
from tests.replies import answer
from tests.upstream import Upstream, new_upstream

BUSY = answer("", "503 Service Unavailable")


@pytest.fixture
async def upstream() -> AsyncIterator[Upstream]:
    async with new_upstream() as upstream:
        yield upstream


@pytest.fixture
async def http() -> AsyncIterator[AsyncClient]:
    async with AsyncClient(transport=RetryTransport(AsyncHTTPTransport(), first_pause=0.001)) as client:
        yield client


async def test_who_is_busy_is_asked_again(http: AsyncClient, upstream: Upstream) -> None:
    upstream.answers = [BUSY, BUSY, answer("there")]
    response = await http.get(upstream.url)
    assert (response.status_code, response.text, len(upstream.requests)) == (200, "there", 3)


async def test_after_two_more_attempts_the_answer_stands(http: AsyncClient, upstream: Upstream) -> None:
    upstream.answers = [BUSY]
    response = await http.get(upstream.url)
    assert (response.status_code, len(upstream.requests)) == (503, 3)


@pytest.mark.parametrize("status", ["500 Internal Server Error", "404 Not Found", "429 Too Many Requests"])
async def test_what_will_not_get_better_is_not_asked_again(
    http: AsyncClient, upstream: Upstream, status: str
) -> None:
    upstream.answers = [answer("", status)]
    await http.get(upstream.url)
    assert len(upstream.requests) == 1


async def test_what_may_change_something_is_sent_once(http: AsyncClient, upstream: Upstream) -> None:
    upstream.answers = [BUSY]
    response = await http.post(upstream.url)
    assert (response.status_code, len(upstream.requests)) == (503, 1)


async def test_nobody_there_is_an_error_in_the_end(http: AsyncClient) -> None:
    with pytest.raises(ConnectError):
        await http.get("http://127.0.0.1:1/")


async def test_a_redirect_is_not_followed(upstream: Upstream) -> None:
    upstream.answers = [b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"]
    async with make_http_client() as http:
        response = await http.get(upstream.url)
    assert (response.status_code, len(upstream.requests)) == (302, 1)
