from collections.abc import AsyncIterator

import pytest
from httpx2 import AsyncClient

from app.application import create_app
from app.protection import security_headers
from tests.conftest import new_client
from tests.isolation import make_settings

ITEMS = "/api/v1/items"


@pytest.fixture
async def hosted_client() -> AsyncIterator[AsyncClient]:
    """Somebody at an application with two names."""
    app = create_app(make_settings(allowed_hosts=["example.com", ".example.org"]))
    async with new_client(app) as client:
        yield client


@pytest.mark.parametrize(
    "host", ["example.com", "EXAMPLE.com:8000", "example.org", "www.example.org", "a.b.example.org:443"]
)
async def test_a_known_host_is_served(hosted_client: AsyncClient, host: str) -> None:
    response = await hosted_client.get("/docs", headers={"Host": host})
    assert response.status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        *["evil.example", "www.example.com", "badexample.org", "example.com@evil.example", "[::1]", ""],
        *["example.com:80:80", "example.com evil.example", "example.com/", "example.com\xff"],
    ],
)
async def test_an_unknown_host_is_refused(hosted_client: AsyncClient, host: str) -> None:
    response = await hosted_client.get("/docs", headers=[(b"Host", host.encode("latin-1"))])
    assert response.status_code == 400
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


async def test_two_hosts_are_refused(hosted_client: AsyncClient) -> None:
    headers = [("Host", "example.com"), ("Host", "evil.example")]
    response = await hosted_client.get("/docs", headers=headers)
    assert response.status_code == 400


async def test_any_host_is_served_when_all_are_allowed() -> None:
    app = create_app(make_settings(allowed_hosts=["*"]))
    async with new_client(app) as client:
        response = await client.get("/docs", headers={"Host": "anything.example"})
    assert response.status_code == 200


async def test_an_answer_carries_the_security_headers(client: AsyncClient) -> None:
    headers = (await client.get("/healthz")).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "Strict-Transport-Security" not in headers


def test_production_asks_browsers_for_https_for_a_year() -> None:
    settings = make_settings(app_env="production")
    assert security_headers(settings)["Strict-Transport-Security"].startswith("max-age=31536000")


async def test_a_body_that_announces_too_much_is_refused(auth_client: AsyncClient) -> None:
    response = await auth_client.post(ITEMS, content=b"x" * 1_048_577)
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["title"] == "Content Too Large"


async def test_a_body_in_chunks_is_bounded_too(auth_client: AsyncClient) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    response = await auth_client.post(ITEMS, content=chunks(), headers={"Content-Type": "application/json"})
    assert response.status_code == 413
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/v1/auth/login", "/api/v1/auth/register"])
async def test_a_body_in_chunks_is_bounded_for_strangers(client: AsyncClient, path: str) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        yield b"username=ada%40example.com&password="
        for _ in range(20):
            yield b"x" * 100_000

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    response = await client.post(path, content=chunks(), headers=headers)
    assert response.status_code == 413


async def test_a_body_may_be_as_long_as_the_limit(auth_client: AsyncClient) -> None:
    response = await auth_client.post(ITEMS, content=b" " * 1_048_576)
    assert response.status_code == 422


async def test_a_length_that_is_no_number_means_nothing(auth_client: AsyncClient) -> None:
    response = await auth_client.get(ITEMS, headers={"Content-Length": "many"})
    assert response.status_code == 200
