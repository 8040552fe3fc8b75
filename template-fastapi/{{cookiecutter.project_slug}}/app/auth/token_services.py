"""Staying signed in with tokens, and signing out."""

import uuid
from typing import Any, cast

from sqlalchemy import CursorResult
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.models import LoginSession
from app.auth.queries import revocation_of, user_of
from app.auth.token_queries import exchange_of
from app.auth.tokens import Claims, InvalidToken, TokenPair, TokenSigner, TokenType
from app.orm import utc_now
from app.users.models import User


async def user_of_claims(session: AsyncSession, claims: Claims) -> User:
    """Who is signed in. Raise InvalidToken when the session or the account has ended meanwhile."""
    user = await session.scalar(user_of(claims.session_id))
    if user is None:
        raise InvalidToken
    return user


async def refresh(session: AsyncSession, tokens: TokenSigner, refresh_token: str) -> TokenPair:
    """Exchange a refresh token for a new pair; each is good for one exchange."""
    claims = tokens.read(refresh_token, TokenType.REFRESH)
    await _spend(session, claims, {"renewal_id": uuid.uuid4(), "expires_at": tokens.session_end()})
    return tokens.pair(await session.get_one(LoginSession, claims.session_id))


async def sign_out(session: AsyncSession, tokens: TokenSigner, refresh_token: str) -> None:
    """End the session of this refresh token; its access tokens die with it."""
    claims = tokens.read(refresh_token, TokenType.REFRESH)
    await _spend(session, claims, {"revoked_at": utc_now()})


async def _spend(session: AsyncSession, claims: Claims, changes: dict[str, Any]) -> None:
    """Change the session if this is its current refresh token; of parallel requests, for one of them.

    A token that is not current has been spent before. It or its successor was stolen, so the session ends.
    """
    result = cast("CursorResult[Any]", await session.execute(exchange_of(claims, changes)))
    if result.rowcount != 1:
        await session.execute(revocation_of(claims.session_id))
        # At once, because the error that follows rolls back what is left open.
        await session.commit()
        raise InvalidToken
