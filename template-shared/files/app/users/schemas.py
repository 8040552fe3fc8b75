from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    EmailStr,
    Field,
    StrictBool,
    TypeAdapter,
    ValidationError,
)

from app.pagination import PageParameters
from app.text import ONE_LINE, STORABLE, STRIPPED


def _no_encoded_word(address: str) -> str:
    # RFC 2047 allows none here, and whoever writes a mail would decode it: to other addresses.
    if "=?" in address:
        raise ValueError("write the address as it is, not encoded")
    return address


def _no_name(address: object) -> object:
    # EmailStr would take the address out of `Ada <ada@example.com>`.
    if isinstance(address, str) and "<" in address:
        raise ValueError("write the address alone")
    return address


Email = Annotated[
    EmailStr,
    BeforeValidator(_no_name),
    Field(max_length=254),
    AfterValidator(_no_encoded_word),
    AfterValidator(str.lower),
]
FullName = Annotated[str, Field(min_length=1, max_length=200), ONE_LINE, STRIPPED]

_EMAIL: TypeAdapter[str] = TypeAdapter(Email)


def normalised_email(text: str) -> str | None:
    """The address as it is stored, or nothing when it cannot be anybody's."""
    try:
        return _EMAIL.validate_python(text)
    except ValidationError:
        return None


class ProfilePatch(BaseModel):
    """What people may change about themselves; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    full_name: FullName | None = None
    # Read with `model_dump(exclude_unset=True)`, so the default is never used: a factory makes a field
    # optional without allowing null for it.
    email: Email = Field(default_factory=str)

    def moves_from(self, email: str) -> bool:
        """Whether the account gets another address than this."""
        return "email" in self.model_fields_set and self.email != email


class RightsPatch(BaseModel):
    """What an administrator may change about an account; what is left out stays as it is."""

    model_config = ConfigDict(extra="forbid")

    # Neither 0 nor "false" means false, as the JSON schema says.
    is_active: StrictBool = Field(default_factory=bool)
    is_admin: StrictBool = Field(default_factory=bool)


class UserFilters(PageParameters):
    """Which accounts are wanted, and which page of them."""

    keyword: Annotated[str, Field(max_length=200), STORABLE] | None = None
