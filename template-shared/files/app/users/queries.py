"""The questions this package puts to the database, apart from who asks them and how."""

from sqlalchemy import Select, select

from app.users.models import User


def user_with_email(email: str) -> Select[User]:
    """The account with this address, in whatever letter case it is typed."""
    return select(User).where(User.email == email.lower())
