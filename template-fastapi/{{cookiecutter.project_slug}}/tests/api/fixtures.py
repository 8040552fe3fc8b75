"""The fixtures of tests that call the API."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient

from app.api.docs import openapi_document
from app.application import create_app
from app.auth.tokens import TokenPair
from app.resources import Resources
from app.users.models import User
from tests.accounts import create_account
from tests.api.accounts import client_with, sign_in
from tests.isolation import make_settings


@pytest.fixture(scope="session")
def api_document() -> dict[str, Any]:
    """What the application documents, with all its features."""
    return openapi_document(create_app(make_settings()))


@pytest.fixture
async def tokens(resources: Resources, user: User) -> TokenPair:
    """The tokens of `user`, who has just signed in."""
    return await sign_in(resources, user)


@pytest.fixture
async def auth_client(app: FastAPI, tokens: TokenPair) -> AsyncIterator[AsyncClient]:
    """`user`, signed in."""
    async with client_with(app, tokens) as client:
        yield client


@pytest.fixture
async def admin_client(app: FastAPI, resources: Resources, admin: User) -> AsyncIterator[AsyncClient]:
    """`admin`, signed in."""
    async with client_with(app, await sign_in(resources, admin)) as client:
        yield client


@pytest.fixture
async def other_client(app: FastAPI, resources: Resources) -> AsyncIterator[AsyncClient]:
    """Somebody else, signed in."""
    other = await create_account(resources, "eve@example.com")
    async with client_with(app, await sign_in(resources, other)) as client:
        yield client
