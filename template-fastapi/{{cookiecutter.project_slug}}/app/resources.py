"""What is made once when the application starts, and shared by all requests."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from app.auth.hashing import AsyncPasswordHasher
from app.auth.passwords import PasswordHasher
from app.auth.tokens import TokenSigner
from app.db import Database
from app.settings import Settings


@dataclass(frozen=True)
class Resources:
    settings: Settings
    database: Database
    passwords: AsyncPasswordHasher
    tokens: TokenSigner


@asynccontextmanager
async def open_resources(settings: Settings) -> AsyncIterator[Resources]:
    """Make everything that the settings ask for, and close it at the end."""
    database = Database(settings.database_url)
    passwords = AsyncPasswordHasher(PasswordHasher(settings), at_once=os.cpu_count() or 1)
    try:
        yield Resources(settings, database, passwords, TokenSigner(settings))
    finally:
        await database.dispose()
