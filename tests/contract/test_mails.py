"""What the links in mails are for."""

import time

import pytest
from contract.accounts import NEW_PASSWORD, PASSWORD, Account, login, new_email
from contract.client import API, Answer, Client, assert_empty, assert_invalid, assert_problem
from contract.starters import Starter

AUTH = f"{API}/auth"
ME = f"{API}/users/me"


def verify(client: Client, token: str) -> Answer:
    return client.post(f"{AUTH}/verify-email", {"token": token})


def request_reset(client: Client, email: str) -> Answer:
    return client.post(f"{AUTH}/password-reset", {"email": email})


def reset(client: Client, token: str, password: str = NEW_PASSWORD) -> Answer:
    return client.post(f"{AUTH}/password-reset/confirm", {"token": token, "password": password})


def token_to_reset(starter: Starter, client: Client, email: str) -> str:
    """That of the mail that this asks for, and not of the one after registering."""
    before = starter.token_mailed_to(email)
    assert request_reset(client, email).status == 202
    return starter.token_mailed_to(email, but=before)


def test_the_mail_after_registering_verifies_the_address_once(mailing: Starter, ada: Account) -> None:
    token = mailing.token_mailed_to(ada.email)
    assert ada.client.get(ME).json["is_verified"] is False
    assert_empty(verify(ada.client, token))
    assert ada.client.get(ME).json["is_verified"] is True
    assert_invalid(verify(ada.client, token), "/body/token")


def test_another_mail_can_be_had_until_the_address_is_verified(mailing: Starter, ada: Account) -> None:
    first = mailing.token_mailed_to(ada.email)
    # Tokens tell when they end by the second.
    time.sleep(1.1)
    assert ada.client.post(f"{AUTH}/verify-email/resend").status == 202
    assert_empty(verify(ada.client, mailing.token_mailed_to(ada.email, but=first)))
    assert ada.client.post(f"{AUTH}/verify-email/resend").status == 202


def test_only_who_is_signed_in_has_a_mail_sent_again(client: Client) -> None:
    assert_problem(client.post(f"{AUTH}/verify-email/resend"), 401)


def test_a_reset_sets_a_new_password_once_and_ends_all_sessions(
    mailing: Starter, client: Client, ada: Account
) -> None:
    token = token_to_reset(mailing, client, ada.email.upper().lower())
    assert_empty(reset(client, token))
    assert ada.client.get(ME).status == 401
    assert login(client, ada.email, PASSWORD).status == 401
    answer = login(client, ada.email, NEW_PASSWORD)
    assert answer.status == 200
    # Who has the token reads what is sent to the address.
    assert client.with_token(answer.json["access_token"]).get(ME).json["is_verified"] is True
    assert_invalid(reset(client, token, "another password of mine"), "/body/token")


@pytest.mark.parametrize("password", ["too short", "passwordpassword", "x" * 129])
def test_a_weak_password_leaves_the_token_good(
    mailing: Starter, client: Client, ada: Account, password: str
) -> None:
    token = token_to_reset(mailing, client, ada.email)
    assert_invalid(reset(client, token, password), "/body/password")
    assert_empty(reset(client, token))


def test_a_reset_answers_the_same_for_every_address(client: Client, ada: Account) -> None:
    known, unknown = request_reset(client, ada.email), request_reset(client, new_email())
    assert (known.status, known.content) == (unknown.status, unknown.content)
    assert known.status == 202


def test_the_tokens_of_mails_are_not_interchangeable(mailing: Starter, client: Client, ada: Account) -> None:
    to_verify = mailing.token_mailed_to(ada.email)
    to_reset = token_to_reset(mailing, client, ada.email)
    assert_invalid(reset(client, to_verify), "/body/token")
    assert_invalid(verify(client, to_reset), "/body/token")
    assert_problem(client.with_token(to_reset).get(ME), 401, "invalid-token")


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\x00", "é" * 100])
def test_what_is_no_token_is_refused(client: Client, token: str) -> None:
    assert_invalid(verify(client, token), "/body/token")
    assert_invalid(reset(client, token), "/body/token")


@pytest.mark.parametrize("body", [{}, {"email": "nobody"}, {"email": None}])
def test_a_reset_needs_an_address(client: Client, body: dict[str, object]) -> None:
    assert_invalid(client.post(f"{AUTH}/password-reset", body), "/body/email")


def test_a_new_address_is_to_be_verified_by_a_mail_to_it_and_the_old_one_is_told(
    mailing: Starter, ada: Account
) -> None:
    verify(ada.client, mailing.token_mailed_to(ada.email))
    email = new_email()
    user = ada.client.patch(ME, {"email": email}).json
    assert (user["email"], user["is_verified"]) == (email, False)
    assert_empty(verify(ada.client, mailing.token_mailed_to(email)))
    newest, *_ = mailing.mailed_to(ada.email)
    assert "another address" in newest
