import re
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from anyio import to_thread

from app import commands, demo
from app.auth.services import Attempt, sign_in
from app.commands import create_admin, main, seed
from app.errors import BadCredentials, InvalidInput
from app.items.schemas import ItemFilters
from app.items.services import list_items
from app.resources import Resources
from app.settings import Settings
from app.users.models import User
from app.users.queries import user_with_email
from tests.accounts import PASSWORD
from tests.isolation import make_settings

EMAIL = "root@example.com"
SECRET_KEY = "uF4tR-yWk2qNdE8xVbGj7sZcLmHpTaQo"


async def can_sign_in(resources: Resources, email: str, password: str) -> bool:
    attempt = Attempt(email, password)
    async with resources.database.writes() as session:
        try:
            await sign_in(session, resources.passwords, attempt, lifetime=timedelta(days=1))
        except BadCredentials:
            return False
    return True


async def stored(resources: Resources, email: str) -> User:
    async with resources.database.reads() as session:
        user = await session.scalar(user_with_email(email))
    assert user is not None
    return user


@pytest.fixture
def settings(database_url: str) -> Settings:
    return make_settings(database_url=database_url)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """The environment of a shell in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SECRET_KEY", SECRET_KEY)
    monkeypatch.setenv("ARGON2_MEMORY_KIB", "8")
    return monkeypatch


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What somebody at a terminal types when asked."""
    lines: list[str] = []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setattr(commands, "getpass", lambda _question: lines.pop(0))
    return lines


async def test_a_new_administrator_gets_a_password_that_is_printed_once(
    settings: Settings, resources: Resources, capsys: pytest.CaptureFixture[str]
) -> None:
    await create_admin(settings, "Root@Example.com")
    (password,) = re.findall(r"shown this once: (\S+)", capsys.readouterr().out)
    assert await can_sign_in(resources, EMAIL, password)
    user = await stored(resources, EMAIL)
    assert (user.is_admin, user.is_verified) == (True, True)


async def test_a_new_administrator_may_choose_the_password(
    settings: Settings, resources: Resources, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    typed += [PASSWORD, PASSWORD]
    await create_admin(settings, EMAIL)
    assert PASSWORD not in capsys.readouterr().out
    assert await can_sign_in(resources, EMAIL, PASSWORD)


async def test_whoever_types_no_password_gets_one(
    settings: Settings, resources: Resources, typed: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    typed += [""]
    await create_admin(settings, EMAIL)
    assert "shown this once: " in capsys.readouterr().out


@pytest.mark.parametrize("lines", [[PASSWORD, "three red herons at noon"], ["too short", "too short"]])
async def test_a_password_that_is_mistyped_or_weak_makes_nobody_an_administrator(
    settings: Settings, resources: Resources, typed: list[str], lines: list[str]
) -> None:
    typed += lines
    with pytest.raises(InvalidInput):
        await create_admin(settings, EMAIL)
    assert not await can_sign_in(resources, EMAIL, lines[0])


async def test_an_account_becomes_an_administrator_and_keeps_its_password(
    settings: Settings, resources: Resources, user: User
) -> None:
    await create_admin(settings, user.email)
    assert (await stored(resources, user.email)).is_admin
    assert await can_sign_in(resources, user.email, PASSWORD)


@pytest.mark.parametrize("verified", [True, False])
async def test_one_is_told_that_an_address_was_never_verified(
    settings: Settings, resources: Resources, user: User, verified: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    async with resources.database.writes.begin() as session:
        session.add(user)
        user.is_verified = verified
    await create_admin(settings, user.email)
    assert ("Nobody has verified" in capsys.readouterr().out) is not verified


async def test_a_closed_account_that_becomes_an_administrator_is_open_again(
    settings: Settings, resources: Resources, user: User
) -> None:
    async with resources.database.writes.begin() as session:
        session.add(user)
        user.is_active = False
    await create_admin(settings, user.email)
    assert await can_sign_in(resources, user.email, PASSWORD)


async def test_seeding_makes_accounts_with_passwords_of_their_own(
    settings: Settings, resources: Resources, capsys: pytest.CaptureFixture[str]
) -> None:
    await seed(settings)
    accounts = dict(re.findall(r"(\S+) has the password (\S+)", capsys.readouterr().out))
    assert accounts.keys() == {demo.ADMIN_EMAIL, *(email for email, _ in demo.PEOPLE)}
    assert len(set(accounts.values())) == len(accounts)
    for email, password in accounts.items():
        assert await can_sign_in(resources, email, password)
        user = await stored(resources, email)
        assert user.is_admin is (email == demo.ADMIN_EMAIL)
        async with resources.database.reads() as session:
            page = await list_items(session, user.id, ItemFilters())
        assert page.total == len(demo.ITEMS)


async def test_seeding_twice_changes_nothing(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    await seed(settings)
    capsys.readouterr()
    await seed(settings)
    assert capsys.readouterr().out.count("is there already") == 1 + len(demo.PEOPLE)


def test_production_is_not_seeded(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("APP_ENV", "production")
    environment.setenv("MAIL_URL", "smtp://mail.example.com")
    with pytest.raises(SystemExit, match="Production gets no accounts"):
        main(["seed"])


async def test_the_command_line_names_the_account(
    environment: pytest.MonkeyPatch, database_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("DATABASE_URL", database_url)
    await to_thread.run_sync(main, ["create-admin", EMAIL])
    assert f"{EMAIL} is an administrator now." in capsys.readouterr().out


def test_what_is_no_address_is_refused_with_a_sentence(environment: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match="not an e-mail address"):
        main(["create-admin", "root"])


def test_a_database_without_tables_is_told_about(environment: pytest.MonkeyPatch) -> None:
    environment.setenv("DATABASE_URL", "sqlite:///./empty.db")
    with pytest.raises(SystemExit, match="poe migrate"):
        main(["create-admin", EMAIL])
