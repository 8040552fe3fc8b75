from collections.abc import AsyncIterator

import pytest
from httpx2 import AsyncClient

from app.application import create_app
from tests.clients import new_client
from tests.isolation import make_settings

LISTED = "https://shop.example.com"


@pytest.fixture
async def listing_client() -> AsyncIterator[AsyncClient]:
    async with new_client(create_app(make_settings(cors_origins=[LISTED]))) as client:
        yield client


async def test_a_listed_site_may_call(listing_client: AsyncClient) -> None:
    response = await listing_client.get("/healthz", headers={"Origin": LISTED})
    assert response.headers["Access-Control-Allow-Origin"] == LISTED


async def test_a_listed_site_may_send_a_token(listing_client: AsyncClient) -> None:
    headers = {
        "Origin": LISTED,
        "Access-Control-Request-Method": "PATCH",
        "Access-Control-Request-Headers": "authorization",
    }
    response = await listing_client.options("/api/v1/items", headers=headers)
    assert response.status_code == 200


async def test_another_site_may_not_call(listing_client: AsyncClient) -> None:
    response = await listing_client.get("/healthz", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in response.headers


async def test_no_site_may_call_unless_it_is_listed(client: AsyncClient) -> None:
    response = await client.get("/healthz", headers={"Origin": LISTED})
    assert "Access-Control-Allow-Origin" not in response.headers
