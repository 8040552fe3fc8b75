import uuid
from datetime import timedelta

import pytest

from app.auth import account_tokens
from app.auth.account_tokens import LIFETIMES, AccountTokens, InvalidAccountToken, Purpose
from app.auth.signing import Signer
from app.orm import utc_now
from app.users.models import User
from tests.isolation import make_settings

SETTINGS = make_settings()
PURPOSES = list(Purpose)


@pytest.fixture
def tokens() -> AccountTokens:
    return AccountTokens(SETTINGS)


@pytest.fixture
def user() -> User:
    return User(
        id=uuid.uuid4(), email="ada@example.com", password_hash="old", is_active=True, is_verified=False
    )


def use(tokens: AccountTokens, purpose: Purpose, token: str, user: User | None) -> User:
    return tokens.check(purpose, tokens.read(purpose, token), user)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_token_leads_to_its_account(tokens: AccountTokens, user: User, purpose: Purpose) -> None:
    token = tokens.make(purpose, user)
    assert tokens.read(purpose, token).user_id == user.id
    assert use(tokens, purpose, token, user) is user


def test_a_reset_token_is_spent_by_a_new_password(tokens: AccountTokens, user: User) -> None:
    token = tokens.make(Purpose.PASSWORD_RESET, user)
    user.password_hash = "new"
    with pytest.raises(InvalidAccountToken):
        use(tokens, Purpose.PASSWORD_RESET, token, user)


def test_a_verification_token_is_spent_by_the_verification(tokens: AccountTokens, user: User) -> None:
    token = tokens.make(Purpose.EMAIL_VERIFICATION, user)
    user.is_verified = True
    with pytest.raises(InvalidAccountToken):
        use(tokens, Purpose.EMAIL_VERIFICATION, token, user)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_token_is_spent_by_another_address(tokens: AccountTokens, user: User, purpose: Purpose) -> None:
    token = tokens.make(purpose, user)
    user.email = "lovelace@example.com"
    with pytest.raises(InvalidAccountToken):
        use(tokens, purpose, token, user)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_token_is_no_good_for_a_closed_account(tokens: AccountTokens, user: User, purpose: Purpose) -> None:
    token = tokens.make(purpose, user)
    user.is_active = False
    with pytest.raises(InvalidAccountToken):
        use(tokens, purpose, token, user)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_token_is_no_good_without_its_account(tokens: AccountTokens, user: User, purpose: Purpose) -> None:
    with pytest.raises(InvalidAccountToken):
        use(tokens, purpose, tokens.make(purpose, user), None)


@pytest.mark.parametrize(("purpose", "other"), [PURPOSES, PURPOSES[::-1]])
def test_a_token_is_good_for_one_purpose(
    tokens: AccountTokens, user: User, purpose: Purpose, other: Purpose
) -> None:
    with pytest.raises(InvalidAccountToken):
        tokens.read(other, tokens.make(purpose, user))


@pytest.mark.parametrize("kind", ["access", "refresh"])
def test_the_tokens_of_a_sign_in_are_no_account_tokens(tokens: AccountTokens, kind: str) -> None:
    claims = {"sub": str(uuid.uuid4()), "state": "x"}
    token = Signer(SETTINGS).sign(kind, utc_now() + timedelta(minutes=1), claims)
    with pytest.raises(InvalidAccountToken):
        tokens.read(Purpose.PASSWORD_RESET, token)


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\x00", "é" * 100, "[" * 10_000])
def test_what_is_no_token_is_refused(tokens: AccountTokens, token: str) -> None:
    with pytest.raises(InvalidAccountToken):
        tokens.read(Purpose.PASSWORD_RESET, token)


@pytest.mark.parametrize(
    ("purpose", "lifetime"),
    [(Purpose.PASSWORD_RESET, timedelta(hours=1)), (Purpose.EMAIL_VERIFICATION, timedelta(days=1))],
)
def test_a_token_is_short_lived(
    tokens: AccountTokens,
    user: User,
    purpose: Purpose,
    lifetime: timedelta,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert LIFETIMES[purpose] == lifetime
    start = utc_now() - lifetime
    monkeypatch.setattr(account_tokens, "utc_now", lambda: start)
    with pytest.raises(InvalidAccountToken):
        tokens.read(purpose, tokens.make(purpose, user))


def test_a_token_tells_nothing_about_the_password(tokens: AccountTokens, user: User) -> None:
    other = AccountTokens(make_settings(secret_key="another key that is as long as it must be"))
    claims = tokens.read(Purpose.PASSWORD_RESET, tokens.make(Purpose.PASSWORD_RESET, user))
    with pytest.raises(InvalidAccountToken):
        other.check(Purpose.PASSWORD_RESET, claims, user)
