from collections.abc import Iterator

import pytest
from httpx2 import Client

from app import create_app
from tests.api.clients import new_client
from tests.isolation import make_settings

LISTED = "https://shop.example.com"


@pytest.fixture
def listing_client() -> Iterator[Client]:
    with new_client(create_app(make_settings(cors_origins=[LISTED]))) as client:
        yield client


def test_a_listed_site_may_call(listing_client: Client) -> None:
    response = listing_client.get("/healthz", headers={"Origin": LISTED})
    assert response.headers["Access-Control-Allow-Origin"] == LISTED


def test_a_listed_site_may_send_a_token(listing_client: Client) -> None:
    headers = {
        "Origin": LISTED,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization",
    }
    response = listing_client.options("/api/v1/items", headers=headers)
    assert response.status_code == 200


def test_another_site_may_not_call(listing_client: Client) -> None:
    response = listing_client.get("/healthz", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in response.headers


def test_no_site_may_call_unless_it_is_listed(client: Client) -> None:
    response = client.get("/healthz", headers={"Origin": LISTED})
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize("path", ["/api/v1/items", "/api/v1/nothing"])
def test_a_listed_site_sees_what_was_wrong(listing_client: Client, path: str) -> None:
    response = listing_client.get(path, headers={"Origin": LISTED})
    assert response.status_code in {401, 404}
    assert response.headers["Access-Control-Allow-Origin"] == LISTED


def test_all_sites_may_call_where_all_are_allowed() -> None:
    with new_client(create_app(make_settings(cors_origins=["*"]))) as client:
        response = client.get("/healthz", headers={"Origin": LISTED})
    assert response.headers["Access-Control-Allow-Origin"] == "*"


def test_without_a_listed_site_there_is_no_preflight(client: Client) -> None:
    headers = {"Origin": LISTED, "Access-Control-Request-Method": "PATCH"}
    response = client.options("/api/v1/items", headers=headers)
    assert response.status_code == 405
