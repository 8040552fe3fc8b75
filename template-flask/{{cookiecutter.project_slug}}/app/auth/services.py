"""Creating an account, signing in and out."""

import uuid
from datetime import timedelta

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from app.auth.models import LoginSession
from app.auth.passwords import PasswordHasher, check_password_rules
from app.auth.queries import revocation_of, user_of
from app.auth.schemas import RegisterIn
from app.errors import BadCredentials
from app.orm import utc_now
from app.users.models import User
from app.users.queries import user_with_email
from app.users.schemas import Email
from app.users.services import create_user

_EMAIL: TypeAdapter[str] = TypeAdapter(Email)


def register(session: Session, hasher: PasswordHasher, account: RegisterIn, *, min_length: int) -> User:
    """Create an account. Raise InvalidInput for a weak password and EmailTaken for a known address."""
    check_password_rules(account.password, email=account.email, min_length=min_length)
    password_hash = hasher.hash(account.password)
    return create_user(session, email=account.email, full_name=account.full_name, password_hash=password_hash)


def sign_in(
    session: Session, hasher: PasswordHasher, email: str, password: str, *, lifetime: timedelta
) -> LoginSession:
    """Start a login session. Raise BadCredentials for whatever is wrong, known account or not."""
    address = _normalised(email)
    user = session.scalar(user_with_email(address)) if address else None
    # Hashing takes a while: give the connection back, and with it SQLite's write lock.
    session.commit()
    matches, new_hash = hasher.verify(password, user.password_hash if user else None)
    if user is None or not matches or not user.is_active:
        raise BadCredentials
    if new_hash:
        user.password_hash = new_hash
    login = LoginSession(user_id=user.id, expires_at=utc_now() + lifetime)
    session.add(login)
    session.flush()
    return login


def sign_out(session: Session, login_id: uuid.UUID) -> None:
    """End a login session. Doing it twice changes nothing."""
    session.execute(revocation_of(login_id))


def signed_in_user(session: Session, login_id: uuid.UUID) -> User | None:
    """Whose login session it is, if it is still open and the account active."""
    return session.scalar(user_of(login_id))


def _normalised(email: str) -> str | None:
    """The address as it is stored, or nothing when it cannot be anybody's."""
    try:
        return _EMAIL.validate_python(email)
    except ValidationError:
        return None
