"""How often one may try, over HTTP."""

import pytest
from httpx2 import AsyncClient, Response

from app.auth.passwords import PasswordHasher
from app.resources import Resources
from app.users.models import User
from tests.accounts import PASSWORD
from tests.databases import connections_in_use

WRONG = "four green herons at noon"
LOGIN = "/api/v1/auth/login"


async def login(
    client: AsyncClient, password: str, email: str = "ada@example.com", **headers: str
) -> Response:
    return await client.post(LOGIN, data={"username": email, "password": password}, headers=headers)


async def test_after_five_failures_an_account_is_closed_even_to_the_right_password(
    client: AsyncClient, user: User
) -> None:
    failures = [(await login(client, WRONG)).status_code for _ in range(5)]
    response = await login(client, PASSWORD)
    assert failures == [401] * 5
    assert response.status_code == 429
    assert response.headers["Content-Type"] == "application/problem+json"
    assert 14 * 60 < int(response.headers["Retry-After"]) <= 15 * 60
    assert response.json()["type"] == "/problems/too-many-requests"


async def test_an_account_that_does_not_exist_is_closed_in_the_same_way(client: AsyncClient) -> None:
    statuses = [(await login(client, WRONG, "nobody@example.com")).status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]


async def test_letter_case_gives_no_more_attempts(client: AsyncClient, user: User) -> None:
    emails = ["ada@example.com", "Ada@example.com", "ADA@EXAMPLE.COM", "ada@Example.com", "aDa@example.com"]
    for email in emails:
        await login(client, WRONG, email)
    assert (await login(client, WRONG, "adA@example.com")).status_code == 429


async def test_signing_in_is_not_counted(client: AsyncClient, user: User) -> None:
    statuses = [(await login(client, PASSWORD)).status_code for _ in range(25)]
    assert statuses == [200] * 25


async def test_a_refused_attempt_costs_no_hashing(
    client: AsyncClient, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        await login(client, WRONG)
    hashed = []
    monkeypatch.setattr(PasswordHasher, "verify", lambda *arguments: hashed.append(arguments))
    response = await login(client, PASSWORD)
    assert (response.status_code, hashed) == (429, [])


async def test_one_made_up_address_after_another_lifts_nothing(client: AsyncClient, user: User) -> None:
    statuses = [
        (await login(client, WRONG, **{"X-Forwarded-For": f"203.0.113.{n}"})).status_code for n in range(6)
    ]
    assert statuses == [401] * 5 + [429]


async def test_after_twenty_failures_an_address_is_closed_for_every_account(client: AsyncClient) -> None:
    statuses = [(await login(client, WRONG, f"user{n}@example.com")).status_code for n in range(21)]
    assert statuses == [401] * 20 + [429]


async def test_an_address_registers_ten_accounts_an_hour(client: AsyncClient) -> None:
    responses = [
        await client.post(
            "/api/v1/auth/register", json={"email": f"user{n}@example.com", "password": PASSWORD}
        )
        for n in range(11)
    ]
    assert [response.status_code for response in responses] == [201] * 10 + [429]
    assert 59 * 60 < int(responses[-1].headers["Retry-After"]) <= 60 * 60


@pytest.mark.parametrize(
    ("method", "path", "content"),
    [
        ("PATCH", "/api/v1/users/me", {"email": "countess@example.com"}),
        ("POST", "/api/v1/auth/verify-email/resend", None),
    ],
)
async def test_while_a_request_is_counted_no_connection_to_the_database_is_held(
    auth_client: AsyncClient,
    resources: Resources,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    path: str,
    content: object,
) -> None:
    in_use: list[int] = []

    def note(address: str) -> str:
        in_use.append(connections_in_use(resources.database))
        return address

    monkeypatch.setattr("app.rate_limits.address_key", note)
    response = await auth_client.request(method, path, json=content)
    assert (response.is_success, in_use) == (True, [0])


async def test_after_all_that_the_application_is_healthy(client: AsyncClient, user: User) -> None:
    for _ in range(8):
        await login(client, WRONG)
    assert (await client.get("/readyz")).status_code == 200
