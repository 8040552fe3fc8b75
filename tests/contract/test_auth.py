"""Registering, signing in, staying signed in and signing out."""

import base64
import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from contract.accounts import PASSWORD, WRONG, Account, login, new_email, refresh, register, sign_in
from contract.client import API, Client, assert_empty, assert_invalid, assert_problem

ME = f"{API}/users/me"
USER = {"id", "email", "full_name", "is_active", "is_admin", "is_verified", "created_at"}


def test_registering_answers_the_user(client: Client) -> None:
    email = new_email()
    answer = register(client, email.upper(), full_name="Ada Lovelace")
    assert answer.status == 201
    assert answer.headers["Location"] == ME
    user = answer.json
    assert user.keys() == USER
    assert str(uuid.UUID(user["id"])) == user["id"]
    assert (user["email"], user["full_name"]) == (email, "Ada Lovelace")
    assert (user["is_active"], user["is_admin"], user["is_verified"]) == (True, False, False)
    assert user["created_at"].endswith("Z")
    age = datetime.now(UTC) - datetime.fromisoformat(user["created_at"])
    assert abs(age) < timedelta(minutes=5)


def test_a_name_may_be_left_out(client: Client) -> None:
    assert register(client, new_email()).json["full_name"] is None


def test_an_address_is_one_account(client: Client, ada: Account) -> None:
    assert_problem(register(client, ada.email.upper()), 409, "email-taken")


@pytest.mark.parametrize(
    ("values", "pointers"),
    [
        ({"email": "nobody"}, ["/body/email"]),
        ({"email": None}, ["/body/email"]),
        ({"password": "too short"}, ["/body/password"]),
        ({"password": "passwordpassword"}, ["/body/password"]),
        ({"password": "x" * 129}, ["/body/password"]),
        ({"full_name": ""}, ["/body/full_name"]),
        ({"full_name": 5}, ["/body/full_name"]),
        ({"is_admin": True}, ["/body/is_admin"]),
        ({"email": "nobody", "id": 1}, ["/body/email", "/body/id"]),
    ],
)
def test_a_bad_registration_names_every_field(
    client: Client, values: dict[str, object], pointers: list[str]
) -> None:
    body = {"email": new_email(), "password": PASSWORD} | values
    answer = client.post(f"{API}/auth/register", body)
    assert_invalid(answer, *pointers)
    assert "nobody" not in answer.text


def test_signing_in_answers_a_pair_of_tokens(client: Client, ada: Account) -> None:
    answer = login(client, ada.email.upper())
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    pair = answer.json
    assert pair.keys() == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert (pair["token_type"], pair["expires_in"]) == ("bearer", 900)


def test_an_access_token_carries_its_session(ada: Account) -> None:
    assert ada.client.token is not None
    header, claims, _ = (
        json.loads(base64.urlsafe_b64decode(part + "==")) if index < 2 else {}
        for index, part in enumerate(ada.client.token.split("."))
    )
    assert header["alg"] == "HS256"
    assert claims.keys() >= {"sub", "sid", "jti", "iss", "aud", "iat", "exp", "type"}
    assert claims["exp"] - claims["iat"] == 900
    assert claims["sub"] == ada.client.get(ME).json["id"]


@pytest.mark.parametrize("form", [{}, {"username": "ada@example.com"}, {"username": "", "password": "x"}])
def test_a_form_that_lacks_something_is_refused(client: Client, form: dict[str, str]) -> None:
    answer = client.post_form(f"{API}/auth/login", **form)
    missing = {"/body/username", "/body/password"} - {
        f"/body/{name}" for name, value in form.items() if value
    }
    assert_invalid(answer, *missing)


def test_what_the_documentation_page_sends_along_means_nothing(client: Client, ada: Account) -> None:
    others = {"grant_type": "password", "scope": "", "client_id": "", "client_secret": "x"}
    answer = client.post_form(f"{API}/auth/login", username=ada.email, password=PASSWORD, **others)
    assert answer.status == 200


def test_an_unknown_field_of_the_form_is_refused(client: Client, ada: Account) -> None:
    answer = client.post_form(f"{API}/auth/login", username=ada.email, password=PASSWORD, remember="yes")
    assert_invalid(answer, "/body/remember")


