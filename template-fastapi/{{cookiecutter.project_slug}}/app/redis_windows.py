"""Moving windows that all processes count in together."""

from limits.aio.storage import RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

from app.about import SLUG

# For an answer, and for a connection: somebody is waiting to sign in.
REDIS_TIMEOUT = 0.5
# Other applications may count in the same database.
PREFIX = f"{SLUG}:limits"


class RedisWindows:
    """Needs no server before it is asked, and then raises one of `failures` when none answers."""

    failures = (RedisError, OSError)

    def __init__(self, url: str) -> None:
        self._pool = ConnectionPool.from_url(
            url, socket_timeout=REDIS_TIMEOUT, socket_connect_timeout=REDIS_TIMEOUT
        )
        # The pool knows where the server is, and can be closed.
        storage = RedisStorage(
            "async+redis://",
            implementation="redispy",
            connection_pool=self._pool,  # type: ignore[arg-type]
            key_prefix=PREFIX,
        )
        self.windows = MovingWindowRateLimiter(storage)

    async def close(self) -> None:
        await self._pool.aclose()
