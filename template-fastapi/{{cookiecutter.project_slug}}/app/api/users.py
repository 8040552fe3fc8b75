import uuid
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Query

from app.api.dependencies import CurrentUser, RequireAdmin
from app.api.schemas import PageOut, UserOut
from app.auth.limits import MAILS
from app.auth.schemas import PasswordChangeIn
from app.auth.services import change_password
from app.dependencies import ResourcesDep, SessionDep
from app.documented import documented
from app.errors import WrongPassword
from app.pagination import Page
from app.throttle import ThrottleDep
from app.users import services
from app.users.models import User
from app.users.schemas import ProfilePatch, RightsPatch, UserFilters

router = APIRouter(prefix="/users", tags=["users"])


@router.get("/me", response_model=UserOut, responses=documented(401))
async def read_me(user: CurrentUser) -> User:
    return user


@router.patch("/me", response_model=UserOut, responses=documented(400, 401, 409, 413, 422, 429))
async def update_me(
    changes: ProfilePatch,
    user: CurrentUser,
    session: SessionDep,
    resources: ResourcesDep,
    throttle: ThrottleDep,
    later: BackgroundTasks,
) -> User:
    """Change your name or your address.

    A new address gets a mail with a link that verifies it; the old one is told.
    """
    old_address = user.email
    moves = changes.moves_from(old_address)
    if moves:
        await throttle.count(MAILS)
    await services.update_profile(session, user, changes)
    if moves:
        later.add_task(resources.mail.send_move, user, old_address)
    return user


@router.delete("/me", status_code=204, responses=documented(401, 409))
async def delete_me(user: CurrentUser, session: SessionDep) -> None:
    """Delete your account with all that is in it."""
    await services.delete_user(session, user)


@router.post("/me/password", status_code=204, responses=documented(400, 401, 403, 413, 422, 429))
async def change_my_password(
    change: PasswordChangeIn,
    user: CurrentUser,
    session: SessionDep,
    resources: ResourcesDep,
    throttle: ThrottleDep,
) -> None:
    """Choose a new password. All sessions end, this one too."""
    async with throttle.guessing(user.email, failure=WrongPassword):
        await change_password(
            session, resources.passwords, user, change, min_length=resources.settings.password_min_length
        )


@router.get(
    "",
    response_model=PageOut[UserOut],
    dependencies=[RequireAdmin],
    responses=documented(401, 403, 422),
)
async def list_users(filters: Annotated[UserFilters, Query()], session: SessionDep) -> Page[User]:
    """All accounts, the newest first. For administrators."""
    return await services.list_users(session, filters)


@router.patch(
    "/{user_id}",
    response_model=UserOut,
    dependencies=[RequireAdmin],
    responses=documented(400, 401, 403, 404, 409, 413, 422),
)
async def update_rights(user_id: uuid.UUID, changes: RightsPatch, session: SessionDep) -> User:
    """Close or open an account, or make somebody an administrator. For administrators."""
    return await services.update_rights(session, user_id, changes)
