import re
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from app.pagination import PageParameters
from app.text import ONE_LINE, STORABLE, STRIPPED

PRICE_MAX = Decimal("99999999.99")
PRICE_TEXT = re.compile(r"[0-9]{1,8}(\.[0-9]{1,2})?")
PRICE_JSON_SCHEMA = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": float(PRICE_MAX), "multipleOf": 0.01},
        {"type": "string", "pattern": f"^{PRICE_TEXT.pattern}$"},
    ]
}


def _bad_price() -> PydanticCustomError:
    return PydanticCustomError("price", "Write an amount from 0 to 99999999.99, such as 12.50.")


def _plain_notation(price: object) -> object:
    """Refuse what `Decimal` would read but nobody writes as a price: `1e3`, `1_000`, `+1`."""
    if isinstance(price, str) and not PRICE_TEXT.fullmatch(price):
        raise _bad_price()
    return price


def _in_cents(price: Decimal) -> Decimal:
    if not 0 <= price <= PRICE_MAX or price != round(price, 2):
        raise _bad_price()
    return abs(price)  # a float may be minus zero


ItemName = Annotated[str, Field(min_length=1, max_length=200), ONE_LINE, STRIPPED]
Description = Annotated[str, Field(max_length=2000), STORABLE]
Category = Annotated[str, Field(min_length=1, max_length=50), ONE_LINE, STRIPPED]
Price = Annotated[
    Decimal, BeforeValidator(_plain_notation), AfterValidator(_in_cents), WithJsonSchema(PRICE_JSON_SCHEMA)
]


class ItemSort(StrEnum):
    """How items are sorted; a leading `-` reverses the order."""

    NAME = "name"
    NAME_DESC = "-name"
    PRICE = "price"
    PRICE_DESC = "-price"
    CREATED_AT = "created_at"
    CREATED_AT_DESC = "-created_at"


class ItemIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: ItemName
    description: Description | None = None
    price: Price
    category: Category


class ItemPatch(BaseModel):
    """What may change about an item; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    # Read with `model_dump(exclude_unset=True)`, so these defaults are never used: a factory makes a field
    # optional without allowing null for it and without a default in the JSON schema.
    name: ItemName = Field(default_factory=str)
    description: Description | None = None
    price: Price = Field(default_factory=Decimal)
    category: Category = Field(default_factory=str)


class ItemFilters(PageParameters):
    """Which items of a user are wanted, in which order, and which page of them."""

    keyword: Annotated[str, Field(max_length=200), STORABLE] | None = None
    category: Annotated[str, Field(max_length=50), STORABLE] | None = None
    min_price: Price | None = None
    max_price: Price | None = None
    sort: ItemSort = ItemSort.CREATED_AT_DESC
