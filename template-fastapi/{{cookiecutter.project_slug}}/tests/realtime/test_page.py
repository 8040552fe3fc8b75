import pytest
from httpx2 import AsyncClient

from app.application import create_app
from app.realtime.demo import ASSETS
from tests.clients import new_client
from tests.isolation import make_settings
from tests.realtime.judging import problems_of_page


async def test_the_page_loads_what_is_here_and_runs_nothing_inline(client: AsyncClient) -> None:
    response = await client.get("/realtime")
    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert problems_of_page(response.text, policy, ASSETS) == []


@pytest.mark.parametrize("name", sorted(ASSETS))
async def test_what_the_page_loads_is_there(client: AsyncClient, name: str) -> None:
    response = await client.get(f"/realtime/assets/{name}")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize("name", ["feature.py", "..%2ffeature.py", "%2e%2e%2fpage.py", "index.html"])
async def test_nothing_else_is_served(client: AsyncClient, name: str) -> None:
    assert (await client.get(f"/realtime/assets/{name}")).status_code == 404


@pytest.mark.parametrize("path", ["/realtime", "/realtime/assets/page.js"])
async def test_the_page_goes_where_the_documentation_goes(path: str) -> None:
    async with new_client(create_app(make_settings(docs_enabled=False))) as client:
        assert (await client.get(path)).status_code == 404
