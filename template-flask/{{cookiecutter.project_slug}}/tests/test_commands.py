import re
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.cli import FlaskGroup
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import commands, create_app, demo
from app.auth import services
from app.errors import BadCredentials
from app.extensions import db
from app.items.models import Item
from app.users.models import User
from tests.accounts import PASSWORD, resources_of, stored_user
from tests.clients import dispose
from tests.isolation import make_settings

EMAIL = "root@example.com"


def run(app: Flask, *command: str) -> Result:
    return app.test_cli_runner().invoke(args=list(command))


def can_sign_in(app: Flask, email: str, password: str) -> bool:
    attempt = services.Attempt(email, password)
    with app.app_context():
        try:
            services.sign_in(db.session, resources_of(app).passwords, attempt, lifetime=timedelta(days=1))
        except BadCredentials:
            return False
    return True


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What somebody at a terminal types when asked."""
    lines: list[str] = []

    class Terminal:
        def isatty(self) -> bool:
            return True

    class System:
        stdin = Terminal()

    monkeypatch.setattr(commands, "sys", System)
    monkeypatch.setattr(commands, "getpass", lambda _question: lines.pop(0))
    return lines


def test_a_new_administrator_gets_a_password_that_is_printed_once(app: Flask, session: Session) -> None:
    result = run(app, "create-admin", "Root@Example.com")
    (password,) = re.findall(r"shown this once: (\S+)", result.output)
    assert can_sign_in(app, EMAIL, password)
    user = stored_user(session, EMAIL)
    assert (user.is_admin, user.is_verified) == (True, True)


def test_a_new_administrator_may_choose_the_password(app: Flask, typed: list[str]) -> None:
    typed += [PASSWORD, PASSWORD]
    result = run(app, "create-admin", EMAIL)
    assert PASSWORD not in result.output
    assert can_sign_in(app, EMAIL, PASSWORD)


def test_whoever_types_no_password_gets_one(app: Flask, typed: list[str]) -> None:
    typed += [""]
    assert "shown this once: " in run(app, "create-admin", EMAIL).output


@pytest.mark.parametrize("lines", [[PASSWORD, "three red herons at noon"], ["too short", "too short"]])
def test_a_password_that_is_mistyped_or_weak_makes_nobody_an_administrator(
    app: Flask, typed: list[str], lines: list[str]
) -> None:
    typed += lines
    assert run(app, "create-admin", EMAIL).exit_code == 1
    assert not can_sign_in(app, EMAIL, lines[0])


def test_an_account_becomes_an_administrator_and_keeps_its_password(
    app: Flask, session: Session, user: User
) -> None:
    assert "The password is the same as before." in run(app, "create-admin", user.email).output
    assert stored_user(session, user.email).is_admin
    assert can_sign_in(app, user.email, PASSWORD)


@pytest.mark.parametrize("verified", [True, False])
def test_one_is_told_that_an_address_was_never_verified(
    app: Flask, session: Session, user: User, verified: bool
) -> None:
    user.is_verified = verified
    session.commit()
    assert ("Nobody has verified" in run(app, "create-admin", user.email).output) is not verified


def test_a_closed_account_that_becomes_an_administrator_is_open_again(
    app: Flask, session: Session, user: User
) -> None:
    user.is_active = False
    session.commit()
    run(app, "create-admin", user.email)
    assert can_sign_in(app, user.email, PASSWORD)


def test_seeding_makes_accounts_with_passwords_of_their_own(app: Flask, session: Session) -> None:
    accounts = dict(re.findall(r"(\S+) has the password (\S+)", run(app, "seed").output))
    assert accounts.keys() == {demo.ADMIN_EMAIL, *(email for email, _ in demo.PEOPLE)}
    assert len(set(accounts.values())) == len(accounts)
    for email, password in accounts.items():
        assert can_sign_in(app, email, password)
        user = stored_user(session, email)
        assert user.is_admin is (email == demo.ADMIN_EMAIL)
        items = select(func.count()).select_from(Item).where(Item.owner_id == user.id)
        assert session.scalar(items) == len(demo.ITEMS)
        session.commit()


def test_seeding_twice_changes_nothing(app: Flask) -> None:
    run(app, "seed")
    assert run(app, "seed").output.count("is there already") == 1 + len(demo.PEOPLE)


def test_production_is_not_seeded(database_url: str) -> None:
    app = create_app(make_settings(app_env="production", database_url=database_url))
    result = run(app, "seed")
    dispose(app)
    assert result.exit_code == 1
    assert "Production gets no accounts" in result.output


def test_what_is_no_address_is_refused_with_a_sentence(app: Flask) -> None:
    result = run(app, "create-admin", "root")
    assert (result.exit_code, result.output) == (1, "This is not an e-mail address.\n")


def test_a_database_without_tables_is_told_about(tmp_path: Path) -> None:
    app = create_app(make_settings(database_url=f"sqlite:///{tmp_path.as_posix()}/empty.db"))
    result = run(app, "create-admin", EMAIL)
    dispose(app)
    assert result.exit_code == 1
    assert "poe migrate" in result.output
    assert EMAIL not in result.output


def test_flask_lists_the_routes(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    # Else it would leave `.env` in the environment of all tests that follow.
    monkeypatch.setenv("FLASK_SKIP_DOTENV", "1")
    flask = FlaskGroup(create_app=lambda: app)
    output = app.test_cli_runner().invoke(flask, ["routes"]).output
    assert "/healthz" in output


def test_without_a_terminal_nobody_is_asked(app: Flask) -> None:
    assert not sys.stdin.isatty()
    assert run(app, "create-admin", EMAIL).exit_code == 0
