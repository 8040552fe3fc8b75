"""What people do with their own account."""

import re
from decimal import Decimal

import pytest
from sqlalchemy import delete, select

from app.auth.models import LoginSession
from app.items.models import Item
from app.users.models import User
from tests.outbox import Outbox
from tests.pages.browser import Browser, sign_in, submit, token_in
from tests.pages.site import Site
from tests.people import PASSWORD, WRONG, add_account, stored_user
from tests.records import Records

NEW_PASSWORD = "three blue herons at noon"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PROFILE = {"full_name": "Ada Lovelace", "email": "ada@example.com"}


def is_signed_in(client: Browser) -> bool:
    return client.get("/account").status_code == 200


def sessions_in(page: str) -> list[str]:
    return re.findall(r'action="/account/sessions/([0-9a-f-]{36})/end"', page)


@pytest.mark.parametrize("path", ["", "/password", "/sessions", "/delete"])
def test_the_pages_of_an_account_are_for_who_is_signed_in(client: Browser, path: str) -> None:
    assert client.get(f"/account{path}").location == f"/login?next=/account{path}"


def test_one_is_told_that_what_was_sent_is_lost(auth_client: Browser, records: Records, user: User) -> None:
    token = token_in(auth_client.get("/account"))
    records.execute(delete(LoginSession))
    answer = auth_client.post("/account", {"full_name": "Ada", "csrf_token": token})
    assert answer.location == "/login"
    assert "What you sent is not saved." in auth_client.get("/login").text


def test_one_sees_ones_name_and_address(auth_client: Browser) -> None:
    page = auth_client.get("/account").text
    assert 'value="ada@example.com"' in page
    assert 'value="Ada Lovelace"' in page


def test_a_name_is_changed_without_any_mail(auth_client: Browser, records: Records, outbox: Outbox) -> None:
    answer = submit(auth_client, "/account", **(PROFILE | {"full_name": "Countess Lovelace"}))
    assert answer.location == "/account"
    assert stored_user(records, "ada@example.com").full_name == "Countess Lovelace"
    assert outbox.messages == []


def test_a_name_can_be_taken_away(auth_client: Browser, records: Records) -> None:
    submit(auth_client, "/account", **(PROFILE | {"full_name": ""}))
    assert stored_user(records, "ada@example.com").full_name is None


def test_a_changed_address_has_to_be_verified_anew_and_the_old_one_is_told(
    auth_client: Browser, records: Records, user: User, outbox: Outbox
) -> None:
    user.is_verified = True
    records.add(user)
    submit(auth_client, "/account", **(PROFILE | {"email": "Countess@example.com"}))
    assert not stored_user(records, "countess@example.com").is_verified
    assert outbox.recipients == ["ada@example.com", "countess@example.com"]
    path = f"/verify-email?token={outbox.last_token}"
    submit(auth_client, path, to="/verify-email", token=outbox.last_token)
    assert stored_user(records, "countess@example.com").is_verified


def test_the_address_of_another_account_is_refused_beside_its_field(
    auth_client: Browser, records: Records, outbox: Outbox
) -> None:
    add_account(records, "eve@example.com")
    answer = submit(auth_client, "/account", **(PROFILE | {"email": "EVE@example.com"}))
    assert answer.status_code == 409
    assert 'id="email-error"' in answer.text
    assert stored_user(records, "ada@example.com")
    assert outbox.messages == []


@pytest.mark.parametrize("email", ["", "no address", "ada@example.com\x00"])
def test_what_is_no_address_is_refused(auth_client: Browser, email: str) -> None:
    answer = submit(auth_client, "/account", **(PROFILE | {"email": email}))
    assert answer.status_code == 422
    assert 'id="email-error"' in answer.text


@pytest.mark.parametrize("field", ["is_admin", "is_active", "is_verified", "id", "password_hash"])
def test_what_is_not_in_the_form_cannot_be_set(
    auth_client: Browser, records: Records, user: User, field: str
) -> None:
    before = {name: getattr(user, name) for name in ("id", "is_admin", "is_active", "password_hash")}
    submit(auth_client, "/account", **PROFILE, **{field: "true"})
    after = stored_user(records, "ada@example.com")
    assert {name: getattr(after, name) for name in before} == before
    assert not after.is_verified


def test_another_verification_mail_can_be_asked_for(auth_client: Browser, user: User, outbox: Outbox) -> None:
    answer = submit(auth_client, "/account", to="/account/verify-email")
    assert answer.location == "/account"
    assert outbox.recipients == [user.email]


def test_who_is_verified_gets_no_other_mail(
    auth_client: Browser, records: Records, user: User, outbox: Outbox
) -> None:
    token = token_in(auth_client.get("/account"))
    user.is_verified = True
    records.add(user)
    auth_client.post("/account/verify-email", {"csrf_token": token})
    assert outbox.messages == []


def test_a_new_password_needs_the_current_one(auth_client: Browser, site: Site) -> None:
    answer = submit(auth_client, "/account/password", current_password=WRONG, new_password=NEW_PASSWORD)
    assert answer.status_code == 403
    assert 'id="current_password-error"' in answer.text
    assert is_signed_in(auth_client)
    assert is_signed_in(sign_in(site.new_browser(), "ada@example.com"))


