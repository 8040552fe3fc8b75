"""What a process that stops leaves behind."""

import asyncio
import uuid
from collections.abc import Collection

import pytest
from redis.asyncio import Redis

from app.realtime.bounds import Bounds
from app.realtime.messages import ClientMessage
from app.realtime.serving import open_realtime
from tests.isolation import make_settings
from tests.realtime.exchanges import Client, Guest, all_are_open
from tests.realtime.redis_server import RedisServer

ROOMS = 400
PATIENCE = 60.0


@pytest.mark.processes
def test_nobody_seems_to_be_in_one_of_many_rooms_still(redis: RedisServer) -> None:
    async def run() -> None:
        client: Client
        settings, bounds = make_settings(redis_url=redis.url), Bounds(rooms_of_connection=ROOMS)
        async with Redis.from_url(redis.url) as client:
            async with open_realtime(settings, bounds, all_are_open) as realtime:
                ada = Guest("Ada")
                realtime.hub.add(ada)
                for number in range(ROOMS):
                    await realtime.hub.answer(ada, ClientMessage(type="join", room=str(number)))
                assert len(await client.keys("*:present:*")) == ROOMS
                realtime.hub.drop(ada)
            assert await client.keys("*:present:*") == []

    asyncio.run(run())


def test_work_that_misses_its_cancellation_once_ends_all_the_same() -> None:
    async def run() -> None:
        looks = asyncio.Event()
        missed: list[str] = []

        async def miss_it(sessions: Collection[uuid.UUID]) -> Collection[uuid.UUID]:
            looks.set()
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                if missed:
                    raise
                missed.append("the first")
            return sessions

        async with (
            asyncio.timeout(PATIENCE) as patience,
            open_realtime(make_settings(), Bounds(seconds_between_looks=0.01), miss_it),
        ):
            await looks.wait()
        assert missed
        assert not patience.expired()

    asyncio.run(run())
