import uuid

from sqlalchemy import Select, select

from app.auth.models import LoginSession
from app.auth.queries import is_open


def open_sessions_of(user_id: uuid.UUID) -> Select[LoginSession]:
    """Where this account is signed in, the newest first."""
    return (
        select(LoginSession)
        .where(LoginSession.user_id == user_id, is_open())
        .order_by(LoginSession.created_at.desc(), LoginSession.id)
    )
