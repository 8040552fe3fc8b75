"""Verifying an address and resetting a password, over HTTP."""

import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from httpx2 import Client, Response
from sqlalchemy.orm import Session

from app.auth import links
from app.users.models import User
from tests.accounts import PASSWORD
from tests.api.clients import at_once, new_client
from tests.clients import prepared
from tests.isolation import make_settings
from tests.outbox import Outbox

AUTH = "/api/v1/auth"
ME = "/api/v1/users/me"
NEW_PASSWORD = "seven quiet lanterns in May"


def login(client: Client, email: str, password: str) -> Response:
    return client.post(f"{AUTH}/login", data={"username": email, "password": password})


def register(client: Client) -> Response:
    body = {"email": "grace@example.com", "password": PASSWORD}
    return client.post(f"{AUTH}/register", json=body)


def verify(client: Client, token: str) -> Response:
    return client.post(f"{AUTH}/verify-email", json={"token": token})


def request_reset(client: Client, email: str) -> Response:
    return client.post(f"{AUTH}/password-reset", json={"email": email})


def reset(client: Client, token: str, password: str = NEW_PASSWORD) -> Response:
    return client.post(f"{AUTH}/password-reset/confirm", json={"token": token, "password": password})


def assert_link_refused(response: Response) -> None:
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == ["/body/token"]


def test_registering_sends_a_link_that_verifies_the_address(
    client: Client, outbox: Outbox, session: Session
) -> None:
    registered = register(client)
    assert outbox.recipients == ["grace@example.com"]
    response = verify(client, outbox.last_token)
    assert (response.status_code, response.content) == (204, b"")
    assert session.get_one(User, uuid.UUID(registered.json()["id"])).is_verified


def test_a_registration_that_fails_sends_nothing(client: Client, user: User, outbox: Outbox) -> None:
    client.post(f"{AUTH}/register", json={"email": user.email, "password": PASSWORD})
    assert outbox.messages == []


def test_a_verification_token_is_single_use(client: Client, outbox: Outbox) -> None:
    register(client)
    verify(client, outbox.last_token)
    assert_link_refused(verify(client, outbox.last_token))


def test_of_parallel_verifications_one_succeeds(client: Client, outbox: Outbox) -> None:
    register(client)
    assert sorted(at_once(4, lambda _: verify(client, outbox.last_token).status_code)) == [204, 422, 422, 422]


def test_a_verification_mail_can_be_sent_again(auth_client: Client, outbox: Outbox) -> None:
    response = auth_client.post(f"{AUTH}/verify-email/resend")
    assert response.status_code == 202
    assert outbox.recipients == ["ada@example.com"]
    assert (verify(auth_client, outbox.last_token)).status_code == 204


def test_who_is_verified_gets_no_other_mail(auth_client: Client, outbox: Outbox) -> None:
    auth_client.post(f"{AUTH}/verify-email/resend")
    verify(auth_client, outbox.last_token)
    response = auth_client.post(f"{AUTH}/verify-email/resend")
    assert response.status_code == 202
    assert len(outbox.messages) == 1


def test_only_who_is_signed_in_gets_another_mail(client: Client, outbox: Outbox) -> None:
    response = client.post(f"{AUTH}/verify-email/resend")
    assert response.status_code == 401
    assert outbox.messages == []


def test_a_known_address_gets_a_link_for_a_new_password(client: Client, user: User, outbox: Outbox) -> None:
    request_reset(client, "ADA@example.com")
    assert outbox.recipients == ["ada@example.com"]
    response = reset(client, outbox.last_token)
    assert (response.status_code, response.content) == (204, b"")
    assert (login(client, user.email, NEW_PASSWORD)).status_code == 200
    assert (login(client, user.email, PASSWORD)).status_code == 401


def test_a_reset_answers_the_same_for_known_and_unknown_addresses(
    client: Client, user: User, outbox: Outbox
) -> None:
    known, unknown = [request_reset(client, email) for email in (user.email, "nobody@example.com")]
    assert known.status_code == unknown.status_code == 202
    assert known.content == unknown.content
    assert outbox.recipients == [user.email]


