"""Tickets: whoever is signed in gets one, and shows it once to connect.

A browser cannot send an Authorization header with a WebSocket, and an access token has no place in an
address, which logs and proxies keep. A ticket is a random value, good once and for half a minute.
"""

import time
from collections.abc import Callable
from hashlib import sha256
from secrets import token_urlsafe
from threading import Lock

from limits import RateLimitItemPerMinute
from pydantic import BaseModel

from app.realtime.bounds import TICKET_SECONDS
from app.realtime.people import Person

# For each person.
TICKETS = RateLimitItemPerMinute(60, 1, "realtime-tickets")


class TicketOut(BaseModel):
    """Connect with it within `expires_in` seconds; it is good once."""

    ticket: str
    expires_in: int = TICKET_SECONDS


def new_ticket() -> str:
    return token_urlsafe(32)


def digest(ticket: str) -> str:
    """What is kept of a ticket: enough to know it, and nothing to connect with."""
    return sha256(ticket.encode(errors="replace")).hexdigest()


class MemoryTickets:
    """Those that this process has given out."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        # In the order in which they run out.
        self._open: dict[str, tuple[float, Person]] = {}

    def put(self, ticket: str, person: Person) -> None:
        now = self._clock()
        with self._lock:
            self._forget_old(now)
            self._open[digest(ticket)] = (now + TICKET_SECONDS, person)

    def take(self, ticket: str) -> Person | None:
        """Whose ticket it is. It is spent then."""
        now = self._clock()
        with self._lock:
            end, person = self._open.pop(digest(ticket), (now, None))
        return person if now < end else None

    def _forget_old(self, now: float) -> None:
        for key, (end, _) in list(self._open.items()):
            if now < end:
                break
            del self._open[key]
