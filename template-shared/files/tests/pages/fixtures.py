"""The fixtures of tests that visit pages as a browser does, and look into the database beside it."""

from collections.abc import Iterator

import pytest

from tests.records import Records, open_records


@pytest.fixture(scope="session")
def kept_records(migrated_url: str) -> Iterator[Records]:
    with open_records(migrated_url) as records:
        yield records


@pytest.fixture
def records(kept_records: Records) -> Iterator[Records]:
    """The database, in which nobody has an account yet."""
    yield kept_records
    kept_records.delete_all()
