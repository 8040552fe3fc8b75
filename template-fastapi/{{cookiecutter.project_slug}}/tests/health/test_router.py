import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy.exc import OperationalError

from app.dependencies import get_session


class AwaySession:
    """A session of a database that does not answer."""

    async def execute(self, _statement: object) -> None:
        raise OperationalError("SELECT 1", None, Exception("db-7 is down"))


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_a_healthy_application_says_so_on_any_host(client: AsyncClient, path: str) -> None:
    response = await client.get(path, headers={"Host": "10.0.0.7:8000"})
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_without_a_database_it_is_alive_and_not_ready(app: FastAPI, client: AsyncClient) -> None:
    app.dependency_overrides[get_session] = AwaySession
    alive, ready = [
        await client.get(path, headers={"Accept": "text/html"}) for path in ("/healthz", "/readyz")
    ]
    assert (alive.status_code, ready.status_code) == (200, 503)
    assert ready.headers["Content-Type"] == "application/problem+json"
    assert int(ready.headers["Retry-After"]) > 0
    assert "db-7" not in ready.text
