import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.api.dependencies import CurrentUser
from app.api.schemas import ItemOut, PageOut
from app.dependencies import SessionDep
from app.documented import documented
from app.items import services
from app.items.models import Item
from app.items.schemas import ItemFilters, ItemIn, ItemPatch
from app.pagination import Page

router = APIRouter(prefix="/items", tags=["items"])


@router.get("", response_model=PageOut[ItemOut], responses=documented(401, 422))
async def list_items(
    filters: Annotated[ItemFilters, Query()], user: CurrentUser, session: SessionDep
) -> Page[Item]:
    return await services.list_items(session, user.id, filters)


@router.post("", status_code=201, response_model=ItemOut, responses=documented(400, 401, 413, 422))
async def create_item(
    content: ItemIn, user: CurrentUser, session: SessionDep, request: Request, response: Response
) -> Item:
    item = await services.create_item(session, user.id, content)
    response.headers["Location"] = request.app.url_path_for("read_item", item_id=item.id)
    return item


@router.get("/{item_id}", response_model=ItemOut, responses=documented(401, 404, 422))
async def read_item(item_id: uuid.UUID, user: CurrentUser, session: SessionDep) -> Item:
    return await services.get_item(session, user.id, item_id)


@router.patch("/{item_id}", response_model=ItemOut, responses=documented(400, 401, 404, 413, 422))
async def update_item(item_id: uuid.UUID, changes: ItemPatch, user: CurrentUser, session: SessionDep) -> Item:
    return await services.update_item(session, user.id, item_id, changes)


@router.delete("/{item_id}", status_code=204, responses=documented(401, 404, 422))
async def delete_item(item_id: uuid.UUID, user: CurrentUser, session: SessionDep) -> None:
    await services.delete_item(session, user.id, item_id)
