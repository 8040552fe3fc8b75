from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.auth import services
from app.auth.models import LoginSession
from app.auth.passwords import PasswordHasher
from app.auth.schemas import PasswordChangeIn, RegisterIn
from app.errors import BadCredentials, EmailTaken, InvalidInput, WrongPassword
from app.orm import utc_now
from app.settings import Settings
from app.users.models import User
from tests.accounts import PASSWORD
from tests.isolation import make_settings

LIFETIME = timedelta(days=1)


@pytest.fixture
def hasher(settings: Settings) -> PasswordHasher:
    return PasswordHasher(settings)


def register(session: Session, hasher: PasswordHasher, email: str, password: str = PASSWORD) -> User:
    return services.register(session, hasher, RegisterIn(email=email, password=password), min_length=15)


def sign_in(session: Session, hasher: PasswordHasher, email: str, password: str = PASSWORD) -> LoginSession:
    return services.sign_in(session, hasher, services.Attempt(email, password), lifetime=LIFETIME)


def test_a_registered_password_is_stored_as_a_hash(session: Session, hasher: PasswordHasher) -> None:
    user = register(session, hasher, "grace@example.com")
    assert user.password_hash.startswith("$argon2id$")


def test_an_address_has_one_account_whatever_its_letter_case(
    session: Session, hasher: PasswordHasher
) -> None:
    register(session, hasher, "grace@example.com")
    with pytest.raises(EmailTaken):
        register(session, hasher, "GRACE@Example.com")


def test_a_session_is_usable_after_an_address_was_taken(session: Session, hasher: PasswordHasher) -> None:
    register(session, hasher, "grace@example.com")
    with pytest.raises(EmailTaken):
        register(session, hasher, "grace@example.com")
    assert register(session, hasher, "joan@example.com").id


def test_a_short_password_is_refused(session: Session, hasher: PasswordHasher) -> None:
    with pytest.raises(InvalidInput):
        register(session, hasher, "grace@example.com", "short")


def test_signing_in_starts_a_login_session(session: Session, hasher: PasswordHasher, user: User) -> None:
    login = sign_in(session, hasher, "Ada@Example.com")
    assert login.user_id == user.id
    assert login.expires_at - utc_now() <= LIFETIME


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("ada@example.com", "not the right words"),
        ("nobody@example.com", PASSWORD),
        ("no address", PASSWORD),
        ("ada@example.com\x00", PASSWORD),
        ("ada@example.com", "x" * 1_000_000),
    ],
)
def test_bad_credentials_are_told_apart_from_nothing(
    session: Session, hasher: PasswordHasher, user: User, email: str, password: str
) -> None:
    with pytest.raises(BadCredentials) as refusal:
        sign_in(session, hasher, email, password)
    assert refusal.value.detail == BadCredentials.detail


def test_an_account_that_is_not_active_cannot_sign_in(
    session: Session, hasher: PasswordHasher, user: User
) -> None:
    user.is_active = False
    with pytest.raises(BadCredentials):
        sign_in(session, hasher, user.email)


def test_a_password_is_hashed_for_an_unknown_account_too(session: Session) -> None:
    class Counting(PasswordHasher):
        calls = 0

        def verify(self, password: str, password_hash: str | None) -> tuple[bool, str | None]:
            self.calls += 1
            return super().verify(password, password_hash)

    hasher = Counting(make_settings())
    with pytest.raises(BadCredentials):
        sign_in(session, hasher, "nobody@example.com")
    assert hasher.calls == 1


def test_signing_in_renews_a_hash_of_other_parameters(
    session: Session, settings: Settings, user: User
) -> None:
    before = user.password_hash
    sign_in(session, PasswordHasher(make_settings(argon2_memory_kib=16)), user.email)
    assert user.password_hash != before


def test_nobody_waits_for_the_lock_while_a_password_is_hashed(session: Session, user: User) -> None:
    class Watching(PasswordHasher):
        in_transaction: bool | None = None

        def verify(self, password: str, password_hash: str | None) -> tuple[bool, str | None]:
            self.in_transaction = session.in_transaction()
            return super().verify(password, password_hash)

    hasher = Watching(make_settings())
    sign_in(session, hasher, user.email)
    assert hasher.in_transaction is False


class InterruptedHasher(PasswordHasher):
    """While it verifies a password, something else happens."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        super().__init__(make_settings())
        self._meanwhile = meanwhile

    def verify(self, password: str, password_hash: str | None) -> tuple[bool, str | None]:
        result = super().verify(password, password_hash)
        self._meanwhile()
        return result


@pytest.mark.parametrize("change", [{"password_hash": "another"}, {"is_active": False}])
def test_nobody_signs_in_with_what_is_out_of_date_meanwhile(
    app: Flask, session: Session, user: User, change: dict[str, object]
) -> None:
    def change_account() -> None:
        with app.extensions["sessions"].writes.begin() as other:
            other.execute(update(User).values(**change))

    with pytest.raises(BadCredentials):
        sign_in(session, InterruptedHasher(change_account), user.email)


def test_nobody_changes_a_password_that_is_out_of_date_meanwhile(
    app: Flask, session: Session, user: User
) -> None:
    def change_account() -> None:
        with app.extensions["sessions"].writes.begin() as other:
            other.execute(update(User).values(password_hash="another"))

    change = PasswordChangeIn(current_password=PASSWORD, new_password="three blue herons at noon")
    with pytest.raises(WrongPassword):
        services.change_password(session, InterruptedHasher(change_account), user, change, min_length=15)
