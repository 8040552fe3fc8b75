import re
from typing import Any

import pytest
from flask import Flask
from httpx2 import Client

from app import create_app, problems
from app.api.docs import FILES, openapi_document
from app.api.feature import add_api
from tests.api.clients import new_client
from tests.api.promises import PROMISED, media_types_of_errors, references_in, statuses_in
from tests.isolation import make_settings


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """That of the API alone: a feature says of its own operations what they promise."""
    app = Flask(__name__)
    problems.init_app(app)
    add_api(app, make_settings())
    return openapi_document(app)


def test_every_operation_documents_its_statuses(document: dict[str, Any]) -> None:
    assert statuses_in(document) == PROMISED


def test_every_tag_is_there_once(document: dict[str, Any]) -> None:
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    used = {tag for operation in operations for tag in operation["tags"]}
    assert sorted(tag["name"] for tag in document["tags"]) == sorted(used)


def test_every_error_is_documented_as_a_problem(document: dict[str, Any]) -> None:
    assert media_types_of_errors(document) == {"application/problem+json"}


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    assert references_in(document) == set(document["components"]["schemas"])


def test_the_document_is_served(client: Client) -> None:
    response = client.get("/openapi.json")
    assert response.status_code == 200
    assert response.json()["openapi"].startswith("3.1")


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_a_page_loads_what_is_here_and_nothing_else(client: Client, path: str) -> None:
    page = (client.get(path)).text
    sources = re.findall(r'(?:src|href)="([^"]+)"', page)
    assert len(sources) == 3
    for source in sources:
        assert source.startswith("/docs/assets/")
        assert (client.get(source)).status_code == 200


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_a_page_runs_scripts_with_its_own_nonce_only(client: Client, path: str) -> None:
    first, second = client.get(path), client.get(path)
    nonces = [set(re.findall(r'nonce[=": ]+([\w-]{20,})', page.text)) for page in (first, second)]
    assert [len(found) for found in nonces] == [1, 1]
    assert nonces[0] != nonces[1]
    policy = first.headers["Content-Security-Policy"]
    assert f"script-src 'nonce-{nonces[0].pop()}';" in policy
    assert "unsafe" not in policy
    assert "*" not in policy


@pytest.mark.parametrize("name", sorted(FILES))
def test_an_asset_may_be_kept_by_the_browser(client: Client, name: str) -> None:
    response = client.get(f"/docs/assets/{name}")
    assert response.headers["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize("name", ["index.html", "..%2f__init__.py", "%2e%2e%2findex.css"])
def test_nothing_else_of_the_package_is_served(client: Client, name: str) -> None:
    response = client.get(f"/docs/assets/{name}")
    assert response.status_code == 404


@pytest.mark.parametrize("path", ["/openapi.json", "/docs", "/redoc", "/docs/assets/swagger-ui.css"])
def test_docs_can_be_switched_off(path: str) -> None:
    with new_client(create_app(make_settings(docs_enabled=False))) as client:
        response = client.get(path)
    assert response.status_code == 404
