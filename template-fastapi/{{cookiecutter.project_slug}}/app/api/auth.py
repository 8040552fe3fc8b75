from typing import Annotated

from fastapi import APIRouter, Form, Response

from app.api.dependencies import PREFIX
from app.api.schemas import LoginForm, RefreshTokenIn
from app.auth import services
from app.auth.schemas import RegisterIn
from app.auth.tokens import TokenPair
from app.dependencies import ResourcesDep, SessionDep
from app.problems import documented
from app.users.models import User
from app.users.schemas import UserOut

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post("/register", status_code=201, response_model=UserOut, responses=documented(400, 409, 413, 422))
async def register(
    account: RegisterIn, session: SessionDep, resources: ResourcesDep, response: Response
) -> User:
    response.headers["Location"] = f"{PREFIX}/users/me"
    return await services.register(
        session, resources.passwords, account, min_length=resources.settings.password_min_length
    )


@router.post("/login", responses=documented(400, 401, 413, 422))
async def login(
    form: Annotated[LoginForm, Form()], session: SessionDep, resources: ResourcesDep
) -> TokenPair:
    return await services.sign_in(
        session, resources.passwords, resources.tokens, email=form.username, password=form.password
    )


@router.post("/refresh", responses=documented(400, 401, 413, 422))
async def refresh(body: RefreshTokenIn, session: SessionDep, resources: ResourcesDep) -> TokenPair:
    """Exchange a refresh token for a new pair. A spent one that is sent again ends the whole session."""
    return await services.refresh(session, resources.tokens, body.refresh_token)


@router.post("/logout", status_code=204, responses=documented(400, 401, 413, 422))
async def logout(body: RefreshTokenIn, session: SessionDep, resources: ResourcesDep) -> None:
    """End the session; its access tokens die with it."""
    await services.sign_out(session, resources.tokens, body.refresh_token)
