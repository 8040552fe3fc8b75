import re
from datetime import timedelta
from email.utils import parsedate_to_datetime

from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.orm import utc_now
from app.users.models import User
from tests.accounts import PASSWORD
from tests.isolation import make_settings
from tests.pages.browser import submit

RANDOM = "Jq3vN8-zTfRw5KxLpYd2HsBgVc7MaEuZ0iXoCnAtQk4"


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(client: FlaskClient) -> None:
    cookie = client.get("/login").headers["Set-Cookie"]
    assert "; HttpOnly" in cookie
    assert "; SameSite=Lax" in cookie


def test_the_session_cookie_of_production_belongs_to_one_host_over_https(database_url: str) -> None:
    settings = make_settings(app_env="production", secret_key=RANDOM, database_url=database_url)
    client = create_app(settings).test_client()
    cookie = client.get("/login", base_url="https://localhost").headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert "; Secure" in cookie
    assert "; Path=/" in cookie
    assert "Domain" not in cookie


def login(client: FlaskClient, user: User, **fields: str) -> str:
    return str(
        submit(client, "/login", username=user.email, password=PASSWORD, **fields).headers["Set-Cookie"]
    )


def test_a_browser_forgets_the_session_when_it_is_closed(client: FlaskClient, user: User) -> None:
    cookie = login(client, user)
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie


def test_a_browser_keeps_the_session_when_asked_to(client: FlaskClient, user: User) -> None:
    cookie = login(client, user, remember="true")
    assert parsedate_to_datetime(re.findall("Expires=([^;]+)", cookie)[0]) > utc_now() + timedelta(days=13)


def test_a_kept_session_is_revocable(app: Flask, client: FlaskClient, user: User) -> None:
    login(client, user, remember="true")
    submit(client, "/account/sessions", to="/account/sessions/end-all")
    assert client.get("/account").status_code == 302


def test_a_kept_session_is_not_sent_again_with_every_answer(client: FlaskClient, user: User) -> None:
    login(client, user, remember="true")
    client.get("/items")
    assert "Set-Cookie" not in client.get("/items").headers
