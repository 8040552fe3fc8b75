import uuid
from collections.abc import Iterable

from sqlalchemy import Select, select

from app.auth.models import LoginSession
from app.auth.queries import is_open
from app.users.models import User

# Databases bound how many values a statement may have.
SESSIONS_AT_ONCE = 500


def open_among(session_ids: Iterable[uuid.UUID]) -> Select[uuid.UUID]:
    """Which of these sign-in sessions have not ended, of people whose accounts are open."""
    return (
        select(LoginSession.id)
        .join(User, User.id == LoginSession.user_id)
        .where(LoginSession.id.in_(session_ids), is_open(), User.is_active)
    )
