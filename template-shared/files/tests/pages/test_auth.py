import pytest
from pwdlib import PasswordHash
from sqlalchemy import update

from app.auth.models import LoginSession
from app.errors import PROBLEM_JSON
from app.orm import utc_now
from app.users.models import User
from tests.pages.browser import Browser, sign_in, submit, token_in
from tests.pages.site import Site, open_site
from tests.people import PASSWORD
from tests.records import Records


def is_signed_in(client: Browser) -> bool:
    return client.get("/items").status_code == 200


def test_a_visitor_registers_and_signs_in(client: Browser) -> None:
    answer = submit(client, "/register", email="grace@example.com", password=PASSWORD, full_name="Grace")
    assert answer.location == "/login"
    submit(client, "/login", username="grace@example.com", password=PASSWORD)
    assert is_signed_in(client)


def test_registering_needs_no_name(client: Browser) -> None:
    answer = submit(client, "/register", email="grace@example.com", password=PASSWORD, full_name="")
    assert answer.status_code == 302


def test_a_known_address_is_refused_beside_its_field(client: Browser, user: User) -> None:
    answer = submit(client, "/register", email="ADA@example.com", password=PASSWORD)
    assert answer.status_code == 409
    assert 'aria-describedby="email-error"' in answer.text


@pytest.mark.parametrize(
    ("email", "password", "field"),
    [
        ("no address", PASSWORD, "email"),
        ("grace@example.com\x00", PASSWORD, "email"),
        ("grace@example.com", "short", "password"),
        ("grace@example.com", "x" * 129, "password"),
        ("grace@example.com", "", "password"),
    ],
)
def test_a_field_in_error_is_marked_and_has_the_focus(
    client: Browser, email: str, password: str, field: str
) -> None:
    answer = submit(client, "/register", email=email, password=password)
    assert answer.status_code == 422
    page = answer.text
    assert f'id="{field}-error"' in page
    marked = next(line for line in page.splitlines() if f'name="{field}"' in line)
    assert 'aria-invalid="true"' in marked
    assert "autofocus" in marked


def test_a_field_has_a_bound_where_there_is_one(client: Browser) -> None:
    assert 'maxlength="254"' in client.get("/register").text
    assert "maxlength" not in client.get("/login").text


def test_only_the_first_field_in_error_has_the_focus(client: Browser) -> None:
    assert submit(client, "/register", email="", password="").text.count("autofocus") == 1


def test_a_password_is_never_sent_back(client: Browser) -> None:
    answer = submit(client, "/register", email="no address", password=PASSWORD)
    assert PASSWORD not in answer.text


@pytest.mark.parametrize(
    ("path", "field", "value"),
    [
        ("/register", "email", "username"),
        ("/register", "password", "new-password"),
        ("/login", "username", "username"),
        ("/login", "password", "current-password"),
    ],
)
def test_password_managers_know_the_fields(client: Browser, path: str, field: str, value: str) -> None:
    lines = client.get(path).text.splitlines()
    assert f'autocomplete="{value}"' in next(line for line in lines if f'name="{field}"' in line)


def test_a_wrong_password_and_an_unknown_account_get_the_same_page(client: Browser, user: User) -> None:
    def refusal(username: str) -> tuple[int, str]:
        answer = submit(client, "/login", username=username, password="not the right words")
        return answer.status_code, answer.text.replace(username, "").replace(token_in(answer), "")

    known = refusal(user.email)
    assert known[0] == 401
    assert refusal("nobody@example.com") == known


@pytest.mark.parametrize("username", ["", "ada@example.com\x00", "\ud800@example.com", "x" * 300_000])
def test_odd_input_is_refused_and_breaks_nothing(client: Browser, username: str) -> None:
    answer = submit(client, "/login", username=username, password=PASSWORD)
    assert answer.status_code in {401, 422}


@pytest.mark.parametrize(("path", "status"), [("/register", 422), ("/login", 401)])
def test_a_megabyte_of_password_is_refused_before_it_is_hashed(
    client: Browser, user: User, monkeypatch: pytest.MonkeyPatch, path: str, status: int
) -> None:
    hashed: list[object] = []
    for method in ("hash", "verify_and_update"):
        monkeypatch.setattr(PasswordHash, method, lambda *arguments: hashed.append(arguments))
    fields = {"email": "grace@example.com", "username": user.email, "password": "x" * 1_000_000}
    assert submit(client, path, **fields).status_code == status
    assert hashed == []


def test_a_huge_password_is_refused(client: Browser, user: User) -> None:
    answer = submit(client, "/login", username=user.email, password="x" * 400_000)
    assert answer.status_code == 401


def test_signing_in_leads_to_the_page_one_came_for(client: Browser, user: User) -> None:
    to_login = client.get("/items?page=2").location
    assert to_login == "/login?next=/items?page%3D2"
    answer = submit(client, to_login, username=user.email, password=PASSWORD)
    assert answer.location == "/items?page=2"


def test_a_question_mark_in_what_one_looked_for_is_kept(client: Browser) -> None:
    assert client.get("/items?keyword=a?").location == "/login?next=/items?keyword%3Da?"


