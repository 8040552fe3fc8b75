import pytest
from flask.testing import FlaskClient

from app.users.models import User
from tests.conftest import PASSWORD
from tests.pages.browser import submit


@pytest.fixture
def auth_client(client: FlaskClient, user: User) -> FlaskClient:
    """A client that is signed in as the user."""
    answer = submit(client, "/login", username=user.email, password=PASSWORD)
    assert answer.status_code == 302
    return client
