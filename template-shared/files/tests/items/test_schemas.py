from decimal import Decimal

import pytest
from pydantic import ValidationError

from app.items.schemas import ItemFilters, ItemIn, ItemPatch


def item(**values: object) -> ItemIn:
    return ItemIn.model_validate({"name": "Lamp", "price": "12.50", "category": "home"} | values)


def test_what_is_not_given_is_null() -> None:
    assert item().description is None


def test_a_name_loses_the_blanks_around_it() -> None:
    assert item(name="\t Lamp ").name == "Lamp"


@pytest.mark.parametrize("name", ["", " ", "\n", "a\x00", "a\x1fb", "x" * 201, "\udc00", None, 5])
def test_what_cannot_be_a_name_is_refused(name: object) -> None:
    with pytest.raises(ValidationError):
        item(name=name)


@pytest.mark.parametrize("name", ["x" * 200, "Lampe für Küche", "مصباح", "💡", "<b>'; DROP TABLE items; --"])
def test_any_line_of_text_is_a_name(name: str) -> None:
    assert item(name=name).name == name


def test_a_description_may_have_many_lines() -> None:
    assert item(description="One.\n\tTwo.\n").description == "One.\n\tTwo.\n"


@pytest.mark.parametrize("description", ["a\x00b", "x" * 2001, "\ud83d"])
def test_what_cannot_be_stored_is_refused(description: str) -> None:
    with pytest.raises(ValidationError):
        item(description=description)


@pytest.mark.parametrize(
    ("given", "price"),
    [
        ("0", "0"),
        (0.1, "0.1"),
        (7, "7"),
        ("12.5", "12.5"),
        ("99999999.99", "99999999.99"),
        (99999999.99, "99999999.99"),
    ],
)
def test_a_price_is_exact(given: object, price: str) -> None:
    assert item(price=given).price == Decimal(price)


def test_a_price_is_never_minus_zero() -> None:
    assert str(item(price=-0.0).price) == "0.0"


@pytest.mark.parametrize(
    "price",
    [
        *["-1", "100000000", "1.005", "NaN", "1e3", "1_000", "+1", " 1", "", "twelve", "٣", "9" * 5000],
        *[-0.01, 1e8, 1.005, float("nan"), float("inf"), 10**400, True, None, []],
    ],
)
def test_what_cannot_be_a_price_is_refused(price: object) -> None:
    with pytest.raises(ValidationError):
        item(price=price)


@pytest.mark.parametrize("field", ["id", "owner_id", "created_at", "colour"])
def test_an_unknown_field_is_refused(field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        item(**{field: "x"})


def test_a_patch_holds_what_was_given_only() -> None:
    patch = ItemPatch.model_validate({"description": None, "price": 3})
    assert patch.model_dump(exclude_unset=True) == {"description": None, "price": Decimal(3)}


@pytest.mark.parametrize("field", ["name", "price", "category"])
def test_a_patch_cannot_clear_what_every_item_has(field: str) -> None:
    with pytest.raises(ValidationError):
        ItemPatch.model_validate({field: None})


def test_a_patch_leaves_no_defaults_in_its_json_schema() -> None:
    properties = ItemPatch.model_json_schema()["properties"]
    assert [name for name, schema in properties.items() if "default" in schema] == ["description"]


@pytest.mark.parametrize(
    "filters",
    [{"sort": "colour"}, {"min_price": "-1"}, {"max_price": "x"}, {"keyword": "\x00"}, {"colour": "red"}],
)
def test_what_cannot_be_a_filter_is_refused(filters: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        ItemFilters.model_validate(filters)


def test_the_newest_items_come_first_unless_asked_otherwise() -> None:
    assert ItemFilters().sort == "-created_at"
