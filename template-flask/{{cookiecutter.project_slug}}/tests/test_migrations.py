from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import func, inspect, select, text
from sqlalchemy.orm import Session

from app.db import make_engine
from app.models import Base, User
from tests.database import alembic_config, migrated_database

COLLATIONS = text(
    "SELECT table_name AS name, table_collation AS letters"
    " FROM information_schema.tables WHERE table_schema = database()"
)


def test_the_migrations_lead_to_the_models(database_url: str) -> None:
    engine = make_engine(database_url)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_a_database_that_cannot_be_used_is_told_in_a_line(tmp_path: Path) -> None:
    # A folder is no file.
    with pytest.raises(SystemExit, match="DATABASE_URL cannot be used: unable to open database file"):
        command.upgrade(alembic_config(f"sqlite:///{tmp_path}"), "head")


def test_on_mysql_every_table_tells_letters_apart(session: Session) -> None:
    if session.get_bind().dialect.name != "mysql":
        pytest.skip("TEST_DATABASE_URL names no such server")
    collations = {row.name: row.letters for row in session.execute(COLLATIONS)}
    assert {collations[table] for table in Base.metadata.tables} == {"utf8mb4_bin"}


def test_there_are_no_accounts_but_those_that_people_make(app: Flask, session: Session) -> None:
    assert session.scalar(select(func.count()).select_from(User)) == 0


def test_the_migrations_can_be_taken_back(tmp_path: Path) -> None:
    with migrated_database(tmp_path) as url:
        command.downgrade(alembic_config(url), "base")
        engine = make_engine(url)
        assert inspect(engine).get_table_names() == ["alembic_version"]
        engine.dispose()
