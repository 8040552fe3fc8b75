"""What the links in mails are for: verifying an address, and choosing a new password."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.auth.account_tokens import AccountTokens, InvalidAccountToken, Purpose
from app.auth.mailing import AccountMail
from app.auth.passwords import PasswordHasher, check_password_rules
from app.auth.schemas import PasswordResetIn
from app.auth.services import replace_password
from app.users.models import User
from app.users.queries import user_with_email


def verify_email(session: Session, tokens: AccountTokens, token: str) -> None:
    """Note that the address is the person's own. Raise InvalidAccountToken for what is no good token."""
    claims = tokens.read(Purpose.EMAIL_VERIFICATION, token)
    # Locked, so that of two who send the token at once the second one sees that it is spent.
    found = session.get(User, claims.user_id, with_for_update=True, populate_existing=True)
    user = tokens.check(Purpose.EMAIL_VERIFICATION, claims, found)
    user.is_verified = True
    session.flush()


def mail_reset_link(new_session: Callable[[], Session], mail: AccountMail, email: str) -> None:
    """Send a link to the account with this address, if there is one.

    For after the answer, so that the answer is the same for every address and takes as long.
    """
    with new_session() as session:
        user = session.scalar(user_with_email(email))
    if user is not None and user.is_active:
        mail.send_password_reset(user)


def check_token(session: Session, tokens: AccountTokens, purpose: Purpose, token: str) -> User:
    """Whose token this is. Raise InvalidAccountToken for what is no good token."""
    claims = tokens.read(purpose, token)
    return tokens.check(purpose, claims, session.get(User, claims.user_id))


def reset_password(
    session: Session,
    passwords: PasswordHasher,
    tokens: AccountTokens,
    reset: PasswordResetIn,
    *,
    min_length: int,
) -> None:
    """Set a new password and end all sessions.

    Raise InvalidInput for a weak password, which leaves the token good, and InvalidAccountToken.
    """
    user = check_token(session, tokens, Purpose.PASSWORD_RESET, reset.token)
    check_password_rules(reset.password, email=user.email, min_length=min_length)
    # Hashing takes a while: give the connection back, and with it SQLite's write lock.
    session.commit()
    if not replace_password(session, user, passwords.hash(reset.password)):
        raise InvalidAccountToken
    # Who has the token reads what is sent to the address.
    user.is_verified = True
    session.flush()
