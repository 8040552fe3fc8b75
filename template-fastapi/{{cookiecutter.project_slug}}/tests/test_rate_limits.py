import os
import socket
import uuid
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import anyio
import anyio.lowlevel
import pytest
from limits import RateLimitItem, RateLimitItemPerMinute

from app.auth.limits import REGISTRATIONS
from app.errors import BadCredentials, TooManyRequests
from app.rate_limits import Counter, RateLimits
from tests.relay import Relay, relay_to


@pytest.fixture
def limits() -> RateLimits:
    return RateLimits(Counter(None), enabled=True)


@pytest.fixture
def silent_redis_url() -> Iterator[str]:
    """A server that accepts connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"redis://127.0.0.1:{server.getsockname()[1]}"


def check(right: bool) -> None:
    if not right:
        raise BadCredentials


async def guess(limits: RateLimits, email: str, address: str, *, right: bool = False) -> bool:
    """Whether the guess was looked at at all."""
    try:
        async with limits.guessing(email, address):
            await anyio.lowlevel.checkpoint()
            check(right)
    except BadCredentials:
        pass
    except TooManyRequests:
        return False
    return True


async def test_limits_can_be_switched_off() -> None:
    unlimited = RateLimits(Counter(None), enabled=False)
    looked_at = [await guess(unlimited, "ada@example.com", "192.0.2.1") for _ in range(25)]
    assert looked_at == [True] * 25
    assert await guess(unlimited, "ada@example.com", "192.0.2.1", right=True)


async def test_of_guesses_at_once_only_five_are_looked_at(limits: RateLimits) -> None:
    looked_at = []

    async def try_one(number: int) -> None:
        looked_at.append(await guess(limits, "ada@example.com", f"192.0.2.{number}"))

    async with anyio.create_task_group() as group:
        for number in range(30):
            group.start_soon(try_one, number)
    assert sum(looked_at) == 5


async def test_of_guesses_at_once_from_one_address_few_are_too_many(limits: RateLimits) -> None:
    looked_at = []

    async def try_one(number: int) -> None:
        looked_at.append(await guess(limits, f"user{number}@example.com", "192.0.2.1"))

    async with anyio.create_task_group() as group:
        for number in range(100):
            group.start_soon(try_one, number)
    assert 20 <= sum(looked_at) <= 23


async def test_who_knows_the_password_may_sign_in_many_times_at_once(limits: RateLimits) -> None:
    signed_in = []

    async def try_one() -> None:
        signed_in.append(await guess(limits, "ada@example.com", "192.0.2.1", right=True))

    async with anyio.create_task_group() as group:
        for _ in range(50):
            group.start_soon(try_one)
    assert signed_in == [True] * 50


async def test_requests_of_other_clients_are_counted_apart(limits: RateLimits) -> None:
    for _ in range(10):
        await limits.count(REGISTRATIONS, "192.0.2.1")
    with pytest.raises(TooManyRequests):
        await limits.count(REGISTRATIONS, "192.0.2.1")
    await limits.count(REGISTRATIONS, "192.0.2.2")


async def test_room_comes_back_with_time() -> None:
    counter, limit = Counter(None), RateLimitItemPerMinute(1, 1)
    assert await counter.hit(limit, "x")
    assert not await counter.has_room(limit, "x")
    assert 1 <= await counter.seconds_until_room(limit, "x") <= 60


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1", "silent"])
async def test_without_redis_limits_hold_in_this_process(
    url: str, silent_redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.redis_windows.REDIS_TIMEOUT", 0.05)
    counter = Counter(silent_redis_url if url == "silent" else url)
    limits = RateLimits(counter, enabled=True)
    looked_at = [await guess(limits, "ada@example.com", "192.0.2.1") for _ in range(6)]
    await counter.close()
    assert looked_at == [True] * 5 + [False]


@pytest.fixture
async def redis() -> AsyncIterator[Relay]:
    """The way to a real server."""
    url = os.environ.get("TEST_REDIS_URL")
    if url is None:
        pytest.skip("TEST_REDIS_URL is not set")
    target = urlsplit(url)
    async with relay_to(target.hostname or "127.0.0.1", target.port or 6379) as relay:
        yield relay


@pytest.fixture
async def counters(redis: Relay) -> AsyncIterator[tuple[Counter, Counter]]:
    """What two processes count with, when they have the same Redis."""
    url = f"redis://127.0.0.1:{redis.port}"
    pair = Counter(url), Counter(url)
    yield pair
    for counter in pair:
        await counter.close()


def once_a_minute() -> RateLimitItem:
    """A limit that nobody has counted for."""
    return RateLimitItemPerMinute(1, 1, f"test-{uuid.uuid4()}")


async def test_over_redis_all_processes_count_together(counters: tuple[Counter, Counter]) -> None:
    here, there = counters
    limit = once_a_minute()
    assert await here.hit(limit, "x")
    assert not await there.hit(limit, "x")
    assert 1 <= await there.seconds_until_room(limit, "x") <= 60


async def test_what_another_application_counts_in_the_same_redis_counts_for_itself(
    counters: tuple[Counter, Counter], redis: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.redis_windows.PREFIX", "another")
    other = Counter(f"redis://127.0.0.1:{redis.port}")
    limit = once_a_minute()
    assert await counters[0].hit(limit, "x")
    assert await other.hit(limit, "x")
    await other.close()


async def test_when_redis_is_back_it_is_asked_again(
    counters: tuple[Counter, Counter], redis: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.rate_limits.SECONDS_WITHOUT_REDIS", 0)
    here, there = counters
    limit = once_a_minute()
    await redis.cut()
    assert await here.hit(limit, "x")
    await redis.mend()
    assert await there.has_room(limit, "x")
    assert await here.hit(limit, "x")
    assert not await there.has_room(limit, "x")
