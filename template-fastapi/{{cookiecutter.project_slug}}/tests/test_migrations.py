from pathlib import Path

from alembic import command
from sqlalchemy import inspect

from tests.databases import alembic_config


def test_migrations_and_models_agree(migrated_url: str) -> None:
    # Raises when a model has something that no migration made.
    command.check(alembic_config(migrated_url))
