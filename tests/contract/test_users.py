"""One's own account, and the administration of all."""

import uuid

import pytest
from contract.accounts import NEW_PASSWORD, PASSWORD, WRONG, Account, login, refresh, sign_in
from contract.client import API, Answer, Client, assert_empty, assert_invalid, assert_problem

ME = f"{API}/users/me"
USERS = f"{API}/users"
NOBODY = f"{USERS}/{uuid.UUID(int=0)}"


def change_password(client: Client, current: str, new: str) -> Answer:
    return client.post(f"{ME}/password", {"current_password": current, "new_password": new})


def test_me_is_who_is_signed_in(ada: Account) -> None:
    answer = ada.client.get(ME)
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json["email"] == ada.email
    assert not {"password", "password_hash"} & answer.json.keys()


def test_a_name_can_be_changed_and_taken_away(ada: Account) -> None:
    assert ada.client.patch(ME, {"full_name": "Ada Lovelace"}).json["full_name"] == "Ada Lovelace"
    assert ada.client.patch(ME, {}).json["full_name"] == "Ada Lovelace"
    assert ada.client.patch(ME, {"full_name": None}).json["full_name"] is None


@pytest.mark.parametrize("field", ["is_admin", "is_active", "is_verified", "id", "password", "created_at"])
def test_nothing_else_of_oneself_can_be_set(ada: Account, field: str) -> None:
    assert_invalid(ada.client.patch(ME, {field: True}), f"/body/{field}")


@pytest.mark.parametrize("email", [None, "", "nobody", 5])
def test_an_address_stays_an_address(ada: Account, email: object) -> None:
    assert_invalid(ada.client.patch(ME, {"email": email}), "/body/email")


def test_the_address_of_somebody_else_is_refused(ada: Account, eve: Account) -> None:
    assert_problem(ada.client.patch(ME, {"email": eve.email.upper()}), 409, "email-taken")
    assert ada.client.get(ME).json["email"] == ada.email


def test_an_account_can_be_deleted(client: Client, ada: Account) -> None:
    assert_empty(ada.client.delete(ME))
    assert ada.client.get(ME).status == 401
    assert login(client, ada.email).status == 401
    assert refresh(client, ada.refresh_token).status == 401


def test_a_new_password_ends_every_session_the_callers_too(client: Client, ada: Account) -> None:
    elsewhere = sign_in(client, ada.email)
    assert_empty(change_password(ada.client, PASSWORD, NEW_PASSWORD))
    assert [account.client.get(ME).status for account in (ada, elsewhere)] == [401, 401]
    assert refresh(client, elsewhere.refresh_token).status == 401
    assert login(client, ada.email, PASSWORD).status == 401
    assert login(client, ada.email, NEW_PASSWORD).status == 200


def test_a_new_password_needs_the_current_one(ada: Account) -> None:
    assert_problem(change_password(ada.client, WRONG, NEW_PASSWORD), 403, "wrong-password")
    assert ada.client.get(ME).status == 200


@pytest.mark.parametrize("password", ["too short", "passwordpassword", "x" * 129])
def test_a_weak_new_password_is_refused(ada: Account, password: str) -> None:
    assert_invalid(change_password(ada.client, PASSWORD, password), "/body/new_password")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", ME),
        ("PATCH", ME),
        ("DELETE", ME),
        ("POST", f"{ME}/password"),
        ("GET", USERS),
        ("PATCH", NOBODY),
    ],
)
def test_nobody_is_nobody(client: Client, method: str, path: str) -> None:
    answer = client.ask(method, path)
    assert_problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(("method", "path"), [("GET", USERS), ("PATCH", NOBODY), ("PATCH", f"{USERS}/x")])
def test_administration_is_for_administrators(ada: Account, method: str, path: str) -> None:
    assert_problem(ada.client.send(method, path, {}), 403)


def test_accounts_are_found_and_come_in_pages(admin: Account, ada: Account, eve: Account) -> None:
    ada.client.patch(ME, {"full_name": f"Found {ada.email[:8]}"})
    found = admin.client.get(USERS, {"keyword": f"FOUND {ada.email[:8]}"}).json
    assert found.keys() == {"items", "page", "per_page", "total"}
    assert (found["page"], found["per_page"], found["total"]) == (1, 20, 1)
    assert found["items"][0] == ada.client.get(ME).json
    assert admin.client.get(USERS, {"keyword": eve.email}).json["total"] == 1
    first, second = (admin.client.get(USERS, {"page": page, "per_page": 1}).json for page in (1, 2))
    assert first["total"] == second["total"] >= 3
    assert first["items"] != second["items"]
    assert admin.client.get(USERS, {"keyword": "' OR 1=1 --"}).json["items"] == []


@pytest.mark.parametrize(
    ("parameter", "value"),
    [("page", "0"), ("page", "x"), ("per_page", "101"), ("keyword", "\x00"), ("colour", "red")],
)
def test_a_bad_question_about_accounts_is_refused(admin: Account, parameter: str, value: str) -> None:
    assert_invalid(admin.client.get(USERS, {parameter: value}), f"/query/{parameter}")


def test_closing_an_account_ends_its_sessions(client: Client, admin: Account, ada: Account) -> None:
    place = f"{USERS}/{ada.client.get(ME).json['id']}"
    answer = admin.client.patch(place, {"is_active": False})
    assert (answer.status, answer.json["is_active"]) == (200, False)
    assert ada.client.get(ME).status == 401
    assert login(client, ada.email).status == 401
    admin.client.patch(place, {"is_active": True})
    assert ada.client.get(ME).status == 401
    assert login(client, ada.email).status == 200


def test_who_is_made_an_administrator_is_one_at_once(admin: Account, ada: Account) -> None:
    place = f"{USERS}/{ada.client.get(ME).json['id']}"
    assert admin.client.patch(place, {"is_admin": True}).json["is_admin"] is True
    assert ada.client.get(USERS).status == 200
    admin.client.patch(place, {"is_admin": False})
    assert ada.client.get(USERS).status == 403


def test_the_only_administrator_stays_one(admin: Account) -> None:
    place = f"{USERS}/{admin.client.get(ME).json['id']}"
    for change in ({"is_admin": False}, {"is_active": False}):
        assert_problem(admin.client.patch(place, change), 409, "last-admin")
    assert_problem(admin.client.delete(ME), 409, "last-admin")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"email": "x@example.com"}, "/body/email"),
        ({"is_active": "false"}, "/body/is_active"),
        ({"is_admin": None}, "/body/is_admin"),
    ],
)
def test_an_administrator_changes_rights_alone(
    admin: Account, ada: Account, change: dict[str, object], pointer: str
) -> None:
    place = f"{USERS}/{ada.client.get(ME).json['id']}"
    assert_invalid(admin.client.patch(place, change), pointer)


def test_what_is_no_account_is_not_found(admin: Account) -> None:
    assert_problem(admin.client.patch(NOBODY, {"is_active": True}), 404)
    assert_invalid(admin.client.patch(f"{USERS}/x", {"is_active": True}), "/path/user_id")
