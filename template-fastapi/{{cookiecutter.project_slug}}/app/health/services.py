from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import ServiceUnavailable


async def check_readiness(session: AsyncSession) -> None:
    """Raise ServiceUnavailable when the database does not answer."""
    try:
        await session.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError) as error:  # asyncpg lets a refused connection through as it is
        raise ServiceUnavailable("The database does not answer.") from error
