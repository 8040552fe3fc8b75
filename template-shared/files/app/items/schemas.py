import uuid
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, StringConstraints

from app.pagination import PageParameters

ItemName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Description = Annotated[str, StringConstraints(max_length=2000)]
Category = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50)]
Price = Annotated[Decimal, Field(ge=0, le=Decimal("99999999.99"), decimal_places=2, max_digits=10)]
# A string with two places: JSON numbers are floats for most readers.
PriceOut = Annotated[Decimal, PlainSerializer(lambda price: f"{price:.2f}", return_type=str)]


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
    """What may change about an item; what is left out stays as it is.

    Read it with `model_dump(exclude_unset=True)`. The factories make a field optional without
    allowing null for it and without a default in the OpenAPI document.
    """

    model_config = ConfigDict(extra="forbid")

    name: ItemName = Field(default_factory=str)
    description: Description | None = None
    price: Price = Field(default_factory=Decimal)
    category: Category = Field(default_factory=str)


class ItemOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    name: str
    description: str | None
    price: PriceOut
    category: str
    created_at: datetime
    updated_at: datetime


class ItemFilters(PageParameters):
    """Which items of a user are wanted, in which order, and which page of them."""

    keyword: Annotated[str, Field(max_length=200)] | None = None
    category: Annotated[str, Field(max_length=50)] | None = None
    min_price: Price | None = None
    max_price: Price | None = None
    sort: ItemSort = ItemSort.CREATED_AT_DESC
