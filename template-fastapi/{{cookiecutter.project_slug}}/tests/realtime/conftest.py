from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from app.auth.tokens import TokenPair
from app.realtime.bounds import Bounds
from app.resources import Resources
from app.users.models import User
from tests.accounts import create_account
from tests.api.accounts import sign_in
from tests.realtime.clients import Client, connected, served


@pytest.fixture(scope="session")
async def started_port(started_app: FastAPI) -> AsyncIterator[int]:
    async with served(started_app) as port:
        yield port


@pytest.fixture
def port(app: FastAPI, started_port: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Where the application is served. It lets nobody wait longer than a test needs."""
    monkeypatch.setattr(app.state.realtime.hub, "bounds", Bounds(seconds_to_gather=0.01))
    return started_port


@pytest.fixture
async def ada(port: int, tokens: TokenPair) -> AsyncIterator[Client]:
    """`user`, connected."""
    async with connected(port, tokens) as client:
        yield client


@pytest.fixture
async def other(resources: Resources) -> User:
    return await create_account(resources, "eve@example.com")


@pytest.fixture
async def other_tokens(resources: Resources, other: User) -> TokenPair:
    return await sign_in(resources, other)


@pytest.fixture
async def eve(port: int, other_tokens: TokenPair) -> AsyncIterator[Client]:
    """Somebody else, connected."""
    async with connected(port, other_tokens) as client:
        yield client
