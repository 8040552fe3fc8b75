"""What administrators do with the accounts of others."""

import re
import uuid

import pytest

from app.errors import PROBLEM_JSON
from app.users.models import User
from tests.pages.browser import Answer, Browser, sign_in, submit
from tests.pages.site import Site
from tests.people import add_account, stored_user
from tests.records import Records


def addresses_in(page: str) -> list[str]:
    return re.findall(r"<th[^>]*>\s*([^\s<]+@[^\s<]+)", page)


def change(client: Browser, user: User, **rights: str) -> Answer:
    return submit(client, "/admin/users", to=f"/admin/users/{user.id}", **rights)


def test_a_visitor_is_asked_to_sign_in(client: Browser) -> None:
    assert client.get("/admin/users").location == "/login?next=/admin/users"


def test_only_administrators_see_the_accounts(auth_client: Browser) -> None:
    answer = auth_client.get("/admin/users")
    assert answer.status_code == 403
    assert "for administrators" in answer.text
    assert addresses_in(answer.text) == []


def test_only_administrators_change_accounts(auth_client: Browser, records: Records, admin: User) -> None:
    answer = submit(auth_client, "/account", to=f"/admin/users/{admin.id}", is_active="false")
    assert answer.status_code == 403
    assert stored_user(records, admin.email).is_active


def test_a_program_that_may_not_gets_a_problem(auth_client: Browser) -> None:
    answer = auth_client.get("/admin/users", Accept="application/json")
    assert (answer.status_code, answer.media_type) == (403, PROBLEM_JSON)


def test_only_administrators_are_shown_the_way(auth_client: Browser, admin_client: Browser) -> None:
    assert 'href="/admin/users"' not in auth_client.get("/account").text
    assert 'href="/admin/users"' in admin_client.get("/account").text


def test_accounts_are_listed_the_newest_first(admin_client: Browser, user: User) -> None:
    assert addresses_in(admin_client.get("/admin/users").text) == ["ada@example.com", "root@example.com"]


def test_nobody_takes_their_own_rights_with_one_click(admin_client: Browser, admin: User, user: User) -> None:
    page = admin_client.get("/admin/users").text
    assert f'action="/admin/users/{user.id}"' in page
    assert f'action="/admin/users/{admin.id}"' not in page


def test_a_page_past_the_end_leads_back(admin_client: Browser) -> None:
    page = admin_client.get("/admin/users?page=9&keyword=root").text
    assert "There is no page 9" in page
    assert re.search(r'href="/admin/users\?page=1&amp;keyword=root"', page)


def test_no_password_hash_is_shown(admin_client: Browser, user: User) -> None:
    assert "argon2" not in admin_client.get("/admin/users").text


@pytest.mark.parametrize("keyword", ["ADA@", "lovelace"])
def test_accounts_are_searched_by_address_and_name(
    admin_client: Browser, records: Records, keyword: str
) -> None:
    add_account(records, "ada@example.com")
    eve = add_account(records, "eve@example.com")
    root = stored_user(records, "root@example.com")
    eve.full_name = root.full_name = None
    records.add(eve, root)
    page = admin_client.get("/admin/users", query={"keyword": keyword}).text
    assert addresses_in(page) == ["ada@example.com"]


@pytest.mark.parametrize("keyword", ["%", "_", "' OR 1=1 --"])
def test_a_keyword_is_text_and_no_pattern(admin_client: Browser, keyword: str) -> None:
    page = admin_client.get("/admin/users", query={"keyword": keyword}).text
    assert "Nobody found" in page


def test_a_long_list_comes_in_pages_that_keep_the_search(admin_client: Browser, records: Records) -> None:
    for number in range(5):
        add_account(records, f"user{number}@example.com")
    page = admin_client.get("/admin/users?keyword=user&per_page=2&page=2").text
    assert addresses_in(page) == ["user2@example.com", "user1@example.com"]
    assert "Page 2 of 3" in page
    links = dict(re.findall(r'rel="(prev|next)" href="([^"]*)"', page))
    assert "page=1" in links["prev"]
    assert "page=3" in links["next"]
    assert all("keyword=user" in link and "per_page=2" in link for link in links.values())


@pytest.mark.parametrize("query", ["page=0", "page=x", "per_page=1000", "keyword=%00"])
def test_a_query_that_is_not_valid_is_refused(admin_client: Browser, query: str) -> None:
    assert admin_client.get(f"/admin/users?{query}").status_code == 422


def test_a_deactivated_account_is_signed_out_and_stays_out(
    site: Site, admin_client: Browser, auth_client: Browser, user: User
) -> None:
    answer = change(admin_client, user, is_active="false")
    assert answer.location == "/admin/users"
    assert auth_client.get("/account").status_code == 302
    again = submit(site.new_browser(), "/login", username=user.email, password="seven quiet lanterns")
    assert again.status_code == 401


def test_an_account_is_activated_again_without_its_old_sessions(
    site: Site, admin_client: Browser, auth_client: Browser, user: User
) -> None:
    change(admin_client, user, is_active="false")
    change(admin_client, user, is_active="true")
    assert auth_client.get("/account").status_code == 302
    assert sign_in(site.new_browser(), user.email).get("/account").status_code == 200


def test_somebody_becomes_an_administrator_and_an_ordinary_user_again(
    admin_client: Browser, auth_client: Browser, user: User
) -> None:
    change(admin_client, user, is_admin="true")
    assert auth_client.get("/admin/users").status_code == 200
    change(admin_client, user, is_admin="false")
    assert auth_client.get("/admin/users").status_code == 403


@pytest.mark.parametrize("right", ["is_active", "is_admin"])
def test_the_last_administrator_stays(
    admin_client: Browser, records: Records, admin: User, right: str
) -> None:
    answer = change(admin_client, admin, **{right: "false"})
    assert answer.status_code == 409
    assert "only administrator" in answer.text
    assert getattr(stored_user(records, admin.email), right)


@pytest.mark.parametrize("value", ["", "0", "no", "<b>"])
def test_what_is_neither_true_nor_false_is_refused(
    admin_client: Browser, records: Records, user: User, value: str
) -> None:
    answer = change(admin_client, user, is_active=value)
    assert answer.status_code == 422
    assert "<b>" not in answer.text
    assert stored_user(records, user.email).is_active


def test_nothing_else_of_an_account_can_be_set(admin_client: Browser, records: Records, user: User) -> None:
    change(admin_client, user, is_verified="true", email="eve@example.com", is_active="true")
    assert not stored_user(records, "ada@example.com").is_verified


def test_an_account_that_is_not_there_is_not_found(admin_client: Browser) -> None:
    answer = submit(admin_client, "/admin/users", to=f"/admin/users/{uuid.uuid4()}", is_active="true")
    assert answer.status_code == 404


def test_after_a_change_one_is_back_in_the_same_list(admin_client: Browser, user: User) -> None:
    place = f"/admin/users/{user.id}?keyword=ada&per_page=5&_external=1&_scheme=evil"
    answer = submit(admin_client, "/admin/users", to=place, is_admin="true")
    assert answer.location == "/admin/users?per_page=5&keyword=ada"


def test_a_change_takes_a_post_with_a_token(admin_client: Browser, user: User) -> None:
    assert admin_client.get(f"/admin/users/{user.id}").status_code == 405
    assert admin_client.post(f"/admin/users/{user.id}", {"is_active": "false"}).status_code == 400
