from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from httpx2 import AsyncClient
from structlog.testing import capture_logs

from tests.accounts import PASSWORD
from tests.clients import new_client
from tests.probe import create_probe

WELL_FORMED = "7f3a9c1e-4b2d-4c88-9f10-aa00bb11cc22"


@pytest.fixture
def lines() -> Iterator[list[Any]]:
    with capture_logs() as lines:
        yield lines


@pytest.fixture(scope="module")
async def probe() -> AsyncIterator[AsyncClient]:
    async with new_client(create_probe()) as client:
        yield client


async def test_a_request_is_one_line(probe: AsyncClient, lines: list[Any]) -> None:
    await probe.get("/probe/shelf/notes/0b0e6a52-8d3f-4a64-9d39-6f1f0a1f3c11")
    (line,) = lines
    duration = line.pop("duration_ms")
    assert duration >= 0
    assert line == {
        "event": "request",
        "log_level": "info",
        "method": "GET",
        "route": "/probe/shelf/notes/{note_id}",
        "status": 404,
        "client": "127.0.0.1",
    }


async def test_the_route_is_told_whatever_its_parameters_are(probe: AsyncClient, lines: list[Any]) -> None:
    await probe.get("/probe/shelf/pages/7/0.5")
    assert [(line["route"], line["status"]) for line in lines] == [
        ("/probe/shelf/pages/{number}/{share}", 200)
    ]


async def test_a_path_without_a_route_is_not_repeated(probe: AsyncClient, lines: list[Any]) -> None:
    await probe.get("/reset/eyJhbGciOiJIUzI1NiJ9")
    assert [(line["route"], line["status"]) for line in lines] == [(None, 404)]


async def test_what_a_request_says_is_not_logged(probe: AsyncClient, lines: list[Any]) -> None:
    form = {"text": "ada@example.com", "password": PASSWORD}
    await probe.post("/probe/form?next=hidden", data=form, headers={"Authorization": "Bearer tok"})
    logged = str(lines)
    assert "/probe/form" in logged
    assert not any(said in logged for said in ("ada@", PASSWORD, "hidden", "tok"))


async def test_an_answer_carries_the_id_of_its_request(probe: AsyncClient) -> None:
    ids = [(await probe.get("/probe/notes")).headers["X-Request-ID"] for _ in range(2)]
    assert ids[0] != ids[1]
    assert all(len(request_id) == 32 for request_id in ids)


async def test_a_well_formed_id_is_kept(probe: AsyncClient) -> None:
    response = await probe.get("/probe/notes", headers={"X-Request-ID": WELL_FORMED})
    assert response.headers["X-Request-ID"] == WELL_FORMED


@pytest.mark.parametrize("given", ["", "x", "a" * 65, "with blanks in it", "<script>alert</script>"])
async def test_another_id_is_replaced(probe: AsyncClient, given: str) -> None:
    response = await probe.get("/probe/notes", headers={"X-Request-ID": given})
    assert len(response.headers["X-Request-ID"]) == 32


async def test_a_refused_request_is_logged_too(probe: AsyncClient, lines: list[Any]) -> None:
    await probe.get("/probe/notes", headers={"Host": "evil.example"})
    assert [line["status"] for line in lines] == [400]


async def test_an_unexpected_error_is_logged_once_and_answered_with_its_id(
    probe: AsyncClient, lines: list[Any]
) -> None:
    response = await probe.get("/probe/broken")
    assert [(line["event"], line["log_level"]) for line in lines] == [
        ("unexpected error", "error"),
        ("request", "info"),
    ]
    assert lines[0]["exc_info"]
    assert response.headers["X-Request-ID"] in response.json()["detail"]
