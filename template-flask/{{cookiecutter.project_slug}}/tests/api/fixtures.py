"""The fixtures of tests that call the API."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from httpx2 import Client
from sqlalchemy.orm import Session

from app.api.docs import openapi_document
from app.auth.tokens import TokenPair
from app.users.models import User
from tests.accounts import create_account
from tests.api.clients import new_client, sign_in


@pytest.fixture(scope="session")
def api_document(shared_app: Flask) -> dict[str, Any]:
    """What the application documents, with all its features."""
    return openapi_document(shared_app)


@pytest.fixture
def tokens(app: Flask, session: Session, user: User) -> TokenPair:
    """The tokens of `user`, who has just signed in."""
    return sign_in(app, session, user)


@pytest.fixture
def auth_client(app: Flask, tokens: TokenPair) -> Iterator[Client]:
    """`user`, signed in."""
    with new_client(app, tokens) as client:
        yield client


@pytest.fixture
def admin_client(app: Flask, session: Session, admin: User) -> Iterator[Client]:
    """`admin`, signed in."""
    with new_client(app, sign_in(app, session, admin)) as client:
        yield client


@pytest.fixture
def other_client(app: Flask, session: Session) -> Iterator[Client]:
    """Somebody else, signed in."""
    other = create_account(session, "eve@example.com")
    with new_client(app, sign_in(app, session, other)) as client:
        yield client
