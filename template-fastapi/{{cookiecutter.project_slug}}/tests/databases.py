"""The tests' own databases: never the one that is configured."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import anyio
from alembic import command
from alembic.config import Config
from sqlalchemy import make_url, text

from app.db import Database, make_engine
from app.models import Base
from tests.servers import SERVERS

ROOT = Path(__file__).parent.parent
# The names of tables whose rows come from a migration, such as those that others look something up in.
FILLED_BY_MIGRATIONS: frozenset[str] = frozenset()


def alembic_config(url: str) -> Config:
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["database_url"] = url
    return config


@contextmanager
def migrated_database(folder: Path) -> Iterator[str]:
    """The URL of a new database with all tables.

    It is a file, or lies on the server of TEST_DATABASE_URL, where it is made and dropped.
    """
    given = os.environ.get("TEST_DATABASE_URL")
    if given is None:
        url = f"sqlite:///{folder / 'migrated.db'}"
        command.upgrade(alembic_config(url), "head")
        yield url
        return
    name = f"test_{uuid.uuid4().hex}"
    url = make_url(given).set(database=name).render_as_string(hide_password=False)
    anyio.run(_execute_on_server, given, f"CREATE DATABASE {name}")
    try:
        command.upgrade(alembic_config(url), "head")
        yield url
    finally:
        drop = SERVERS[make_url(given).get_backend_name()].drop_database.format(name=name)
        anyio.run(_execute_on_server, given, drop)


def connections_in_use(database: Database) -> int:
    in_use: int = database.engine.pool.checkedout()  # type: ignore[attr-defined]
    return in_use


async def delete_all_rows(database: Database) -> None:
    """All but what migrations have put there."""
    async with database.writes.begin() as session:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in FILLED_BY_MIGRATIONS:
                await session.execute(table.delete())


async def _execute_on_server(url: str, statement: str) -> None:
    engine = make_engine(url).execution_options(isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()
