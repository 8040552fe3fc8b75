"""Who is signed in: Flask-Login over the login sessions in the database.

The cookie holds the id of the login session, so that signing out on the server ends it whoever
has a copy of the cookie.
"""

import uuid
from hashlib import sha256
from http import HTTPStatus

from flask import Flask, Response, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user

from app.auth.models import LoginSession
from app.connections import SAFE_METHODS
from app.errors import Forbidden, Unauthorized
from app.extensions import db
from app.pages.account import sessions
from app.pages.advice import NOT_SAVED
from app.pages.errors import wants_json
from app.users.models import User

# In the cookie: the browser that has signed in.
AGENT = "agent"


class SignedIn(UserMixin):  # type: ignore[misc] # Flask-Login has no types
    """A user as Flask-Login sees one: known by the login session, not by the account."""

    def __init__(self, login_id: uuid.UUID, user: User) -> None:
        self.id = login_id
        self.user = user


def init_app(app: Flask) -> None:
    # Its own context processor would query for the user in every template; the proxy waits until one asks.
    manager = LoginManager(app, add_context_processor=False)
    app.context_processor(lambda: {"current_user": current_user})
    # Its protection signs out whose address changes, and spares who stays signed in. Ours is in `_load`.
    manager.session_protection = None
    manager.user_loader(_load)


def sign_in(login: LoginSession, *, remember: bool) -> None:
    """Keep the login session in a fresh cookie session: nothing from before it survives.

    The browser forgets the cookie when it is closed, or keeps it as long as the login session may last.
    """
    session.clear()
    session.permanent = remember
    session[AGENT] = _digest_of_agent()
    login_user(SignedIn(login.id, db.session.get_one(User, login.user_id)))


def sign_out() -> None:
    """End the login session in the database too, so that no copy of the cookie is good for anything."""
    if current_user.is_authenticated:
        sessions.sign_out(db.session, current_user.id)
    forget()


def forget() -> None:
    """Take the sign-in out of the cookie. What it stood for has ended."""
    logout_user()
    session.clear()


def require_login() -> ResponseReturnValue | None:
    """Lets nobody in who is not signed in. For `before_request` of a blueprint with personal pages."""
    return None if current_user.is_authenticated else _ask_to_sign_in()


def require_admin() -> ResponseReturnValue | None:
    """Lets administrators in and nobody else. For `before_request` of a blueprint that is theirs."""
    if not current_user.is_authenticated:
        return _ask_to_sign_in()
    if not signed_in_user().is_admin:
        raise Forbidden("This page is for administrators.")
    return None


def login_id() -> uuid.UUID:
    """The login session of this request. For views behind `require_login`."""
    found: uuid.UUID = current_user.id
    return found


def signed_in_user() -> User:
    """The user of this request. For views behind `require_login`."""
    user: User = current_user.user
    return user


def _load(login_id: str) -> SignedIn | None:
    if session.get(AGENT) != _digest_of_agent():
        # Another browser has a copy of the cookie.
        return None
    user = sessions.signed_in_user(db.session, uuid.UUID(login_id))
    return SignedIn(uuid.UUID(login_id), user) if user else None


def _digest_of_agent() -> str:
    return sha256(request.user_agent.string.encode(errors="surrogatepass")).hexdigest()[:32]


def _ask_to_sign_in() -> ResponseReturnValue:
    if wants_json():
        raise Unauthorized
    # After signing in one comes back to a page; what a form had sent is not sent again.
    query = f"?{request.query_string.decode(errors='replace')}" if request.query_string else ""
    target = f"{request.path}{query}" if request.method in SAFE_METHODS else None
    if target is None:
        flash(NOT_SAVED, "warning")
    page = url_for("auth.login", next=target)
    if "HX-Request" in request.headers:
        # Following a redirect, htmx would put the whole page in the middle of this one.
        return Response(status=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": page})
    return redirect(page)
