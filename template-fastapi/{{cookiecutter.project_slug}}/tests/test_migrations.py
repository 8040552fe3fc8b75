from pathlib import Path

import anyio
import pytest
from alembic import command
from sqlalchemy import func, inspect, select, text

from app.db import make_engine
from app.models import Base
from app.resources import Resources
from app.users.models import User
from tests.databases import alembic_config, migrated_database

COLLATIONS = text(
    "SELECT table_name AS name, table_collation AS letters"
    " FROM information_schema.tables WHERE table_schema = database()"
)


def test_migrations_and_models_agree(migrated_url: str) -> None:
    # Raises when there is something in the models that no migration has made.
    command.check(alembic_config(migrated_url))


def test_migrations_can_be_taken_back_and_made_again(tmp_path: Path) -> None:
    with migrated_database(tmp_path) as url:
        command.downgrade(alembic_config(url), "base")
        assert anyio.run(table_names, url) == {"alembic_version"}
        command.upgrade(alembic_config(url), "head")
        assert anyio.run(table_names, url) == {"alembic_version", *Base.metadata.tables}


def test_a_database_that_cannot_be_used_is_told_in_a_line(tmp_path: Path) -> None:
    # A folder is no file.
    with pytest.raises(SystemExit, match="DATABASE_URL cannot be used: unable to open database file"):
        command.upgrade(alembic_config(f"sqlite:///{tmp_path}"), "head")


async def test_on_mysql_every_table_tells_letters_apart(resources: Resources) -> None:
    if resources.database.engine.dialect.name != "mysql":
        pytest.skip("TEST_DATABASE_URL names no such server")
    async with resources.database.reads() as session:
        rows = await session.execute(COLLATIONS)
    collations = {row.name: row.letters for row in rows}
    assert {collations[table] for table in Base.metadata.tables} == {"utf8mb4_bin"}


async def test_a_new_database_has_no_accounts(resources: Resources) -> None:
    async with resources.database.reads() as session:
        assert await session.scalar(select(func.count()).select_from(User)) == 0


async def table_names(url: str) -> set[str]:
    engine = make_engine(url)
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda synchronous: inspect(synchronous).get_table_names())
    await engine.dispose()
    return set(names)
