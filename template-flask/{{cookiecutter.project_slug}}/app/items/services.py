"""What one can do with items; each function sees the owner's items only."""

import uuid

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.errors import NotFound, Unauthorized
from app.items.models import Item
from app.items.queries import count_of, item_of, items_of
from app.items.schemas import ItemFilters, ItemIn, ItemPatch
from app.pagination import Page


def list_items(session: Session, owner_id: uuid.UUID, filters: ItemFilters) -> Page[Item]:
    total = session.scalar(count_of(owner_id, filters)) or 0
    items = list(session.scalars(items_of(owner_id, filters)))
    return Page(items=items, page=filters.page, per_page=filters.per_page, total=total)


def get_item(session: Session, owner_id: uuid.UUID, item_id: uuid.UUID) -> Item:
    """Raise NotFound when there is no such item, and when it is somebody else's."""
    item = session.scalar(item_of(owner_id, item_id))
    if item is None:
        raise NotFound("There is no such item.")
    return item


def create_item(session: Session, owner_id: uuid.UUID, content: ItemIn) -> Item:
    """Raise Unauthorized when the owner's account has been deleted meanwhile."""
    item = Item(owner_id=owner_id, **content.model_dump())
    session.add(item)
    try:
        session.flush()
    except IntegrityError as error:
        # Nothing else of an item can break a rule of the database.
        raise Unauthorized from error
    return item


def update_item(
    session: Session, owner_id: uuid.UUID, item_id: uuid.UUID, changes: ItemIn | ItemPatch
) -> Item:
    """Change what is given; what was left out stays as it is."""
    item = get_item(session, owner_id, item_id)
    for name, value in changes.model_dump(exclude_unset=True).items():
        setattr(item, name, value)
    session.flush()
    return item


def delete_item(session: Session, owner_id: uuid.UUID, item_id: uuid.UUID) -> None:
    session.delete(get_item(session, owner_id, item_id))
    session.flush()
