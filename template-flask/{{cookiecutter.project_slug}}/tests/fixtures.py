"""The fixtures of all tests."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app import create_app
from app.extensions import db
from app.settings import Settings
from app.users.models import User
from tests.accounts import create_account
from tests.clients import dispose, prepared
from tests.database import delete_rows, delete_rows_at, migrated_database
from tests.isolation import make_settings
from tests.outbox import Outbox
from tests.serving import Server, production_server, slow_mail_server


@pytest.fixture(scope="session")
def migrated_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with migrated_database(tmp_path_factory.mktemp("database")) as url:
        yield url


@pytest.fixture(scope="session")
def database_url(migrated_url: str) -> str:
    """A database with all tables, in which no test leaves any rows."""
    return migrated_url


@pytest.fixture(scope="session")
def settings(database_url: str) -> Settings:
    return make_settings(database_url=database_url)


@pytest.fixture
def outbox() -> Outbox:
    """The mails that the application has sent."""
    return Outbox()


@pytest.fixture(scope="session")
def shared_app(settings: Settings) -> Iterator[Flask]:
    """One for all tests: making it anew for each would be most of their time."""
    app = create_app(settings)
    yield app
    dispose(app)


@pytest.fixture
def app(shared_app: Flask, settings: Settings, outbox: Outbox) -> Iterator[Flask]:
    """The application. It has counted no attempts, and nobody has an account."""
    yield prepared(shared_app, settings, outbox)
    with shared_app.app_context():
        delete_rows(db.engine)


@pytest.fixture
def own_app(settings: Settings, outbox: Outbox) -> Iterator[Flask]:
    """An application for one test, which may give it views of its own."""
    app = prepared(create_app(settings), settings, outbox)
    yield app
    with app.app_context():
        delete_rows(db.engine)
    dispose(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def own_client(own_app: Flask) -> FlaskClient:
    return own_app.test_client()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session beside those of requests: commit before a request is made, or it will wait."""
    with app.extensions["sessions"].writes() as session:
        yield session


@pytest.fixture
def user(session: Session) -> User:
    return create_account(session, "ada@example.com")


@pytest.fixture
def admin(session: Session) -> User:
    return create_account(session, "root@example.com", is_admin=True)


@pytest.fixture(scope="session")
def running_server(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The application, served for production, with a mail server that takes its time."""
    folder = tmp_path_factory.mktemp("server")
    with slow_mail_server() as mail_url, production_server(folder, database_url, mail_url) as server:
        yield server


@pytest.fixture
def server(running_server: Server, database_url: str) -> Iterator[Server]:
    yield running_server
    delete_rows_at(database_url)
