"""Two applications behind one Redis, which goes away and comes back."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from app.application import create_app
from app.auth.tokens import TokenPair
from app.realtime.messages import Message
from app.users.models import User
from tests.isolation import make_settings
from tests.patience import until
from tests.realtime.clients import Client, connected, new_ticket, served, url_of
from tests.realtime.redis_server import RedisServer

pytestmark = pytest.mark.processes


@asynccontextmanager
async def application(database_url: str, redis_url: str) -> AsyncIterator[int]:
    app = create_app(make_settings(database_url=database_url, redis_url=redis_url))
    async with app.router.lifespan_context(app), served(app) as port:
        await until(lambda: app.state.realtime.hub._exchange._up)
        yield port


@pytest.fixture(scope="module")
async def started_ports(migrated_url: str, redis: RedisServer) -> AsyncIterator[tuple[int, int]]:
    async with application(migrated_url, redis.url) as one, application(migrated_url, redis.url) as other:
        yield one, other


@pytest.fixture
def two_ports(database_url: str, started_ports: tuple[int, int]) -> tuple[int, int]:
    return started_ports


@pytest.fixture
async def ada(two_ports: tuple[int, int], tokens: TokenPair) -> AsyncIterator[Client]:
    """Connected to one of them."""
    async with connected(two_ports[0], tokens) as client:
        yield client


@pytest.fixture
async def eve(two_ports: tuple[int, int], other_tokens: TokenPair) -> AsyncIterator[Client]:
    """Connected to the other."""
    async with connected(two_ports[1], other_tokens) as client:
        yield client


async def publish(client: Client, room: str, data: object) -> None:
    await client.say("publish", room=room, data=data)


async def hears(client: Client, data: object) -> Message:
    heard = await client.hear("message")
    assert heard["data"] == data
    return heard


async def test_a_ticket_of_one_process_is_good_in_another_and_once(
    two_ports: tuple[int, int], tokens: TokenPair
) -> None:
    ticket = await new_ticket(two_ports[0], tokens)

    async def tries() -> bool:
        try:
            async with connect(url_of(two_ports[1], ticket), proxy=None):
                return True
        except InvalidStatus:
            return False

    assert sorted(await asyncio.gather(*(tries() for _ in range(4)))) == [False, False, False, True]


async def test_people_in_different_processes_are_in_the_same_room(
    ada: Client, eve: Client, user: User, other: User
) -> None:
    await ada.join("bridge")
    joined = await eve.join("bridge")
    assert {member["id"] for member in joined["members"]} == {str(user.id), str(other.id)}
    assert (await ada.hear("presence"))["members"] == joined["members"]
    await publish(ada, "bridge", "over there")
    assert await hears(ada, "over there") == await hears(eve, "over there")
    await eve.connection.close()
    await ada.hears_members(f"user-{user.id.hex[:8]}")


async def test_who_comes_later_gets_what_was_said_in_another_process(ada: Client, eve: Client) -> None:
    await ada.join("tunnel")
    for number in range(60):
        await publish(ada, "tunnel", number)
    for number in range(60):
        await hears(ada, number)
    joined = await eve.join("tunnel")
    assert [message["data"] for message in joined["history"]] == list(range(10, 60))


async def test_nothing_is_missed_and_nothing_comes_twice_while_one_joins(ada: Client, eve: Client) -> None:
    await ada.join("race")

    async def talk() -> None:
        for number in range(40):
            await publish(ada, "race", number)
            await asyncio.sleep(0.001)

    talking = asyncio.create_task(talk())
    await asyncio.sleep(0.01)
    joined = await eve.join("race")
    heard = [message["data"] for message in joined["history"]]
    while len(heard) < 40:
        heard.append((await eve.hear("message"))["data"])
    await talking
    assert heard == list(range(40))


async def test_while_redis_is_away_each_process_goes_on_and_afterwards_all_is_as_before(
    ada: Client, eve: Client, redis: RedisServer, user: User, other: User, caplog: pytest.LogCaptureFixture
) -> None:
    both = [f"user-{who.id.hex[:8]}" for who in (user, other)]
    for client in (ada, eve):
        await client.join("harbour")
    await ada.hears_members(*both)
    await publish(ada, "harbour", "before")
    await hears(ada, "before")
    await hears(eve, "before")
    with caplog.at_level(logging.WARNING, "app.realtime"):
        redis.stop()
        await publish(ada, "harbour", "meanwhile")
        await hears(ada, "meanwhile")
        await ada.join("quay")
        redis.start()
        # Told later, but told.
        await hears(eve, "meanwhile")
    await publish(eve, "harbour", "after")
    await hears(ada, "after")
    await hears(eve, "after")
    # They hear of each other again a moment after that.
    while len((await eve.join("harbour"))["members"]) < 2:  # noqa: ASYNC110 (nobody tells when it is so)
        await asyncio.sleep(0.05)
    await ada.say("leave", room="harbour")
    await eve.hears_members(both[1])
    joined = await eve.join("quay")
    # Once in each process: no connection from before makes Redis look away when it is back.
    assert caplog.text.count("Redis does not answer") == 2
    assert sorted(member["name"] for member in joined["members"]) == sorted(both)


async def test_without_redis_at_the_start_a_process_serves_by_itself(
    database_url: str, tokens: TokenPair
) -> None:
    app = create_app(make_settings(database_url=database_url, redis_url="redis://127.0.0.1:1"))
    async with app.router.lifespan_context(app), served(app) as port, connected(port, tokens) as ada:
        await ada.join("island")
        await publish(ada, "island", "hello")
        await hears(ada, "hello")
