"""Creating an account, signing in, staying signed in and signing out."""

import uuid
from typing import Any, cast

from sqlalchemy import CursorResult
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.hashing import AsyncPasswordHasher
from app.auth.models import LoginSession
from app.auth.passwords import check_password_rules
from app.auth.queries import (
    new_password,
    revocation_of,
    revocation_of_all,
    still_the_same,
    user_of,
)
from app.auth.schemas import PasswordChangeIn, RegisterIn
from app.auth.token_queries import exchange_of
from app.auth.tokens import Claims, InvalidToken, TokenPair, TokenSigner, TokenType
from app.errors import BadCredentials, EmailNotVerified, WrongPassword
from app.orm import utc_now
from app.users.models import User
from app.users.queries import user_with_email
from app.users.services import create_user


async def register(
    session: AsyncSession, passwords: AsyncPasswordHasher, account: RegisterIn, *, min_length: int
) -> User:
    """Create an account. Raise InvalidInput for a weak password and EmailTaken for a known address."""
    check_password_rules(account.password, email=account.email, min_length=min_length)
    password_hash = await passwords.hash(account.password)
    return await create_user(
        session, email=account.email, full_name=account.full_name, password_hash=password_hash
    )


async def sign_in(
    session: AsyncSession,
    passwords: AsyncPasswordHasher,
    tokens: TokenSigner,
    *,
    email: str,
    password: str,
    require_verified: bool = False,
) -> TokenPair:
    """Start a sign-in session.

    Raise BadCredentials for whatever is wrong, known account or not, and EmailNotVerified only to the owner.
    """
    user = await session.scalar(user_with_email(email))
    # Hashing takes a while: give the connection back, and with it SQLite's write lock.
    await session.commit()
    matches, new_hash = await passwords.verify(password, user.password_hash if user else None)
    if user is None or not matches:
        raise BadCredentials
    # A new password ends all sessions, so none may start meanwhile with the old one.
    if await session.scalar(still_the_same(user)) is None:
        raise BadCredentials
    if require_verified and not user.is_verified:
        raise EmailNotVerified
    if new_hash:
        user.password_hash = new_hash
    login = LoginSession(user_id=user.id, expires_at=tokens.session_end())
    session.add(login)
    await session.flush()
    return tokens.pair(login)


async def change_password(
    session: AsyncSession,
    passwords: AsyncPasswordHasher,
    user: User,
    change: PasswordChangeIn,
    *,
    min_length: int,
) -> None:
    """Set a new password and end all sessions. Raise InvalidInput for a weak one, and WrongPassword."""
    check_password_rules(
        change.new_password, email=user.email, min_length=min_length, pointer="/body/new_password"
    )
    # Hashing takes a while: give the connection back, and with it SQLite's write lock.
    await session.commit()
    matches, _ = await passwords.verify(change.current_password, user.password_hash)
    if not matches:
        raise WrongPassword
    if not await replace_password(session, user, await passwords.hash(change.new_password)):
        raise WrongPassword


async def replace_password(session: AsyncSession, user: User, password_hash: str) -> bool:
    """End all sessions too. False, and nothing is changed, when the account changed since it was read."""
    result = cast("CursorResult[Any]", await session.execute(new_password(user, password_hash)))
    if result.rowcount != 1:
        return False
    await session.execute(revocation_of_all(user.id))
    return True


async def user_of_token(session: AsyncSession, tokens: TokenSigner, access_token: str) -> User:
    """Who is signed in. Raise InvalidToken when the session or the account has ended meanwhile."""
    claims = tokens.read(access_token, TokenType.ACCESS)
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