@pytest.mark.parametrize("password", [WRONG, "\x00", "x" * 900_000])
@pytest.mark.parametrize("known", [True, False])
def test_bad_credentials_get_one_answer(client: Client, ada: Account, password: str, known: bool) -> None:
    answer = login(client, ada.email if known else new_email(), password)
    assert_problem(answer, 401, "bad-credentials")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.json["detail"] == "The e-mail address or the password is wrong."


def test_credentials_in_the_query_mean_nothing(client: Client, ada: Account) -> None:
    answer = client.post(f"{API}/auth/login?username={ada.email}&password=x")
    assert_problem(answer, 422, "invalid-input")


def test_a_refresh_token_is_exchanged_for_a_new_pair(client: Client, ada: Account) -> None:
    answer = refresh(client, ada.refresh_token)
    assert answer.status == 200
    renewed = answer.json
    assert renewed["refresh_token"] != ada.refresh_token
    assert client.with_token(renewed["access_token"]).get(ME).status == 200


def test_a_spent_refresh_token_ends_its_whole_family(client: Client, ada: Account) -> None:
    renewed = refresh(client, ada.refresh_token).json
    reused = refresh(client, ada.refresh_token)
    assert_problem(reused, 401, "invalid-token")
    assert reused.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert refresh(client, renewed["refresh_token"]).status == 401
    assert client.with_token(renewed["access_token"]).get(ME).status == 401


def test_other_sessions_of_the_account_live_on(client: Client, ada: Account) -> None:
    elsewhere = sign_in(client, ada.email)
    refresh(client, ada.refresh_token)
    refresh(client, ada.refresh_token)
    assert elsewhere.client.get(ME).status == 200


def test_of_parallel_refreshes_at_most_one_wins(client: Client, ada: Account) -> None:
    with ThreadPoolExecutor(4) as threads:
        statuses = threads.map(lambda _: refresh(client, ada.refresh_token).status, range(4))
    assert sorted(statuses) == [200, 401, 401, 401]


def test_signing_out_ends_both_tokens(client: Client, ada: Account) -> None:
    assert_empty(client.post(f"{API}/auth/logout", {"refresh_token": ada.refresh_token}))
    assert ada.client.get(ME).status == 401
    assert refresh(client, ada.refresh_token).status == 401
    assert client.post(f"{API}/auth/logout", {"refresh_token": ada.refresh_token}).status == 401


def test_neither_token_stands_in_for_the_other(client: Client, ada: Account) -> None:
    assert ada.client.token is not None
    assert client.with_token(ada.refresh_token).get(ME).status == 401
    assert refresh(client, ada.client.token).status == 401


@pytest.mark.parametrize("path", ["refresh", "logout"])
@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\x00", "é" * 100, "x" * 10_000])
def test_what_is_no_token_is_refused(client: Client, path: str, token: str) -> None:
    answer = client.post(f"{API}/auth/{path}", {"refresh_token": token})
    assert_problem(answer, 401, "invalid-token")


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer ", "Bearer x", "bearer a.b.c", "Basic YWRhOng=", "Token x", "x" * 5000],
)
def test_a_malformed_authorization_is_refused(client: Client, authorization: str) -> None:
    answer = client.get(ME, Authorization=authorization)
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_in_the_query_means_nothing(client: Client, ada: Account) -> None:
    assert_problem(client.get(ME, {"access_token": str(ada.client.token)}), 401)


def test_a_token_with_a_changed_signature_is_refused(client: Client, ada: Account) -> None:
    assert ada.client.token is not None
    head, _, signature = ada.client.token.rpartition(".")
    other = ("A" if signature[0] != "A" else "B") + signature[1:]
    assert_problem(client.with_token(f"{head}.{other}").get(ME), 401, "invalid-token")


def test_an_unsigned_token_is_refused(client: Client, ada: Account) -> None:
    assert ada.client.token is not None
    header = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    claims = ada.client.token.split(".")[1]
    assert_problem(client.with_token(f"{header}.{claims}.").get(ME), 401, "invalid-token")
