"""The questions this package puts to the database, apart from who asks them and how."""

import uuid

from sqlalchemy import ColumnElement, Select, Update, and_, select, update

from app.auth.models import LoginSession
from app.orm import utc_now
from app.users.models import User


def is_open() -> ColumnElement[bool]:
    """That a sign-in session has neither been revoked nor run out."""
    return and_(LoginSession.revoked_at.is_(None), LoginSession.expires_at > utc_now())


def user_of(login_session_id: uuid.UUID) -> Select[User]:
    """The active user who is signed in with this session, if it is still open."""
    return (
        select(User)
        .join(LoginSession, LoginSession.user_id == User.id)
        .where(LoginSession.id == login_session_id, is_open(), User.is_active)
    )


def revocation_of(login_session_id: uuid.UUID) -> Update:
    """End this session, and with it everything that was issued for it."""
    return (
        update(LoginSession)
        .where(LoginSession.id == login_session_id, LoginSession.revoked_at.is_(None))
        .values(revoked_at=utc_now())
    )
