"""The rate limits, for the client of a request, who gets TooManyRequests when he tries too often.

The transaction of the request ends here: whoever waits for Redis, or for a turn to guess, holds none.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from limits import RateLimitItem

from app.current import client_address, current_resources
from app.errors import AppError, BadCredentials
from app.extensions import db


def count(limit: RateLimitItem) -> None:
    """Count this request."""
    db.session.commit()
    current_resources().limits.count(limit, client_address())


@contextmanager
def guessing(email: str, *, failure: type[AppError] = BadCredentials) -> Iterator[None]:
    """Around an attempt to prove with a password who one is, which raises `failure` when it was wrong."""
    db.session.commit()
    with current_resources().limits.guessing(email, client_address(), failure=failure):
        yield
