"""What is made once when the application starts, and shared by all requests."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from app.auth.account_tokens import AccountTokens
from app.auth.hashing import AsyncPasswordHasher
from app.auth.letters import Letters
from app.auth.mailing import AccountMail
from app.auth.passwords import PasswordHasher
from app.db import Database
from app.mail import make_mailer
from app.rate_limits import Counter, RateLimits
from app.settings import Settings


@dataclass(frozen=True)
class Resources:
    settings: Settings
    database: Database
    passwords: AsyncPasswordHasher
    limits: RateLimits
    account_tokens: AccountTokens
    mail: AccountMail


@asynccontextmanager
async def open_resources(settings: Settings) -> AsyncIterator[Resources]:
    """Make everything that the settings ask for, and close it at the end."""
    passwords = AsyncPasswordHasher(PasswordHasher(settings), at_once=os.cpu_count() or 1)
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url)
        stack.push_async_callback(database.dispose)
        counter = Counter(settings.redis_url)
        stack.push_async_callback(counter.close)
        limits = RateLimits(counter, enabled=settings.rate_limit_enabled)
        account_tokens = AccountTokens(settings)
        yield Resources(
            settings=settings,
            database=database,
            passwords=passwords,
            limits=limits,
            account_tokens=account_tokens,
            mail=AccountMail(Letters(settings, account_tokens), make_mailer(settings)),
        )
