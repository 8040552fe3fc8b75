import pytest
from flask import Flask
from httpx2 import Client, Response

from app.auth.passwords import PasswordHasher
from app.users.models import User
from tests.accounts import PASSWORD, WRONG
from tests.clients import connections_in_use

AUTH = "/api/v1/auth"


def login(client: Client, password: str, email: str = "ada@example.com", **headers: str) -> Response:
    return client.post(f"{AUTH}/login", data={"username": email, "password": password}, headers=headers)


def test_after_five_failures_an_account_is_closed_even_to_the_right_password(
    client: Client, user: User
) -> None:
    failures = [login(client, WRONG).status_code for _ in range(5)]
    response = login(client, PASSWORD)
    assert failures == [401] * 5
    assert response.status_code == 429
    assert response.headers["Content-Type"] == "application/problem+json"
    assert 14 * 60 < int(response.headers["Retry-After"]) <= 15 * 60
    assert response.json()["type"] == "/problems/too-many-requests"


def test_an_account_that_does_not_exist_is_closed_in_the_same_way(client: Client) -> None:
    statuses = [login(client, WRONG, "nobody@example.com").status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]


def test_signing_in_is_not_counted(client: Client, user: User) -> None:
    assert [login(client, PASSWORD).status_code for _ in range(25)] == [200] * 25


def test_a_refused_attempt_costs_no_hashing(
    client: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        login(client, WRONG)
    hashed: list[object] = []
    monkeypatch.setattr(PasswordHasher, "verify", lambda *arguments: hashed.append(arguments))
    assert (login(client, PASSWORD).status_code, hashed) == (429, [])


def test_one_made_up_address_after_another_lifts_nothing(client: Client, user: User) -> None:
    statuses = [login(client, WRONG, **{"X-Forwarded-For": f"203.0.113.{n}"}).status_code for n in range(6)]
    assert statuses == [401] * 5 + [429]


def test_after_twenty_failures_an_address_is_closed_for_every_account(client: Client) -> None:
    statuses = [login(client, WRONG, f"user{n}@example.com").status_code for n in range(21)]
    assert statuses == [401] * 20 + [429]


def test_an_address_registers_ten_accounts_an_hour(client: Client) -> None:
    responses = [
        client.post(f"{AUTH}/register", json={"email": f"user{n}@example.com", "password": PASSWORD})
        for n in range(11)
    ]
    assert [response.status_code for response in responses] == [201] * 10 + [429]
    assert 59 * 60 < int(responses[-1].headers["Retry-After"]) <= 60 * 60


def test_after_all_that_the_application_is_healthy(client: Client, user: User) -> None:
    for _ in range(8):
        login(client, WRONG)
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "content"),
    [
        ("PATCH", "/api/v1/users/me", {"email": "countess@example.com"}),
        ("POST", "/api/v1/auth/verify-email/resend", None),
    ],
)
def test_while_a_request_is_counted_no_connection_to_the_database_is_held(
    auth_client: Client,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    path: str,
    content: object,
) -> None:
    in_use: list[int] = []

    def note(address: str) -> str:
        in_use.append(connections_in_use(app))
        return address

    monkeypatch.setattr("app.rate_limits.address_key", note)
    response = auth_client.request(method, path, json=content)
    assert (response.is_success, in_use) == (True, [0])
