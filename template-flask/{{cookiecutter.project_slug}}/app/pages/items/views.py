import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.items import services
from app.items.schemas import ItemFilters
from app.pages.forms import read_query
from app.pages.items.categories import list_categories
from app.pages.items.forms import SORT_LABELS, ItemForm
from app.pages.login import require_login, signed_in_user
from app.pages.sent import sent_form

bp = Blueprint("items", __name__, url_prefix="/items")
bp.before_request(require_login)


@bp.get("")
def index() -> ResponseReturnValue:
    filters = read_query(ItemFilters, request.args)
    owner = signed_in_user()
    found = services.list_items(db.session, owner.id, filters)
    shown = {
        "filters": filters,
        "query": filters.model_dump(mode="json", exclude_defaults=True, exclude={"page"}),
        "items": found.items,
        "total": found.total,
    }
    # htmx asks for the list alone, a browser for the whole page.
    if "HX-Request" in request.headers:
        page = render_template("items/_update.html", **shown)
    else:
        categories = list_categories(db.session, owner.id)
        page = render_template("items/index.html", **shown, categories=categories, sort_labels=SORT_LABELS)
    return page, {"Vary": "HX-Request"}


@bp.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    form = ItemForm(sent_form())
    if form.validate_on_submit():
        item = services.create_item(db.session, signed_in_user().id, form.content)
        flash("The item is saved.", "success")
        return redirect(url_for(".show", item_id=item.id))
    categories = list_categories(db.session, signed_in_user().id)
    return render_template("items/new.html", form=form, categories=categories), form.status


@bp.get("/<uuid:item_id>")
def show(item_id: uuid.UUID) -> ResponseReturnValue:
    item = services.get_item(db.session, signed_in_user().id, item_id)
    return render_template("items/show.html", item=item)


@bp.route("/<uuid:item_id>/edit", methods=["GET", "POST"])
def edit(item_id: uuid.UUID) -> ResponseReturnValue:
    owner = signed_in_user()
    item = services.get_item(db.session, owner.id, item_id)
    form = ItemForm(sent_form(), obj=item)
    if form.validate_on_submit():
        services.update_item(db.session, owner.id, item_id, form.content)
        flash("The changes are saved.", "success")
        return redirect(url_for(".show", item_id=item_id))
    categories = list_categories(db.session, owner.id)
    return render_template("items/edit.html", form=form, item=item, categories=categories), form.status


@bp.post("/<uuid:item_id>/delete")
def delete(item_id: uuid.UUID) -> ResponseReturnValue:
    services.delete_item(db.session, signed_in_user().id, item_id)
    flash("The item is deleted.", "success")
    return redirect(url_for(".index"))
