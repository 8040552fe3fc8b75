import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.users.models import User
from tests.pages.browser import sign_in


@pytest.fixture
def auth_client(app: Flask, user: User) -> FlaskClient:
    """A client that is signed in as the user."""
    return sign_in(app, user.email)


@pytest.fixture
def admin_client(app: Flask, admin: User) -> FlaskClient:
    """A client that is signed in as the administrator."""
    return sign_in(app, admin.email)
