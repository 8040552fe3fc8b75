"""The questions this package puts to the database, apart from who asks them and how."""

import uuid

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select

from app.items.models import Item
from app.items.schemas import ItemFilters


def _categories_of_owner() -> Select[str]:
    """Each step finds the next category in the index; DISTINCT would read all items of the owner."""
    least = select(func.min(Item.category).label("name")).where(Item.owner_id == bindparam("owner_id"))
    found = least.cte("found", recursive=True)
    following = least.where(Item.category > found.c.name).scalar_subquery()
    # After the last one comes nothing, once.
    found = found.union_all(select(following).where(found.c.name.is_not(None)))
    return select(found.c.name).where(found.c.name.is_not(None)).order_by(found.c.name)


# Built once, because building them costs more than running them.
_ITEM_OF = select(Item).where(Item.id == bindparam("item_id"), Item.owner_id == bindparam("owner_id"))
_CATEGORIES_OF = _categories_of_owner()


def items_of(owner_id: uuid.UUID, filters: ItemFilters) -> Select[Item]:
    """One page of the owner's items."""
    column = getattr(Item, filters.sort.removeprefix("-"))
    order = column.desc() if filters.sort.startswith("-") else column.asc()
    # The key settles the order of equal values, so that no row is on two pages.
    return (
        select(Item)
        .where(*_conditions(owner_id, filters))
        .order_by(order, Item.id)
        .offset(filters.offset)
        .limit(filters.per_page)
    )


def count_of(owner_id: uuid.UUID, filters: ItemFilters) -> Select[int]:
    """How many of the owner's items the filters let through."""
    return select(func.count()).select_from(Item).where(*_conditions(owner_id, filters))


def item_of(owner_id: uuid.UUID, item_id: uuid.UUID) -> Select[Item]:
    """The item, if it is the owner's."""
    return _ITEM_OF.params(item_id=item_id, owner_id=owner_id)


def categories_of(owner_id: uuid.UUID) -> Select[str]:
    """The categories that the owner's items are in, in alphabetical order."""
    return _CATEGORIES_OF.params(owner_id=owner_id)


def _conditions(owner_id: uuid.UUID, filters: ItemFilters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Item.owner_id == owner_id]
    if filters.keyword:
        conditions.append(
            or_(
                Item.name.icontains(filters.keyword, autoescape=True),
                Item.description.icontains(filters.keyword, autoescape=True),
            )
        )
    if filters.category:
        conditions.append(Item.category == filters.category)
    if filters.min_price is not None:
        conditions.append(Item.price >= filters.min_price)
    if filters.max_price is not None:
        conditions.append(Item.price <= filters.max_price)
    return conditions
