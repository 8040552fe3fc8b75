"""Where somebody is signed in, and how that ends."""

import uuid
from typing import Any, cast

from sqlalchemy import CursorResult
from sqlalchemy.orm import Session

from app.auth.models import LoginSession
from app.auth.queries import revocation_of, revocation_of_all, user_of
from app.errors import NotFound
from app.pages.account.queries import open_sessions_of
from app.users.models import User


def list_sessions(session: Session, user_id: uuid.UUID) -> list[LoginSession]:
    """Where this account is signed in, the newest first."""
    return list(session.scalars(open_sessions_of(user_id)))


def signed_in_user(session: Session, login_id: uuid.UUID) -> User | None:
    """Whose sign-in session it is, if it is still open and the account active."""
    return session.scalar(user_of(login_id))


def sign_out(session: Session, login_id: uuid.UUID) -> None:
    """End a sign-in session. Doing it twice changes nothing."""
    session.execute(revocation_of(login_id))


def sign_out_elsewhere(session: Session, user_id: uuid.UUID, login_id: uuid.UUID) -> None:
    """End one of the account's own sign-in sessions. Raise NotFound when it is not, or has ended."""
    statement = revocation_of(login_id).where(LoginSession.user_id == user_id)
    result = cast("CursorResult[Any]", session.execute(statement))
    if result.rowcount != 1:
        raise NotFound("There is no such session, or it has ended.")


def sign_out_everywhere(session: Session, user_id: uuid.UUID) -> None:
    """End every sign-in session of the account, the caller's too."""
    session.execute(revocation_of_all(user_id))
