import uuid
from decimal import Decimal

import pytest
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.errors import NotFound, Unauthorized
from app.items import services
from app.items.models import Item
from app.items.schemas import ItemFilters, ItemIn, ItemPatch, ItemSort
from app.users.models import User
from app.users.services import create_user


def add(session: Session, owner: User, name: str, *, price: str = "1.00", category: str = "Tools") -> Item:
    content = ItemIn(name=name, description=f"All about {name}", price=Decimal(price), category=category)
    return services.create_item(session, owner.id, content)


def names(session: Session, owner: User, **filters: object) -> list[str]:
    page = services.list_items(session, owner.id, ItemFilters.model_validate(filters))
    return [item.name for item in page.items]


@pytest.fixture
def other(session: Session) -> User:
    return create_user(session, email="eve@example.com", full_name=None, password_hash="x")


def test_whose_account_has_been_deleted_makes_no_item(session: Session, user: User) -> None:
    session.execute(delete(User).where(User.id == user.id))
    with pytest.raises(Unauthorized):
        add(session, user, "Saw")


def test_a_price_is_stored_exactly(session: Session, user: User) -> None:
    item = add(session, user, "Saw", price="99999999.99")
    session.expire_all()
    assert item.price == Decimal("99999999.99")


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        (ItemSort.NAME, ["Anvil", "Bow", "Cup"]),
        (ItemSort.NAME_DESC, ["Cup", "Bow", "Anvil"]),
        (ItemSort.PRICE, ["Bow", "Cup", "Anvil"]),
        (ItemSort.PRICE_DESC, ["Anvil", "Cup", "Bow"]),
        (ItemSort.CREATED_AT, ["Cup", "Anvil", "Bow"]),
        (ItemSort.CREATED_AT_DESC, ["Bow", "Anvil", "Cup"]),
    ],
)
def test_items_are_sorted(session: Session, user: User, sort: ItemSort, expected: list[str]) -> None:
    for name, price in (("Cup", "20"), ("Anvil", "100"), ("Bow", "3")):
        add(session, user, name, price=price)
    assert names(session, user, sort=sort) == expected


def test_a_keyword_is_looked_for_in_name_and_description(session: Session, user: User) -> None:
    add(session, user, "Hammer")
    add(session, user, "Nail").description = "for the hammer"
    add(session, user, "Rope")
    session.flush()
    assert sorted(names(session, user, keyword="HAMM")) == ["Hammer", "Nail"]


@pytest.mark.parametrize("keyword", ["%", "_", "\\", "' OR 1=1 --"])
def test_a_keyword_is_text_and_no_pattern(session: Session, user: User, keyword: str) -> None:
    add(session, user, "Hammer")
    assert names(session, user, keyword=keyword) == []


def test_items_are_filtered_by_category_and_price(session: Session, user: User) -> None:
    add(session, user, "Saw", price="10")
    add(session, user, "Anvil", price="30")
    add(session, user, "Cup", price="10", category="Kitchen")
    assert names(session, user, category="Tools", min_price="5", max_price="20") == ["Saw"]


def test_pages_hold_each_item_once(session: Session, user: User) -> None:
    for number in range(5):
        add(session, user, f"Item {number}", price="1")
    pages = [names(session, user, page=page, per_page=2, sort="price") for page in (1, 2, 3, 4)]
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert len({name for page in pages for name in page}) == 5


def test_the_total_counts_all_pages(session: Session, user: User) -> None:
    for number in range(3):
        add(session, user, f"Item {number}")
    page = services.list_items(session, user.id, ItemFilters(per_page=1))
    assert (page.total, len(page.items)) == (3, 1)


def test_a_list_holds_no_items_of_others(session: Session, user: User, other: User) -> None:
    add(session, other, "Theirs", category="Secret")
    assert names(session, user) == []


def test_an_item_is_changed_where_asked_and_nowhere_else(session: Session, user: User) -> None:
    item = add(session, user, "Saw", price="10")
    services.update_item(session, user.id, item.id, ItemPatch(name="Fretsaw"))
    assert (item.name, item.price) == ("Fretsaw", Decimal("10.00"))


def test_an_item_is_deleted(session: Session, user: User) -> None:
    item = add(session, user, "Saw")
    services.delete_item(session, user.id, item.id)
    assert names(session, user) == []


def test_another_users_item_is_not_there(session: Session, user: User, other: User) -> None:
    item = add(session, other, "Theirs")
    with pytest.raises(NotFound):
        services.get_item(session, user.id, item.id)
    with pytest.raises(NotFound):
        services.update_item(session, user.id, item.id, ItemPatch(name="Mine"))
    with pytest.raises(NotFound):
        services.delete_item(session, user.id, item.id)
    assert names(session, other) == ["Theirs"]


def test_an_unknown_item_is_not_there(session: Session, user: User) -> None:
    with pytest.raises(NotFound):
        services.get_item(session, user.id, uuid.uuid4())
