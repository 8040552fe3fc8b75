"""Signed claims that end some day: JSON Web Tokens, made and checked as RFC 8725 advises."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import jwt

from app.about import SLUG
from app.orm import utc_now
from app.settings import Settings

ALGORITHM = "HS256"
REQUIRED_CLAIMS = ("iss", "aud", "exp", "iat", "sub", "type")


class UntrustedToken(Exception):
    """Not signed by us, or not for this use, or too old: the same whatever is wrong with it."""


class Signer:
    """Every kind of token is for one use: none can stand in for another."""

    def __init__(self, settings: Settings) -> None:
        self._secret = settings.secret_key.get_secret_value()

    def sign(self, kind: str, expires_at: datetime, claims: Mapping[str, str]) -> str:
        envelope = {"iss": SLUG, "aud": SLUG, "iat": utc_now(), "exp": expires_at, "type": kind}
        return jwt.encode({**claims, **envelope}, self._secret, ALGORITHM)

    def read(self, kind: str, token: str, *, required: Sequence[str]) -> dict[str, Any]:
        """The claims. Raise UntrustedToken unless we signed them, for this use, and they are in time."""
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._secret,
                algorithms=[ALGORITHM],
                issuer=SLUG,
                audience=SLUG,
                # The clock of the server that has signed it may be a little ahead of ours.
                options={"require": [*REQUIRED_CLAIMS, *required], "verify_iat": False},
            )
        # ValueError and RecursionError: a hostile header is read before the signature is checked.
        except (jwt.PyJWTError, ValueError, RecursionError) as error:
            raise UntrustedToken from error
        if claims["type"] != kind:
            raise UntrustedToken
        return claims
