"""What administrators see and change of all accounts."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from app.errors import FieldError, InvalidInput
from app.extensions import db
from app.pages.forms import read_query
from app.pages.login import require_admin, signed_in_user
from app.users import services
from app.users.schemas import RightsPatch, UserFilters

BOOLEANS = {"true": True, "false": False}

bp = Blueprint("admin", __name__, url_prefix="/admin")
bp.before_request(require_admin)


@bp.get("/users")
def users() -> ResponseReturnValue:
    filters = read_query(UserFilters, request.args)
    return render_template(
        "admin/users.html",
        filters=filters,
        query=_query_of(filters),
        page=services.list_users(db.session, filters),
        me=signed_in_user(),
    )


@bp.post("/users/<uuid:user_id>")
def update_rights(user_id: uuid.UUID) -> ResponseReturnValue:
    """Close or open an account, make somebody an administrator or not. One comes back to the same list."""
    filters = read_query(UserFilters, request.args)
    user = services.update_rights(db.session, user_id, read_rights(request.form))
    flash(f"The account of {user.email} is changed.", "success")
    return redirect(url_for(".users", **_query_of(filters)))


def _query_of(filters: UserFilters) -> dict[str, Any]:
    """What the filters are in the address of the list."""
    return filters.model_dump(mode="json", exclude_defaults=True)


def read_rights(form: Mapping[str, str]) -> RightsPatch:
    """The fields of the form, each of which may be missing: `is_active` and `is_admin`, `true` or `false`."""
    given = {name: form[name] for name in RightsPatch.model_fields if name in form}
    try:
        return RightsPatch.model_validate({name: BOOLEANS.get(value, value) for name, value in given.items()})
    except ValidationError as error:
        errors = [FieldError(f"/body/{found['loc'][0]}", "Send true or false.") for found in error.errors()]
        raise InvalidInput(errors=errors) from error
