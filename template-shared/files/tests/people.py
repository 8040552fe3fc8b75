"""Accounts for the tests of pages, and how they are told apart."""

from sqlalchemy import select

from app.auth.passwords import PasswordHasher
from app.users.models import User
from tests.isolation import make_settings
from tests.records import Records

PASSWORD = "seven quiet lanterns"
WRONG = "seven loud lanterns"
PASSWORD_HASH = PasswordHasher(make_settings()).hash(PASSWORD)


def add_account(records: Records, email: str, *, is_admin: bool = False) -> User:
    """An account with PASSWORD."""
    user = User(email=email, full_name="Ada Lovelace", password_hash=PASSWORD_HASH, is_admin=is_admin)
    records.add(user)
    return user


def stored_user(records: Records, email: str) -> User:
    """The account as the database has it now."""
    (user,) = records.find(select(User).where(User.email == email))
    return user
