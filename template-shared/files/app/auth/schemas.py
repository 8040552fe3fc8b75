from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.auth.passwords import PASSWORD_MAX_LENGTH
from app.users.schemas import Email, FullName

# How short one may be is a setting, so the service checks that.
Password = Annotated[str, Field(min_length=1, max_length=PASSWORD_MAX_LENGTH)]


class RegisterIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    email: Email
    password: Password
    full_name: FullName | None = None


class EmailIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    email: Email


class AccountTokenIn(BaseModel):
    """The token of a link in a mail."""

    model_config = ConfigDict(extra="forbid")

    token: str


class PasswordResetIn(AccountTokenIn):
    password: Password


class PasswordChangeIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    current_password: Password
    new_password: Password
