"""What `poe revision` is about to write, put right."""

from alembic.operations.ops import DropTableOp, MigrationScript, ModifyTableOps


def leave_indexes_to_their_table(_context: object, _revision: object, scripts: list[MigrationScript]) -> None:
    """Drop a table with its indexes in one: MySQL lets nobody drop those of foreign keys before it."""
    for script in scripts:
        for operations in (*script.upgrade_ops_list, *script.downgrade_ops_list):
            dropped = {step.table_name for step in operations.ops if isinstance(step, DropTableOp)}
            operations.ops = [
                step
                for step in operations.ops
                if not (isinstance(step, ModifyTableOps) and step.table_name in dropped)
            ]
