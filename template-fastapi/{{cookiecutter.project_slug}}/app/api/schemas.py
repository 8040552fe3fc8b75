from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class LoginForm(BaseModel):
    """OAuth 2's password form, which the documentation page sends; the last four mean nothing here."""

    model_config = ConfigDict(extra="forbid")

    username: Annotated[str, Field(description="The e-mail address.")]
    password: str
    grant_type: Literal["password"] | None = None
    scope: str | None = None
    client_id: str | None = None
    client_secret: str | None = None


class RefreshTokenIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    refresh_token: str
