"""The last messages of each room, in the memory of this process."""

import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from secrets import token_hex
from sys import getsizeof

from app.realtime.bounds import Bounds

# What a room needs beside its messages, and a message beside its text, roughly: of very many that are nearly
# empty it is the most.
ROOM_BYTES = 400
ENTRY_BYTES = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """A message as it is passed on. The key tells it from all others, and sorts by time."""

    key: str
    text: str
    size: int

    @classmethod
    def new(cls, text: str) -> "Entry":
        return cls.of(f"{time.time_ns():016x}-{token_hex(8)}", text)

    @classmethod
    def of(cls, key: str, text: str) -> "Entry":
        return cls(key, text, len(text.encode()))

    def dump(self) -> str:
        return f"{self.key} {self.text}"

    @classmethod
    def load(cls, line: str) -> "Entry":
        key, _, text = line.partition(" ")
        return cls.of(key, text)


@dataclass
class _Kept:
    """Of one room, in the order in which it came."""

    entries: dict[str, Entry] = field(default_factory=dict)
    # In an answer, and in memory.
    size: int = 0
    memory: int = ROOM_BYTES

    def append(self, entry: Entry) -> None:
        self.entries[entry.key] = entry
        self.size += entry.size
        self.memory += _memory_of(entry)

    def drop_first(self) -> None:
        dropped = self.entries.pop(next(iter(self.entries)))
        self.size -= dropped.size
        self.memory -= _memory_of(dropped)


class History:
    """Bounded for each room and for all together; the rooms that have been quiet longest go first."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._rooms: OrderedDict[str, _Kept] = OrderedDict()
        self._memory = 0

    def add(self, room: str, entry: Entry) -> bool:
        """False, and nothing is added, when it is there already."""
        kept = self._rooms.setdefault(room, _Kept())
        if entry.key in kept.entries:
            return False
        self._rooms.move_to_end(room)
        counted = kept.memory if kept.entries else 0
        kept.append(entry)
        while len(kept.entries) > self._bounds.history_messages or (
            len(kept.entries) > 1 and kept.size > self._bounds.history_bytes
        ):
            kept.drop_first()
        self._memory += kept.memory - counted
        while self._memory > self._bounds.memory_bytes:
            _, forgotten = self._rooms.popitem(last=False)
            self._memory -= forgotten.memory
        return True

    def of(self, room: str) -> list[Entry]:
        """The last messages of a room, the oldest first."""
        kept = self._rooms.get(room)
        return last_of(kept.entries.values(), self._bounds) if kept else []


def last_of(entries: Iterable[Entry], bounds: Bounds) -> list[Entry]:
    """Those that a room keeps, the oldest first; each is in it once."""
    kept: list[Entry] = []
    size = 0
    newest_first = sorted({entry.key: entry for entry in entries}.values(), key=_key, reverse=True)
    for entry in newest_first[: bounds.history_messages]:
        size += entry.size
        if kept and size > bounds.history_bytes:
            break
        kept.append(entry)
    return kept[::-1]


def _memory_of(entry: Entry) -> int:
    # Not its length: one wide character makes Python keep a text with four bytes for each.
    return ENTRY_BYTES + getsizeof(entry.text)


def _key(entry: Entry) -> str:
    return entry.key
