"""The questions this package puts to the database, apart from who asks them and how."""

import uuid

from sqlalchemy import ColumnElement, Select, func, or_, select

from app.users.models import User
from app.users.schemas import UserFilters, normalised_email


def user_with_email(email: str) -> Select[User]:
    """The account with this address, however it is typed."""
    return select(User).where(User.email == normalised_email(email))


def users_matching(filters: UserFilters) -> Select[User]:
    """One page of the accounts, the newest first."""
    return (
        select(User)
        .where(*_conditions(filters))
        # The key settles the order of equal times, so that nobody is on two pages.
        .order_by(User.created_at.desc(), User.id)
        .offset(filters.offset)
        .limit(filters.per_page)
    )


def count_matching(filters: UserFilters) -> Select[int]:
    """How many accounts the filters let through."""
    return select(func.count()).select_from(User).where(*_conditions(filters))


def active_admins() -> Select[uuid.UUID]:
    """The administrators who can sign in, locked until the transaction ends."""
    # In the order of the key, so that two transactions never wait for each other.
    return select(User.id).where(User.is_admin, User.is_active).order_by(User.id).with_for_update()


def _conditions(filters: UserFilters) -> list[ColumnElement[bool]]:
    if not filters.keyword:
        return []
    columns = (User.email, User.full_name)
    return [or_(*(column.icontains(filters.keyword, autoescape=True) for column in columns))]
