"""What happens when the database goes away, is busy or has too many callers, and when clients do."""

import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import anyio
import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, Response
from sqlalchemy import func, make_url, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from app.application import create_app
from app.dependencies import SessionDep
from app.resources import Resources
from app.users.models import User
from app.users.services import create_user
from tests.clients import new_client
from tests.databases import connections_in_use
from tests.isolation import make_settings
from tests.relay import Relay, relay_to
from tests.servers import server_of

ACCOUNTS = "/accounts"


def add_accounts(app: FastAPI) -> None:
    """Path operations that read and write."""

    @app.get(ACCOUNTS)
    async def count_accounts(session: SessionDep) -> int:
        return await session.scalar(select(func.count()).select_from(User)) or 0

    @app.post(ACCOUNTS, status_code=201)
    async def create_account(session: SessionDep) -> None:
        email = f"{uuid.uuid4()}@example.com"
        await create_user(session, email=email, full_name=None, password_hash="x")


def assert_away(response: Response) -> None:
    assert response.status_code == 503
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.json()["type"] == "/problems/database-away"
    assert int(response.headers["Retry-After"]) > 0


@pytest.fixture
async def own_app(database_url: str) -> AsyncIterator[FastAPI]:
    """An application that a test may add path operations to."""
    app = create_app(make_settings(database_url=database_url))
    async with app.router.lifespan_context(app):
        yield app


async def take_all(held: AsyncExitStack, resources: Resources) -> None:
    while True:
        session = await held.enter_async_context(resources.database.reads())
        await session.execute(text("SELECT 1"))


async def test_twenty_writers_at_once_lose_nothing(own_app: FastAPI) -> None:
    add_accounts(own_app)
    statuses: list[int] = []
    async with new_client(own_app) as client:

        async def create_one() -> None:
            statuses.append((await client.post(ACCOUNTS)).status_code)

        async with anyio.create_task_group() as group:
            for _ in range(20):
                group.start_soon(create_one)
        assert statuses == [201] * 20
        assert (await client.get(ACCOUNTS)).json() == 20


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("SELECT 1", None, Exception("database is locked")), 503),
        (IntegrityError("INSERT", None, Exception("a bug")), 500),
    ],
)
async def test_only_what_passes_is_told_to_come_back(own_app: FastAPI, error: Exception, status: int) -> None:
    @own_app.get("/failing")
    async def fail() -> None:
        raise error

    async with new_client(own_app) as client:
        response = await client.get("/failing")
    assert response.status_code == status
    assert ("Retry-After" in response.headers) is (status == 503)


async def test_what_somebody_else_deletes_meanwhile_is_not_found(own_app: FastAPI) -> None:
    @own_app.post("/accounts/rename")
    async def rename(session: SessionDep) -> None:
        user = await create_user(session, email="ada@example.com", full_name=None, password_hash="x")
        await session.execute(text("DELETE FROM users"))
        user.full_name = "Ada"
        await session.flush()

    async with new_client(own_app) as client:
        response = await client.post("/accounts/rename")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("change", ["a row", "a value", "the end of a row"])
async def test_a_get_that_changes_something_fails_and_does_not_pass_in_silence(
    own_app: FastAPI, user: User, change: str
) -> None:
    @own_app.get("/changed")
    async def change_something(session: SessionDep) -> None:
        found = await session.get_one(User, user.id)
        if change == "a row":
            session.add(User(email="eve@example.com", password_hash="x"))
        elif change == "a value":
            found.full_name = "Eve"
        else:
            await session.delete(found)

    async with new_client(own_app) as client:
        assert (await client.get("/changed")).status_code == 500


@pytest.mark.parametrize("outcome", ["answered", "failed", "cancelled"])
async def test_a_connection_is_given_back_whatever_happens(own_app: FastAPI, outcome: str) -> None:
    connected = anyio.Event()

    @own_app.post("/work")
    async def work(session: SessionDep) -> None:
        await session.execute(text("SELECT 1"))
        connected.set()
        if outcome == "failed":
            raise RuntimeError
        if outcome == "cancelled":
            await anyio.sleep_forever()

    async with new_client(own_app) as client, anyio.create_task_group() as group:
        group.start_soon(client.post, "/work")
        await connected.wait()
        assert connections_in_use(own_app.state.resources.database) == 1
        if outcome == "cancelled":
            group.cancel_scope.cancel()
    assert connections_in_use(own_app.state.resources.database) == 0


