from collections.abc import AsyncIterator

import pytest
from httpx2 import AsyncClient

from tests.clients import new_client
from tests.probe import create_probe

LISTED = "https://shop.example.com"


@pytest.fixture
async def listing_client() -> AsyncIterator[AsyncClient]:
    app = create_probe(cors_origins=[LISTED], max_body_bytes=1024)
    async with new_client(app) as client:
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


async def test_a_listed_site_may_read_why_it_is_refused(listing_client: AsyncClient) -> None:
    too_long = await listing_client.post("/probe/notes", content=b" " * 1025, headers={"Origin": LISTED})
    unknown = await listing_client.get("/probe/notes", headers={"Origin": LISTED, "Host": "evil.example"})
    broken = await listing_client.get("/probe/broken", headers={"Origin": LISTED})
    refusals = (too_long, unknown, broken)
    assert [refusal.status_code for refusal in refusals] == [413, 400, 500]
    for refusal in refusals:
        assert refusal.headers["Access-Control-Allow-Origin"] == LISTED


async def test_another_site_may_not_call(listing_client: AsyncClient) -> None:
    response = await listing_client.get("/healthz", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in response.headers


async def test_no_site_may_call_unless_it_is_listed(client: AsyncClient) -> None:
    response = await client.get("/healthz", headers={"Origin": LISTED})
    assert "Access-Control-Allow-Origin" not in response.headers
