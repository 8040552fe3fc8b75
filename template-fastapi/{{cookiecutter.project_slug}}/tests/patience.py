"""Waiting for what comes true in another task or process."""

import asyncio
from collections.abc import Callable

# Seconds; a busy machine may need some of them, and who waits in vain waits once.
PATIENCE = 60.0


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 (nobody tells when it comes true)
            await asyncio.sleep(0.005)
