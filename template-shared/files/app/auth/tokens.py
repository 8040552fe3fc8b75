"""The two tokens of a sign-in session."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.auth.models import LoginSession
from app.auth.signing import Signer, UntrustedToken
from app.errors import Unauthorized
from app.orm import utc_now
from app.settings import Settings


class InvalidToken(Unauthorized):
    """The same whatever is wrong with it."""

    code = "invalid-token"
    detail = "The token is not valid, or not any more. Sign in again."
    headers: Mapping[str, str] = {"WWW-Authenticate": 'Bearer error="invalid_token"'}


class TokenType(StrEnum):
    ACCESS = "access"
    REFRESH = "refresh"


class TokenPair(BaseModel):
    """What a client gets for signing in; `expires_in` is the access token's lifetime in seconds."""

    model_config = ConfigDict(frozen=True)

    access_token: str
    refresh_token: str
    token_type: Literal["bearer"]
    expires_in: int


@dataclass(frozen=True)
class Claims:
    """Which sign-in session a token belongs to, and the id of the token itself."""

    session_id: uuid.UUID
    token_id: uuid.UUID


class TokenSigner:
    def __init__(self, settings: Settings) -> None:
        self._signer = Signer(settings)
        self._access_lifetime = timedelta(minutes=settings.access_token_minutes)
        self._refresh_lifetime = timedelta(days=settings.refresh_token_days)

    def session_end(self) -> datetime:
        """When a sign-in session ends that is started or renewed now."""
        return utc_now() + self._refresh_lifetime

    def pair(self, login: LoginSession) -> TokenPair:
        """A new access token, and the one refresh token that may renew the session next."""
        access_end = utc_now() + self._access_lifetime
        return TokenPair(
            access_token=self._sign(TokenType.ACCESS, login, uuid.uuid4(), access_end),
            refresh_token=self._sign(TokenType.REFRESH, login, login.renewal_id, login.expires_at),
            token_type="bearer",  # noqa: S106 (the name of a scheme)
            expires_in=int(self._access_lifetime.total_seconds()),
        )

    def read(self, token: str, expected: TokenType) -> Claims:
        """What the token says. Raise InvalidToken unless we signed it, for this use, and it is in time."""
        try:
            claims = self._signer.read(expected, token, required=["sid", "jti"])
            return Claims(session_id=uuid.UUID(claims["sid"]), token_id=uuid.UUID(claims["jti"]))
        except (UntrustedToken, ValueError) as error:
            raise InvalidToken from error

    def _sign(self, kind: TokenType, login: LoginSession, token_id: uuid.UUID, expires_at: datetime) -> str:
        claims = {"sub": str(login.user_id), "sid": str(login.id), "jti": str(token_id)}
        return self._signer.sign(kind, expires_at, claims)
