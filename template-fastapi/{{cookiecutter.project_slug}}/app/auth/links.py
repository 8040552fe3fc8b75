"""What the links in mails are for: verifying an address, and choosing a new password."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.auth.account_tokens import AccountTokens, InvalidAccountToken, Purpose
from app.auth.hashing import AsyncPasswordHasher
from app.auth.mailing import AccountMail
from app.auth.passwords import check_password_rules
from app.auth.schemas import PasswordResetIn
from app.auth.services import replace_password
from app.db import Database
from app.users.models import User
from app.users.queries import user_with_email


async def verify_email(session: AsyncSession, tokens: AccountTokens, token: str) -> None:
    """Note that the address is the person's own. Raise InvalidAccountToken for what is no good token."""
    claims = tokens.read(Purpose.EMAIL_VERIFICATION, token)
    # Locked, so that of two who send the token at once the second one sees that it is spent.
    found = await session.get(User, claims.user_id, with_for_update=True, populate_existing=True)
    user = tokens.check(Purpose.EMAIL_VERIFICATION, claims, found)
    user.is_verified = True
    await session.flush()


async def check_token(session: AsyncSession, tokens: AccountTokens, purpose: Purpose, token: str) -> User:
    """Whose token this is. Raise InvalidAccountToken for what is no good token."""
    claims = tokens.read(purpose, token)
    return tokens.check(purpose, claims, await session.get(User, claims.user_id))


async def mail_reset_link(database: Database, mail: AccountMail, email: str) -> None:
    """Send a link to the account with this address, if there is one.

    For after the answer, so that the answer is the same for every address and takes as long.
    """
    async with database.reads() as session:
        user = await session.scalar(user_with_email(email))
    if user is not None and user.is_active:
        await mail.send_password_reset(user)


async def reset_password(
    session: AsyncSession,
    passwords: AsyncPasswordHasher,
    tokens: AccountTokens,
    reset: PasswordResetIn,
    *,
    min_length: int,
) -> None:
    """Set a new password and end all sessions.

    Raise InvalidInput for a weak password, which leaves the token good, and InvalidAccountToken.
    """
    user = await check_token(session, tokens, Purpose.PASSWORD_RESET, reset.token)
    check_password_rules(reset.password, email=user.email, min_length=min_length)
    # Hashing takes a while: give the connection back, and with it SQLite's write lock.
    await session.commit()
    if not await replace_password(session, user, await passwords.hash(reset.password)):
        raise InvalidAccountToken
    # Who has the token reads what is sent to the address.
    user.is_verified = True
    await session.flush()
