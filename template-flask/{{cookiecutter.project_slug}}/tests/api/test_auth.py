"""Registering, signing in, staying signed in and signing out, over HTTP."""

import pytest
from flask import Flask
from httpx2 import Client, Response
from sqlalchemy.orm import Session

from app.auth.tokens import TokenPair
from app.users.models import User
from tests.accounts import PASSWORD
from tests.api.clients import at_once, sign_in
from tests.isolation import make_settings

ME = "/api/v1/users/me"


def register(client: Client, **values: object) -> Response:
    body = {"email": "grace@example.com", "password": PASSWORD} | values
    return client.post("/api/v1/auth/register", json=body)


def login(client: Client, username: str, password: str) -> Response:
    form = {"username": username, "password": password}
    return client.post("/api/v1/auth/login", data=form)


def refresh(client: Client, token: str) -> Response:
    return client.post("/api/v1/auth/refresh", json={"refresh_token": token})


def logout(client: Client, token: str) -> Response:
    return client.post("/api/v1/auth/logout", json={"refresh_token": token})


def me_with(client: Client, authorization: str) -> Response:
    return client.get(ME, headers={"Authorization": authorization})


def deactivate(session: Session, user: User) -> None:
    user.is_active = False
    session.commit()


def test_registering_answers_the_new_account(client: Client) -> None:
    response = register(client, full_name="Grace Hopper")
    assert response.status_code == 201
    assert response.headers["Location"] == ME
    account = response.json()
    assert account.keys() == {
        *("id", "email", "full_name", "is_active", "is_admin", "is_verified", "created_at")
    }
    assert account["email"] == "grace@example.com"
    assert account["full_name"] == "Grace Hopper"
    assert (account["is_active"], account["is_admin"], account["is_verified"]) == (True, False, False)
    assert account["created_at"].endswith("Z")


def test_who_has_registered_can_sign_in(client: Client) -> None:
    register(client)
    response = login(client, "grace@example.com", PASSWORD)
    assert response.status_code == 200


@pytest.mark.parametrize("email", ["ada@example.com", "ADA@Example.Com"])
def test_one_address_is_one_account_in_any_letter_case(client: Client, user: User, email: str) -> None:
    response = register(client, email=email)
    assert response.status_code == 409
    assert response.json()["type"] == "/problems/email-taken"


def test_of_two_registrations_at_once_one_succeeds(client: Client) -> None:
    assert sorted(at_once(4, lambda _: register(client).status_code)) == [201, 409, 409, 409]


@pytest.mark.parametrize(
    ("values", "pointer"),
    [
        ({"email": "nobody"}, "/body/email"),
        ({"password": "too short"}, "/body/password"),
        ({"password": "passwordpassword"}, "/body/password"),
        ({"password": "x" * 200_000}, "/body/password"),
        ({"full_name": ""}, "/body/full_name"),
        ({"is_admin": True}, "/body/is_admin"),
    ],
)
def test_a_bad_registration_names_the_field(client: Client, values: dict[str, object], pointer: str) -> None:
    response = register(client, **values)
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


def test_a_refused_value_is_not_repeated(client: Client) -> None:
    response = register(client, password="my cat", email="not-an-address")
    assert response.status_code == 422
    assert "my cat" not in response.text
    assert "not-an-address" not in response.text


def test_signing_in_answers_a_pair_of_tokens(client: Client, user: User) -> None:
    response = login(client, user.email, PASSWORD)
    pair = response.json()
    assert pair.keys() == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert (pair["token_type"], pair["expires_in"]) == ("bearer", make_settings().access_token_minutes * 60)
    assert response.headers["Cache-Control"] == "no-store"


def test_an_address_may_be_typed_in_any_letter_case(client: Client, user: User) -> None:
    response = login(client, "Ada@EXAMPLE.com", PASSWORD)
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("ada@example.com", "three red herons at noon"),
        ("ada@example.com", "x" * 500_000),
        ("ada@example.com", "\x00"),
        ("nobody@example.com", PASSWORD),
        ("' OR 1=1 --", PASSWORD),
        ("ada@example.com\x00", PASSWORD),
    ],
)
def test_bad_credentials_get_the_same_answer_whatever_is_wrong(
    client: Client, user: User, username: str, password: str
) -> None:
    response = login(client, username, password)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.json() == {
        "type": "/problems/bad-credentials",
        "title": "Unauthorized",
        "status": 401,
        "detail": "The e-mail address or the password is wrong.",
    }


