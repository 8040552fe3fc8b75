from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from sqlalchemy.orm import Session

from app import create_app
from app.auth.passwords import PasswordHasher
from app.extensions import db
from app.settings import Settings
from app.users.models import User
from app.users.services import create_user
from tests.database import delete_rows, migrated_database
from tests.isolation import make_settings

PASSWORD = "seven quiet lanterns"


@pytest.fixture(scope="session")
def database_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with migrated_database(tmp_path_factory.mktemp("database")) as url:
        yield url


@pytest.fixture
def settings(database_url: str) -> Settings:
    return make_settings(database_url=database_url)


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Each test has an application of its own; compiling its templates anew would be most of the time."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(settings: Settings, compiled_templates: BytecodeCache) -> Iterator[Flask]:
    app = create_app(settings)
    app.jinja_env.bytecode_cache = compiled_templates
    yield app
    app.extensions["later"].shutdown()
    with app.app_context():
        delete_rows(db.engine)
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A session beside those of requests: commit before a request is made, or it will wait."""
    with app.extensions["sessions"].writes() as session:
        yield session


@pytest.fixture
def user(session: Session, settings: Settings) -> User:
    user = create_user(
        session,
        email="ada@example.com",
        full_name="Ada Lovelace",
        password_hash=PasswordHasher(settings).hash(PASSWORD),
    )
    session.commit()
    return user
