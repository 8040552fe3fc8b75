from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import EmailTaken
from app.users.models import User


def create_user(session: Session, *, email: str, full_name: str | None, password_hash: str) -> User:
    """Add an account. Raise EmailTaken when the address has one."""
    user = User(email=email, full_name=full_name, password_hash=password_hash)
    try:
        with session.begin_nested():
            session.add(user)
    except IntegrityError as error:
        raise EmailTaken from error
    return user
