import uuid

from sqlalchemy.orm import Session

from app.auth.models import LoginSession
from app.pages.account.queries import open_sessions_of


def list_sessions(session: Session, user_id: uuid.UUID) -> list[LoginSession]:
    """Where this account is signed in, the newest first."""
    return list(session.scalars(open_sessions_of(user_id)))
