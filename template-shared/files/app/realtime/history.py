"""The last messages of each room, in the memory of this process."""

import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from secrets import token_hex

from app.realtime.bounds import Bounds


@dataclass(frozen=True)
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
    size: int = 0

    def drop_first(self) -> int:
        dropped = self.entries.pop(next(iter(self.entries)))
        self.size -= dropped.size
        return dropped.size


class History:
    """Bounded for each room and for all together; the rooms that have been quiet longest go first."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._rooms: OrderedDict[str, _Kept] = OrderedDict()
        self._size = 0

    def add(self, room: str, entry: Entry) -> bool:
        """False, and nothing is added, when it is there already."""
        kept = self._rooms.setdefault(room, _Kept())
        if entry.key in kept.entries:
            return False
        self._rooms.move_to_end(room)
        kept.entries[entry.key] = entry
        kept.size += entry.size
        self._size += entry.size
        while len(kept.entries) > self._bounds.history_messages or (
            len(kept.entries) > 1 and kept.size > self._bounds.history_bytes
        ):
            self._size -= kept.drop_first()
        while self._size > self._bounds.memory_bytes:
            _, forgotten = self._rooms.popitem(last=False)
            self._size -= forgotten.size
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


def _key(entry: Entry) -> str:
    return entry.key
