import time
from collections.abc import Callable

from app.realtime.bounds import Bounds


class Pace:
    """How fast one connection sends: a bucket that holds a burst, and fills up as time goes by."""

    def __init__(self, bounds: Bounds, clock: Callable[[], float] = time.monotonic) -> None:
        self._bounds = bounds
        self._clock = clock
        self._left = float(bounds.burst)
        self._seen = clock()

    def allows_one_more(self) -> bool:
        now = self._clock()
        gained = (now - self._seen) * self._bounds.messages_per_second
        self._left = min(self._bounds.burst, self._left + gained)
        self._seen = now
        if self._left < 1:
            return False
        self._left -= 1
        return True
