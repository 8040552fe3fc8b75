import uuid

from sqlalchemy.ext.asyncio import AsyncSession

from app.pages.items.queries import categories_of


async def list_categories(session: AsyncSession, owner_id: uuid.UUID) -> list[str]:
    """The categories that the owner's items are in, in alphabetical order."""
    query = categories_of(owner_id, session.get_bind().dialect.name)
    return list(await session.scalars(query))
