import uuid
from typing import Any

from fastapi import APIRouter, Response

from app.dependencies import SessionDep
from app.items import services
from app.items.schemas import ItemFilters
from app.pages.forms import read_query
from app.pages.items.categories import list_categories
from app.pages.items.forms import SORT_LABELS, ItemForm
from app.pages.login import RequireLogin, SignedInUser
from app.pages.page import PageDep

router = APIRouter(prefix="/items", dependencies=[RequireLogin])


@router.get("", name="items.index")
async def index(page: PageDep, owner: SignedInUser, session: SessionDep) -> Response:
    filters = read_query(ItemFilters, page.query)
    found = await services.list_items(session, owner.id, filters)
    shown: dict[str, Any] = {
        "filters": filters,
        "query": filters.model_dump(mode="json", exclude_defaults=True, exclude={"page"}),
        "items": found.items,
        "total": found.total,
    }
    # htmx asks for the list alone, a browser for the whole page.
    if "HX-Request" in page.request.headers:
        response = page.render("items/_update.html", **shown)
    else:
        categories = await list_categories(session, owner.id)
        response = page.render("items/index.html", **shown, categories=categories, sort_labels=SORT_LABELS)
    response.headers["Vary"] = "HX-Request"
    return response


@router.api_route("/new", methods=["GET", "POST"], name="items.new")
async def new(page: PageDep, owner: SignedInUser, session: SessionDep) -> Response:
    form = ItemForm(await page.sent_form())
    if form.validate_on_submit():
        item = await services.create_item(session, owner.id, form.content)
        page.flash("The item is saved.")
        return page.go_to("items.show", item_id=item.id)
    categories = await list_categories(session, owner.id)
    return page.render("items/new.html", form=form, categories=categories, status=form.status)


@router.get("/{item_id:uuid}", name="items.show")
async def show(item_id: uuid.UUID, page: PageDep, owner: SignedInUser, session: SessionDep) -> Response:
    item = await services.get_item(session, owner.id, item_id)
    return page.render("items/show.html", item=item)


@router.api_route("/{item_id:uuid}/edit", methods=["GET", "POST"], name="items.edit")
async def edit(item_id: uuid.UUID, page: PageDep, owner: SignedInUser, session: SessionDep) -> Response:
    item = await services.get_item(session, owner.id, item_id)
    form = ItemForm(await page.sent_form(), obj=item)
    if form.validate_on_submit():
        await services.update_item(session, owner.id, item_id, form.content)
        page.flash("The changes are saved.")
        return page.go_to("items.show", item_id=item_id)
    categories = await list_categories(session, owner.id)
    return page.render("items/edit.html", form=form, item=item, categories=categories, status=form.status)


@router.post("/{item_id:uuid}/delete", name="items.delete")
async def delete(item_id: uuid.UUID, page: PageDep, owner: SignedInUser, session: SessionDep) -> Response:
    await services.delete_item(session, owner.id, item_id)
    page.flash("The item is deleted.")
    return page.go_to("items.index")
