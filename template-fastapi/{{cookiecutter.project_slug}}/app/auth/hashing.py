from anyio import CapacityLimiter, to_thread

from app.auth.passwords import PasswordHasher


class AsyncPasswordHasher:
    """Hashes in threads, so that the event loop goes on serving, and at most so many at once.

    More at once than there are cores would only make each of them slower and take more memory.
    """

    def __init__(self, hasher: PasswordHasher, *, at_once: int) -> None:
        self._hasher = hasher
        self._limiter = CapacityLimiter(at_once)

    async def hash(self, password: str) -> str:
        return await to_thread.run_sync(self._hasher.hash, password, limiter=self._limiter)

    async def verify(self, password: str, password_hash: str | None) -> tuple[bool, str | None]:
        """As `PasswordHasher.verify`."""
        return await to_thread.run_sync(self._hasher.verify, password, password_hash, limiter=self._limiter)
