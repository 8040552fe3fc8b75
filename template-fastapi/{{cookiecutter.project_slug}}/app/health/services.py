from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import DatabaseAway


async def check_readiness(session: AsyncSession) -> None:
    """Raise DatabaseAway when the database does not answer."""
    try:
        await session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        raise DatabaseAway from error
