from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis

from app.realtime import redis_names
from app.realtime.bounds import Bounds
from app.realtime.history import Entry
from tests.realtime.redis_server import redis_server

pytestmark = pytest.mark.processes

# By their types, older clients may answer with something to await.
Client = Any


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with (
        redis_server(tmp_path_factory.mktemp("redis")) as server,
        Redis.from_url(server.url, decode_responses=True) as client,
    ):
        yield client


@pytest.fixture
def redis(started: Client) -> Client:
    started.flushall()
    return started


def keep(redis: Client, room: str, *texts: str, bounds: Bounds) -> None:
    with redis.pipeline(transaction=False) as pipeline:
        for text in texts:
            redis_names.keep(pipeline, room, Entry.new(text), bounds)
        pipeline.execute()


def kept(redis: Client, room: str) -> list[str]:
    with redis.pipeline(transaction=False) as pipeline:
        redis_names.ask_history(pipeline, room)
        (lines,) = pipeline.execute()
    return [entry.text for entry in redis_names.entries_in(lines)]


def test_of_a_room_the_last_messages_are_kept(redis: Client) -> None:
    keep(redis, "lobby", "1", "2", "3", bounds=Bounds(history_messages=2))
    assert kept(redis, "lobby") == ["2", "3"]
    for key in redis.scan_iter():
        assert 0 < redis.ttl(key) <= redis_names.HISTORY_SECONDS


def test_long_messages_leave_room_for_few(redis: Client) -> None:
    bounds = Bounds(history_bytes=2500)
    keep(redis, "lobby", *(letter * 1000 for letter in "abc"), bounds=bounds)
    assert [text[0] for text in kept(redis, "lobby")] == ["b", "c"]
    keep(redis, "lobby", "d" * 9000, bounds=bounds)
    assert [text[0] for text in kept(redis, "lobby")] == ["d"]


def test_of_all_rooms_those_are_forgotten_that_were_quiet_longest(redis: Client) -> None:
    bounds = Bounds(memory_bytes=5500)
    for room in ("first", "second", "first", "third"):
        keep(redis, room, "x" * 1000, bounds=bounds)
    assert [len(kept(redis, room)) for room in ("first", "second", "third")] == [2, 1, 1]
    keep(redis, "fourth", "x" * 1000, bounds=bounds)
    assert [len(kept(redis, room)) for room in ("first", "second", "third", "fourth")] == [2, 0, 1, 1]


def test_a_history_that_has_expired_is_counted_no_more(redis: Client) -> None:
    bounds = Bounds(memory_bytes=5000)
    for _ in range(20):
        keep(redis, "lobby", "x" * 3000, bounds=bounds)
        redis.delete(*redis.keys("*:history:lobby"))
    keep(redis, "quiet", "x" * 500, bounds=bounds)
    keep(redis, "lobby", "x" * 3000, bounds=bounds)
    assert len(kept(redis, "quiet")) == 1
    assert len(kept(redis, "lobby")) == 1
