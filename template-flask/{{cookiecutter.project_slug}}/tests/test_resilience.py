"""What happens when the database goes away, is busy or has too many callers."""

import uuid
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import make_url, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app import create_app
from app.errors import PROBLEM_JSON
from app.extensions import db
from app.settings import Settings
from app.users.models import User
from app.users.services import create_user
from tests.accounts import PASSWORD_HASH, create_account
from tests.cable import Cable, cable_to
from tests.clients import connections_in_use, dispose, prepared
from tests.isolation import make_settings
from tests.outbox import Outbox
from tests.servers import SERVERS, server_of

JSON = {"Accept": "application/json"}


def assert_away(answer: TestResponse) -> None:
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def add_counter(app: Flask) -> None:
    """Views that read from the database, and that write to it."""

    @app.get("/accounts")
    def count() -> str:
        return str(len(db.session.scalars(select(User)).all()))

    @app.post("/accounts")
    def create() -> str:
        name = f"{uuid.uuid4()}@example.com"
        create_user(db.session, email=name, full_name=None, password_hash=PASSWORD_HASH)
        return "created"


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (OperationalError("SELECT 1", None, Exception("database is locked")), 503),
        (IntegrityError("INSERT", None, Exception("a bug")), 500),
    ],
)
def test_only_what_passes_is_told_to_come_back(
    own_app: Flask, own_client: FlaskClient, error: Exception, status: int
) -> None:
    @own_app.get("/failing")
    def fail() -> str:
        raise error

    answer = own_client.get("/failing", headers=JSON)
    assert (answer.status_code, answer.content_type) == (status, PROBLEM_JSON)
    assert ("Retry-After" in answer.headers) is (status == 503)


def test_what_somebody_else_deletes_meanwhile_is_not_found(own_app: Flask, own_client: FlaskClient) -> None:
    @own_app.post("/accounts/rename")
    def rename() -> str:
        user = create_user(db.session, email="ada@example.com", full_name=None, password_hash=PASSWORD_HASH)
        db.session.execute(text("DELETE FROM users"))
        user.full_name = "Ada"
        db.session.flush()
        return "renamed"

    answer = own_client.post("/accounts/rename", headers=JSON)
    assert (answer.status_code, answer.content_type) == (404, PROBLEM_JSON)


def test_a_commit_that_finds_no_database_is_told_like_any_other_loss(
    own_app: Flask, own_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(_session: Session) -> None:
        raise OperationalError("COMMIT", None, Exception("gone"))

    @own_app.post("/work")
    def work() -> str:
        monkeypatch.setattr(Session, "commit", lose)
        db.session.add(User(email="ada@example.com", password_hash="x"))
        return "done"

    answer = own_client.post("/work")
    assert_away(answer)
    assert "done" not in answer.text


@pytest.mark.parametrize("outcome", ["answered", "failed"])
def test_a_connection_is_given_back_whatever_happens(
    own_app: Flask, own_client: FlaskClient, outcome: str
) -> None:
    @own_app.post("/work")
    def work() -> str:
        db.session.execute(text("SELECT 1"))
        if outcome == "failed":
            raise RuntimeError
        return "done"

    own_client.post("/work")
    assert connections_in_use(own_app) == 0


def test_with_all_connections_in_use_one_is_told_so_and_not_left_waiting(
    settings: Settings, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.connections.POOL_TIMEOUT", 0.05)
    app = prepared(create_app(settings), settings, outbox)
    add_counter(app)
    client = app.test_client()
    with ExitStack() as held, app.app_context():
        with suppress(PoolTimeout):
            while True:
                held.enter_context(db.engine.connect())
        assert_away(client.get("/accounts"))
    assert client.get("/accounts").text == "0"
    dispose(app)


def test_errors_do_not_tell_what_was_to_be_stored(session: Session, user: User) -> None:
    session.add(User(email=user.email, full_name="Grace Hopper", password_hash="x"))
    with pytest.raises(IntegrityError) as failure:
        session.flush()
    assert "Hopper" not in str(failure.value)


@pytest.fixture
def cable(database_url: str) -> Iterator[Cable]:
    """The way to a real server that can be lost."""
    server = server_of(database_url)
    if server is None:
        pytest.skip("TEST_DATABASE_URL is not set")
    url = make_url(database_url)
    with cable_to(url.host or "127.0.0.1", url.port or server.port) as cable:
        yield cable


@pytest.fixture
def distant_app(
    cable: Cable, database_url: str, outbox: Outbox, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    """The application, with its database at the other end of the cable."""
    monkeypatch.setattr("app.db.STATEMENT_TIMEOUT", 0.2)
    monkeypatch.setattr("app.db.SECONDS_OF_SILENCE", 0.5)
    url = make_url(database_url).set(host="127.0.0.1", port=cable.port)
    settings = make_settings(database_url=url.render_as_string(hide_password=False))
    app = prepared(create_app(settings), settings, outbox)
    yield app
    dispose(app)


def test_a_lost_database_is_told_and_found_again(distant_app: Flask, cable: Cable, session: Session) -> None:
    create_account(session, "ada@example.com")
    add_counter(distant_app)
    client = distant_app.test_client()
    assert client.get("/accounts").text == "1"
    cable.cut()
    for _ in range(3):
        assert_away(client.get("/accounts"))
        assert_away(client.post("/accounts"))
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
    cable.mend()
    assert client.post("/accounts").status_code == 200
    assert client.get("/accounts").text == "2"
    assert connections_in_use(distant_app) == 0


def test_a_database_that_is_lost_in_the_middle_is_told_and_found_again(
    distant_app: Flask, cable: Cable
) -> None:
    @distant_app.post("/work")
    def work() -> str:
        db.session.execute(text("SELECT 1"))
        cable.cut()
        db.session.execute(text("SELECT 1"))
        return "done"

    client = distant_app.test_client()
    assert_away(client.post("/work"))
    cable.mend()
    assert client.get("/readyz").status_code == 200
    assert connections_in_use(distant_app) == 0


def test_a_database_that_says_nothing_any_more_is_not_waited_for(distant_app: Flask, cable: Cable) -> None:
    add_counter(distant_app)
    client = distant_app.test_client()
    assert client.get("/accounts").status_code == 200
    cable.stall()
    assert_away(client.get("/accounts"))
    cable.cut()
    cable.mend()
    assert client.get("/readyz").status_code == 200
    assert connections_in_use(distant_app) == 0


def test_a_statement_that_takes_too_long_is_given_up(distant_app: Flask) -> None:
    @distant_app.get("/slow")
    def slow() -> str:
        db.session.execute(SERVERS[db.engine.dialect.name].wait_five_seconds)
        return "done"

    assert_away(distant_app.test_client().get("/slow"))
