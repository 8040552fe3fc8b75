from collections.abc import Mapping
from typing import Any

from sqlalchemy import Update, select, update

from app.auth.models import LoginSession
from app.auth.queries import is_open
from app.auth.tokens import Claims
from app.users.models import User


def exchange_of(claims: Claims, changes: Mapping[str, Any]) -> Update:
    """Changes the session if this is its current refresh token: of parallel requests, for one of them."""
    return (
        update(LoginSession)
        .where(
            LoginSession.id == claims.session_id,
            LoginSession.renewal_id == claims.token_id,
            LoginSession.user_id.in_(select(User.id).where(User.is_active)),
            is_open(),
        )
        .values(**changes)
    )
