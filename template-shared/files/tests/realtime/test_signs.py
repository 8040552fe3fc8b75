"""What processes say again and again: that those are still there who are connected to them."""

import asyncio
import json

import pytest
from redis.asyncio import Redis

from app.realtime import redis_names
from app.realtime.bounds import Bounds
from app.realtime.hub import Hub
from app.realtime.messages import ClientMessage
from app.realtime.people import Member
from app.realtime.serving import open_realtime
from tests.isolation import make_settings
from tests.realtime.exchanges import ROOM, Client, Guest, all_are_open, process
from tests.realtime.redis_server import RedisServer

pytestmark = pytest.mark.processes

# More than are told of with one question.
ROOMS = 250
PATIENCE = 60.0


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_names, "SECONDS_BETWEEN_SIGNS", 0.05)
    monkeypatch.setattr(redis_names, "SECONDS_OF_PRESENCE", 2.0)


async def join(hub: Hub, guest: Guest, room: str) -> None:
    await hub.answer(guest, ClientMessage(type="join", room=room))


async def calls(redis: Client, command: str) -> int:
    """How often Redis has been told this."""
    found = (await redis.info("commandstats")).get(f"cmdstat_{command}", {"calls": 0})
    return int(found["calls"])


def members_heard(guest: Guest) -> list[list[str]]:
    """Each time that the guest was told who is in a room."""
    heard = [json.loads(text) for text in guest.heard]
    return [
        [member["name"] for member in message["members"]]
        for message in heard
        if message["type"] in {"joined", "presence"}
    ]


def test_whoever_stays_is_there_and_whose_process_dies_has_gone(redis: RedisServer) -> None:
    async def run() -> None:
        async with (
            open_realtime(make_settings(redis_url=redis.url), Bounds(), all_are_open) as realtime,
            process(redis.url) as there,
            asyncio.timeout(PATIENCE),
        ):
            ada, mia = Guest("Ada"), Member("Mia", "mia")
            await join(realtime.hub, ada, ROOM)
            there.members = frozenset({mia})
            await there.exchange.settle(ROOM, lambda: there.members)
            telling = asyncio.create_task(there.exchange.keep_telling(there))
            # Longer than either counts without a sign.
            await asyncio.sleep(1.5 * redis_names.SECONDS_OF_PRESENCE)
            others, _ = await there.exchange.settle(ROOM, lambda: there.members)
            assert others == {ada.person.member}
            assert members_heard(ada) == [["Ada"], ["Ada", "Mia"]]
            telling.cancel()
            while members_heard(ada)[-1] != ["Ada"]:  # noqa: ASYNC110 (the dead tell nothing)
                await asyncio.sleep(0.01)

    asyncio.run(run())


def test_a_sign_asks_for_no_history_and_does_not_queue_with_what_changes(redis: RedisServer) -> None:
    async def run() -> None:
        client: Client
        settings, bounds = make_settings(redis_url=redis.url), Bounds(rooms_of_connection=ROOMS)
        async with (
            Redis.from_url(redis.url) as client,
            open_realtime(settings, bounds, all_are_open) as realtime,
            asyncio.timeout(PATIENCE),
        ):
            ada = Guest("Ada")
            realtime.hub.add(ada)
            for number in range(ROOMS):
                await join(realtime.hub, ada, str(number))
            await realtime.hub.wait_until_all_is_told()
            await client.config_resetstat()
            while await calls(client, "zadd") < 3 * ROOMS:  # noqa: ASYNC110 (nobody tells)
                await asyncio.sleep(0.01)
            assert await calls(client, "lrange") == 0
            # Which is done room by room, of those that have changed.
            assert await calls(client, "zremrangebyscore") == 0

    asyncio.run(run())
