import pytest
from flask import Flask
from flask.testing import FlaskClient
from pwdlib import PasswordHash
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.auth.models import LoginSession
from app.errors import PROBLEM_JSON
from app.orm import utc_now
from app.users.models import User
from tests.accounts import PASSWORD
from tests.pages.browser import submit, token_in


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/items").status_code == 200


def test_a_visitor_registers_and_signs_in(client: FlaskClient) -> None:
    answer = submit(client, "/register", email="grace@example.com", password=PASSWORD, full_name="Grace")
    assert answer.location == "/login"
    submit(client, "/login", username="grace@example.com", password=PASSWORD)
    assert is_signed_in(client)


def test_registering_needs_no_name(client: FlaskClient) -> None:
    answer = submit(client, "/register", email="grace@example.com", password=PASSWORD, full_name="")
    assert answer.status_code == 302


def test_a_known_address_is_refused_beside_its_field(client: FlaskClient, user: User) -> None:
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
    client: FlaskClient, email: str, password: str, field: str
) -> None:
    answer = submit(client, "/register", email=email, password=password)
    assert answer.status_code == 422
    page = answer.text
    assert f'id="{field}-error"' in page
    marked = next(line for line in page.splitlines() if f'name="{field}"' in line)
    assert 'aria-invalid="true"' in marked
    assert "autofocus" in marked


def test_only_the_first_field_in_error_has_the_focus(client: FlaskClient) -> None:
    assert submit(client, "/register", email="", password="").text.count("autofocus") == 1


def test_a_password_is_never_sent_back(client: FlaskClient) -> None:
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
def test_password_managers_know_the_fields(client: FlaskClient, path: str, field: str, value: str) -> None:
    lines = client.get(path).text.splitlines()
    assert f'autocomplete="{value}"' in next(line for line in lines if f'name="{field}"' in line)


def test_a_wrong_password_and_an_unknown_account_get_the_same_page(client: FlaskClient, user: User) -> None:
    def refusal(username: str) -> tuple[int, str]:
        answer = submit(client, "/login", username=username, password="not the right words")
        return answer.status_code, answer.text.replace(username, "").replace(token_in(answer), "")

    known = refusal(user.email)
    assert known[0] == 401
    assert refusal("nobody@example.com") == known


@pytest.mark.parametrize("username", ["", "ada@example.com\x00", "\ud800@example.com", "x" * 300_000])
def test_odd_input_is_refused_and_breaks_nothing(client: FlaskClient, username: str) -> None:
    name = username.encode("utf-8", "surrogatepass").decode("latin-1")
    answer = submit(client, "/login", username=name, password=PASSWORD)
    assert answer.status_code in {401, 422}


@pytest.mark.parametrize(("path", "status"), [("/register", 422), ("/login", 401)])
def test_a_megabyte_of_password_is_refused_before_it_is_hashed(
    client: FlaskClient, user: User, monkeypatch: pytest.MonkeyPatch, path: str, status: int
) -> None:
    hashed: list[object] = []
    for method in ("hash", "verify_and_update"):
        monkeypatch.setattr(PasswordHash, method, lambda *arguments: hashed.append(arguments))
    fields = {"email": "grace@example.com", "username": user.email, "password": "x" * 1_000_000}
    assert submit(client, path, **fields).status_code == status
    assert hashed == []


def test_a_huge_password_is_refused(client: FlaskClient, user: User) -> None:
    answer = submit(client, "/login", username=user.email, password="x" * 400_000)
    assert answer.status_code == 401


def test_signing_in_leads_to_the_page_one_came_for(client: FlaskClient, user: User) -> None:
    to_login = client.get("/items?page=2").location
    assert to_login == "/login?next=/items?page%3D2"
    answer = submit(client, to_login, username=user.email, password=PASSWORD)
    assert answer.location == "/items?page=2"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "/%09/evil.example"]
)
def test_signing_in_never_leads_to_another_site(client: FlaskClient, user: User, target: str) -> None:
    answer = submit(client, f"/login?next={target}", username=user.email, password=PASSWORD)
    assert answer.location == "/items"


def test_one_who_is_signed_in_is_sent_on_from_the_login_page(auth_client: FlaskClient) -> None:
    assert auth_client.get("/login?next=/items/new").location == "/items/new"


def test_signing_in_starts_a_new_cookie_session(client: FlaskClient, user: User) -> None:
    with client.session_transaction() as before:
        before["planted"] = "by somebody else"
    token = token_in(client.get("/login"))
    submit(client, "/login", username=user.email, password=PASSWORD)
    with client.session_transaction() as after:
        assert "planted" not in after
    assert token_in(client.get("/items")) != token


def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(
    app: Flask, auth_client: FlaskClient
) -> None:
    cookie = auth_client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert cookie
    submit(auth_client, "/items", to="/logout")
    thief = app.test_client()
    thief.set_cookie(cookie.key, cookie.value)
    assert not is_signed_in(thief)
    assert not is_signed_in(auth_client)


def test_signing_out_twice_is_fine(auth_client: FlaskClient) -> None:
    token = token_in(auth_client.get("/items"))
    auth_client.post("/logout", data={"csrf_token": token})
    answer = submit(auth_client, "/login", to="/logout")
    assert answer.location == "/"


def test_signing_out_takes_a_post(auth_client: FlaskClient) -> None:
    answer = auth_client.get("/logout")
    assert answer.status_code == 405
    assert is_signed_in(auth_client)


def test_an_account_that_is_deactivated_is_signed_out(auth_client: FlaskClient, session: Session) -> None:
    session.execute(update(User).values(is_active=False))
    session.commit()
    assert not is_signed_in(auth_client)


def test_a_login_session_that_has_run_out_is_signed_out(auth_client: FlaskClient, session: Session) -> None:
    session.execute(update(LoginSession).values(expires_at=utc_now()))
    session.commit()
    assert not is_signed_in(auth_client)


def test_a_cookie_used_from_another_browser_is_refused(auth_client: FlaskClient) -> None:
    answer = auth_client.get("/items", headers={"User-Agent": "somebody else's"})
    assert answer.status_code == 302


def test_a_forged_cookie_is_refused(app: Flask, client: FlaskClient) -> None:
    client.set_cookie(app.config["SESSION_COOKIE_NAME"], "eyJfdXNlcl9pZCI6IjEifQ.aaaaaa.bbbbbb")
    assert not is_signed_in(client)


def test_visitors_get_no_cookie_but_the_session(client: FlaskClient) -> None:
    client.get("/login")
    assert client.get("/register").headers.getlist("Set-Cookie") == []


@pytest.mark.parametrize("path", ["/register", "/login", "/logout", "/items/new"])
def test_a_form_without_its_token_is_refused(auth_client: FlaskClient, path: str) -> None:
    assert auth_client.post(path, data={"name": "x"}).status_code == 400


def test_a_token_of_another_session_is_refused(app: Flask, auth_client: FlaskClient) -> None:
    token = token_in(app.test_client().get("/login"))
    assert auth_client.post("/logout", data={"csrf_token": token}).status_code == 400


def test_a_visitor_is_asked_to_sign_in_before_a_post_too(client: FlaskClient) -> None:
    answer = submit(client, "/login", to="/items/new")
    assert answer.location == "/login"


def test_a_client_that_asks_for_json_gets_401(client: FlaskClient) -> None:
    answer = client.get("/items", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.content_type == PROBLEM_JSON
    assert "WWW-Authenticate" in answer.headers


def test_htmx_is_told_to_open_the_login_page(client: FlaskClient) -> None:
    answer = client.get("/items?keyword=x", headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/login?next=/items?keyword%3Dx"
