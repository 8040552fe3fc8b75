"""Creating an account, signing in, and changing the password."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.hashing import AsyncPasswordHasher
from app.auth.models import USER_AGENT_LENGTH, LoginSession
from app.auth.passwords import check_password_rules
from app.auth.queries import new_password, revocation_of_all, still_the_same
from app.auth.schemas import PasswordChangeIn, RegisterIn
from app.errors import BadCredentials, EmailNotVerified, WrongPassword
from app.orm import utc_now
from app.users.models import User
from app.users.queries import user_with_email
from app.users.services import create_user


@dataclass(frozen=True)
class Attempt:
    """What somebody says who wants to sign in, and with what program."""

    email: str
    password: str
    user_agent: str = ""


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
    attempt: Attempt,
    *,
    lifetime: timedelta,
    require_verified: bool = False,
) -> LoginSession:
    """Start a sign-in session.

    Raise BadCredentials for whatever is wrong, known account or not, and EmailNotVerified only to the owner.
    """
    user = await session.scalar(user_with_email(attempt.email))
    # Hashing takes a while: give the connection back, and with it SQLite's write lock.
    await session.commit()
    matches, new_hash = await passwords.verify(attempt.password, user.password_hash if user else None)
    if user is None or not matches:
        raise BadCredentials
    # A new password ends all sessions, so none may start meanwhile with the old one.
    if await session.scalar(still_the_same(user)) is None:
        raise BadCredentials
    if require_verified and not user.is_verified:
        raise EmailNotVerified
    if new_hash:
        user.password_hash = new_hash
    device = attempt.user_agent[:USER_AGENT_LENGTH] or None
    login = LoginSession(user_id=user.id, expires_at=utc_now() + lifetime, user_agent=device)
    session.add(login)
    await session.flush()
    return login


async def confirm_password(
    session: AsyncSession, passwords: AsyncPasswordHasher, user: User, password: str
) -> None:
    """Raise WrongPassword unless it is the account's."""
    # Hashing takes a while: give the connection back, and with it SQLite's write lock.
    await session.commit()
    matches, _ = await passwords.verify(password, user.password_hash)
    if not matches:
        raise WrongPassword


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
    await confirm_password(session, passwords, user, change.current_password)
    if not await replace_password(session, user, await passwords.hash(change.new_password)):
        raise WrongPassword


async def replace_password(session: AsyncSession, user: User, password_hash: str) -> bool:
    """End all sessions too. False, and nothing is changed, when the account changed since it was read."""
    result = cast("CursorResult[Any]", await session.execute(new_password(user, password_hash)))
    if result.rowcount != 1:
        return False
    await session.execute(revocation_of_all(user.id))
    return True
