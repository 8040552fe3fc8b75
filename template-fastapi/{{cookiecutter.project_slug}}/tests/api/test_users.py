import uuid

import anyio
import pytest
from httpx2 import AsyncClient, Response
from sqlalchemy import func, select

from app.auth.tokens import TokenPair
from app.items.models import Item
from app.resources import Resources
from app.users.models import User
from tests.accounts import PASSWORD
from tests.api.accounts import sign_in
from tests.outbox import Outbox

ME = "/api/v1/users/me"
USERS = "/api/v1/users"
NEW_PASSWORD = "seven quiet lanterns in May"


async def login(client: AsyncClient, username: str, password: str) -> Response:
    form = {"username": username, "password": password}
    return await client.post("/api/v1/auth/login", data=form)


async def change_password(client: AsyncClient, current: str, new: str) -> Response:
    body = {"current_password": current, "new_password": new}
    return await client.post(f"{ME}/password", json=body)


async def set_flags(resources: Resources, user: User, **flags: bool) -> None:
    async with resources.database.writes.begin() as session:
        session.add(user)
        for name, value in flags.items():
            setattr(user, name, value)


async def test_me_is_who_is_signed_in(auth_client: AsyncClient, user: User) -> None:
    response = await auth_client.get(ME)
    assert response.status_code == 200
    assert response.json() == {
        "id": str(user.id),
        "email": "ada@example.com",
        "full_name": None,
        "is_active": True,
        "is_admin": False,
        "is_verified": False,
        "created_at": user.created_at.isoformat().replace("+00:00", "Z"),
    }


async def test_personal_data_is_not_stored_on_the_way(auth_client: AsyncClient) -> None:
    response = await auth_client.get(ME)
    assert response.headers["Cache-Control"] == "no-store"


async def test_nobody_is_nobody(client: AsyncClient) -> None:
    response = await client.get(ME)
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"


async def test_a_name_can_be_changed(auth_client: AsyncClient) -> None:
    response = await auth_client.patch(ME, json={"full_name": "Ada Lovelace"})
    assert response.status_code == 200
    assert response.json()["full_name"] == "Ada Lovelace"
    assert (await auth_client.get(ME)).json() == response.json()


async def test_a_name_can_be_taken_away(auth_client: AsyncClient) -> None:
    await auth_client.patch(ME, json={"full_name": "Ada Lovelace"})
    response = await auth_client.patch(ME, json={"full_name": None})
    assert response.json()["full_name"] is None


@pytest.mark.parametrize("field", ["is_admin", "is_active", "is_verified", "id", "password"])
async def test_nobody_makes_themselves_more_than_they_are(auth_client: AsyncClient, field: str) -> None:
    response = await auth_client.patch(ME, json={field: True})
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == [f"/body/{field}"]


async def test_an_address_cannot_be_taken_away(auth_client: AsyncClient) -> None:
    response = await auth_client.patch(ME, json={"email": None})
    assert response.status_code == 422


async def test_a_new_address_has_to_be_verified_and_the_old_one_is_told(
    auth_client: AsyncClient, user: User, resources: Resources, outbox: Outbox
) -> None:
    await set_flags(resources, user, is_verified=True)
    response = await auth_client.patch(ME, json={"email": "Lovelace@Example.com"})
    assert response.status_code == 200
    assert (response.json()["email"], response.json()["is_verified"]) == ("lovelace@example.com", False)
    assert outbox.recipients == ["ada@example.com", "lovelace@example.com"]


async def test_the_same_address_stays_verified(
    auth_client: AsyncClient, user: User, resources: Resources, outbox: Outbox
) -> None:
    await set_flags(resources, user, is_verified=True)
    response = await auth_client.patch(ME, json={"email": "ADA@example.com"})
    assert response.json()["is_verified"] is True
    assert outbox.messages == []


async def test_the_address_of_somebody_else_is_refused(
    auth_client: AsyncClient, other_client: AsyncClient, outbox: Outbox
) -> None:
    response = await auth_client.patch(ME, json={"email": "EVE@example.com"})
    assert response.status_code == 409
    assert response.json()["type"] == "/problems/email-taken"
    assert (await auth_client.get(ME)).json()["email"] == "ada@example.com"
    assert outbox.messages == []


