from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import ServiceUnavailable


async def check_readiness(session: AsyncSession) -> None:
    """Raise ServiceUnavailable when the database does not answer."""
    try:
        await session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        raise ServiceUnavailable("The database does not answer.") from error
