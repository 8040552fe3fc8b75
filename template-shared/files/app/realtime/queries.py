import uuid
from collections.abc import Collection, Iterator

from sqlalchemy import Select, select

from app.auth.models import LoginSession
from app.auth.queries import is_open
from app.users.models import User

# Databases bound how many values a statement may have.
SESSIONS_AT_ONCE = 500


def open_among(session_ids: Collection[uuid.UUID]) -> Iterator[Select[uuid.UUID]]:
    """Which of these sign-in sessions have not ended, of people whose accounts are open."""
    ids = list(session_ids)
    for start in range(0, len(ids), SESSIONS_AT_ONCE):
        yield (
            select(LoginSession.id)
            .join(User, User.id == LoginSession.user_id)
            .where(LoginSession.id.in_(ids[start : start + SESSIONS_AT_ONCE]), is_open(), User.is_active)
        )