async def test_a_deleted_account_is_gone_with_its_items(
    auth_client: AsyncClient, client: AsyncClient, resources: Resources
) -> None:
    await auth_client.post("/api/v1/items", json={"name": "Lamp", "price": "1", "category": "home"})
    response = await auth_client.delete(ME)
    assert (response.status_code, response.content) == (204, b"")
    assert (await auth_client.get(ME)).status_code == 401
    assert (await login(client, "ada@example.com", PASSWORD)).status_code == 401
    async with resources.database.reads() as session:
        assert await session.scalar(select(func.count()).select_from(Item)) == 0


async def test_a_password_can_be_changed(auth_client: AsyncClient, client: AsyncClient, user: User) -> None:
    response = await change_password(auth_client, PASSWORD, NEW_PASSWORD)
    assert (response.status_code, response.content) == (204, b"")
    assert (await login(client, user.email, NEW_PASSWORD)).status_code == 200
    assert (await login(client, user.email, PASSWORD)).status_code == 401


async def test_a_new_password_ends_every_session_the_callers_too(
    auth_client: AsyncClient, client: AsyncClient, tokens: TokenPair, user: User, resources: Resources
) -> None:
    elsewhere = await sign_in(resources, user)
    await change_password(auth_client, PASSWORD, NEW_PASSWORD)
    assert (await auth_client.get(ME)).status_code == 401
    for pair in (tokens, elsewhere):
        response = await client.post("/api/v1/auth/refresh", json={"refresh_token": pair.refresh_token})
        assert response.status_code == 401


async def test_changing_the_password_needs_the_current_one(
    auth_client: AsyncClient, client: AsyncClient, user: User
) -> None:
    response = await change_password(auth_client, "three red herons at noon", NEW_PASSWORD)
    assert response.status_code == 403
    assert response.json()["type"] == "/problems/wrong-password"
    assert (await auth_client.get(ME)).status_code == 200
    assert (await login(client, user.email, PASSWORD)).status_code == 200


async def test_of_two_changes_of_the_password_at_once_one_succeeds(auth_client: AsyncClient) -> None:
    statuses = []

    async def try_to_change(number: int) -> None:
        response = await change_password(auth_client, PASSWORD, f"{NEW_PASSWORD} {number}")
        statuses.append(response.status_code)

    async with anyio.create_task_group() as group:
        for number in range(2):
            group.start_soon(try_to_change, number)
    assert statuses.count(204) == 1


@pytest.mark.parametrize("password", ["too short", "passwordpassword", "ada@example.com!", "x" * 1_000_000])
async def test_a_weak_new_password_is_refused(auth_client: AsyncClient, password: str) -> None:
    response = await change_password(auth_client, PASSWORD, password)
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == ["/body/new_password"]


async def test_the_current_password_cannot_be_guessed_without_end(auth_client: AsyncClient) -> None:
    for _ in range(5):
        response = await change_password(auth_client, "three red herons at noon", NEW_PASSWORD)
        assert response.status_code == 403
    response = await change_password(auth_client, PASSWORD, NEW_PASSWORD)
    assert response.status_code == 429


async def test_mails_cannot_be_sent_without_end(auth_client: AsyncClient, outbox: Outbox) -> None:
    for number in range(10):
        await auth_client.patch(ME, json={"email": f"ada{number}@example.com"})
    response = await auth_client.patch(ME, json={"email": "ada10@example.com"})
    assert response.status_code == 429
    assert outbox.recipients.count("ada9@example.com") == 1
    assert len(outbox.messages) == 10 + 10  # to a new address, and to the old one


@pytest.mark.parametrize(("method", "path"), [("GET", USERS), ("PATCH", f"{USERS}/{uuid.UUID(int=0)}")])
async def test_accounts_are_for_administrators(
    auth_client: AsyncClient, client: AsyncClient, method: str, path: str
) -> None:
    assert (await client.request(method, path, json={})).status_code == 401
    assert (await auth_client.request(method, path, json={})).status_code == 403


async def test_an_administrator_sees_all_accounts(admin_client: AsyncClient, user: User) -> None:
    response = await admin_client.get(USERS)
    assert response.status_code == 200
    page = response.json()
    assert (page["page"], page["per_page"], page["total"]) == (1, 20, 2)
    assert {account["email"] for account in page["items"]} == {"root@example.com", "ada@example.com"}
    assert "password_hash" not in page["items"][0]


