"""The tests' own database: a file in a temporary folder, or a database made for them on a server."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, make_url, text

from app.db import make_engine
from app.models import Base
from tests.servers import SERVERS

PROJECT = Path(__file__).parent.parent
# The names of tables whose rows come from a migration, such as those that others look something up in.
FILLED_BY_MIGRATIONS: frozenset[str] = frozenset()


def alembic_config(url: str) -> Config:
    config = Config(toml_file=PROJECT / "pyproject.toml")
    config.attributes["database_url"] = url
    return config


@contextmanager
def migrated_database(folder: Path) -> Iterator[str]:
    """A database with all tables and no rows, which is gone afterwards.

    It is never the configured one: with TEST_DATABASE_URL, it is a new one on the same server.
    """
    with _server_database() if "TEST_DATABASE_URL" in os.environ else _file_database(folder) as url:
        command.upgrade(alembic_config(url), "head")
        yield url


def delete_rows(engine: Engine) -> None:
    """All but what migrations have put there."""
    with engine.execution_options(writes=True).begin() as connection:
        for table in reversed(Base.metadata.sorted_tables):
            if table.name not in FILLED_BY_MIGRATIONS:
                connection.execute(table.delete())


def delete_rows_at(url: str) -> None:
    engine = make_engine(url)
    delete_rows(engine)
    engine.dispose()


@contextmanager
def _file_database(folder: Path) -> Iterator[str]:
    yield f"sqlite:///{(folder / 'test.db').as_posix()}"


@contextmanager
def _server_database() -> Iterator[str]:
    given = make_url(os.environ["TEST_DATABASE_URL"])
    name = f"test_{secrets.token_hex(8)}"
    server = make_engine(given.render_as_string(hide_password=False))
    try:
        with _autocommit(server) as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        yield given.set(database=name).render_as_string(hide_password=False)
    finally:
        with _autocommit(server) as connection:
            connection.execute(text(SERVERS[server.dialect.name].drop_database.format(name=name)))
        server.dispose()


def _autocommit(engine: Engine) -> Connection:
    # Databases cannot be made or dropped in a transaction.
    return engine.connect().execution_options(isolation_level="AUTOCOMMIT")