def test_who_only_asks_for_the_headers_of_a_page_has_sent_no_form(client: Browser) -> None:
    assert client.head("/items").location == "/login?next=/items"
    assert "What you sent is not saved." not in client.get("/login").text


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "/%09/evil.example"]
)
def test_signing_in_never_leads_to_another_site(client: Browser, user: User, target: str) -> None:
    answer = submit(client, f"/login?next={target}", username=user.email, password=PASSWORD)
    assert answer.location == "/items"


def test_one_who_is_signed_in_is_sent_on_from_the_login_page(auth_client: Browser) -> None:
    assert auth_client.get("/login?next=/items/new").location == "/items/new"


def test_signing_in_starts_a_new_cookie_session(client: Browser, user: User) -> None:
    token = token_in(client.get("/login"))
    before = dict(client.cookies)
    submit(client, "/login", username=user.email, password=PASSWORD)
    assert client.cookies.keys() == before.keys()
    own = token_in(client.get("/items"))
    assert own != token
    # Whoever had planted the session before knows nothing of this one.
    assert client.post("/logout", {"csrf_token": token}).status_code == 400
    client.cookies = before
    assert not is_signed_in(client)
    assert client.post("/logout", {"csrf_token": own}).status_code == 400


def test_a_script_sends_the_token_in_a_header(auth_client: Browser) -> None:
    assert auth_client.post("/logout", X_CSRFToken="made up").status_code == 400
    token = token_in(auth_client.get("/items/new"))
    assert auth_client.post("/logout", X_CSRFToken=token).status_code == 302


def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(site: Site, auth_client: Browser) -> None:
    thief = site.new_browser()
    thief.cookies = dict(auth_client.cookies)
    assert is_signed_in(thief)
    submit(auth_client, "/items", to="/logout")
    assert not is_signed_in(thief)
    assert not is_signed_in(auth_client)


def test_signing_out_twice_is_fine(auth_client: Browser) -> None:
    token = token_in(auth_client.get("/items"))
    auth_client.post("/logout", {"csrf_token": token})
    answer = submit(auth_client, "/login", to="/logout")
    assert answer.location == "/"


def test_signing_out_takes_a_post(auth_client: Browser) -> None:
    answer = auth_client.get("/logout")
    assert answer.status_code == 405
    assert is_signed_in(auth_client)


def test_an_account_that_is_deactivated_is_signed_out(auth_client: Browser, records: Records) -> None:
    records.execute(update(User).values(is_active=False))
    assert not is_signed_in(auth_client)


def test_a_login_session_that_has_run_out_is_signed_out(auth_client: Browser, records: Records) -> None:
    records.execute(update(LoginSession).values(expires_at=utc_now()))
    assert not is_signed_in(auth_client)


@pytest.mark.parametrize("stays", [{}, {"remember": "true"}])
def test_a_cookie_used_from_another_browser_is_refused(
    client: Browser, user: User, stays: dict[str, str]
) -> None:
    submit(client, "/login", username=user.email, password=PASSWORD, **stays)
    assert client.get("/items").status_code == 200
    assert client.get("/items", User_Agent="somebody else's").status_code == 302


def test_whose_address_changes_stays_signed_in(migrated_url: str, user: User) -> None:
    with open_site(migrated_url, trusted_proxies="127.0.0.1") as site:
        client = sign_in(site.new_browser(), user.email)
        assert client.get("/items", X_Forwarded_For="203.0.113.9").status_code == 200


def test_a_forged_cookie_is_refused(client: Browser) -> None:
    client.get("/login")
    (name,) = client.cookies
    client.cookies[name] = "eyJfdXNlcl9pZCI6IjEifQ.aaaaaa.bbbbbb"
    assert not is_signed_in(client)


def test_visitors_get_no_cookie_but_the_session(client: Browser) -> None:
    client.get("/login")
    assert client.get("/register").cookies == []


@pytest.mark.parametrize("path", ["/register", "/login", "/logout", "/items/new"])
def test_a_form_without_its_token_is_refused(auth_client: Browser, path: str) -> None:
    assert auth_client.post(path, {"name": "x"}).status_code == 400


def test_a_token_of_another_session_is_refused(site: Site, auth_client: Browser) -> None:
    token = token_in(site.new_browser().get("/login"))
    assert auth_client.post("/logout", {"csrf_token": token}).status_code == 400


def test_a_visitor_is_asked_to_sign_in_before_a_post_too(client: Browser) -> None:
    answer = submit(client, "/login", to="/items/new")
    assert answer.location == "/login"


def test_a_client_that_asks_for_json_gets_401(client: Browser) -> None:
    answer = client.get("/items", Accept="application/json")
    assert answer.status_code == 401
    assert answer.media_type == PROBLEM_JSON
    assert "www-authenticate" in answer.headers


def test_htmx_is_told_to_open_the_login_page(client: Browser) -> None:
    answer = client.get("/items?keyword=x", HX_Request="true")
    assert answer.status_code == 204
    assert answer.headers["hx-redirect"] == "/login?next=/items?keyword%3Dx"