@pytest.mark.parametrize(
    ("keyword", "found"),
    [("ADA@", ["ada@example.com"]), ("lovelace", ["ada@example.com"]), ("%", []), ("' OR 1=1 --", [])],
)
async def test_accounts_are_found_by_address_and_name(
    admin_client: AsyncClient, auth_client: AsyncClient, keyword: str, found: list[str]
) -> None:
    await auth_client.patch(ME, json={"full_name": "Ada Lovelace"})
    response = await admin_client.get(USERS, params={"keyword": keyword})
    assert [account["email"] for account in response.json()["items"]] == found
    assert response.json()["total"] == len(found)


async def test_accounts_come_in_pages(admin_client: AsyncClient, user: User) -> None:
    pages = [
        (await admin_client.get(USERS, params={"page": page, "per_page": 1})).json() for page in (1, 2, 3)
    ]
    assert [len(page["items"]) for page in pages] == [1, 1, 0]
    assert pages[0]["items"] != pages[1]["items"]


@pytest.mark.parametrize("params", [{"page": 0}, {"per_page": 101}, {"keyword": "\x00"}, {"colour": "red"}])
async def test_a_bad_question_about_accounts_is_refused(
    admin_client: AsyncClient, params: dict[str, str | int]
) -> None:
    response = await admin_client.get(USERS, params=params)
    assert response.status_code == 422


async def test_closing_an_account_ends_its_sessions(
    admin_client: AsyncClient, auth_client: AsyncClient, user: User
) -> None:
    response = await admin_client.patch(f"{USERS}/{user.id}", json={"is_active": False})
    assert response.status_code == 200
    assert response.json()["is_active"] is False
    assert (await auth_client.get(ME)).status_code == 401
    # They do not come back with the account.
    await admin_client.patch(f"{USERS}/{user.id}", json={"is_active": True})
    assert (await auth_client.get(ME)).status_code == 401


async def test_an_administrator_makes_others_administrators(
    admin_client: AsyncClient, auth_client: AsyncClient, user: User
) -> None:
    response = await admin_client.patch(f"{USERS}/{user.id}", json={"is_admin": True})
    assert response.json()["is_admin"] is True
    assert (await auth_client.get(USERS)).status_code == 200


async def test_who_is_no_administrator_any_more_is_refused_at_once(
    admin_client: AsyncClient, auth_client: AsyncClient, admin: User, user: User
) -> None:
    await admin_client.patch(f"{USERS}/{user.id}", json={"is_admin": True})
    response = await admin_client.patch(f"{USERS}/{admin.id}", json={"is_admin": False})
    assert response.status_code == 200
    assert (await admin_client.get(USERS)).status_code == 403


@pytest.mark.parametrize("change", [{"is_admin": False}, {"is_active": False}])
async def test_the_last_administrator_stays_one(
    admin_client: AsyncClient, admin: User, change: dict[str, bool]
) -> None:
    response = await admin_client.patch(f"{USERS}/{admin.id}", json=change)
    assert response.status_code == 409
    assert response.json()["type"] == "/problems/last-admin"
    assert (await admin_client.get(USERS)).status_code == 200


async def test_the_last_administrator_cannot_be_deleted(admin_client: AsyncClient) -> None:
    response = await admin_client.delete(ME)
    assert response.status_code == 409
    assert (await admin_client.get(ME)).status_code == 200


@pytest.mark.parametrize("field", ["email", "is_verified", "full_name", "password"])
async def test_an_administrator_changes_rights_and_nothing_else(
    admin_client: AsyncClient, user: User, field: str
) -> None:
    response = await admin_client.patch(f"{USERS}/{user.id}", json={field: "x"})
    assert response.status_code == 422


@pytest.mark.parametrize(("user_id", "status"), [(str(uuid.UUID(int=0)), 404), ("x", 422)])
async def test_what_is_no_account_is_not_found(admin_client: AsyncClient, user_id: str, status: int) -> None:
    response = await admin_client.patch(f"{USERS}/{user_id}", json={"is_active": True})
    assert response.status_code == status
