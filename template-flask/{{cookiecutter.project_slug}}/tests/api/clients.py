"""How tests speak to the API."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from flask import Flask
from httpx2 import Client, WSGITransport
from sqlalchemy.orm import Session

from app.api.resources import ApiResources
from app.auth.models import LoginSession
from app.auth.tokens import TokenPair
from app.users.models import User


def new_client(app: Flask, tokens: TokenPair | None = None) -> Client:
    headers = {"Authorization": f"Bearer {tokens.access_token}"} if tokens else None
    return Client(transport=WSGITransport(app), base_url="http://localhost", headers=headers)


def sign_in(app: Flask, session: Session, user: User) -> TokenPair:
    """The tokens of a new session, as signing in with the password would give them."""
    resources: ApiResources = app.extensions["api"]
    login = LoginSession(user_id=user.id, expires_at=resources.tokens.session_end())
    session.add(login)
    session.commit()
    return resources.tokens.pair(login)


def at_once(times: int, ask: Callable[[int], int]) -> list[int]:
    """What was answered to so many who asked at the same time; each is given its number."""
    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(ask, range(times)))
