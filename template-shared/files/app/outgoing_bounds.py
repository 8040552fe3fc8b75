"""How patient the client for requests to other services is, and how often it asks."""

import ssl
from functools import cache
from random import uniform

from httpx2 import Limits, Timeout, create_ssl_context

TIMEOUT = Timeout(4.0, connect=1.0)
LIMITS = Limits(max_connections=20, max_keepalive_connections=10)
# Nothing packed: a small answer can be huge when it is unpacked.
HEADERS = {"Accept-Encoding": "identity"}
RETRIES = 2
FIRST_PAUSE = 0.1
# Asking again changes nothing on the other side.
RETRIED_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
RETRIED_STATUSES = frozenset({502, 503, 504})


def retries_of(method: str) -> int:
    """How often a request may be sent once more."""
    return RETRIES if method in RETRIED_METHODS else 0


def pause_before(retry: int, first_pause: float) -> float:
    """Seconds. By chance, or all who were turned away together would come back together."""
    return uniform(0.5, 1.5) * first_pause * (1 << retry)  # noqa: S311


@cache
def certificates() -> ssl.SSLContext:
    # Reading them takes 20 ms and more.
    return create_ssl_context()
