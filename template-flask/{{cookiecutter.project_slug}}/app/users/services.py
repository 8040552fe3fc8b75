"""What one can do with accounts."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.auth.queries import revocation_of_all
from app.errors import EmailTaken, LastAdmin, NotFound
from app.pagination import Page
from app.users.models import User
from app.users.queries import active_admins, count_matching, users_matching
from app.users.schemas import ProfilePatch, RightsPatch, UserFilters


def create_user(session: Session, *, email: str, full_name: str | None, password_hash: str) -> User:
    """Raise EmailTaken when there is an account with this address."""
    user = User(email=email, full_name=full_name, password_hash=password_hash)
    with _claiming_address(session):
        session.add(user)
    return user


def update_profile(session: Session, user: User, changes: ProfilePatch) -> User:
    """Change what is given; another address has to be verified. Raise EmailTaken when it has an account."""
    with _claiming_address(session):
        if changes.moves_from(user.email):
            user.is_verified = False
        for name, value in changes.model_dump(exclude_unset=True).items():
            setattr(user, name, value)
    return user


def delete_user(session: Session, user: User) -> None:
    """Delete the account with all that is its own. Raise LastAdmin for the only administrator."""
    _leave_an_admin(session, user.id)
    session.delete(user)
    session.flush()


def list_users(session: Session, filters: UserFilters) -> Page[User]:
    total = session.scalar(count_matching(filters)) or 0
    users = list(session.scalars(users_matching(filters)))
    return Page(items=users, page=filters.page, per_page=filters.per_page, total=total)


def update_rights(session: Session, user_id: uuid.UUID, changes: RightsPatch) -> User:
    """Close or open an account, make somebody an administrator or not. Closing it ends its sessions.

    Raise NotFound, and LastAdmin when it would leave no administrator.
    """
    wanted = changes.model_dump(exclude_unset=True)
    if not all(wanted.values()):
        _leave_an_admin(session, user_id)
    # After the administrators, whose locks may be waited for: it is told as it is then.
    user = session.get(User, user_id, populate_existing=True, with_for_update=True)
    if user is None:
        raise NotFound("There is no such account.")
    for name, value in wanted.items():
        setattr(user, name, value)
    session.flush()
    if not user.is_active:
        session.execute(revocation_of_all(user.id))
    return user


@contextmanager
def _claiming_address(session: Session) -> Iterator[None]:
    """Around a change that may give an account an address which another one has."""
    try:
        # The unique constraint decides: looking first would let two at once through. In a savepoint, because
        # whoever tells about it needs the session.
        with session.begin_nested():
            yield
    except IntegrityError as error:
        raise EmailTaken from error


def _leave_an_admin(session: Session, user_id: uuid.UUID) -> None:
    """Raise LastAdmin when there is no administrator but this one."""
    if set(session.scalars(active_admins())) == {user_id}:
        raise LastAdmin
