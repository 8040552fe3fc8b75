import uuid
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, EmailStr, Field, TypeAdapter, ValidationError

from app.text import ONE_LINE, STRIPPED

Email = Annotated[EmailStr, Field(max_length=254), AfterValidator(str.lower)]
FullName = Annotated[str, Field(min_length=1, max_length=200), ONE_LINE, STRIPPED]

_EMAIL: TypeAdapter[str] = TypeAdapter(Email)


def normalised_email(text: str) -> str | None:
    """The address as it is stored, or nothing when it cannot be anybody's."""
    try:
        return _EMAIL.validate_python(text)
    except ValidationError:
        return None


class UserOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: uuid.UUID
    email: str
    full_name: str | None
    is_active: bool
    is_admin: bool
    is_verified: bool
    created_at: datetime
