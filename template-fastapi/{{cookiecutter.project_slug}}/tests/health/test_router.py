from pathlib import Path

import pytest
from httpx2 import AsyncClient

from app.application import create_app
from app.resources import Resources
from tests.conftest import new_client
from tests.isolation import make_settings


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
async def test_a_healthy_application_says_so_on_any_host(client: AsyncClient, path: str) -> None:
    response = await client.get(path, headers={"Host": "10.0.0.7:8000"})
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


async def test_without_a_database_it_is_alive_and_not_ready(tmp_path: Path) -> None:
    (tmp_path / "app.db").mkdir()
    app = create_app(make_settings(database_url=f"sqlite:///{tmp_path}/app.db"))
    async with app.router.lifespan_context(app), new_client(app) as client:
        alive, ready = await client.get("/healthz"), await client.get("/readyz")
    assert alive.status_code == 200
    assert ready.status_code == 503
    assert ready.headers["Content-Type"] == "application/problem+json"
    assert str(tmp_path) not in ready.text
