from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.auth.passwords import PasswordHasher
from app.current import Resources
from app.users.models import User
from app.users.services import create_user
from tests.isolation import make_settings

PASSWORD = "seven quiet lanterns"
WRONG = "seven loud lanterns"
PASSWORD_HASH = PasswordHasher(make_settings()).hash(PASSWORD)


def create_account(session: Session, email: str, *, is_admin: bool = False) -> User:
    """An account with PASSWORD."""
    user = create_user(session, email=email, full_name="Ada Lovelace", password_hash=PASSWORD_HASH)
    user.is_admin = is_admin
    session.commit()
    return user


def stored_user(session: Session, email: str) -> User:
    """The account as the database has it now."""
    query = select(User).where(User.email == email).execution_options(populate_existing=True)
    user = session.scalars(query).one()
    # Else the next request would wait for the lock of this session.
    session.commit()
    return user


def resources_of(app: Flask) -> Resources:
    resources: Resources = app.extensions["resources"]
    return resources
