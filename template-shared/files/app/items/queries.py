"""The questions this package puts to the database, apart from who asks them and how."""

import uuid

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select

from app.items.models import Item
from app.items.schemas import ItemFilters

# Built once, because building it costs more than running it.
_ITEM_OF = select(Item).where(Item.id == bindparam("item_id"), Item.owner_id == bindparam("owner_id"))


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
