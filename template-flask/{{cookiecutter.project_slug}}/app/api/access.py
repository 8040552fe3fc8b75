"""Who may call an operation: each of these is for `before_request` of a blueprint."""

from flask import g, request
from sqlalchemy.orm import Session

from app.api.resources import api_resources
from app.auth.token_services import user_of_claims
from app.auth.tokens import TokenType
from app.errors import Forbidden, Unauthorized
from app.extensions import db
from app.users.models import User


def require_user() -> None:
    """Lets nobody in without a good access token."""
    _let_in(db.session)


def check_signed_in() -> None:
    """As `require_user` does, but with a database session that ends here. For what waits for something else.

    That of the request would be held meanwhile, with a connection that others need, and in a request that may
    write with SQLite's lock for writing.
    """
    with db.sessions.reads() as session:
        _let_in(session)


def require_admin() -> None:
    """Lets administrators in and nobody else."""
    require_user()
    if not current_user().is_admin:
        raise Forbidden


def current_user() -> User:
    """The active user whose access token came with the request."""
    user: User = g.user
    return user


def _let_in(session: Session) -> None:
    claims = api_resources().tokens.read(_bearer_token(), TokenType.ACCESS)
    g.user, g.session_id = user_of_claims(session, claims), claims.session_id


def _bearer_token() -> str:
    """The token in the header, which may be anything."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthorized
    return token.strip()
