"""What administrators see and change of all accounts."""

import uuid

from fastapi import APIRouter, Response

from app.dependencies import SessionDep
from app.pages.admin.rights import query_of, read_rights
from app.pages.forgery import read_fields
from app.pages.forms import read_query
from app.pages.login import RequireAdmin, SignedInUser
from app.pages.page import PageDep
from app.users import services
from app.users.schemas import UserFilters

router = APIRouter(prefix="/admin", dependencies=[RequireAdmin])


@router.get("/users", name="admin.users")
async def users(page: PageDep, admin: SignedInUser, session: SessionDep) -> Response:
    filters = read_query(UserFilters, page.query)
    found = await services.list_users(session, filters)
    return page.render("admin/users.html", filters=filters, query=query_of(filters), page=found, me=admin)


@router.post("/users/{user_id:uuid}", name="admin.update_rights")
async def update_rights(user_id: uuid.UUID, page: PageDep, session: SessionDep) -> Response:
    """Close or open an account, make somebody an administrator or not. One comes back to the same list."""
    filters = read_query(UserFilters, page.query)
    rights = read_rights(await read_fields(page.request))
    user = await services.update_rights(session, user_id, rights)
    page.flash(f"The account of {user.email} is changed.")
    return page.go_to("admin.users", **query_of(filters))
