"""The questions this package puts to the database, apart from who asks them and how."""

import uuid
from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, Select, Update, and_, bindparam, select, update

from app.auth.models import LoginSession
from app.orm import utc_now
from app.users.models import User


def is_open() -> ColumnElement[bool]:
    """That a sign-in session has neither been revoked nor run out."""
    # The clock is read when the statement runs: it may have been built long before.
    now: BindParameter[datetime] = bindparam(None, callable_=utc_now)
    return and_(LoginSession.revoked_at.is_(None), LoginSession.expires_at > now)


# Built once: whoever is signed in asks this with every request, and building it costs more than running it.
_USER_OF = (
    select(User)
    .join(LoginSession, LoginSession.user_id == User.id)
    .where(LoginSession.id == bindparam("login_session_id"), is_open(), User.is_active)
)


def user_of(login_session_id: uuid.UUID) -> Select[User]:
    """The active user who is signed in with this session, if it is still open."""
    return _USER_OF.params(login_session_id=login_session_id)


def revocation_of(login_session_id: uuid.UUID) -> Update:
    """End this session, and with it everything that was issued for it."""
    return (
        update(LoginSession)
        .where(LoginSession.id == login_session_id, LoginSession.revoked_at.is_(None))
        .values(revoked_at=utc_now())
    )


def revocation_of_all(user_id: uuid.UUID) -> Update:
    """End every session of this account."""
    return (
        update(LoginSession)
        .where(LoginSession.user_id == user_id, LoginSession.revoked_at.is_(None))
        .values(revoked_at=utc_now())
    )


def still_the_same(user: User) -> Select[User]:
    """The account, locked, unless it was closed or got another password since it was read."""
    return select(User).where(_unchanged(user)).with_for_update()


def new_password(user: User, password_hash: str) -> Update:
    """Give the account another password, unless it was closed or got one since it was read."""
    return update(User).where(_unchanged(user)).values(password_hash=password_hash)


def _unchanged(user: User) -> ColumnElement[bool]:
    return and_(
        User.id == user.id,
        User.email == user.email,
        User.password_hash == user.password_hash,
        User.is_active,
    )
