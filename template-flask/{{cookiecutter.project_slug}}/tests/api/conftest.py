from collections.abc import Iterator

import pytest
from flask import Flask
from httpx2 import Client

from tests.api.clients import new_client


@pytest.fixture
def client(app: Flask) -> Iterator[Client]:
    """Somebody who is not signed in."""
    with new_client(app) as client:
        yield client
