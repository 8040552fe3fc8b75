"""What administrators do with accounts."""

import uuid

from app.api.access import require_admin
from app.api.operations import Operations
from app.api.schemas import PageOut, UserOut
from app.extensions import db
from app.users import services
from app.users.schemas import RightsPatch, UserFilters

bp = Operations("users", __name__, tag="users", guard=require_admin)


@bp.get("/users")
@bp.input(UserFilters, location="query", arg_name="filters")
@bp.answers(PageOut[UserOut], errors=(401, 403, 422))
def list_users(filters: UserFilters) -> PageOut[UserOut]:
    """All accounts, the newest first. For administrators."""
    return PageOut[UserOut].model_validate(services.list_users(db.session, filters))


@bp.patch("/users/<user_id>")
@bp.input(RightsPatch, arg_name="changes")
@bp.answers(UserOut, errors=(400, 401, 403, 404, 409, 413, 422))
def update_rights(user_id: uuid.UUID, changes: RightsPatch) -> UserOut:
    """Close or open an account, or make somebody an administrator. For administrators."""
    return UserOut.model_validate(services.update_rights(db.session, user_id, changes))
