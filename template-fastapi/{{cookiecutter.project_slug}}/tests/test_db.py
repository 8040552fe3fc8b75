import uuid
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import anyio
import pytest
from sqlalchemy import Executable, delete, func, insert, make_url, select, text, update
from sqlalchemy.exc import IntegrityError

from app import connections
from app.db import Database, make_engine, with_driver
from app.items.models import Item
from app.resources import Resources
from app.users.models import User
from app.users.services import create_user
from tests.servers import SERVERS, server_of

COUNT_OF_USERS = select(func.count()).select_from(User)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite+pysqlite://"])
def test_the_application_adds_its_own_driver(url: str) -> None:
    assert make_engine(url).url.drivername == "sqlite+aiosqlite"


async def test_the_folder_of_a_new_database_is_made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/var/app.db")
    async with database.reads() as session:
        assert await session.scalar(text("SELECT 1")) == 1
    await database.dispose()
    assert (tmp_path / "var" / "app.db").is_file()


async def test_foreign_keys_are_enforced(resources: Resources) -> None:
    with pytest.raises(IntegrityError):
        async with resources.database.writes.begin() as session:
            session.add(Item(owner_id=uuid.uuid4(), name="Lamp", price=Decimal(1), category="home"))


@pytest.mark.parametrize(
    "change",
    [insert(User).values(email="eve@example.com", password_hash="x"), update(User), delete(User)],
    ids=lambda change: change.__visit_name__,
)
async def test_a_session_for_reading_changes_nothing(
    resources: Resources, user: User, change: Executable
) -> None:
    async with resources.database.reads() as session:
        with pytest.raises(RuntimeError, match="for reading"):
            await session.execute(change)
        assert (await session.scalars(select(User.email))).all() == [user.email]


async def test_a_session_for_reading_tries_no_change(resources: Resources) -> None:
    async with resources.database.reads() as session:
        with pytest.raises(RuntimeError, match="for reading"):
            await create_user(session, email="eve@example.com", full_name=None, password_hash="x")


async def test_letters_that_differ_in_case_or_accent_make_different_addresses(resources: Resources) -> None:
    async with resources.database.writes.begin() as session:
        for name in ("ana", "Ana", "ána"):
            session.add(User(email=f"{name}@example.com", password_hash="x"))
    async with resources.database.reads() as session:
        assert await session.scalar(COUNT_OF_USERS) == 3


async def test_what_is_stored_comes_back_exactly(resources: Resources, user: User) -> None:
    moment = datetime(2026, 3, 1, 1, 30, 0, 123456, tzinfo=UTC)
    lamp = {"name": "Lamp 💡", "category": "home", "price": Decimal("99999999.99"), "created_at": moment}
    async with resources.database.writes.begin() as session:
        session.add(Item(owner_id=user.id, **lamp))
    async with resources.database.reads() as session:
        item = (await session.scalars(select(Item))).one()
    assert {name: getattr(item, name) for name in lamp} == lamp


async def test_on_sqlite_who_reads_and_then_writes_waits_for_its_turn(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/app.db")
    async with database.writes.begin() as session:
        await session.execute(text("CREATE TABLE counter AS SELECT 0 AS value"))

    async def add_one() -> None:
        async with database.writes.begin() as session:
            value = await session.scalar(text("SELECT value FROM counter"))
            await anyio.sleep(0.01)
            await session.execute(text("UPDATE counter SET value = :value"), {"value": value + 1})

    async with anyio.create_task_group() as group:
        for _ in range(5):
            group.start_soon(add_one)
    async with database.reads() as session:
        assert await session.scalar(text("SELECT value FROM counter")) == 5
    await database.dispose()


@pytest.mark.parametrize(
    ("url", "ssl"),
    [
        ("postgresql://host/name?sslmode=require", "require"),
        ("postgres://host/name?sslmode=prefer", "prefer"),
    ],
)
def test_ssl_is_asked_for_as_every_other_client_does(url: str, ssl: str) -> None:
    target = with_driver(make_url(url))
    assert target.drivername == "postgresql+asyncpg"
    assert dict(target.query) == {"ssl": ssl}


@pytest.mark.parametrize("scheme", ["mysql", "mariadb"])
def test_mysql_and_mariadb_are_spoken_to_alike(scheme: str) -> None:
    assert with_driver(make_url(f"{scheme}://host/name")).drivername == "mysql+asyncmy"


@pytest.fixture
async def server_database(database_url: str) -> AsyncIterator[Database]:
    """A database on a server."""
    if server_of(database_url) is None:
        pytest.skip("TEST_DATABASE_URL is not set")
    database = Database(database_url)
    yield database
    await database.dispose()


@pytest.mark.parametrize("kind", ["reads", "writes"])
async def test_on_a_server_one_sees_what_others_have_committed_meanwhile(
    server_database: Database, kind: str
) -> None:
    async with getattr(server_database, kind)() as session:
        assert await session.scalar(COUNT_OF_USERS) == 0
        async with server_database.writes.begin() as other:
            other.add(User(email="ada@example.com", password_hash="x"))
        assert await session.scalar(COUNT_OF_USERS) == 1


async def test_who_only_reads_from_postgresql_opens_no_transaction(server_database: Database) -> None:
    if server_database.engine.dialect.name != "postgresql":
        pytest.skip("TEST_DATABASE_URL names another server")
    begun = text("SELECT now()")  # when the transaction began
    async with server_database.reads() as session:
        assert await session.scalar(begun) != await session.scalar(begun)
    async with server_database.writes() as session:
        assert await session.scalar(begun) == await session.scalar(begun)


async def test_a_connection_that_died_while_it_rested_is_replaced(
    server_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "SECONDS_TO_TRUST", 0)
    server = SERVERS[server_database.engine.dialect.name]
    async with server_database.reads() as session:
        before = await session.scalar(server.own_connection)
    other = Database(server_database.engine.url.render_as_string(hide_password=False))
    async with other.reads() as session:
        await session.execute(server.end_connection, {"connection": before})
    await other.dispose()
    async with server_database.reads() as session:
        assert await session.scalar(server.own_connection) != before
