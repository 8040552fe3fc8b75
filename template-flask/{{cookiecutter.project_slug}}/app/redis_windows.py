"""Moving windows that all processes count in together."""

from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis import ConnectionPool
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
        # The pool knows where the server is, and can be closed.
        self._pool = ConnectionPool.from_url(
            url, socket_timeout=REDIS_TIMEOUT, socket_connect_timeout=REDIS_TIMEOUT
        )
        storage = RedisStorage("redis://", connection_pool=self._pool, key_prefix=PREFIX)
        self.windows = MovingWindowRateLimiter(storage)

    def close(self) -> None:
        self._pool.disconnect()
