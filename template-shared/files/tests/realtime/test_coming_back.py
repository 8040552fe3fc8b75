"""What a process does after Redis has failed it once, while others have noticed nothing."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from redis.asyncio import Redis

from app.realtime.people import Member
from tests.realtime.exchanges import ROOM, Client, Process, process
from tests.realtime.redis_server import RedisServer

pytestmark = pytest.mark.processes

# A busy machine may take long to pass a message on.
PATIENCE = 60.0


@asynccontextmanager
async def two_processes(redis: RedisServer) -> AsyncIterator[tuple[Process, Process, Client]]:
    """Of which the first hears the other, and what to speak to Redis with."""
    client: Client
    async with (
        process(redis.url) as here,
        process(redis.url) as there,
        Redis.from_url(redis.url) as client,
        asyncio.timeout(PATIENCE),
    ):
        while "hello" not in here.heard:
            await there.say("hello")
        yield here, there, client


async def pause(redis: Client) -> None:
    await redis.execute_command("CLIENT PAUSE", 10_000, "WRITE")


async def fail(process: Process, redis: Client) -> None:
    await pause(redis)
    assert not await process.say("meanwhile")
    await redis.execute_command("CLIENT UNPAUSE")


async def wait_until_waiting(redis: Client, number: int) -> None:
    """Until so many connections wait for an answer."""
    while (await redis.info("clients"))["blocked_clients"] != number:  # noqa: ASYNC110
        await asyncio.sleep(0.005)


async def until(condition: Callable[[], object]) -> None:
    while not condition():  # noqa: ASYNC110 (nobody tells when it comes true)
        await asyncio.sleep(0.005)


def test_who_could_not_be_heard_once_is_heard_again_while_others_go_on_talking(redis: RedisServer) -> None:
    async def run() -> None:
        async with two_processes(redis) as (here, there, client):
            await fail(here, client)
            while "meanwhile" not in there.heard or not await here.say("afterwards"):
                # Without a pause in which nothing would be heard.
                await there.say("still here")
                await asyncio.sleep(0.05)
            assert "still here" in here.heard

    asyncio.run(run())


def test_what_was_said_while_redis_was_away_comes_late_to_others_only(redis: RedisServer) -> None:
    """Also when somebody joins before all of it is sent: from then on the process hears the room."""

    async def run() -> None:
        async with two_processes(redis) as (here, there, client):
            await there.exchange.settle(ROOM, lambda: frozenset({Member("Eve", "2")}))
            await fail(here, client)
            late = [f"late {number}" for number in range(500)]
            for text in late:
                assert not await here.say(text)
            others: frozenset[Member] = frozenset()
            while not others:
                others, _ = await here.exchange.settle(ROOM, lambda: frozenset({Member("Ada", "1")}))
                await asyncio.sleep(0.001)
            await until(lambda: late[-1] in there.heard)
            await there.say("after all of that")
            await until(lambda: "after all of that" in here.heard)
            assert [text for text in there.heard if text in late] == late
            assert not set(here.heard) & set(late)

    asyncio.run(run())


def test_what_is_being_sent_late_is_not_lost_with_the_connection(redis: RedisServer) -> None:
    async def run() -> None:
        async with two_processes(redis) as (here, there, client):
            await pause(client)
            for text in ("first", "second"):
                assert not await here.say(text)
            # It is back, and what it has to tell waits for an answer: in that moment it can hear no more.
            await wait_until_waiting(client, 0)
            await wait_until_waiting(client, 1)
            await client.execute_command("CLIENT KILL", "TYPE", "PUBSUB")
            await wait_until_waiting(client, 0)
            await client.execute_command("CLIENT UNPAUSE")
            await until(lambda: "second" in there.heard)
            assert there.heard.index("first") < there.heard.index("second")

    asyncio.run(run())
