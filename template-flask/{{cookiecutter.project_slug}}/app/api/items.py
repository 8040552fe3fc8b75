import uuid

from flask import url_for

from app.api.access import current_user, require_user
from app.api.operations import Operations
from app.api.schemas import ItemOut, PageOut
from app.extensions import db
from app.items import services
from app.items.schemas import ItemFilters, ItemIn, ItemPatch

bp = Operations("items", __name__, tag="items", guard=require_user)


@bp.get("/items")
@bp.input(ItemFilters, location="query", arg_name="filters")
@bp.answers(PageOut[ItemOut], errors=(401, 422))
def list_items(filters: ItemFilters) -> PageOut[ItemOut]:
    return PageOut[ItemOut].model_validate(services.list_items(db.session, current_user().id, filters))


@bp.post("/items")
@bp.input(ItemIn, arg_name="content")
@bp.answers(ItemOut, 201, errors=(400, 401, 413, 422))
def create_item(content: ItemIn) -> tuple[ItemOut, int, dict[str, str]]:
    item = services.create_item(db.session, current_user().id, content)
    return ItemOut.model_validate(item), 201, {"Location": url_for(".read_item", item_id=item.id)}


@bp.get("/items/<item_id>")
@bp.answers(ItemOut, errors=(401, 404, 422))
def read_item(item_id: uuid.UUID) -> ItemOut:
    return ItemOut.model_validate(services.get_item(db.session, current_user().id, item_id))


@bp.patch("/items/<item_id>")
@bp.input(ItemPatch, arg_name="changes")
@bp.answers(ItemOut, errors=(400, 401, 404, 413, 422))
def update_item(item_id: uuid.UUID, changes: ItemPatch) -> ItemOut:
    return ItemOut.model_validate(services.update_item(db.session, current_user().id, item_id, changes))


@bp.delete("/items/<item_id>")
@bp.answers(status=204, errors=(401, 404, 422))
def delete_item(item_id: uuid.UUID) -> None:
    services.delete_item(db.session, current_user().id, item_id)
