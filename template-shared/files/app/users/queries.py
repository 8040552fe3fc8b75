"""The questions this package puts to the database, apart from who asks them and how."""

from sqlalchemy import Select, select

from app.users.models import User
from app.users.schemas import normalised_email


def user_with_email(email: str) -> Select[User]:
    """The account with this address, however it is typed."""
    return select(User).where(User.email == normalised_email(email))
