"""HEAD, by any path. That the server leaves the content out is told in `tests/test_server.py`."""

from collections.abc import AsyncIterator

import pytest
from httpx2 import AsyncClient
from structlog.testing import capture_logs

from tests.clients import new_client
from tests.probe import create_probe


@pytest.fixture(scope="module")
async def probe() -> AsyncIterator[AsyncClient]:
    async with new_client(create_probe()) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/healthz", 200),
        ("/probe/notes", 200),
        ("/probe/shelf/pages/7/0.5", 200),
        ("/probe/files/probe.py", 200),
        ("/probe/notes?page=x", 422),
        ("/nothing", 404),
        ("/probe/broken", 500),
    ],
)
async def test_head_is_answered_as_get_is(probe: AsyncClient, path: str, status: int) -> None:
    head, get = [await probe.request(method, path) for method in ("HEAD", "GET")]
    assert head.status_code == get.status_code == status
    assert head.headers.keys() == get.headers.keys()
    assert head.headers["Content-Length"] == get.headers["Content-Length"]
    assert head.headers["Content-Type"] == get.headers["Content-Type"]


async def test_where_get_is_not_answered_head_is_not_either(probe: AsyncClient) -> None:
    response = await probe.head("/probe/form")
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")


async def test_the_log_says_that_it_was_head(probe: AsyncClient) -> None:
    with capture_logs() as lines:
        await probe.head("/probe/shelf/pages/7/0.5")
    (line,) = lines
    assert (line["method"], line["route"]) == ("HEAD", "/probe/shelf/pages/{number}/{share}")
