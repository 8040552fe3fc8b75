"""What one can do with items; each function sees the owner's items only."""

import uuid

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.errors import NotFound, Unauthorized
from app.items.models import Item
from app.items.queries import count_of, item_of, items_of
from app.items.schemas import ItemFilters, ItemIn, ItemPatch
from app.pagination import Page


async def list_items(session: AsyncSession, owner_id: uuid.UUID, filters: ItemFilters) -> Page[Item]:
    total = await session.scalar(count_of(owner_id, filters)) or 0
    items = list(await session.scalars(items_of(owner_id, filters)))
    return Page(items=items, page=filters.page, per_page=filters.per_page, total=total)


async def get_item(session: AsyncSession, owner_id: uuid.UUID, item_id: uuid.UUID) -> Item:
    """Raise NotFound when there is no such item, and when it is somebody else's."""
    item = await session.scalar(item_of(owner_id, item_id))
    if item is None:
        raise NotFound("There is no such item.")
    return item


async def create_item(session: AsyncSession, owner_id: uuid.UUID, content: ItemIn) -> Item:
    """Raise Unauthorized when the owner's account has been deleted meanwhile."""
    item = Item(owner_id=owner_id, **content.model_dump())
    session.add(item)
    try:
        await session.flush()
    except IntegrityError as error:
        # Nothing else of an item can break a rule of the database.
        raise Unauthorized from error
    return item


async def update_item(
    session: AsyncSession, owner_id: uuid.UUID, item_id: uuid.UUID, changes: ItemIn | ItemPatch
) -> Item:
    """Change what is given; what was left out stays as it is."""
    item = await get_item(session, owner_id, item_id)
    for name, value in changes.model_dump(exclude_unset=True).items():
        setattr(item, name, value)
    await session.flush()
    return item


async def delete_item(session: AsyncSession, owner_id: uuid.UUID, item_id: uuid.UUID) -> None:
    await session.delete(await get_item(session, owner_id, item_id))
    await session.flush()
