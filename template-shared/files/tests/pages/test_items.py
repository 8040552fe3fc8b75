import html
import re
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlalchemy import select

from app.items.models import Item
from app.users.models import User
from tests.pages.browser import Browser, submit
from tests.people import add_account
from tests.records import Records

NO_ITEM = "00000000-0000-0000-0000-000000000000"
LAMP = {"name": "Field lamp", "category": "Lighting", "price": "12.50", "description": "Warm light"}


@pytest.fixture
def item(records: Records, user: User) -> Item:
    item = Item(owner_id=user.id, name="Oak stool", category="Furniture", price=Decimal(80), description=None)
    records.add(item)
    return item


@pytest.fixture
def theirs(records: Records) -> Item:
    """An item of somebody else."""
    eve = add_account(records, "eve@example.com")
    item = Item(owner_id=eve.id, name="Their diary", category="Books", price=Decimal(1), description=None)
    records.add(item)
    return item


def add_items(records: Records, user: User, count: int) -> None:
    records.add(
        *(
            Item(
                owner_id=user.id, name=f"Thing {n:02}", category="Things", price=Decimal(n), description=None
            )
            for n in range(count)
        )
    )


def names_in(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a[^>]*>([^<]*)</a>', page)


def categories_in(page: str) -> list[str]:
    return re.findall(r'<option value="([^"]*)">', page)


def query_of(link: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(html.unescape(link)).query))


@pytest.mark.parametrize("path", ["/items", "/items/new", f"/items/{NO_ITEM}", f"/items/{NO_ITEM}/edit"])
def test_items_need_a_login(client: Browser, path: str) -> None:
    assert client.get(path).location.startswith("/login?next=")


def test_an_empty_list_says_how_to_begin(auth_client: Browser) -> None:
    assert "No items yet" in auth_client.get("/items").text


def test_an_item_is_made_and_shown(auth_client: Browser) -> None:
    answer = submit(auth_client, "/items/new", **LAMP)
    page = auth_client.get(answer.location).text
    assert "The item is saved." in page
    for text in LAMP.values():
        assert text in page


def test_a_message_is_shown_once(auth_client: Browser) -> None:
    place = submit(auth_client, "/items/new", **LAMP).location
    auth_client.get(place)
    assert "The item is saved." not in auth_client.get(place).text


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 201),
        ("category", "x" * 51),
        ("price", "-1"),
        ("price", "1.005"),
        ("price", "NaN"),
        ("price", "9" * 400),
        ("description", "x" * 2001),
        ("name", "nul\x00"),
    ],
)
def test_a_value_that_is_not_valid_is_marked(auth_client: Browser, field: str, value: str) -> None:
    answer = submit(auth_client, "/items/new", **(LAMP | {field: value}))
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_what_was_typed_is_kept_when_a_form_is_refused(auth_client: Browser) -> None:
    answer = submit(auth_client, "/items/new", **(LAMP | {"price": "much"}))
    assert 'value="Field lamp"' in answer.text
    assert 'value="much"' in answer.text


def test_fields_that_are_not_in_the_form_have_no_effect(
    auth_client: Browser, records: Records, user: User
) -> None:
    submit(auth_client, "/items/new", **LAMP, owner_id=NO_ITEM, id=NO_ITEM)
    (stored,) = records.find(select(Item))
    assert stored.owner_id == user.id
    assert str(stored.id) != NO_ITEM


def test_text_is_escaped(auth_client: Browser) -> None:
    answer = submit(auth_client, "/items/new", **(LAMP | {"name": "<script>alert(1)</script>"}))
    for path in (answer.location, "/items"):
        assert "<script>alert" not in auth_client.get(path).text


def test_an_item_is_changed(auth_client: Browser, item: Item) -> None:
    path = f"/items/{item.id}/edit"
    assert 'value="80.00"' in auth_client.get(path).text
    answer = submit(auth_client, path, **LAMP)
    assert answer.location == f"/items/{item.id}"
    assert "Field lamp" in auth_client.get(answer.location).text


def test_a_description_can_be_taken_away(auth_client: Browser) -> None:
    place = submit(auth_client, "/items/new", **LAMP).location
    submit(auth_client, f"{place}/edit", **(LAMP | {"description": ""}))
    assert "No description." in auth_client.get(place).text


def test_a_change_that_is_not_valid_changes_nothing(auth_client: Browser, item: Item) -> None:
    answer = submit(auth_client, f"/items/{item.id}/edit", **(LAMP | {"price": ""}))
    assert answer.status_code == 422
    assert names_in(auth_client.get("/items").text) == ["Oak stool"]


def test_an_item_is_deleted_from_its_page(auth_client: Browser, item: Item) -> None:
    path = f"/items/{item.id}"
    assert f'<form method="post" action="{path}/delete">' in auth_client.get(path).text
    answer = submit(auth_client, path, to=f"{path}/delete")
    assert answer.location == "/items"
    assert auth_client.get(path).status_code == 404


def test_deleting_takes_a_post(auth_client: Browser, item: Item) -> None:
    assert auth_client.get(f"/items/{item.id}/delete").status_code == 405


