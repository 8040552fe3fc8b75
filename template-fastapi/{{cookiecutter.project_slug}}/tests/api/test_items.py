import uuid

import anyio
import pytest
from httpx2 import AsyncClient, Response

from tests.api.promises import BAD_PARAMETERS

ITEMS = "/api/v1/items"
SOME_ITEM = f"{ITEMS}/0b0e6a52-8d3f-4a64-9d39-6f1f0a1f3c11"
FIELDS = {"id", "name", "description", "price", "category", "created_at", "updated_at"}


async def create(client: AsyncClient, **values: object) -> Response:
    body = {"name": "Lamp", "price": "12.50", "category": "home"} | values
    return await client.post(ITEMS, json=body)


async def test_a_new_item_is_answered_with_its_place(auth_client: AsyncClient) -> None:
    response = await create(auth_client, description="It is bright.")
    assert response.status_code == 201
    item = response.json()
    assert item.keys() == FIELDS
    assert (item["name"], item["description"], item["category"]) == ("Lamp", "It is bright.", "home")
    assert response.headers["Location"] == f"{ITEMS}/{item['id']}"
    assert (await auth_client.get(response.headers["Location"])).json() == item


@pytest.mark.parametrize(("given", "answered"), [("12.5", "12.50"), (0.1, "0.10"), (7, "7.00")])
async def test_a_price_is_a_string_with_two_places(
    auth_client: AsyncClient, given: object, answered: str
) -> None:
    created = await create(auth_client, price=given)
    read = await auth_client.get(created.headers["Location"])
    assert (created.json()["price"], read.json()["price"]) == (answered, answered)


@pytest.mark.parametrize("field", ["id", "owner_id", "user_id", "created_at"])
async def test_a_client_cannot_set_what_is_not_its_business(auth_client: AsyncClient, field: str) -> None:
    response = await create(auth_client, **{field: str(uuid.uuid4())})
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == f"/body/{field}"


async def test_every_wrong_field_is_named(auth_client: AsyncClient) -> None:
    response = await auth_client.post(ITEMS, json={"name": "", "price": -1})
    assert response.status_code == 422
    pointers = {error["pointer"] for error in response.json()["errors"]}
    assert pointers == {"/body/name", "/body/price", "/body/category"}


async def test_a_change_leaves_the_rest_as_it_is(auth_client: AsyncClient) -> None:
    created = await create(auth_client, description="It is bright.")
    response = await auth_client.patch(created.headers["Location"], json={"price": "9.99"})
    assert response.status_code == 200
    before, after = created.json(), response.json()
    assert after == before | {"price": "9.99", "updated_at": after["updated_at"]}


async def test_a_description_can_be_taken_away(auth_client: AsyncClient) -> None:
    created = await create(auth_client, description="It is bright.")
    response = await auth_client.patch(created.headers["Location"], json={"description": None})
    assert response.json()["description"] is None


async def test_a_change_of_nothing_changes_nothing(auth_client: AsyncClient) -> None:
    created = await create(auth_client)
    response = await auth_client.patch(created.headers["Location"], json={})
    assert (response.status_code, response.json()) == (200, created.json())


async def test_a_deleted_item_is_gone(auth_client: AsyncClient) -> None:
    place = (await create(auth_client)).headers["Location"]
    response = await auth_client.delete(place)
    assert (response.status_code, response.content) == (204, b"")
    assert (await auth_client.get(place)).status_code == 404
    assert (await auth_client.delete(place)).status_code == 404


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_the_item_of_somebody_else_is_not_there(
    auth_client: AsyncClient, other_client: AsyncClient, method: str
) -> None:
    place = (await create(auth_client)).headers["Location"]
    response = await other_client.request(method, place, json={} if method == "PATCH" else None)
    assert response.status_code == 404
    assert (await auth_client.get(place)).status_code == 200


async def test_the_items_of_somebody_else_are_not_in_the_list(
    auth_client: AsyncClient, other_client: AsyncClient
) -> None:
    await create(auth_client)
    response = await other_client.get(ITEMS)
    assert response.json() == {"items": [], "page": 1, "per_page": 20, "total": 0}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ITEMS),
        ("POST", ITEMS),
        ("GET", SOME_ITEM),
        ("PATCH", SOME_ITEM),
        ("DELETE", SOME_ITEM),
    ],
)
async def test_items_need_a_login(client: AsyncClient, method: str, path: str) -> None:
    response = await client.request(method, path)
    assert response.status_code == 401


@pytest.mark.parametrize("item_id", ["1", "x", "%00", "' OR 1=1"])
async def test_what_is_no_id_is_invalid(auth_client: AsyncClient, item_id: str) -> None:
    response = await auth_client.get(f"{ITEMS}/{item_id}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/path/item_id"


async def test_past_the_end_is_an_empty_page(auth_client: AsyncClient) -> None:
    await create(auth_client)
    response = await auth_client.get(ITEMS, params={"page": 1_000_000, "per_page": 100})
    assert (response.json()["items"], response.json()["total"]) == ([], 1)


async def test_a_list_is_filtered_sorted_and_paged(auth_client: AsyncClient) -> None:
    for number in (3, 1, 2):
        await create(auth_client, name=f"Lamp {number}", price=number)
    await create(auth_client, name="Chair", price=3)
    params = {"keyword": "lamp", "min_price": "2", "sort": "-price", "page": "2", "per_page": "1"}
    response = await auth_client.get(ITEMS, params=params)
    assert response.status_code == 200
    page = response.json()
    assert [item["name"] for item in page["items"]] == ["Lamp 2"]
    assert (page["page"], page["per_page"], page["total"]) == (2, 1, 2)


@pytest.mark.parametrize(("parameter", "value"), BAD_PARAMETERS)
async def test_a_bad_query_parameter_is_named(auth_client: AsyncClient, parameter: str, value: str) -> None:
    response = await auth_client.get(ITEMS, params={parameter: value})
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [f"/query/{parameter}"]


async def test_parallel_writers_wait_for_each_other(auth_client: AsyncClient) -> None:
    statuses = []

    async def create_one() -> None:
        response = await create(auth_client)
        statuses.append(response.status_code)

    async with anyio.create_task_group() as group:
        for _ in range(12):
            group.start_soon(create_one)
    assert statuses == [201] * 12
    assert (await auth_client.get(ITEMS)).json()["total"] == 12
