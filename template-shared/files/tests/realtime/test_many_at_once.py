"""More questions at once than there are connections to Redis."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from redis.asyncio import Redis

from app.realtime.exchange import CONNECTIONS
from app.realtime.redis_names import REDIS_TIMEOUT
from tests.realtime.exchanges import Client, Process, process
from tests.realtime.redis_server import RedisServer

pytestmark = pytest.mark.processes

SECONDS_AWAY = 0.05
# By turns they take longer than one waits for an answer.
MANY = 3 * CONNECTIONS * int(REDIS_TIMEOUT / SECONDS_AWAY)


@asynccontextmanager
async def far_away(port: int) -> AsyncIterator[str]:
    """Where to reach the server when its answers take their time."""

    async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_redis, to_redis = await asyncio.open_connection("127.0.0.1", port)

        async def answer() -> None:
            while answers := await from_redis.read(65536):
                await asyncio.sleep(SECONDS_AWAY)
                writer.write(answers)

        answering = asyncio.create_task(answer())
        try:
            with suppress(ConnectionError):
                while questions := await reader.read(65536):
                    to_redis.write(questions)
        finally:
            answering.cancel()
            to_redis.close()
            writer.close()

    async with await asyncio.start_server(pass_on, "127.0.0.1", 0) as server:
        yield f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def say_at_once(process: Process) -> list[bool]:
    return await asyncio.gather(*(process.say(str(number)) for number in range(MANY)))


def test_who_waits_for_a_connection_does_not_take_redis_to_be_away(redis: RedisServer) -> None:
    async def run() -> None:
        async with far_away(redis.port) as url, process(url) as here:
            while not await here.say("first"):  # noqa: ASYNC110 (nobody tells when it is connected)
                await asyncio.sleep(0.01)
            assert all(await say_at_once(here))

    asyncio.run(run())


def test_when_redis_answers_no_more_all_together_wait_for_one_answer(redis: RedisServer) -> None:
    async def run() -> None:
        client: Client
        async with process(redis.url) as here, Redis.from_url(redis.url) as client:
            assert await here.say("first")
            await client.execute_command("CLIENT PAUSE", 60_000, "WRITE")
            started = time.monotonic()
            assert not any(await say_at_once(here))
            assert time.monotonic() - started < 5 * REDIS_TIMEOUT
            await client.execute_command("CLIENT UNPAUSE")

    asyncio.run(run())
