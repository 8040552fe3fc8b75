import re
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app import problems
from app.api.docs import ASSETS, openapi_document
from app.api.feature import add_api
from app.application import create_app
from app.health.router import add_health
from tests.api.promises import PROMISED, media_types_of_errors, references_in, statuses_in
from tests.clients import new_client
from tests.isolation import make_settings


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """That of the API alone: a feature says of its own operations what they promise."""
    app = FastAPI()
    problems.install(app)
    add_health(app)
    add_api(app, make_settings())
    return openapi_document(app)


def test_every_operation_documents_its_statuses(document: dict[str, Any]) -> None:
    assert statuses_in(document) == PROMISED


def test_every_error_is_documented_as_a_problem(document: dict[str, Any]) -> None:
    assert media_types_of_errors(document) == {"application/problem+json"}


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    assert references_in(document) == set(document["components"]["schemas"])


async def test_the_document_is_served(client: AsyncClient) -> None:
    response = await client.get("/openapi.json")
    assert response.status_code == 200
    assert response.json()["openapi"].startswith("3.1")


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
async def test_a_page_loads_what_is_here_and_nothing_else(client: AsyncClient, path: str) -> None:
    page = (await client.get(path)).text
    sources = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(sources) == 3
    for source in sources:
        assert source.startswith("/docs/assets/")
        assert (await client.get(source)).status_code == 200


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
async def test_a_page_runs_scripts_with_its_own_nonce_only(client: AsyncClient, path: str) -> None:
    first, second = await client.get(path), await client.get(path)
    nonces = [set(re.findall(r'nonce[=": ]+([\w-]{20,})', page.text)) for page in (first, second)]
    assert [len(found) for found in nonces] == [1, 1]
    assert nonces[0] != nonces[1]
    policy = first.headers["Content-Security-Policy"]
    assert f"script-src 'nonce-{nonces[0].pop()}';" in policy
    assert "unsafe" not in policy
    assert "*" not in policy


@pytest.mark.parametrize("name", sorted(ASSETS))
async def test_an_asset_may_be_kept_by_the_browser(client: AsyncClient, name: str) -> None:
    response = await client.get(f"/docs/assets/{name}")
    assert response.headers["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize("name", ["core.py", "..%2f__init__.py", "%2e%2e%2fcore.py"])
async def test_nothing_else_of_the_package_is_served(client: AsyncClient, name: str) -> None:
    response = await client.get(f"/docs/assets/{name}")
    assert response.status_code == 404


@pytest.mark.parametrize("path", ["/openapi.json", "/docs", "/redoc", "/docs/assets/swagger-ui.css"])
@pytest.mark.parametrize("settings", [{"docs_enabled": False}, {"app_env": "production"}])
async def test_docs_are_off_in_production_and_can_be_switched_off(
    path: str, settings: dict[str, object]
) -> None:
    async with new_client(create_app(make_settings(**settings))) as client:
        response = await client.get(path)
    assert response.status_code == 404
