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
