"""Who may call an operation: each of these is for `before_request` of a blueprint."""

from flask import g, request

from app.api.resources import api_resources
from app.auth.token_services import user_of_token
from app.errors import Forbidden, Unauthorized
from app.extensions import db
from app.users.models import User


def require_user() -> None:
    """Lets nobody in without a good access token."""
    g.user = user_of_token(db.session, api_resources().tokens, bearer_token())


def require_admin() -> None:
    """Lets administrators in and nobody else."""
    require_user()
    if not current_user().is_admin:
        raise Forbidden


def current_user() -> User:
    """The active user whose access token came with the request."""
    user: User = g.user
    return user


def bearer_token() -> str:
    """The token in the header, which may be anything."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthorized
    return token.strip()
