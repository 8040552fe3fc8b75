"""How Alembic reaches the database: over the application's own engine, at `DATABASE_URL`.

A caller may put another URL into `config.attributes["database_url"]`, as the tests do.
"""

import asyncio
import threading
from contextlib import aclosing

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from app.db import make_engine
from app.models import Base
from app.revisions import leave_indexes_to_their_table
from app.settings import load_settings


def run_migrations(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        # SQLite alters a table by copying it, which Alembic calls batch mode.
        render_as_batch=True,
        process_revision_directives=leave_indexes_to_their_table,
    )
    with context.begin_transaction():
        context.run_migrations()


async def connect(engine: AsyncEngine) -> AsyncConnection:
    before = set(threading.enumerate())
    try:
        return await engine.execution_options(writes=True).connect()
    except DBAPIError as error:
        # aiosqlite's thread has something left to say to this event loop, which is about to close.
        for thread in set(threading.enumerate()) - before:
            await asyncio.to_thread(thread.join, 1)
        raise SystemExit(f"The database at DATABASE_URL cannot be used: {error.orig}") from None


async def main() -> None:
    url = context.config.attributes.get("database_url") or load_settings().database_url
    engine = make_engine(url, migrating=True)
    try:
        connection = await connect(engine)
        async with aclosing(connection), connection.begin():
            await connection.run_sync(run_migrations)
    finally:
        await engine.dispose()


asyncio.run(main())
