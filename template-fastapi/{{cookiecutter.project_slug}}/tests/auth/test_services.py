"""What cannot be seen from outside."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.auth import services
from app.auth.hashing import AsyncPasswordHasher
from app.auth.models import USER_AGENT_LENGTH
from app.auth.passwords import PasswordHasher
from app.auth.services import Attempt
from app.errors import BadCredentials
from app.orm import utc_now
from app.resources import Resources
from app.users.models import User
from tests.accounts import PASSWORD
from tests.isolation import make_settings

DAY = timedelta(days=1)


class WatchingHasher(AsyncPasswordHasher):
    """Notes whether the session holds a transaction while a password is hashed."""

    def __init__(self, session: AsyncSession) -> None:
        super().__init__(PasswordHasher(make_settings()), at_once=1)
        self._session = session
        self.verified_in_transaction: list[bool] = []

    async def verify(self, password: str, password_hash: str | None) -> tuple[bool, str | None]:
        self.verified_in_transaction.append(self._session.in_transaction())
        return await super().verify(password, password_hash)


async def test_nothing_is_locked_while_a_password_is_hashed(
    session: AsyncSession, resources: Resources, user: User
) -> None:
    hasher = WatchingHasher(session)
    await services.sign_in(session, hasher, Attempt(user.email, PASSWORD), lifetime=DAY)
    assert hasher.verified_in_transaction == [False]


async def test_an_unknown_account_is_hashed_too(session: AsyncSession, resources: Resources) -> None:
    hasher = WatchingHasher(session)
    with pytest.raises(BadCredentials):
        await services.sign_in(session, hasher, Attempt("no@example.com", PASSWORD), lifetime=DAY)
    assert hasher.verified_in_transaction == [False]


class InterruptedHasher(AsyncPasswordHasher):
    """While it verifies a password, something else happens."""

    def __init__(self, meanwhile: Callable[[], Awaitable[None]]) -> None:
        super().__init__(PasswordHasher(make_settings()), at_once=1)
        self._meanwhile = meanwhile

    async def verify(self, password: str, password_hash: str | None) -> tuple[bool, str | None]:
        result = await super().verify(password, password_hash)
        await self._meanwhile()
        return result


@pytest.mark.parametrize("change", [{"password_hash": "another"}, {"is_active": False}])
async def test_nobody_signs_in_with_what_is_out_of_date_meanwhile(
    session: AsyncSession, resources: Resources, user: User, change: dict[str, object]
) -> None:
    async def change_account() -> None:
        async with resources.database.writes.begin() as other:
            await other.execute(update(User).values(**change))

    hasher = InterruptedHasher(change_account)
    with pytest.raises(BadCredentials):
        await services.sign_in(session, hasher, Attempt(user.email, PASSWORD), lifetime=DAY)


async def test_an_old_hash_is_renewed_at_the_next_sign_in(
    session: AsyncSession, resources: Resources, user: User
) -> None:
    stronger = AsyncPasswordHasher(PasswordHasher(make_settings(argon2_time_cost=3)), at_once=1)
    await services.sign_in(session, stronger, Attempt(user.email, PASSWORD), lifetime=DAY)
    await session.commit()
    renewed = await session.get_one(User, user.id, populate_existing=True)
    assert "t=3" in renewed.password_hash
    assert await resources.passwords.verify(PASSWORD, renewed.password_hash) != (False, None)


async def test_a_session_lasts_as_long_as_it_is_to_and_knows_its_program(
    session: AsyncSession, resources: Resources, user: User
) -> None:
    attempt = Attempt(user.email, PASSWORD, "x" * 1000)
    before = utc_now()
    login = await services.sign_in(session, resources.passwords, attempt, lifetime=DAY)
    assert before + DAY <= login.expires_at <= utc_now() + DAY
    assert login.user_agent == "x" * USER_AGENT_LENGTH
