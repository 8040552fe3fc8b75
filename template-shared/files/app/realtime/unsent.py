"""Messages that the others have not got yet, because Redis was away."""

from app.realtime.history import Entry

# The oldest are given up.
MOST_UNSENT = 1000


class Unsent:
    """In the order in which they were said. Whoever is here has heard them by then."""

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[str, Entry]] = {}
        # Keys of all that have waited lately, those that have been sent since as well.
        self._heard_here: dict[str, None] = {}

    def add(self, room: str, entry: Entry) -> None:
        self._waiting[entry.key] = (room, entry)
        self._heard_here[entry.key] = None
        for kept in (self._waiting, self._heard_here):
            if len(kept) > MOST_UNSENT:
                del kept[next(iter(kept))]

    def first(self) -> tuple[str, Entry] | None:
        """It stays until it is dropped: the attempt to send it may be cancelled."""
        return next(iter(self._waiting.values()), None)

    def drop(self, entry: Entry) -> None:
        # It may have been given up meanwhile.
        self._waiting.pop(entry.key, None)

    def was_heard_here(self, entry: Entry) -> bool:
        """Whether it comes back late, when the history of a busy room does not know it any more."""
        return entry.key in self._heard_here
