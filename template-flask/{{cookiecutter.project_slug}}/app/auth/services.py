"""Creating an account, signing in, and choosing another password."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import CursorResult
from sqlalchemy.orm import Session

from app.auth.models import USER_AGENT_LENGTH, LoginSession
from app.auth.passwords import PasswordHasher, check_password_rules
from app.auth.queries import new_password, revocation_of_all, still_the_same
from app.auth.schemas import PasswordChangeIn, RegisterIn
from app.errors import BadCredentials, EmailNotVerified, WrongPassword
from app.orm import utc_now
from app.users.models import User
from app.users.queries import user_with_email
from app.users.services import create_user


@dataclass(frozen=True)
class Attempt:
    """What somebody says who wants to sign in, and with what browser."""

    email: str
    password: str
    user_agent: str = ""


def register(session: Session, passwords: PasswordHasher, account: RegisterIn, *, min_length: int) -> User:
    """Create an account. Raise InvalidInput for a weak password and EmailTaken for a known address."""
    check_password_rules(account.password, email=account.email, min_length=min_length)
    password_hash = passwords.hash(account.password)
    return create_user(session, email=account.email, full_name=account.full_name, password_hash=password_hash)


def sign_in(
    session: Session,
    passwords: PasswordHasher,
    attempt: Attempt,
    *,
    lifetime: timedelta,
    require_verified: bool = False,
) -> LoginSession:
    """Start a sign-in session.

    Raise BadCredentials for whatever is wrong, known account or not, and EmailNotVerified only to the owner.
    """
    user = session.scalar(user_with_email(attempt.email))
    # Hashing takes a while: give the connection back, and with it SQLite's write lock.
    session.commit()
    matches, new_hash = passwords.verify(attempt.password, user.password_hash if user else None)
    if user is None or not matches:
        raise BadCredentials
    # A new password ends all sessions, so none may start meanwhile with the old one.
    if session.scalar(still_the_same(user)) is None:
        raise BadCredentials
    if require_verified and not user.is_verified:
        raise EmailNotVerified
    if new_hash:
        user.password_hash = new_hash
    device = attempt.user_agent[:USER_AGENT_LENGTH] or None
    login = LoginSession(user_id=user.id, expires_at=utc_now() + lifetime, user_agent=device)
    session.add(login)
    session.flush()
    return login


def confirm_password(session: Session, passwords: PasswordHasher, user: User, password: str) -> None:
    """Raise WrongPassword unless it is the account's."""
    # Hashing takes a while: give the connection back, and with it SQLite's write lock.
    session.commit()
    matches, _ = passwords.verify(password, user.password_hash)
    if not matches:
        raise WrongPassword


def change_password(
    session: Session, passwords: PasswordHasher, user: User, change: PasswordChangeIn, *, min_length: int
) -> None:
    """Set a new password and end all sessions. Raise InvalidInput for a weak one, and WrongPassword."""
    check_password_rules(
        change.new_password, email=user.email, min_length=min_length, pointer="/body/new_password"
    )
    confirm_password(session, passwords, user, change.current_password)
    if not replace_password(session, user, passwords.hash(change.new_password)):
        raise WrongPassword


def replace_password(session: Session, user: User, password_hash: str) -> bool:
    """End all sessions too. False, and nothing is changed, when the account changed since it was read."""
    result = cast("CursorResult[Any]", session.execute(new_password(user, password_hash)))
    if result.rowcount != 1:
        return False
    session.execute(revocation_of_all(user.id))
    return True