def test_a_deactivated_account_cannot_sign_in(client: Client, user: User, session: Session) -> None:
    deactivate(session, user)
    response = login(client, user.email, PASSWORD)
    assert response.status_code == 401


def test_credentials_are_not_read_from_the_query_string(client: Client, user: User) -> None:
    response = client.post(f"/api/v1/auth/login?username={user.email}&password={PASSWORD}")
    assert response.status_code == 422


@pytest.mark.parametrize(
    "authorization",
    ["Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic YWRhOng=", "bearer \xff", "x" * 5000, ""],
)
def test_a_malformed_authorization_is_refused(app: Flask, authorization: str) -> None:
    # httpx would send no other letters than ASCII.
    response = app.test_client().get(ME, headers={"Authorization": authorization})
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_in_the_query_string_means_nothing(client: Client, tokens: TokenPair) -> None:
    response = client.get(ME, params={"access_token": tokens.access_token})
    assert response.status_code == 401


def test_a_refresh_token_is_no_access_token(client: Client, tokens: TokenPair) -> None:
    response = me_with(client, f"Bearer {tokens.refresh_token}")
    assert response.status_code == 401


def test_an_access_token_is_no_refresh_token(client: Client, tokens: TokenPair) -> None:
    response = refresh(client, tokens.access_token)
    assert response.status_code == 401


def test_the_token_of_a_deactivated_account_is_refused(
    auth_client: Client, user: User, session: Session
) -> None:
    deactivate(session, user)
    response = auth_client.get(ME)
    assert response.status_code == 401


def test_the_token_of_a_deleted_account_is_refused(auth_client: Client, user: User, session: Session) -> None:
    session.delete(user)
    session.commit()
    response = auth_client.get(ME)
    assert response.status_code == 401


def test_refreshing_answers_a_new_pair_that_works(client: Client, tokens: TokenPair) -> None:
    response = refresh(client, tokens.refresh_token)
    assert response.status_code == 200
    renewed = response.json()
    assert renewed["refresh_token"] != tokens.refresh_token
    response = me_with(client, f"Bearer {renewed['access_token']}")
    assert response.status_code == 200


def test_a_spent_refresh_token_ends_the_whole_session(client: Client, tokens: TokenPair) -> None:
    renewed = (refresh(client, tokens.refresh_token)).json()
    reused = refresh(client, tokens.refresh_token)
    assert reused.status_code == 401
    assert (refresh(client, renewed["refresh_token"])).status_code == 401
    assert (me_with(client, f"Bearer {renewed['access_token']}")).status_code == 401


def test_another_session_of_the_same_user_lives_on(
    app: Flask, client: Client, tokens: TokenPair, user: User, session: Session
) -> None:
    elsewhere = sign_in(app, session, user)
    refresh(client, tokens.refresh_token)
    refresh(client, tokens.refresh_token)
    response = me_with(client, f"Bearer {elsewhere.access_token}")
    assert response.status_code == 200


def test_of_parallel_refreshes_at_most_one_succeeds(client: Client, tokens: TokenPair) -> None:
    assert sorted(at_once(5, lambda _: refresh(client, tokens.refresh_token).status_code)) == [
        200,
        401,
        401,
        401,
        401,
    ]


def test_a_deactivated_account_cannot_refresh(
    client: Client, tokens: TokenPair, user: User, session: Session
) -> None:
    deactivate(session, user)
    response = refresh(client, tokens.refresh_token)
    assert response.status_code == 401


def test_signing_out_ends_access_and_refresh_token(client: Client, tokens: TokenPair) -> None:
    response = logout(client, tokens.refresh_token)
    assert (response.status_code, response.content) == (204, b"")
    assert (me_with(client, f"Bearer {tokens.access_token}")).status_code == 401
    assert (refresh(client, tokens.refresh_token)).status_code == 401


def test_signing_out_twice_is_refused(client: Client, tokens: TokenPair) -> None:
    logout(client, tokens.refresh_token)
    response = logout(client, tokens.refresh_token)
    assert response.status_code == 401


@pytest.mark.parametrize("path", ["refresh", "logout"])
@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\x00", "é" * 100])
def test_what_is_no_token_is_refused(client: Client, path: str, token: str) -> None:
    response = client.post(f"/api/v1/auth/{path}", json={"refresh_token": token})
    assert response.status_code == 401
