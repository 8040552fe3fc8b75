import inspect
import time
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from sqlalchemy import Executable, delete, func, insert, make_url, select, text, update
from sqlalchemy.orm import Session
from structlog.testing import capture_logs

from app import connections
from app.db import make_engine, with_driver
from app.errors import Conflict
from app.extensions import db
from app.items.models import Item
from app.users.models import User
from app.users.services import create_user
from tests.servers import POSTGRESQL, SERVERS, server_of

View = Callable[[], ResponseReturnValue]


@pytest.fixture
def post(own_app: Flask, own_client: FlaskClient) -> Callable[[View], int]:
    """Sends a POST to a view that exists for one test, and answers the status."""

    def send(view: View) -> int:
        own_app.add_url_rule("/for-a-test", view_func=view, methods=["GET", "POST"])
        return own_client.post("/for-a-test").status_code

    return send


def add_user(email: str = "ada@example.com") -> User:
    return create_user(db.session, email=email, full_name=None, password_hash="x")


def count_users(session: Session) -> int | None:
    return session.scalar(select(func.count()).select_from(User))


def test_the_driver_is_added_to_the_url() -> None:
    assert make_engine("sqlite://").url.drivername == "sqlite+pysqlite"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_ssl_is_asked_for_as_every_other_client_does(scheme: str) -> None:
    target = with_driver(make_url(f"{scheme}://host/name?sslmode=require"))
    assert target.drivername == "postgresql+psycopg"
    assert target.query["sslmode"] == "require"


@pytest.mark.parametrize("scheme", ["mysql", "mariadb"])
def test_mysql_and_mariadb_are_spoken_to_alike(scheme: str) -> None:
    assert with_driver(make_url(f"{scheme}://host/name")).drivername == "mysql+pymysql"


def test_a_driver_in_the_url_is_kept() -> None:
    assert make_engine("sqlite+pysqlite://").url.drivername == "sqlite+pysqlite"


def test_the_folder_of_a_database_file_is_made(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path.as_posix()}/var/deep/app.db")
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    engine.dispose()
    assert (tmp_path / "var/deep/app.db").exists()


def test_what_belongs_to_a_user_goes_with_the_user(session: Session, user: User) -> None:
    session.add(Item(owner_id=user.id, name="Lamp", price=Decimal(1), category="Light"))
    session.flush()
    session.execute(delete(User))
    assert session.scalar(select(func.count()).select_from(Item)) == 0


def test_the_changes_of_a_request_are_committed(post: Callable[[View], int], session: Session) -> None:
    def view() -> ResponseReturnValue:
        add_user()
        return "done"

    assert post(view) == 200
    assert count_users(session) == 1


def test_the_changes_of_a_refused_request_are_rolled_back(
    post: Callable[[View], int], session: Session
) -> None:
    def view() -> ResponseReturnValue:
        add_user()
        raise Conflict

    assert post(view) == 409
    assert count_users(session) == 0


def test_the_changes_of_a_request_that_breaks_are_rolled_back(
    post: Callable[[View], int], session: Session
) -> None:
    def view() -> ResponseReturnValue:
        add_user()
        raise ZeroDivisionError

    assert post(view) == 500
    assert count_users(session) == 0


def rename_user() -> None:
    db.session.scalars(select(User)).one().full_name = "Eve"


def delete_user() -> None:
    db.session.delete(db.session.scalars(select(User)).one())


def add_user_for_later() -> None:
    db.session.add(User(email="eve@example.com", password_hash="x"))


@pytest.mark.parametrize("change", [add_user, add_user_for_later, rename_user, delete_user])
def test_a_request_that_only_looks_may_change_nothing(
    own_app: Flask, session: Session, user: User, change: Callable[[], object]
) -> None:
    def view() -> ResponseReturnValue:
        change()
        return "done"

    own_app.add_url_rule("/for-a-test", view_func=view)
    with capture_logs() as lines:
        assert own_app.test_client().get("/for-a-test").status_code == 500
    assert "A session for reading changes nothing" in str(lines[0]["exc_info"])
    assert session.scalars(select(User.full_name)).all() == [user.full_name]


