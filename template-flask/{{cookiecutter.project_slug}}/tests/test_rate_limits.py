import os
import socket
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from limits import RateLimitItem, RateLimitItemPerMinute

from app.auth.limits import REGISTRATIONS
from app.errors import BadCredentials, TooManyRequests
from app.rate_limits import Counter, RateLimits
from tests.cable import Cable, cable_to


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


def guess(limits: RateLimits, email: str, address: str, *, right: bool = False) -> bool:
    """Whether the guess was looked at at all."""
    try:
        with limits.guessing(email, address):
            time.sleep(0.001)
            check(right)
    except BadCredentials:
        pass
    except TooManyRequests:
        return False
    return True


def test_limits_can_be_switched_off() -> None:
    unlimited = RateLimits(Counter(None), enabled=False)
    assert [guess(unlimited, "ada@example.com", "192.0.2.1") for _ in range(25)] == [True] * 25
    assert guess(unlimited, "ada@example.com", "192.0.2.1", right=True)


def test_of_guesses_at_once_only_five_are_looked_at(limits: RateLimits) -> None:
    with ThreadPoolExecutor(30) as threads:
        looked_at = threads.map(
            lambda number: guess(limits, "ada@example.com", f"192.0.2.{number}"), range(30)
        )
        assert sum(looked_at) == 5


def test_of_guesses_at_once_from_one_address_few_are_too_many(limits: RateLimits) -> None:
    with ThreadPoolExecutor(50) as threads:
        looked_at = threads.map(
            lambda number: guess(limits, f"user{number}@example.com", "192.0.2.1"), range(100)
        )
        assert 20 <= sum(looked_at) <= 23


def test_who_knows_the_password_may_sign_in_many_times_at_once(limits: RateLimits) -> None:
    with ThreadPoolExecutor(50) as threads:
        signed_in = threads.map(
            lambda _: guess(limits, "ada@example.com", "192.0.2.1", right=True), range(50)
        )
        assert all(signed_in)


def test_requests_of_other_clients_are_counted_apart(limits: RateLimits) -> None:
    for _ in range(10):
        limits.count(REGISTRATIONS, "192.0.2.1")
    with pytest.raises(TooManyRequests):
        limits.count(REGISTRATIONS, "192.0.2.1")
    limits.count(REGISTRATIONS, "192.0.2.2")


def test_room_comes_back_with_time() -> None:
    counter, limit = Counter(None), RateLimitItemPerMinute(1, 1)
    assert counter.hit(limit, "x")
    assert not counter.has_room(limit, "x")
    assert 1 <= counter.seconds_until_room(limit, "x") <= 60


@pytest.mark.parametrize("url", ["redis://127.0.0.1:1", "silent"])
def test_without_redis_limits_hold_in_this_process(
    url: str, silent_redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.redis_windows.REDIS_TIMEOUT", 0.05)
    limits = RateLimits(Counter(silent_redis_url if url == "silent" else url), enabled=True)
    looked_at = [guess(limits, "ada@example.com", "192.0.2.1") for _ in range(6)]
    assert looked_at == [True] * 5 + [False]


@pytest.fixture
def redis() -> Iterator[Cable]:
    """The way to a real server."""
    url = os.environ.get("TEST_REDIS_URL")
    if url is None:
        pytest.skip("TEST_REDIS_URL is not set")
    target = urlsplit(url)
    with cable_to(target.hostname or "127.0.0.1", target.port or 6379) as cable:
        yield cable


@pytest.fixture
def counters(redis: Cable) -> Iterator[tuple[Counter, Counter]]:
    """What two processes count with, when they have the same Redis."""
    url = f"redis://127.0.0.1:{redis.port}"
    pair = Counter(url), Counter(url)
    yield pair
    for counter in pair:
        counter.close()


def once_a_minute() -> RateLimitItem:
    """A limit that nobody has counted for."""
    return RateLimitItemPerMinute(1, 1, f"test-{uuid.uuid4()}")


def test_over_redis_all_processes_count_together(counters: tuple[Counter, Counter]) -> None:
    here, there = counters
    limit = once_a_minute()
    assert here.hit(limit, "x")
    assert not there.hit(limit, "x")
    assert 1 <= there.seconds_until_room(limit, "x") <= 60


def test_what_another_application_counts_in_the_same_redis_counts_for_itself(
    counters: tuple[Counter, Counter], redis: Cable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.redis_windows.PREFIX", "another")
    other = Counter(f"redis://127.0.0.1:{redis.port}")
    limit = once_a_minute()
    assert counters[0].hit(limit, "x")
    assert other.hit(limit, "x")
    other.close()


def test_when_redis_is_back_it_is_asked_again(
    counters: tuple[Counter, Counter], redis: Cable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.rate_limits.SECONDS_WITHOUT_REDIS", 0)
    here, there = counters
    limit = once_a_minute()
    redis.cut()
    assert here.hit(limit, "x")
    redis.mend()
    assert there.has_room(limit, "x")
    assert here.hit(limit, "x")
    assert not there.has_room(limit, "x")