@pytest.mark.parametrize("path", ["/items/{id}", "/items/{id}/edit"])
def test_another_users_item_is_not_there(auth_client: Browser, theirs: Item, path: str) -> None:
    answer = auth_client.get(path.format(id=theirs.id))
    assert answer.status_code == 404
    assert "Their diary" not in answer.text


@pytest.mark.parametrize("action", ["edit", "delete"])
def test_another_users_item_cannot_be_changed(
    auth_client: Browser, records: Records, theirs: Item, action: str
) -> None:
    answer = submit(auth_client, "/items/new", to=f"/items/{theirs.id}/{action}", **LAMP)
    assert answer.status_code == 404
    assert [item.name for item in records.find(select(Item))] == ["Their diary"]


def test_another_users_items_are_not_in_the_list(auth_client: Browser, theirs: Item) -> None:
    page = auth_client.get("/items").text
    assert "Their diary" not in page
    assert "Books" not in page


def test_the_list_is_searched_with_a_plain_form(
    auth_client: Browser, records: Records, user: User, item: Item
) -> None:
    add_items(records, user, 2)
    page = auth_client.get("/items?keyword=stool&category=&sort=name").text
    assert names_in(page) == ["Oak stool"]
    assert "<html" in page
    assert 'value="stool"' in page


def test_the_list_is_filtered_and_sorted(
    auth_client: Browser, records: Records, user: User, item: Item
) -> None:
    add_items(records, user, 3)
    page = auth_client.get("/items?category=Things&sort=-price").text
    assert names_in(page) == ["Thing 02", "Thing 01", "Thing 00"]


def test_a_search_without_a_result_says_so(auth_client: Browser, item: Item) -> None:
    assert "Nothing found" in auth_client.get("/items?keyword=unicorn").text


def test_htmx_gets_the_list_alone_and_the_count(auth_client: Browser, item: Item) -> None:
    answer = auth_client.get("/items?keyword=oak", HX_Request="true")
    assert "<html" not in answer.text
    assert names_in(answer.text) == ["Oak stool"]
    assert 'hx-swap-oob="innerHTML:#result-count">1 item' in answer.text
    assert "HX-Request" in answer.headers["vary"]


def test_a_long_list_comes_in_pages(auth_client: Browser, records: Records, user: User) -> None:
    add_items(records, user, 25)
    first = auth_client.get("/items?sort=name").text
    assert len(names_in(first)) == 20
    assert "Page 1 of 2" in first
    second = auth_client.get("/items?page=2&sort=name").text
    assert names_in(second) == [f"Thing {n}" for n in range(20, 25)]


def test_links_to_other_pages_keep_the_search(auth_client: Browser, records: Records, user: User) -> None:
    add_items(records, user, 3)
    page = auth_client.get("/items?keyword=thing&category=Things&per_page=1&page=2&sort=price").text
    links = dict(re.findall(r'rel="(prev|next)" href="([^"]*)"', page))
    wanted = {"keyword": "thing", "category": "Things", "per_page": "1", "sort": "price"}
    assert query_of(links["prev"]) == wanted | {"page": "1"}
    assert query_of(links["next"]) == wanted | {"page": "3"}


def test_a_page_past_the_end_leads_back(auth_client: Browser, item: Item) -> None:
    answer = auth_client.get("/items?page=9")
    assert answer.status_code == 200
    assert "There is no page 9" in answer.text


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=two", "page=" + "9" * 30, "per_page=1000", "keyword=%00"]
)
def test_a_query_that_is_not_valid_is_refused(auth_client: Browser, query: str) -> None:
    answer = auth_client.get(f"/items?{query}")
    assert answer.status_code == 422
    assert query.partition("=")[0] in answer.text


def test_an_order_that_there_is_not_is_answered_with_those_there_are(auth_client: Browser) -> None:
    answer = auth_client.get("/items?sort=colour")
    assert answer.status_code == 422
    assert "Choose one of these: 'name', '-name'" in html.unescape(answer.text)


def test_existing_categories_are_offered(auth_client: Browser, item: Item) -> None:
    assert '<option value="Furniture">' in auth_client.get("/items/new").text


def test_categories_are_offered_once_each_and_none_of_others(
    auth_client: Browser, records: Records, user: User, theirs: Item
) -> None:
    assert categories_in(auth_client.get("/items/new").text) == []
    records.add(
        *(
            Item(owner_id=user.id, name="Thing", category=category, price=Decimal(1))
            for category in ("Tools", "Kitchen", "Tools")
        )
    )
    assert categories_in(auth_client.get("/items/new").text) == ["Kitchen", "Tools"]


def test_all_categories_are_offered_however_many_there_are(
    auth_client: Browser, records: Records, user: User
) -> None:
    # MariaDB stops a recursion after a thousand steps, and says nothing.
    categories = [f"Category {n:04}" for n in range(1100)]
    records.add(*(Item(owner_id=user.id, name="x", category=name, price=Decimal(1)) for name in categories))
    assert categories_in(auth_client.get("/items/new").text) == categories