async def test_with_all_connections_in_use_one_is_told_so_and_not_left_waiting(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.connections.POOL_TIMEOUT", 0.05)
    app = create_app(make_settings(database_url=database_url))
    add_accounts(app)
    async with app.router.lifespan_context(app), new_client(app) as client:
        async with AsyncExitStack() as held:
            with pytest.raises(PoolTimeout):
                await take_all(held, app.state.resources)
            assert_away(await client.get(ACCOUNTS))
        assert (await client.get(ACCOUNTS)).status_code == 200


async def test_errors_do_not_tell_what_was_to_be_stored(resources: Resources, user: User) -> None:
    with pytest.raises(IntegrityError) as failure:
        async with resources.database.writes.begin() as session:
            session.add(User(email=user.email, full_name="Ada Lovelace", password_hash="x"))
    assert "Lovelace" not in str(failure.value)


@pytest.fixture
async def relay(migrated_url: str) -> AsyncIterator[Relay]:
    """The way to a real server that can be lost."""
    server = server_of(migrated_url)
    if server is None:
        pytest.skip("TEST_DATABASE_URL is not set")
    url = make_url(migrated_url)
    async with relay_to(url.host or "127.0.0.1", url.port or server.port) as relay:
        yield relay


@pytest.fixture
async def distant_app(
    relay: Relay, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[FastAPI]:
    """The application, with its database behind the relay."""
    monkeypatch.setattr("app.db.COMMAND_TIMEOUT", 0.5)
    url = make_url(database_url).set(host="127.0.0.1", port=relay.port)
    app = create_app(make_settings(database_url=url.render_as_string(hide_password=False)))
    add_accounts(app)
    async with app.router.lifespan_context(app):
        yield app


async def is_found_again(client: AsyncClient) -> bool:
    """Whether the database is there within seconds: on a busy machine, connecting can take a second try."""
    for _ in range(20):
        if (await client.get("/readyz")).status_code == 200:
            return True
        await anyio.sleep(0.1)
    return False


async def test_a_lost_database_is_told_and_found_again(distant_app: FastAPI, relay: Relay) -> None:
    async with new_client(distant_app) as client:
        await relay.cut()
        for _ in range(3):
            assert_away(await client.get(ACCOUNTS))
            assert_away(await client.post(ACCOUNTS))
        assert (await client.get("/healthz")).status_code == 200
        assert (await client.get("/readyz")).status_code == 503
        await relay.mend()
        assert await is_found_again(client)
        assert (await client.post(ACCOUNTS)).status_code == 201
        assert (await client.get(ACCOUNTS)).json() == 1
    assert connections_in_use(distant_app.state.resources.database) == 0


async def test_a_database_that_is_lost_in_the_middle_is_told_and_found_again(
    distant_app: FastAPI, relay: Relay
) -> None:
    @distant_app.post("/work")
    async def work(session: SessionDep) -> None:
        await session.execute(text("SELECT 1"))
        await relay.cut()
        await session.execute(text("SELECT 1"))

    async with new_client(distant_app) as client:
        assert_away(await client.post("/work"))
        await relay.mend()
        assert await is_found_again(client)
    assert connections_in_use(distant_app.state.resources.database) == 0


async def test_a_database_that_says_nothing_any_more_is_not_waited_for(
    distant_app: FastAPI, relay: Relay
) -> None:
    async with new_client(distant_app) as client:
        await client.get("/readyz")
        relay.stall()
        assert_away(await client.get(ACCOUNTS))
        await relay.cut()
        await relay.mend()
        assert await is_found_again(client)
    assert connections_in_use(distant_app.state.resources.database) == 0
