from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.auth.tokens import TokenPair
from app.realtime.bounds import Bounds
from app.realtime.hub import Hub
from app.users.models import User
from tests.accounts import create_account
from tests.api.clients import sign_in
from tests.realtime.clients import Client, connected, served, until


@pytest.fixture(scope="module")
def shared_port(shared_app: Flask) -> Iterator[int]:
    with served(shared_app) as port:
        yield port


@pytest.fixture
def port(app: Flask, shared_port: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Where the application is served. It lets nobody wait longer than a test needs."""
    monkeypatch.setattr("app.realtime.socket.SECONDS_TO_HEAR_WHY", 0.02)
    monkeypatch.setattr(app.extensions["realtime"].realtime.hub, "bounds", Bounds(seconds_to_gather=0.01))
    return shared_port


@pytest.fixture
def hub(app: Flask) -> Hub:
    hub: Hub = app.extensions["realtime"].realtime.hub
    until(lambda: not hub.connections)
    return hub


@pytest.fixture
def other(session: Session) -> User:
    return create_account(session, "eve@example.com")


@pytest.fixture
def other_tokens(app: Flask, session: Session, other: User) -> TokenPair:
    return sign_in(app, session, other)


@pytest.fixture
def ada(port: int, tokens: TokenPair) -> Iterator[Client]:
    """`user`, connected."""
    with connected(port, tokens) as client:
        yield client


@pytest.fixture
def eve(port: int, other_tokens: TokenPair) -> Iterator[Client]:
    """Somebody else, connected."""
    with connected(port, other_tokens) as client:
        yield client
