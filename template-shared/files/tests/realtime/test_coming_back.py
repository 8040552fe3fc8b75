"""What a process does after Redis has failed it once, while others have noticed nothing."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from redis.asyncio import Redis

from tests.realtime.exchanges import Process, process
from tests.realtime.redis_server import RedisServer, redis_server

pytestmark = pytest.mark.processes

# Its types are not the same in all versions.
Client = Any

# A busy machine may take long to pass a message on.
PATIENCE = 60.0


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    with redis_server(tmp_path_factory.mktemp("redis")) as server:
        yield server


async def fail(process: Process, redis: Client) -> None:
    await redis.execute_command("CLIENT PAUSE", 10_000, "WRITE")
    assert not await process.say("meanwhile")
    await redis.execute_command("CLIENT UNPAUSE")


def test_who_could_not_be_heard_once_is_heard_again_while_others_go_on_talking(redis: RedisServer) -> None:
    async def run() -> None:
        async with (
            process(redis.url) as here,
            process(redis.url) as there,
            Redis.from_url(redis.url) as client,
            asyncio.timeout(PATIENCE),
        ):
            while "hello" not in here.heard:
                await there.say("hello")
            await fail(here, client)
            while "meanwhile" not in there.heard or not await here.say("afterwards"):
                # Without a pause in which nothing would be heard.
                await there.say("still here")
                await asyncio.sleep(0.05)
            assert "still here" in here.heard

    asyncio.run(run())
