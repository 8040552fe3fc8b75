import re
import uuid
from email.message import EmailMessage

import pytest

from app.auth.account_tokens import AccountTokens, Purpose
from app.auth.letters import Letters
from app.users.models import User
from tests.isolation import make_settings

TOKENS = AccountTokens(make_settings())


@pytest.fixture
def user() -> User:
    return User(
        id=uuid.uuid4(), email="ada@example.com", password_hash="x", is_active=True, is_verified=False
    )


def letters(**settings: str) -> Letters:
    return Letters(make_settings(**settings), TOKENS)


def link_in(message: EmailMessage) -> str:
    (link,) = re.findall(r"https?://\S+", message.get_content())
    return str(link)


def test_the_link_of_a_verification_starts_with_the_address_of_the_site(user: User) -> None:
    link = link_in(letters(public_url="https://shop.example.com").verification(user))
    page, token = link.split("?token=")
    assert page == "https://shop.example.com/verify-email"
    assert TOKENS.read(Purpose.EMAIL_VERIFICATION, token).user_id == user.id


def test_the_link_of_a_reset_starts_with_the_address_of_the_site(user: User) -> None:
    link = link_in(letters(public_url="https://shop.example.com").password_reset(user))
    page, token = link.split("?token=")
    assert page == "https://shop.example.com/password-reset/confirm"
    assert TOKENS.read(Purpose.PASSWORD_RESET, token).user_id == user.id


def test_the_address_that_an_account_had_is_told_and_gets_no_token() -> None:
    message = letters(public_url="https://shop.example.com").move("ada@example.com")
    assert message["To"] == "ada@example.com"
    assert link_in(message) == "https://shop.example.com"
    assert "another address" in message.get_content()


def test_a_mail_goes_to_the_account_from_the_sender_of_the_settings(user: User) -> None:
    message = letters(mail_from="Shop <shop@example.com>").verification(user)
    assert (message["From"], message["To"]) == ("Shop <shop@example.com>", "ada@example.com")


@pytest.mark.parametrize(
    ("app_env", "public_url", "is_told"),
    [
        ("production", "http://127.0.0.1:8000", True),
        ("production", "https://shop.example.com", False),
        ("development", "http://127.0.0.1:8000", False),
    ],
)
def test_production_is_told_when_its_links_lead_nowhere(
    caplog: pytest.LogCaptureFixture, app_env: str, public_url: str, is_told: bool
) -> None:
    letters(app_env=app_env, public_url=public_url)
    assert ("Set PUBLIC_URL" in caplog.text) is is_told


def test_without_a_sender_mails_come_from_the_site(user: User) -> None:
    message = letters(public_url="https://shop.example.com").password_reset(user)
    assert message["From"] == "no-reply@shop.example.com"
