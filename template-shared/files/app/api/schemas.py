"""What the API takes and answers, besides what the domain's own schemas say."""

import uuid
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

T = TypeVar("T")
# A string with two places: JSON numbers are floats for most readers.
PriceOut = Annotated[
    Decimal, PlainSerializer(lambda price: f"{price:.2f}"), WithJsonSchema({"type": "string"})
]


class LoginForm(BaseModel):
    """OAuth 2's password form, which the documentation page sends; the last four mean nothing here."""

    model_config = ConfigDict(extra="forbid")

    # A form has no null, and leaving a field empty means leaving it out.
    username: Annotated[str, Field(min_length=1, description="The e-mail address.")]
    password: Annotated[str, Field(min_length=1)]
    grant_type: Literal["password"] = "password"
    scope: str = ""
    client_id: str = ""
    client_secret: str = ""


class RefreshTokenIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    refresh_token: str


class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    email: str
    full_name: str | None
    is_active: bool
    is_admin: bool
    is_verified: bool
    created_at: datetime


class ItemOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    name: str
    description: str | None
    price: PriceOut
    category: str
    created_at: datetime
    updated_at: datetime


class PageOut(BaseModel, Generic[T]):
    """One page of a list, and how long the whole list is."""

    model_config = ConfigDict(from_attributes=True)

    items: list[T]
    page: int
    per_page: int
    total: int
