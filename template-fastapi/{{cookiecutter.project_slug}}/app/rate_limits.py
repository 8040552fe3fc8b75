"""Counts who tries what how often: in Redis for all processes together, or else in the memory of this one."""

import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from logging import getLogger
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakValueDictionary

from anyio import Semaphore
from limits import RateLimitItem
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from app.auth.limits import FAILURES_OF_ACCOUNT, FAILURES_OF_ADDRESS, account_key, address_key
from app.errors import AppError, BadCredentials, TooManyRequests

if TYPE_CHECKING:
    from app.redis_windows import RedisWindows

SECONDS_WITHOUT_REDIS = 10
# Attempts from one address that may be under way together: each could be one failure too many.
AT_ONCE_FROM_ADDRESS = 4

T = TypeVar("T")
logger = getLogger(__name__)


class Counter:
    """Moving windows in Redis. While that is away the memory of the process takes over: limits then hold
    for each process by itself, which is better than nobody signing in, or everybody without any limit.
    """

    def __init__(self, redis_url: str | None) -> None:
        self._memory = MovingWindowRateLimiter(MemoryStorage())
        self._redis = _redis_windows(redis_url) if redis_url else None
        self._redis_from = -math.inf

    async def close(self) -> None:
        if self._redis:
            await self._redis.close()

    async def hit(self, limit: RateLimitItem, key: str) -> bool:
        """Count once more; False, and nothing is counted, when there was no room."""
        return await self._ask(lambda windows: windows.hit(limit, key))

    async def has_room(self, limit: RateLimitItem, key: str) -> bool:
        return await self._ask(lambda windows: windows.test(limit, key))

    async def seconds_until_room(self, limit: RateLimitItem, key: str) -> int:
        stats = await self._ask(lambda windows: windows.get_window_stats(limit, key))
        return max(1, math.ceil(stats.reset_time - time.time()))

    async def _ask(self, question: Callable[[MovingWindowRateLimiter], Awaitable[T]]) -> T:
        if self._redis and time.monotonic() >= self._redis_from:
            try:
                return await question(self._redis.windows)
            except self._redis.failures as error:
                # Not at every request: each would wait for the time-out.
                self._redis_from = time.monotonic() + SECONDS_WITHOUT_REDIS
                logger.warning("Redis does not answer (%s): limits hold per process", type(error).__name__)
        return await question(self._memory)


class Turns:
    """Queues by key: so many with the same key may go on together, and the others wait."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        # A queue is there as long as somebody stands in it.
        self._queues: WeakValueDictionary[str, Semaphore] = WeakValueDictionary()

    def of(self, key: str) -> Semaphore:
        queue = self._queues.get(key)
        if queue is None:
            queue = self._queues[key] = Semaphore(self._at_once)
        return queue


class RateLimits:
    """Raises TooManyRequests for who tries too often. A client is known by its network address."""

    def __init__(self, counter: Counter, *, enabled: bool) -> None:
        self._counter = counter
        self._enabled = enabled
        # One after the other: of a hundred guesses at once all but five see that these have failed.
        self._account_turns = Turns(1)
        self._address_turns = Turns(AT_ONCE_FROM_ADDRESS)

    async def count(self, limit: RateLimitItem, address: str) -> None:
        """Count a request of this client. Hold no transaction meanwhile: it may wait for Redis."""
        key = address_key(address)
        if self._enabled and not await self._counter.hit(limit, key):
            raise TooManyRequests(retry_after=await self._counter.seconds_until_room(limit, key))

    @asynccontextmanager
    async def guessing(
        self, email: str, address: str, *, failure: type[AppError] = BadCredentials
    ) -> AsyncIterator[None]:
        """Around an attempt to prove with a password who one is, which raises `failure` when it was wrong.

        Nothing is counted for who was right. Hold no transaction while you enter: it may wait for others.
        """
        if not self._enabled:
            yield
            return
        account, client = account_key(email), address_key(address)
        counted = ((FAILURES_OF_ACCOUNT, account), (FAILURES_OF_ADDRESS, client))
        async with self._account_turns.of(account), self._address_turns.of(client):
            for limit, key in counted:
                if not await self._counter.has_room(limit, key):
                    raise TooManyRequests(retry_after=await self._counter.seconds_until_room(limit, key))
            try:
                yield
            except failure:
                for limit, key in counted:
                    await self._counter.hit(limit, key)
                raise


def _redis_windows(url: str) -> "RedisWindows":
    # The client takes a tenth of the time to start, which nobody should wait for who has no Redis.
    from app.redis_windows import RedisWindows  # noqa: PLC0415

    return RedisWindows(url)
