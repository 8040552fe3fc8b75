"""What one can do with accounts."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import EmailTaken
from app.users.models import User


async def create_user(
    session: AsyncSession, *, email: str, full_name: str | None, password_hash: str
) -> User:
    """Raise EmailTaken when there is an account with this address."""
    user = User(email=email, full_name=full_name, password_hash=password_hash)
    session.add(user)
    try:
        # The unique constraint decides: looking first would let two at once through.
        await session.flush()
    except IntegrityError as error:
        raise EmailTaken from error
    return user
