"""What one can do with accounts."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.queries import revocation_of_all
from app.errors import EmailTaken, LastAdmin, NotFound
from app.pagination import Page
from app.users.models import User
from app.users.queries import active_admins, count_matching, users_matching
from app.users.schemas import ProfilePatch, RightsPatch, UserFilters


async def create_user(
    session: AsyncSession, *, email: str, full_name: str | None, password_hash: str
) -> User:
    """Raise EmailTaken when there is an account with this address."""
    user = User(email=email, full_name=full_name, password_hash=password_hash)
    async with _claiming_address(session):
        session.add(user)
    return user


async def update_profile(session: AsyncSession, user: User, changes: ProfilePatch) -> User:
    """Change what is given; another address has to be verified. Raise EmailTaken when it has an account."""
    try:
        async with _claiming_address(session):
            if changes.moves_from(user.email):
                user.is_verified = False
            for name, value in changes.model_dump(exclude_unset=True).items():
                setattr(user, name, value)
    except EmailTaken:
        # What was tried is forgotten, and an attribute cannot be awaited when it is asked for.
        await session.refresh(user)
        raise
    return user


async def delete_user(session: AsyncSession, user: User) -> None:
    """Delete the account with all that is its own. Raise LastAdmin for the only administrator."""
    await _leave_an_admin(session, user.id)
    await session.delete(user)
    await session.flush()


async def list_users(session: AsyncSession, filters: UserFilters) -> Page[User]:
    total = await session.scalar(count_matching(filters)) or 0
    users = list(await session.scalars(users_matching(filters)))
    return Page(items=users, page=filters.page, per_page=filters.per_page, total=total)


async def update_rights(session: AsyncSession, user_id: uuid.UUID, changes: RightsPatch) -> User:
    """Close or open an account, make somebody an administrator or not. Closing it ends its sessions.

    Raise NotFound, and LastAdmin when it would leave no administrator.
    """
    wanted = changes.model_dump(exclude_unset=True)
    if not all(wanted.values()):
        await _leave_an_admin(session, user_id)
    # After the administrators, whose locks may be waited for: it is told as it is then.
    user = await session.get(User, user_id, populate_existing=True, with_for_update=True)
    if user is None:
        raise NotFound("There is no such account.")
    for name, value in wanted.items():
        setattr(user, name, value)
    await session.flush()
    if not user.is_active:
        await session.execute(revocation_of_all(user.id))
    return user


@asynccontextmanager
async def _claiming_address(session: AsyncSession) -> AsyncIterator[None]:
    """Around a change that may give an account an address which another one has."""
    try:
        # The unique constraint decides: looking first would let two at once through. In a savepoint, after
        # which the session goes on: somebody is told about it.
        async with session.begin_nested():
            yield
    except IntegrityError as error:
        raise EmailTaken from error


async def _leave_an_admin(session: AsyncSession, user_id: uuid.UUID) -> None:
    """Raise LastAdmin when there is no administrator but this one."""
    if set(await session.scalars(active_admins())) == {user_id}:
        raise LastAdmin
