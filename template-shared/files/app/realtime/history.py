"""The last messages of each room, in the memory of this process."""

import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from secrets import token_hex

from app.realtime.bounds import Bounds


@dataclass(frozen=True)
class Entry:
    """A message as it is passed on. The key tells it from all others, and sorts by time."""

    key: str
    text: str

    @classmethod
    def new(cls, text: str) -> "Entry":
        return cls(f"{time.time_ns():016x}-{token_hex(8)}", text)

    def dump(self) -> str:
        return f"{self.key} {self.text}"

    @classmethod
    def load(cls, line: str) -> "Entry":
        key, _, text = line.partition(" ")
        return cls(key, text)

    @property
    def size(self) -> int:
        return len(self.text.encode())


class History:
    """Bounded for each room and for all together; the rooms that have been quiet longest go first."""

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._rooms: OrderedDict[str, dict[str, Entry]] = OrderedDict()
        self._bytes = 0

    def add(self, room: str, entry: Entry) -> bool:
        """False, and nothing is added, when it is there already."""
        entries = self._rooms.setdefault(room, {})
        if entry.key in entries:
            return False
        self._rooms.move_to_end(room)
        entries[entry.key] = entry
        self._bytes += entry.size
        kept = {kept.key for kept in last_of(entries.values(), self._bounds)}
        for key in [key for key in entries if key not in kept]:
            self._bytes -= entries.pop(key).size
        while self._bytes > self._bounds.memory_bytes:
            _, forgotten = self._rooms.popitem(last=False)
            self._bytes -= sum(entry.size for entry in forgotten.values())
        return True

    def of(self, room: str) -> list[Entry]:
        return last_of(self._rooms.get(room, {}).values(), self._bounds)


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