@pytest.mark.parametrize(
    "change",
    [insert(User).values(email="eve@example.com", password_hash="x"), update(User), delete(User)],
    ids=lambda change: change.__visit_name__,
)
def test_a_session_for_reading_changes_nothing(app: Flask, user: User, change: Executable) -> None:
    with app.extensions["sessions"].reads() as session:
        with pytest.raises(RuntimeError, match="for reading"):
            session.execute(change)
        assert session.scalars(select(User.email)).all() == [user.email]


def test_a_request_without_the_database_opens_no_session(own_app: Flask) -> None:
    own_app.add_url_rule("/for-a-test", view_func=lambda: str("asked_database" in g), methods=["POST"])
    assert own_app.test_client().post("/for-a-test").text == "False"


def test_nothing_asynchronous_is_done_at_the_end_of_a_request(app: Flask) -> None:
    # Each would start an event loop.
    assert not any(inspect.iscoroutinefunction(close) for close in app.teardown_appcontext_funcs)


def test_a_commit_that_fails_is_an_error_and_not_a_success(post: Callable[[View], int]) -> None:
    def view() -> ResponseReturnValue:
        db.session.add(User(email=None, password_hash="x"))
        return "done"

    assert post(view) == 500


def test_writers_wait_for_each_other(own_app: Flask, session: Session) -> None:
    def view() -> ResponseReturnValue:
        # Reading first and writing later is what fails without a lock from the start.
        count_users(db.session)
        time.sleep(0.01)
        add_user(f"{uuid.uuid4()}@example.com")
        return "done"

    own_app.add_url_rule("/for-a-test", view_func=view, methods=["POST"])
    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: own_app.test_client().post("/for-a-test"), range(8)))
    assert [answer.status_code for answer in answers] == [200] * 8
    assert count_users(session) == 8


def test_a_reader_does_not_wait_for_a_writer(client: FlaskClient, session: Session, user: User) -> None:
    session.execute(delete(User))
    assert client.get("/readyz").status_code == 200


def test_letters_that_differ_in_case_or_accent_make_different_addresses(session: Session) -> None:
    for name in ("ana", "Ana", "ána"):
        session.add(User(email=f"{name}@example.com", password_hash="x"))
    session.commit()
    assert count_users(session) == 3


def test_what_is_stored_comes_back_exactly(session: Session, user: User) -> None:
    moment = datetime(2026, 3, 1, 1, 30, 0, 123456, tzinfo=UTC)
    lamp = {"name": "Lamp 💡", "category": "home", "price": Decimal("99999999.99"), "created_at": moment}
    session.add(Item(owner_id=user.id, **lamp))
    session.commit()
    session.expire_all()
    item = session.scalars(select(Item)).one()
    assert {name: getattr(item, name) for name in lamp} == lamp


@pytest.fixture
def server_app(own_app: Flask, database_url: str) -> Flask:
    """The application, whose database is on a server, without any connection yet."""
    if server_of(database_url) is None:
        pytest.skip("TEST_DATABASE_URL is not set")
    return own_app


@pytest.mark.parametrize("kind", ["reads", "writes"])
def test_on_a_server_one_sees_what_others_have_committed_meanwhile(server_app: Flask, kind: str) -> None:
    sessions = server_app.extensions["sessions"]
    with getattr(sessions, kind)() as session:
        assert count_users(session) == 0
        with sessions.writes.begin() as other:
            other.add(User(email="ada@example.com", password_hash="x"))
        assert count_users(session) == 1


def test_who_only_reads_from_postgresql_opens_no_transaction(server_app: Flask, database_url: str) -> None:
    if server_of(database_url) is not POSTGRESQL:
        pytest.skip("TEST_DATABASE_URL names another server")
    begun = text("SELECT now()")  # when the transaction began
    sessions = server_app.extensions["sessions"]
    with sessions.reads() as session:
        assert session.scalar(begun) != session.scalar(begun)
    with sessions.writes() as session:
        assert session.scalar(begun) == session.scalar(begun)


def test_a_connection_that_died_while_it_rested_is_replaced(
    server_app: Flask, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "SECONDS_TO_TRUST", 0)
    server = SERVERS[make_url(database_url).get_backend_name()]
    sessions = server_app.extensions["sessions"]
    with sessions.reads() as session:
        before = session.scalar(server.own_connection)
    other = make_engine(database_url)
    with other.connect() as connection:
        connection.execute(server.end_connection, {"connection": before})
    other.dispose()
    with sessions.reads() as session:
        assert session.scalar(server.own_connection) != before
