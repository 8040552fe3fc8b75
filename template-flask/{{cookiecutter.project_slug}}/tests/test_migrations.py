from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect

from app.db import make_engine
from tests.database import alembic_config, migrated_database


def test_the_migrations_lead_to_the_models(database_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    command.check(alembic_config(database_url))
    assert "No new upgrade operations detected" in capsys.readouterr().out


def test_the_migrations_can_be_taken_back(tmp_path: Path) -> None:
    with migrated_database(tmp_path) as url:
        command.downgrade(alembic_config(url), "base")
        engine = make_engine(url)
        assert inspect(engine).get_table_names() == ["alembic_version"]
        engine.dispose()
