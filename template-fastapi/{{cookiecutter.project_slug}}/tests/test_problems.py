"""Every error is a problem, also those that no path operation knows of."""

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response

from tests.conftest import new_client

ITEMS = "/api/v1/items"
JSON = {"Content-Type": "application/json"}


def assert_problem(response: Response, status: int) -> None:
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["status"] == status


async def test_an_unknown_path_is_not_found(client: AsyncClient) -> None:
    response = await client.get("/nothing")
    assert_problem(response, 404)
    assert response.json() == {"type": "about:blank", "title": "Not Found", "status": 404}


async def test_a_path_has_one_spelling(client: AsyncClient) -> None:
    assert_problem(await client.get(f"{ITEMS}/"), 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "BREW"])
async def test_a_wrong_method_is_told_the_right_ones(client: AsyncClient, method: str) -> None:
    response = await client.request(method, ITEMS)
    assert_problem(response, 405)
    assert response.headers["Allow"] == "GET, POST"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"null", b"[]", b'"text"', b"\xff", b"{'name': 'Lamp'}", b'{"name": "\\ud800"}'],
)
async def test_a_body_that_cannot_be_read_is_invalid(auth_client: AsyncClient, body: bytes) -> None:
    response = await auth_client.post(ITEMS, content=body, headers=JSON)
    assert response.status_code in {400, 422}
    assert_problem(response, response.status_code)


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"price": ' + b"9" * 100_000 + b"}"], ids=["deep", "huge"]
)
async def test_a_hostile_body_is_refused(auth_client: AsyncClient, body: bytes) -> None:
    response = await auth_client.post(ITEMS, content=body, headers=JSON)
    assert_problem(response, 400)


async def test_a_body_of_another_type_is_invalid(auth_client: AsyncClient) -> None:
    response = await auth_client.post(ITEMS, content="name=Lamp", headers={"Content-Type": "text/plain"})
    assert_problem(response, 422)


async def test_invalid_json_is_told_where_it_is(auth_client: AsyncClient) -> None:
    response = await auth_client.post(ITEMS, content=b'{"name": ', headers=JSON)
    assert response.json()["errors"] == [{"pointer": "/body", "message": "This is not valid JSON."}]


async def test_a_field_name_that_cannot_be_encoded_is_answered(auth_client: AsyncClient) -> None:
    response = await auth_client.post(ITEMS, content=b'{"\\ud800": 1}', headers=JSON)
    assert_problem(response, 422)


async def test_what_nobody_expected_is_a_bare_500_with_every_header(app: FastAPI) -> None:
    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("the secret plan")

    async with new_client(app) as client:
        response = await client.get("/broken")
    assert_problem(response, 500)
    assert "secret plan" not in response.text
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