def test_a_deactivated_account_gets_no_link(
    client: Client, user: User, outbox: Outbox, session: Session
) -> None:
    user.is_active = False
    session.commit()
    response = request_reset(client, user.email)
    assert response.status_code == 202
    assert outbox.messages == []


def test_a_reset_token_is_single_use(client: Client, user: User, outbox: Outbox) -> None:
    request_reset(client, user.email)
    reset(client, outbox.last_token)
    assert_link_refused(reset(client, outbox.last_token, "another password of mine"))


def test_of_parallel_resets_one_succeeds(client: Client, user: User, outbox: Outbox) -> None:
    request_reset(client, user.email)

    def try_to_reset(number: int) -> int:
        return reset(client, outbox.last_token, f"{NEW_PASSWORD} {number}").status_code

    assert sorted(at_once(4, try_to_reset)) == [204, 422, 422, 422]


def test_a_weak_password_leaves_the_reset_token_good(client: Client, user: User, outbox: Outbox) -> None:
    request_reset(client, user.email)
    for password in ("too short", "passwordpassword", f"{user.email}1", "x" * 1_000_000):
        response = reset(client, outbox.last_token, password)
        assert response.status_code == 422
        assert [error["pointer"] for error in response.json()["errors"]] == ["/body/password"]
    assert (reset(client, outbox.last_token)).status_code == 204


def test_a_reset_ends_every_session(client: Client, auth_client: Client, user: User, outbox: Outbox) -> None:
    request_reset(client, user.email)
    reset(client, outbox.last_token)
    assert (auth_client.get(ME)).status_code == 401


def test_a_reset_verifies_the_address(client: Client, user: User, outbox: Outbox) -> None:
    request_reset(client, user.email)
    reset(client, outbox.last_token)
    pair = (login(client, user.email, NEW_PASSWORD)).json()
    me = client.get(ME, headers={"Authorization": f"Bearer {pair['access_token']}"})
    assert me.json()["is_verified"] is True


def test_the_tokens_of_mails_are_not_interchangeable(client: Client, user: User, outbox: Outbox) -> None:
    request_reset(client, user.email)
    assert_link_refused(verify(client, outbox.last_token))
    register(client)
    assert_link_refused(reset(client, outbox.last_token))


def test_the_token_of_a_mail_is_no_access_token(client: Client, user: User, outbox: Outbox) -> None:
    request_reset(client, user.email)
    response = client.get(ME, headers={"Authorization": f"Bearer {outbox.last_token}"})
    assert response.status_code == 401


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\x00", "é" * 100])
def test_what_is_no_token_of_a_mail_is_refused(client: Client, token: str) -> None:
    assert_link_refused(verify(client, token))
    assert_link_refused(reset(client, token))


@pytest.fixture
def strict_client(app: Flask, database_url: str, outbox: Outbox) -> Iterator[Client]:
    """Somebody at an application that lets verified addresses in only."""
    settings = make_settings(database_url=database_url, require_verified_email=True)
    with new_client(prepared(app, settings, outbox)) as client:
        yield client


def test_an_address_may_have_to_be_verified_before_signing_in(strict_client: Client, outbox: Outbox) -> None:
    register(strict_client)
    response = login(strict_client, "grace@example.com", PASSWORD)
    assert response.status_code == 403
    assert response.json()["type"] == "/problems/email-not-verified"
    verify(strict_client, outbox.last_token)
    assert (login(strict_client, "grace@example.com", PASSWORD)).status_code == 200


def test_a_wrong_password_does_not_tell_that_the_address_is_not_verified(
    strict_client: Client,
) -> None:
    register(strict_client)
    response = login(strict_client, "grace@example.com", NEW_PASSWORD)
    assert response.status_code == 401


def test_whether_an_address_is_known_is_looked_up_after_the_answer(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []
    monkeypatch.setattr(links, "mail_reset_link", lambda _sessions, _mail, email: looked_up.append(email))
    answer = app.test_client().post(
        f"{AUTH}/password-reset", json={"email": "ada@example.com"}, buffered=False
    )
    assert (answer.status_code, looked_up) == (202, [])
    answer.close()
    assert looked_up == ["ada@example.com"]
