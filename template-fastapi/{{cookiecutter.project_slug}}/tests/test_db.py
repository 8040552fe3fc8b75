from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.db import Database, make_engine
from app.items.models import Item
from app.resources import Resources
from app.users.models import User


def test_the_application_adds_its_driver() -> None:
    url = make_engine("sqlite://").url
    assert url.drivername == "sqlite+aiosqlite"


async def test_the_folder_of_a_new_database_is_made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/var/app.db")
    async with database.reads() as session:
        assert await session.scalar(text("SELECT 1")) == 1
    await database.dispose()
    assert (tmp_path / "var" / "app.db").is_file()
