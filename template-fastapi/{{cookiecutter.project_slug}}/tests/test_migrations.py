from alembic import command

from tests.databases import alembic_config


def test_migrations_and_models_agree(migrated_url: str) -> None:
    # Raises when there is something in the models that no migration has made.
    command.check(alembic_config(migrated_url))
