"""The fixtures of all tests."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.application import create_app
from app.rate_limits import Counter, RateLimits
from app.resources import Resources
from app.users.models import User
from tests.accounts import create_account
from tests.clients import EVENT_LOOP, new_client
from tests.databases import delete_all_rows, migrated_database
from tests.isolation import make_settings
from tests.mailers import with_mailer
from tests.outbox import Outbox


@pytest.fixture(scope="session")
def anyio_backend() -> tuple[str, dict[str, bool]]:
    return "asyncio", EVENT_LOOP


@pytest.fixture(scope="session")
def migrated_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with migrated_database(tmp_path_factory.mktemp("database")) as url:
        yield url


@pytest.fixture(scope="session")
async def started_app(migrated_url: str) -> AsyncIterator[FastAPI]:
    """The application, started once for all tests: to build it takes longer than most of them."""
    app = create_app(make_settings(database_url=migrated_url))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def database_url(migrated_url: str, started_app: FastAPI) -> AsyncIterator[str]:
    """A database with all tables and, for every test, no rows."""
    yield migrated_url
    await delete_all_rows(started_app.state.resources.database)


@pytest.fixture
def outbox() -> Outbox:
    """The mails that the application has sent."""
    return Outbox()


@pytest.fixture
async def app(started_app: FastAPI, database_url: str, outbox: Outbox) -> AsyncIterator[FastAPI]:
    """The application as it is when it has just started."""
    shared = started_app.state.resources
    uncounted = replace(shared, limits=RateLimits(Counter(None), enabled=True))
    started_app.state.resources = with_mailer(uncounted, outbox)
    yield started_app
    started_app.state.resources = shared
    started_app.dependency_overrides.clear()


@pytest.fixture
def resources(app: FastAPI) -> Resources:
    resources: Resources = app.state.resources
    return resources


@pytest.fixture
async def session(resources: Resources) -> AsyncIterator[AsyncSession]:
    """A session for calling services; on SQLite nobody else can write until it commits."""
    async with resources.database.writes() as session:
        yield session


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    """Somebody who is not signed in."""
    async with new_client(app) as client:
        yield client


@pytest.fixture
async def user(resources: Resources) -> User:
    return await create_account(resources, "ada@example.com")


@pytest.fixture
async def admin(resources: Resources) -> User:
    return await create_account(resources, "root@example.com", is_admin=True)
