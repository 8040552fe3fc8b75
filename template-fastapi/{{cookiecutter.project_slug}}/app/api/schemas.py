from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


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
