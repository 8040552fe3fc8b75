import anyio
import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import EmailTaken, LastAdmin
from app.resources import Resources
from app.users.models import User
from app.users.queries import user_with_email
from app.users.schemas import RightsPatch
from app.users.services import create_user, update_rights
from tests.accounts import create_account


async def test_a_new_account_is_active_and_nothing_more(session: AsyncSession) -> None:
    account = await create_user(session, email="grace@example.com", full_name="Grace", password_hash="x")
    assert (account.is_active, account.is_admin, account.is_verified) == (True, False, False)


async def test_an_account_is_found_in_any_letter_case(session: AsyncSession, user: User) -> None:
    found = await session.scalar(user_with_email("ADA@Example.com"))
    assert found is not None
    assert found.id == user.id


async def test_what_is_no_address_finds_nobody(session: AsyncSession, user: User) -> None:
    assert await session.scalar(user_with_email("' OR 1=1 --")) is None


async def test_an_address_has_one_account(session: AsyncSession, user: User) -> None:
    with pytest.raises(EmailTaken):
        await create_user(session, email=user.email, full_name=None, password_hash="x")
    await session.rollback()
    assert await session.scalar(select(func.count()).select_from(User)) == 1


async def test_rights_are_told_as_they_are_after_what_others_have_changed(
    session: AsyncSession, user: User
) -> None:
    read_before = await session.get(User, user.id)
    closing = update(User).values(is_active=False)
    await session.execute(closing.execution_options(synchronize_session=False))
    changed = await update_rights(session, user.id, RightsPatch(is_admin=True))
    assert changed is read_before
    assert (changed.is_admin, changed.is_active) == (True, False)


async def test_of_two_administrators_who_resign_at_once_one_stays(resources: Resources, admin: User) -> None:
    other = await create_account(resources, "ada@example.com", is_admin=True)
    resignation = RightsPatch(is_admin=False)
    refused = anyio.Event()

    async def resign_too() -> None:
        async with resources.database.writes() as session:
            with pytest.raises(LastAdmin):
                await update_rights(session, other.id, resignation)
        refused.set()

    async with anyio.create_task_group() as group, resources.database.writes() as session:
        await update_rights(session, admin.id, resignation)
        group.start_soon(resign_too)
        # Until the first one commits, the second one has to wait for the outcome.
        with anyio.move_on_after(0.1):
            await refused.wait()
        await session.commit()
    assert refused.is_set()
