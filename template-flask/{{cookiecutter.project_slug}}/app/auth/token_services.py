"""Staying signed in with tokens, and signing out."""

import uuid
from typing import Any, cast

from sqlalchemy import CursorResult
from sqlalchemy.orm import Session

from app.auth.models import LoginSession
from app.auth.queries import revocation_of, user_of
from app.auth.token_queries import exchange_of
from app.auth.tokens import Claims, InvalidToken, TokenPair, TokenSigner, TokenType
from app.orm import utc_now
from app.users.models import User


def user_of_claims(session: Session, claims: Claims) -> User:
    """Who is signed in. Raise InvalidToken when the session or the account has ended meanwhile."""
    user = session.scalar(user_of(claims.session_id))
    if user is None:
        raise InvalidToken
    return user


def refresh(session: Session, tokens: TokenSigner, refresh_token: str) -> TokenPair:
    """Exchange a refresh token for a new pair; each is good for one exchange."""
    claims = tokens.read(refresh_token, TokenType.REFRESH)
    _spend(session, claims, {"renewal_id": uuid.uuid4(), "expires_at": tokens.session_end()})
    return tokens.pair(session.get_one(LoginSession, claims.session_id))


def sign_out(session: Session, tokens: TokenSigner, refresh_token: str) -> None:
    """End the session of this refresh token; its access tokens die with it."""
    claims = tokens.read(refresh_token, TokenType.REFRESH)
    _spend(session, claims, {"revoked_at": utc_now()})


def _spend(session: Session, claims: Claims, changes: dict[str, Any]) -> None:
    """Change the session if this is its current refresh token; of parallel requests, for one of them.

    A token that is not current has been spent before. It or its successor was stolen, so the session ends.
    """
    result = cast("CursorResult[Any]", session.execute(exchange_of(claims, changes)))
    if result.rowcount != 1:
        session.execute(revocation_of(claims.session_id))
        # At once, because the error that follows rolls back what is left open.
        session.commit()
        raise InvalidToken
