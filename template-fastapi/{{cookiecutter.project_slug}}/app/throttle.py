"""The rate limits, for the client of a request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends
from limits import RateLimitItem

from app.dependencies import ClientAddress, ResourcesDep, SessionDep
from app.errors import AppError, BadCredentials


class Throttle:
    """Raises TooManyRequests when the client of this request tries too often.

    Ends the transaction of the request first: whoever waits for Redis, or for a turn to guess, holds none.
    """

    def __init__(self, session: SessionDep, resources: ResourcesDep, address: ClientAddress) -> None:
        self._session = session
        self._limits = resources.limits
        self._address = address

    async def count(self, limit: RateLimitItem) -> None:
        """Count this request."""
        await self._session.commit()
        await self._limits.count(limit, self._address)

    @asynccontextmanager
    async def guessing(self, email: str, *, failure: type[AppError] = BadCredentials) -> AsyncIterator[None]:
        """Around an attempt to prove with a password who one is, which raises `failure` when it was wrong."""
        await self._session.commit()
        async with self._limits.guessing(email, self._address, failure=failure):
            yield


ThrottleDep = Annotated[Throttle, Depends()]
