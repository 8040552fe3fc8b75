from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx2 import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from app.application import create_app
from app.auth.tokens import TokenPair
from app.resources import Resources
from app.settings import Settings
from app.users.models import User
from tests.accounts import create_account, sign_in
from tests.databases import copy_of_file, delete_all_rows, migrated_database
from tests.isolation import make_settings
from tests.mailers import with_mailer
from tests.outbox import Outbox


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def migrated_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with migrated_database(tmp_path_factory.mktemp("database")) as url:
        yield url


@pytest.fixture
async def database_url(migrated_url: str, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database with all tables, for this test alone."""
    if migrated_url.startswith("sqlite"):
        yield copy_of_file(migrated_url, tmp_path)
    else:
        yield migrated_url
        await delete_all_rows(migrated_url)


@pytest.fixture
def settings(database_url: str) -> Settings:
    return make_settings(database_url=database_url)


@pytest.fixture
def outbox() -> Outbox:
    """The mails that the application has sent."""
    return Outbox()


@pytest.fixture
async def app(settings: Settings, outbox: Outbox) -> AsyncIterator[FastAPI]:
    """The application, started."""
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        app.state.resources = with_mailer(app.state.resources, outbox)
        yield app


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
async def tokens(resources: Resources, user: User) -> TokenPair:
    """The tokens of `user`, who has just signed in."""
    return await sign_in(resources, user)


@pytest.fixture
async def auth_client(app: FastAPI, tokens: TokenPair) -> AsyncIterator[AsyncClient]:
    """`user`, signed in."""
    async with new_client(app, tokens) as client:
        yield client


@pytest.fixture
async def admin(resources: Resources) -> User:
    return await create_account(resources, "root@example.com", is_admin=True)


@pytest.fixture
async def admin_client(app: FastAPI, resources: Resources, admin: User) -> AsyncIterator[AsyncClient]:
    """`admin`, signed in."""
    async with new_client(app, await sign_in(resources, admin)) as client:
        yield client


@pytest.fixture
async def other_client(app: FastAPI, resources: Resources) -> AsyncIterator[AsyncClient]:
    """Somebody else, signed in."""
    other = await create_account(resources, "eve@example.com")
    async with new_client(app, await sign_in(resources, other)) as client:
        yield client


def new_client(app: FastAPI, tokens: TokenPair | None = None) -> AsyncClient:
    headers = {"Authorization": f"Bearer {tokens.access_token}"} if tokens else None
    # An exception that nobody expected is answered, as a server would do.
    transport = ASGITransport(app, raise_app_exceptions=False)
    return AsyncClient(transport=transport, base_url="http://localhost", headers=headers)