def test_a_new_password_ends_every_session_this_one_too(site: Site, auth_client: Browser) -> None:
    other = sign_in(site.new_browser(), "ada@example.com")
    answer = submit(auth_client, "/account/password", current_password=PASSWORD, new_password=NEW_PASSWORD)
    assert answer.location == "/login"
    assert not is_signed_in(auth_client)
    assert not is_signed_in(other)
    assert is_signed_in(sign_in(site.new_browser(), "ada@example.com", NEW_PASSWORD))
    assert (
        submit(site.new_browser(), "/login", username="ada@example.com", password=PASSWORD).status_code == 401
    )


@pytest.mark.parametrize("password", ["too short", "passwordpassword", "ada@example.com 1", "x" * 129])
def test_a_weak_new_password_is_refused_beside_its_field(auth_client: Browser, password: str) -> None:
    answer = submit(auth_client, "/account/password", current_password=PASSWORD, new_password=password)
    assert answer.status_code == 422
    assert 'id="new_password-error"' in answer.text
    assert password not in answer.text
    assert is_signed_in(auth_client)


def test_one_sees_where_one_is_signed_in(site: Site, auth_client: Browser, user: User) -> None:
    other = site.new_browser()
    token = token_in(other.get("/login", User_Agent=FIREFOX))
    form = {"csrf_token": token, "username": user.email, "password": PASSWORD}
    other.post("/login", form, User_Agent=FIREFOX)
    page = auth_client.get("/account/sessions").text
    assert "Firefox on Linux" in page
    assert page.count("this one") == 1
    assert len(sessions_in(page)) == 2


def test_a_session_can_be_ended_elsewhere(site: Site, auth_client: Browser, user: User) -> None:
    other = sign_in(site.new_browser(), user.email)
    newest, _own = sessions_in(auth_client.get("/account/sessions").text)
    answer = submit(auth_client, "/account/sessions", to=f"/account/sessions/{newest}/end")
    assert answer.location == "/account/sessions"
    assert not is_signed_in(other)
    assert is_signed_in(auth_client)


def test_ending_this_session_signs_out(auth_client: Browser) -> None:
    (own,) = sessions_in(auth_client.get("/account/sessions").text)
    answer = submit(auth_client, "/account/sessions", to=f"/account/sessions/{own}/end")
    assert answer.location == "/login"
    assert not is_signed_in(auth_client)


def test_sessions_of_others_cannot_be_ended(site: Site, auth_client: Browser, records: Records) -> None:
    eve = sign_in(site.new_browser(), add_account(records, "eve@example.com").email)
    (theirs,) = sessions_in(eve.get("/account/sessions").text)
    answer = submit(auth_client, "/account/sessions", to=f"/account/sessions/{theirs}/end")
    assert answer.status_code == 404
    assert is_signed_in(eve)


def test_sessions_that_have_ended_are_not_listed(site: Site, auth_client: Browser, user: User) -> None:
    submit(sign_in(site.new_browser(), user.email), "/account", to="/logout")
    assert len(sessions_in(auth_client.get("/account/sessions").text)) == 1


def test_signing_out_everywhere_ends_every_session(
    site: Site, auth_client: Browser, records: Records, user: User
) -> None:
    other = sign_in(site.new_browser(), user.email)
    eve = sign_in(site.new_browser(), add_account(records, "eve@example.com").email)
    answer = submit(auth_client, "/account/sessions", to="/account/sessions/end-all")
    assert answer.location == "/login"
    assert not is_signed_in(auth_client)
    assert not is_signed_in(other)
    assert is_signed_in(eve)


@pytest.mark.parametrize("path", ["verify-email", "sessions/end-all"])
def test_what_changes_something_takes_a_post_with_a_token(auth_client: Browser, path: str) -> None:
    assert auth_client.get(f"/account/{path}").status_code == 405
    assert auth_client.post(f"/account/{path}").status_code == 400
    assert is_signed_in(auth_client)


def test_an_account_is_deleted_with_all_that_is_in_it(
    auth_client: Browser, records: Records, user: User
) -> None:
    records.add(Item(owner_id=user.id, name="Lamp", price=Decimal(1), category="Light"))
    answer = submit(auth_client, "/account/delete", current_password=PASSWORD)
    assert answer.location == "/"
    assert not is_signed_in(auth_client)
    left = [*records.find(select(User)), *records.find(select(LoginSession)), *records.find(select(Item))]
    assert left == []


def test_deleting_an_account_needs_its_password(auth_client: Browser) -> None:
    answer = submit(auth_client, "/account/delete", current_password=WRONG)
    assert answer.status_code == 403
    assert 'id="current_password-error"' in answer.text
    assert is_signed_in(auth_client)


def test_the_only_administrator_cannot_be_deleted(admin_client: Browser) -> None:
    answer = submit(admin_client, "/account/delete", current_password=PASSWORD)
    assert answer.status_code == 409
    assert "only administrator" in answer.text
    assert is_signed_in(admin_client)
