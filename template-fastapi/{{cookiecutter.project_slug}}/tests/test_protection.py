from collections.abc import AsyncIterator

import anyio
import pytest
from httpx2 import AsyncClient, Response
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from app.protection import BodyLimit, security_headers
from tests.clients import new_client
from tests.isolation import make_settings
from tests.probe import create_probe

JSON = {"Content-Type": "application/json"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(scope="module")
async def probe() -> AsyncIterator[AsyncClient]:
    """Somebody at an application with three names that reads a kilobyte at most."""
    app = create_probe(allowed_hosts=["localhost", "example.com", ".example.org"], max_body_bytes=1024)
    async with new_client(app) as client:
        yield client


def assert_too_large(response: Response) -> None:
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.json()["title"] == "Content Too Large"


async def two_kilobytes() -> AsyncIterator[bytes]:
    for _ in range(4):
        yield b" " * 512


@pytest.mark.parametrize(
    "host", ["example.com", "EXAMPLE.com:8000", "example.org", "www.example.org", "a.b.example.org:443"]
)
async def test_a_known_host_is_served(probe: AsyncClient, host: str) -> None:
    response = await probe.get("/probe/notes", headers={"Host": host})
    assert response.status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        *["evil.example", "www.example.com", "badexample.org", "example.com@evil.example", "[::1]", ""],
        *["example.com:80:80", "example.com evil.example", "example.com/", "example.com\xff"],
    ],
)
async def test_an_unknown_host_is_refused(probe: AsyncClient, host: str) -> None:
    response = await probe.get("/probe/notes", headers=[(b"Host", host.encode("latin-1"))])
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_two_hosts_are_refused(probe: AsyncClient) -> None:
    response = await probe.get("/probe/notes", headers=[("Host", "example.com"), ("Host", "evil.example")])
    assert response.status_code == 400


async def test_any_host_is_served_when_all_are_allowed() -> None:
    async with new_client(create_probe(allowed_hosts=["*"])) as client:
        response = await client.get("/probe/notes", headers={"Host": "anything.example"})
    assert response.status_code == 200


async def test_an_answer_carries_the_security_headers(probe: AsyncClient) -> None:
    headers = (await probe.get("/probe/notes")).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_production_asks_browsers_for_https_for_a_year() -> None:
    settings = make_settings(app_env="production")
    assert security_headers(settings)["Strict-Transport-Security"].startswith("max-age=31536000")


async def test_a_body_that_announces_too_much_is_refused(probe: AsyncClient) -> None:
    assert_too_large(await probe.post("/probe/notes", content=b" " * 1025, headers=JSON))


async def test_a_body_that_comes_in_chunks_is_bounded(probe: AsyncClient) -> None:
    assert_too_large(await probe.post("/probe/notes", content=two_kilobytes(), headers=JSON))


async def test_a_form_that_comes_in_chunks_is_bounded(probe: AsyncClient) -> None:
    assert_too_large(await probe.post("/probe/form", content=two_kilobytes(), headers=FORM))


async def test_a_body_may_be_as_long_as_the_limit(probe: AsyncClient) -> None:
    body = b'{"text": "x"}'
    response = await probe.post("/probe/notes", content=body.ljust(1024), headers=JSON)
    assert response.status_code == 204


async def test_a_length_that_is_no_number_means_nothing(probe: AsyncClient) -> None:
    response = await probe.get("/probe/notes", headers={"Content-Length": "many"})
    assert response.status_code == 200


async def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    limited = BodyLimit(read_body, max_bytes=1024, max_seconds=0.01)
    with pytest.raises(HTTPException) as refusal:
        await limited({"type": "http", "headers": []}, never, nowhere)
    assert refusal.value.status_code == 408


async def test_who_has_sent_his_body_may_take_his_time_to_leave() -> None:
    messages: list[Message] = [{"type": "http.request", "body": b"x"}, {"type": "http.disconnect"}]

    async def receive() -> Message:
        if len(messages) == 1:
            await anyio.sleep(0.02)
        return messages.pop(0)

    limited = BodyLimit(read_twice, max_bytes=1024, max_seconds=0.01)
    await limited({"type": "http", "headers": []}, receive, nowhere)
    assert messages == []


async def read_body(_scope: Scope, receive: Receive, _send: Send) -> None:
    await receive()


async def read_twice(_scope: Scope, receive: Receive, _send: Send) -> None:
    await receive()
    await receive()


async def never() -> Message:
    await anyio.sleep_forever()
    raise AssertionError


async def nowhere(_message: Message) -> None:
    pass


async def test_a_client_behind_a_trusted_proxy_is_seen_as_himself() -> None:
    app = create_probe(trusted_proxies="127.0.0.0/8")
    headers = [
        ("X-Forwarded-For", "198.51.100.1"),
        ("X-Forwarded-For", "203.0.113.9"),
        ("X-Forwarded-Proto", "https"),
    ]
    async with new_client(app) as client:
        response = await client.get("/probe/client", headers=headers)
    assert response.json() == ["203.0.113.9", "https"]


async def test_without_a_trusted_proxy_nobody_can_say_who_he_is(probe: AsyncClient) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https"}
    response = await probe.get("/probe/client", headers=headers)
    assert response.json() == ["127.0.0.1", "http"]
