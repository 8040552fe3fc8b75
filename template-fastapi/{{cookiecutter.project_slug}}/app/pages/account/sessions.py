"""Where somebody is signed in, and how that ends."""

import uuid
from typing import Any, cast

from sqlalchemy import CursorResult
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.models import LoginSession
from app.auth.queries import revocation_of, revocation_of_all
from app.errors import NotFound
from app.pages.account.queries import open_sessions_of


async def list_sessions(session: AsyncSession, user_id: uuid.UUID) -> list[LoginSession]:
    """Where this account is signed in, the newest first."""
    return list(await session.scalars(open_sessions_of(user_id)))


async def sign_out(session: AsyncSession, login_id: uuid.UUID) -> None:
    """End a sign-in session. Doing it twice changes nothing."""
    await session.execute(revocation_of(login_id))


async def sign_out_elsewhere(session: AsyncSession, user_id: uuid.UUID, login_id: uuid.UUID) -> None:
    """End one of the account's own sign-in sessions. Raise NotFound when it is not, or has ended."""
    statement = revocation_of(login_id).where(LoginSession.user_id == user_id)
    result = cast("CursorResult[Any]", await session.execute(statement))
    if result.rowcount != 1:
        raise NotFound("There is no such session, or it has ended.")


async def sign_out_everywhere(session: AsyncSession, user_id: uuid.UUID) -> None:
    """End every sign-in session of the account, the caller's too."""
    await session.execute(revocation_of_all(user_id))
