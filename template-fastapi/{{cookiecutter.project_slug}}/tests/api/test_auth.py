"""Registering, signing in, staying signed in and signing out, over HTTP."""

import anyio
import pytest
from httpx2 import AsyncClient, Response

from app.auth.tokens import TokenPair
from app.resources import Resources
from app.users.models import User
from tests.accounts import PASSWORD
from tests.api.accounts import sign_in
from tests.isolation import make_settings

ME = "/api/v1/users/me"


async def register(client: AsyncClient, **values: object) -> Response:
    body = {"email": "grace@example.com", "password": PASSWORD} | values
    return await client.post("/api/v1/auth/register", json=body)


async def login(client: AsyncClient, username: str, password: str) -> Response:
    form = {"username": username, "password": password}
    return await client.post("/api/v1/auth/login", data=form)


async def refresh(client: AsyncClient, token: str) -> Response:
    return await client.post("/api/v1/auth/refresh", json={"refresh_token": token})


async def logout(client: AsyncClient, token: str) -> Response:
    return await client.post("/api/v1/auth/logout", json={"refresh_token": token})


async def me_with(client: AsyncClient, authorization: str) -> Response:
    return await client.get(ME, headers={"Authorization": authorization})


async def deactivate(resources: Resources, user: User) -> None:
    async with resources.database.writes.begin() as session:
        session.add(user)
        user.is_active = False


async def test_registering_answers_the_new_account(client: AsyncClient) -> None:
    response = await register(client, full_name="Grace Hopper")
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


async def test_who_has_registered_can_sign_in(client: AsyncClient) -> None:
    await register(client)
    response = await login(client, "grace@example.com", PASSWORD)
    assert response.status_code == 200


@pytest.mark.parametrize("email", ["ada@example.com", "ADA@Example.Com"])
async def test_one_address_is_one_account_in_any_letter_case(
    client: AsyncClient, user: User, email: str
) -> None:
    response = await register(client, email=email)
    assert response.status_code == 409
    assert response.json()["type"] == "/problems/email-taken"


async def test_of_two_registrations_at_once_one_succeeds(client: AsyncClient) -> None:
    statuses = []

    async def try_to_register() -> None:
        response = await register(client)
        statuses.append(response.status_code)

    async with anyio.create_task_group() as group:
        for _ in range(4):
            group.start_soon(try_to_register)
    assert sorted(statuses) == [201, 409, 409, 409]


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
async def test_a_bad_registration_names_the_field(
    client: AsyncClient, values: dict[str, object], pointer: str
) -> None:
    response = await register(client, **values)
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [pointer]


async def test_a_refused_value_is_not_repeated(client: AsyncClient) -> None:
    response = await register(client, password="my cat", email="not-an-address")
    assert response.status_code == 422
    assert "my cat" not in response.text
    assert "not-an-address" not in response.text


async def test_signing_in_answers_a_pair_of_tokens(client: AsyncClient, user: User) -> None:
    response = await login(client, user.email, PASSWORD)
    pair = response.json()
    assert pair.keys() == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert (pair["token_type"], pair["expires_in"]) == ("bearer", make_settings().access_token_minutes * 60)
    assert response.headers["Cache-Control"] == "no-store"


async def test_an_address_may_be_typed_in_any_letter_case(client: AsyncClient, user: User) -> None:
    response = await login(client, "Ada@EXAMPLE.com", PASSWORD)
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
async def test_bad_credentials_get_the_same_answer_whatever_is_wrong(
    client: AsyncClient, user: User, username: str, password: str
) -> None:
    response = await login(client, username, password)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.json() == {
        "type": "/problems/bad-credentials",
        "title": "Unauthorized",
        "status": 401,
        "detail": "The e-mail address or the password is wrong.",
    }


async def test_a_deactivated_account_cannot_sign_in(
    client: AsyncClient, user: User, resources: Resources
) -> None:
    await deactivate(resources, user)
    response = await login(client, user.email, PASSWORD)
    assert response.status_code == 401


async def test_credentials_are_not_read_from_the_query_string(client: AsyncClient, user: User) -> None:
    response = await client.post(f"/api/v1/auth/login?username={user.email}&password={PASSWORD}")
    assert response.status_code == 422


