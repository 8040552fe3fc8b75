"""What administrators see and change of all accounts."""

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.extensions import db
from app.pages.admin.rights import query_of, read_rights
from app.pages.forms import read_query
from app.pages.login import require_admin, signed_in_user
from app.users import services
from app.users.schemas import UserFilters

bp = Blueprint("admin", __name__, url_prefix="/admin")
bp.before_request(require_admin)


@bp.get("/users")
def users() -> ResponseReturnValue:
    filters = read_query(UserFilters, request.args)
    return render_template(
        "admin/users.html",
        filters=filters,
        query=query_of(filters),
        page=services.list_users(db.session, filters),
        me=signed_in_user(),
    )


@bp.post("/users/<uuid:user_id>")
def update_rights(user_id: uuid.UUID) -> ResponseReturnValue:
    """Close or open an account, make somebody an administrator or not. One comes back to the same list."""
    filters = read_query(UserFilters, request.args)
    user = services.update_rights(db.session, user_id, read_rights(request.form))
    flash(f"The account of {user.email} is changed.", "success")
    return redirect(url_for(".users", **query_of(filters)))
