"""Who is signed in: the cookie holds the id of a login session in the database.

So signing out on the server ends it, whoever has a copy of the cookie.
"""

import uuid
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from app.auth.queries import user_of
from app.connections import SAFE_METHODS
from app.dependencies import SessionDep, UserAgent
from app.errors import Forbidden, Unauthorized, problem_of
from app.pages.advice import NOT_SAVED
from app.pages.cookies import session_of
from app.pages.preference import prefers_json
from app.pages.rendering import renderer_of
from app.problems import as_json
from app.users.models import User


@dataclass(frozen=True)
class Visitor:
    """Who looks at a page, as templates see them."""

    user: User | None = None

    @property
    def is_authenticated(self) -> bool:
        return self.user is not None


@dataclass(frozen=True)
class SignedIn:
    """Somebody who is signed in, and the login session of this browser."""

    user: User
    login_id: uuid.UUID


class SignInNeeded(Unauthorized):
    """A page is for those who are signed in."""


async def find_signed_in(request: Request, session: SessionDep, user_agent: UserAgent) -> SignedIn | None:
    login_id = session_of(request).login_id(user_agent)
    if login_id is None:
        return None
    user = await session.scalar(user_of(login_id))
    return SignedIn(user, login_id) if user else None


MaybeSignedIn = Annotated[SignedIn | None, Depends(find_signed_in)]


async def require_login(signed_in: MaybeSignedIn) -> SignedIn:
    if signed_in is None:
        raise SignInNeeded
    return signed_in


SignedInDep = Annotated[SignedIn, Depends(require_login)]


async def get_signed_in_user(signed_in: SignedInDep) -> User:
    return signed_in.user


SignedInUser = Annotated[User, Depends(get_signed_in_user)]


async def require_admin(user: SignedInUser) -> None:
    if not user.is_admin:
        raise Forbidden("This page is for administrators.")


# For the routers of pages that are personal, and of those that are for administrators.
RequireLogin = Depends(require_login)
RequireAdmin = Depends(require_admin)


def install(app: FastAPI) -> None:
    @app.exception_handler(SignInNeeded)
    async def ask_to_sign_in(request: Request, error: SignInNeeded) -> Response:
        if prefers_json(request.headers.get("Accept", "")):
            return as_json(request, problem_of(error), error.headers)
        # After signing in one comes back to a page; what a form had sent is not sent again.
        query = f"?{request.url.query}" if request.url.query else ""
        target = f"{request.url.path}{query}" if request.method in SAFE_METHODS else None
        if target is None:
            session_of(request).flash(NOT_SAVED, "warning")
        page = renderer_of(request).address_of("auth.login", next=target)
        if "HX-Request" in request.headers:
            # Following a redirect, htmx would put the whole page in the middle of this one.
            return Response(status_code=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": page})
        return RedirectResponse(page, HTTPStatus.FOUND)