@pytest.mark.parametrize(
    "authorization",
    ["Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic YWRhOng=", "bearer \xff", "x" * 5000, ""],
)
async def test_a_malformed_authorization_is_refused(client: AsyncClient, authorization: str) -> None:
    response = await client.get(ME, headers=[(b"Authorization", authorization.encode("latin-1"))])
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


async def test_a_token_in_the_query_string_means_nothing(client: AsyncClient, tokens: TokenPair) -> None:
    response = await client.get(ME, params={"access_token": tokens.access_token})
    assert response.status_code == 401


async def test_a_refresh_token_is_no_access_token(client: AsyncClient, tokens: TokenPair) -> None:
    response = await me_with(client, f"Bearer {tokens.refresh_token}")
    assert response.status_code == 401


async def test_an_access_token_is_no_refresh_token(client: AsyncClient, tokens: TokenPair) -> None:
    response = await refresh(client, tokens.access_token)
    assert response.status_code == 401


async def test_the_token_of_a_deactivated_account_is_refused(
    auth_client: AsyncClient, user: User, resources: Resources
) -> None:
    await deactivate(resources, user)
    response = await auth_client.get(ME)
    assert response.status_code == 401


async def test_the_token_of_a_deleted_account_is_refused(
    auth_client: AsyncClient, user: User, resources: Resources
) -> None:
    async with resources.database.writes.begin() as session:
        await session.delete(user)
    response = await auth_client.get(ME)
    assert response.status_code == 401


async def test_refreshing_answers_a_new_pair_that_works(client: AsyncClient, tokens: TokenPair) -> None:
    response = await refresh(client, tokens.refresh_token)
    assert response.status_code == 200
    renewed = response.json()
    assert renewed["refresh_token"] != tokens.refresh_token
    response = await me_with(client, f"Bearer {renewed['access_token']}")
    assert response.status_code == 200


async def test_a_spent_refresh_token_ends_the_whole_session(client: AsyncClient, tokens: TokenPair) -> None:
    renewed = (await refresh(client, tokens.refresh_token)).json()
    reused = await refresh(client, tokens.refresh_token)
    assert reused.status_code == 401
    assert (await refresh(client, renewed["refresh_token"])).status_code == 401
    assert (await me_with(client, f"Bearer {renewed['access_token']}")).status_code == 401


async def test_another_session_of_the_same_user_lives_on(
    client: AsyncClient, tokens: TokenPair, user: User, resources: Resources
) -> None:
    elsewhere = await sign_in(resources, user)
    await refresh(client, tokens.refresh_token)
    await refresh(client, tokens.refresh_token)
    response = await me_with(client, f"Bearer {elsewhere.access_token}")
    assert response.status_code == 200


async def test_of_parallel_refreshes_at_most_one_succeeds(client: AsyncClient, tokens: TokenPair) -> None:
    statuses = []

    async def try_to_refresh() -> None:
        response = await refresh(client, tokens.refresh_token)
        statuses.append(response.status_code)

    async with anyio.create_task_group() as group:
        for _ in range(5):
            group.start_soon(try_to_refresh)
    assert sorted(statuses) == [200, 401, 401, 401, 401]


async def test_a_deactivated_account_cannot_refresh(
    client: AsyncClient, tokens: TokenPair, user: User, resources: Resources
) -> None:
    await deactivate(resources, user)
    response = await refresh(client, tokens.refresh_token)
    assert response.status_code == 401


async def test_signing_out_ends_access_and_refresh_token(client: AsyncClient, tokens: TokenPair) -> None:
    response = await logout(client, tokens.refresh_token)
    assert (response.status_code, response.content) == (204, b"")
    assert (await me_with(client, f"Bearer {tokens.access_token}")).status_code == 401
    assert (await refresh(client, tokens.refresh_token)).status_code == 401


async def test_signing_out_twice_is_refused(client: AsyncClient, tokens: TokenPair) -> None:
    await logout(client, tokens.refresh_token)
    response = await logout(client, tokens.refresh_token)
    assert response.status_code == 401


@pytest.mark.parametrize("path", ["refresh", "logout"])
@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\x00", "é" * 100])
async def test_what_is_no_token_is_refused(client: AsyncClient, path: str, token: str) -> None:
    response = await client.post(f"/api/v1/auth/{path}", json={"refresh_token": token})
    assert response.status_code == 401
