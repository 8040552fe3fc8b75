from alembic.autogenerate import produce_migrations, render_python_code
from alembic.migration import MigrationContext
from sqlalchemy import Column, Integer, MetaData, Table, create_engine

from app.revisions import leave_indexes_to_their_table


def test_a_table_is_dropped_with_its_indexes() -> None:
    tables = MetaData()
    Table("notes", tables, Column("id", Integer, primary_key=True), Column("owner_id", Integer, index=True))
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        script = produce_migrations(MigrationContext.configure(connection), tables)
    engine.dispose()
    leave_indexes_to_their_table(None, None, [script])
    assert script.upgrade_ops is not None
    assert "op.create_index" in render_python_code(script.upgrade_ops)
    assert script.downgrade_ops is not None
    taken_back = render_python_code(script.downgrade_ops)
    assert "op.drop_table" in taken_back
    assert "op.drop_index" not in taken_back
