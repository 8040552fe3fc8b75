import asyncio
from collections.abc import Callable

from tests.inference.conftest import PATIENCE


async def eventually(condition: Callable[[], bool]) -> None:
    for _ in range(PATIENCE * 100):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("this does not happen")
