import uuid
from decimal import Decimal
from pathlib import Path

import anyio
import pytest
from sqlalchemy import func, make_url, select, text
from sqlalchemy.exc import IntegrityError

from app.db import Database, make_engine, with_driver
from app.items.models import Item
from app.resources import Resources
from app.users.models import User
from tests.accounts import create_account


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


async def test_two_who_read_and_then_write_do_not_lose_a_change(
    resources: Resources, database_url: str
) -> None:
    """Each appends a letter to what it read. On SQLite the second waits until the first has committed."""
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL needs SELECT FOR UPDATE for this")
    user = await create_account(resources, "ada@example.com")

    async def append_a_letter() -> None:
        async with resources.database.writes.begin() as session:
            read = await session.get_one(User, user.id)
            await anyio.sleep(0.01)
            read.full_name = (read.full_name or "") + "x"

    async with anyio.create_task_group() as group:
        for _ in range(5):
            group.start_soon(append_a_letter)
    async with resources.database.reads() as session:
        assert await session.scalar(select(func.length(User.full_name))) == 5


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
