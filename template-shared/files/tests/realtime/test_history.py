import tracemalloc

import pytest

from app.realtime.bounds import Bounds
from app.realtime.history import ENTRY_BYTES, ROOM_BYTES, Entry, History, last_of


def texts(history: History, room: str) -> list[str]:
    return [entry.text for entry in history.of(room)]


def fill(history: History, room: str, *said: str) -> None:
    for text in said:
        history.add(room, Entry.new(text))


def test_a_room_keeps_its_last_messages_in_order() -> None:
    history = History(Bounds())
    fill(history, "lobby", *(str(number) for number in range(60)))
    assert texts(history, "lobby") == [str(number) for number in range(10, 60)]
    assert texts(history, "attic") == []


def test_long_messages_leave_room_for_fewer() -> None:
    history = History(Bounds(history_bytes=100))
    fill(history, "lobby", "a" * 60, "b" * 60)
    assert texts(history, "lobby") == ["b" * 60]
    fill(history, "lobby", "c" * 200)
    assert texts(history, "lobby") == ["c" * 200]


def test_a_message_that_comes_twice_is_there_once() -> None:
    history, entry = History(Bounds()), Entry.new("hello")
    assert [history.add("lobby", entry), history.add("lobby", entry)] == [True, False]
    assert texts(history, "lobby") == ["hello"]


def test_the_rooms_that_were_quiet_longest_are_forgotten() -> None:
    three_rooms = 3 * ROOM_BYTES + 4 * ENTRY_BYTES
    history = History(Bounds(memory_bytes=three_rooms + 250))
    for room in ("first", "second", "first", "third"):
        fill(history, room, "x" * 80)
    assert [len(texts(history, room)) for room in ("first", "second", "third")] == [2, 0, 1]


@pytest.mark.parametrize(
    ("rooms", "messages", "text"),
    [(2000, 1, "x"), (200, 50, "x"), (300, 2, "x" * 1000 + "🌍")],
    ids=["nearly empty rooms", "short messages", "wide characters"],
)
def test_all_rooms_together_take_no_more_memory_than_they_may(rooms: int, messages: int, text: str) -> None:
    history = History(Bounds(memory_bytes=1024 * 1024))
    tracemalloc.start()
    for room in range(rooms):
        fill(history, f"room {room}", *(f"{number}{text}" for number in range(messages)))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert texts(history, "room 0") == []
    assert 0.5 < taken / (1024 * 1024) < 1.05


def test_histories_of_two_processes_become_one() -> None:
    first, second, third = (Entry.new(text) for text in ("first", "second", "third"))
    assert last_of([first, third, second, first], Bounds()) == [first, second, third]


def test_an_entry_survives_the_way_through_redis() -> None:
    entry = Entry.new('{"data":"two words"}')
    assert Entry.load(entry.dump()) == entry
