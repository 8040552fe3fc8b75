import uuid
from datetime import timedelta

import pytest
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from app.auth.models import LoginSession
from app.orm import utc_now
from app.pages.account import sessions
from app.users.models import User
from tests.accounts import create_account


@pytest.fixture
def user(session: Session) -> User:
    """In the session that the test calls with."""
    return create_account(session, "ada@example.com")


@pytest.fixture
def login(session: Session, user: User) -> LoginSession:
    """`user` is signed in."""
    login = LoginSession(user_id=user.id, expires_at=utc_now() + timedelta(days=1))
    session.add(login)
    session.flush()
    return login


def test_an_open_login_session_names_its_user(session: Session, login: LoginSession, user: User) -> None:
    assert sessions.signed_in_user(session, login.id) is user


def test_signing_out_ends_the_login_session(session: Session, login: LoginSession) -> None:
    sessions.sign_out(session, login.id)
    assert sessions.signed_in_user(session, login.id) is None


def test_a_login_session_ends_by_itself(session: Session, login: LoginSession) -> None:
    session.execute(update(LoginSession).values(expires_at=utc_now()))
    assert sessions.signed_in_user(session, login.id) is None


def test_a_login_session_ends_with_the_account(session: Session, login: LoginSession) -> None:
    session.execute(update(User).values(is_active=False))
    assert sessions.signed_in_user(session, login.id) is None


def test_an_unknown_login_session_is_nobodys(session: Session) -> None:
    assert sessions.signed_in_user(session, uuid.uuid4()) is None


def test_checking_a_session_is_one_query(session: Session, login: LoginSession) -> None:
    session.commit()
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        statements.append(statement)

    engine = session.get_bind().engine
    event.listen(engine, "before_cursor_execute", note)
    sessions.signed_in_user(session, login.id)
    event.remove(engine, "before_cursor_execute", note)
    assert len([statement for statement in statements if not statement.startswith("BEGIN")]) == 1
