"""Items, each its owner's."""

import uuid
from datetime import datetime

import pytest
from contract.accounts import Account
from contract.client import API, Answer, Client, assert_empty, assert_invalid, assert_problem

ITEMS = f"{API}/items"
SOME_ITEM = f"{ITEMS}/{uuid.UUID(int=0)}"
LAMP = {"name": "Lamp", "price": "12.50", "category": "home"}


def create(account: Account, **values: object) -> Answer:
    return account.client.post(ITEMS, LAMP | values)


def names(account: Account, **query: object) -> list[str]:
    return [item["name"] for item in account.client.get(ITEMS, query).json["items"]]


def test_a_new_item_is_answered_with_its_place(ada: Account) -> None:
    answer = create(ada, description="It is bright.")
    assert answer.status == 201
    item = answer.json
    assert item.keys() == {"id", "name", "description", "price", "category", "created_at", "updated_at"}
    assert {name: item[name] for name in LAMP} == LAMP
    assert item["description"] == "It is bright."
    assert answer.headers["Location"] == f"{ITEMS}/{item['id']}"
    assert item["created_at"].endswith("Z")
    assert ada.client.get(answer.headers["Location"]).json == item


@pytest.mark.parametrize(
    ("given", "answered"),
    [("12.5", "12.50"), (0.1, "0.10"), (7, "7.00"), ("0", "0.00"), ("99999999.99", "99999999.99")],
)
def test_a_price_is_a_string_with_two_places(ada: Account, given: object, answered: str) -> None:
    created = create(ada, price=given)
    read = ada.client.get(created.headers["Location"])
    assert (created.json["price"], read.json["price"]) == (answered, answered)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", " "),
        ("name", "x" * 201),
        ("name", None),
        ("name", "a\x00"),
        ("name", ["x"]),
        ("description", "x" * 2001),
        ("price", -0.01),
        ("price", "100000000"),
        ("price", "1.005"),
        ("price", "1e3"),
        ("price", "NaN"),
        ("price", True),
        ("category", ""),
        ("category", "x" * 51),
        ("owner_id", str(uuid.uuid4())),
        ("id", str(uuid.uuid4())),
        ("a/b~c", 1),
    ],
)
def test_a_wrong_value_is_named(ada: Account, field: str, value: object) -> None:
    pointer = "/body/" + field.replace("~", "~0").replace("/", "~1")
    assert_invalid(create(ada, **{field: value}), pointer)


def test_every_wrong_field_is_named(ada: Account) -> None:
    answer = ada.client.post(ITEMS, {"name": "", "price": -1})
    assert_invalid(answer, "/body/name", "/body/price", "/body/category")


@pytest.mark.parametrize("name", ["x" * 200, "Lampe für Küche", "مصباح", "💡", "'; DROP TABLE items; --"])
def test_any_line_of_text_is_a_name(ada: Account, name: str) -> None:
    assert create(ada, name=name).json["name"] == name


def test_a_change_leaves_the_rest_as_it_is(ada: Account) -> None:
    created = create(ada, description="It is bright.")
    answer = ada.client.patch(created.headers["Location"], {"price": "9.99"})
    assert answer.status == 200
    before, after = created.json, answer.json
    assert after == before | {"price": "9.99", "updated_at": after["updated_at"]}
    assert datetime.fromisoformat(after["updated_at"]) > datetime.fromisoformat(before["updated_at"])
    assert ada.client.patch(created.headers["Location"], {"description": None}).json["description"] is None


@pytest.mark.parametrize("change", [{"name": None}, {"name": ""}])
def test_a_bad_change_is_refused(ada: Account, change: dict[str, object]) -> None:
    place = create(ada).headers["Location"]
    assert_invalid(ada.client.patch(place, change), "/body/name")


def test_a_deleted_item_is_gone(ada: Account) -> None:
    place = create(ada).headers["Location"]
    assert_empty(ada.client.delete(place))
    assert_problem(ada.client.get(place), 404)
    assert_problem(ada.client.delete(place), 404)


def test_the_items_of_somebody_else_are_not_there(ada: Account, eve: Account) -> None:
    place = create(ada).headers["Location"]
    for answer in (eve.client.get(place), eve.client.patch(place, {}), eve.client.delete(place)):
        assert_problem(answer, 404)
    assert eve.client.get(ITEMS).json == {"items": [], "page": 1, "per_page": 20, "total": 0}
    assert ada.client.get(place).status == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ITEMS), ("POST", ITEMS), ("GET", SOME_ITEM), ("PATCH", SOME_ITEM), ("DELETE", SOME_ITEM)],
)
def test_items_need_a_login(client: Client, method: str, path: str) -> None:
    assert_problem(client.ask(method, path), 401)


@pytest.mark.parametrize("item_id", ["1", "x", "%00", "%F0%9F%92%A1"])
@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_what_is_no_id_is_invalid(ada: Account, method: str, item_id: str) -> None:
    answer = ada.client.send(method, f"{ITEMS}/{item_id}", {} if method == "PATCH" else None)
    assert_invalid(answer, "/path/item_id")


def test_a_list_is_filtered_sorted_and_paged(ada: Account) -> None:
    for name, price, category in (("Bow", "3", "toys"), ("Axe", "20", "tools"), ("Cup", "100", "home")):
        create(ada, name=name, price=price, category=category, description=f"The {name} of all.")
    assert names(ada) == ["Cup", "Axe", "Bow"]
    assert names(ada, sort="created_at") == ["Bow", "Axe", "Cup"]
    assert names(ada, sort="name") == ["Axe", "Bow", "Cup"]
    assert names(ada, sort="-name") == ["Cup", "Bow", "Axe"]
    assert names(ada, sort="price") == ["Bow", "Axe", "Cup"]
    assert names(ada, sort="-price") == ["Cup", "Axe", "Bow"]
    assert names(ada, keyword="axe OF") == ["Axe"]
    assert names(ada, keyword="%") == []
    assert names(ada, category="toys") == ["Bow"]
    assert names(ada, min_price="20", max_price="99.99") == ["Axe"]
    page = ada.client.get(ITEMS, {"sort": "name", "page": 2, "per_page": 2}).json
    assert [item["name"] for item in page["items"]] == ["Cup"]
    assert (page["page"], page["per_page"], page["total"]) == (2, 2, 3)
    beyond = ada.client.get(ITEMS, {"page": 1_000_000, "per_page": 100}).json
    assert (beyond["items"], beyond["total"]) == ([], 3)


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("page", "0"),
        ("page", "-1"),
        ("page", "x"),
        ("page", ""),
        ("page", "1e9"),
        ("page", "9" * 3000),
        ("per_page", "0"),
        ("per_page", "101"),
        ("sort", "owner_id"),
        ("min_price", "NaN"),
        ("max_price", "1e999"),
        ("keyword", "\x00"),
        ("keyword", "x" * 201),
        ("colour", "red"),
    ],
)
def test_a_bad_parameter_is_named(ada: Account, parameter: str, value: str) -> None:
    assert_invalid(ada.client.get(ITEMS, {parameter: value}), f"/query/{parameter}")
