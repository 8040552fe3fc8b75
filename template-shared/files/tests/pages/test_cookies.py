import re
import time
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from itsdangerous import TimestampSigner

from app.orm import utc_now
from app.users.models import User
from tests.pages.browser import Browser, submit, token_in
from tests.pages.site import open_site
from tests.people import PASSWORD

RANDOM = "Jq3vN8-zTfRw5KxLpYd2HsBgVc7MaEuZ0iXoCnAtQk4"


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(client: Browser) -> None:
    (cookie,) = client.get("/login").cookies
    assert "; HttpOnly" in cookie
    assert "; SameSite=Lax" in cookie


def test_the_session_cookie_of_production_belongs_to_one_host_over_https(migrated_url: str) -> None:
    with open_site(migrated_url, app_env="production", secret_key=RANDOM) as site:
        (cookie,) = site.new_browser().get("/login").cookies
    assert cookie.startswith("__Host-session=")
    assert "; Secure" in cookie
    assert "; Path=/" in cookie
    assert "Domain" not in cookie


def login(client: Browser, user: User, **fields: str) -> str:
    (cookie,) = submit(client, "/login", username=user.email, password=PASSWORD, **fields).cookies
    return cookie


def test_a_browser_forgets_the_session_when_it_is_closed(client: Browser, user: User) -> None:
    cookie = login(client, user)
    assert "Expires" not in cookie
    assert "Max-Age" not in cookie


def test_a_browser_keeps_the_session_when_asked_to(client: Browser, user: User) -> None:
    cookie = login(client, user, remember="true")
    assert parsedate_to_datetime(re.findall("Expires=([^;]+)", cookie)[0]) > utc_now() + timedelta(days=13)


def test_a_kept_session_is_revocable(client: Browser, user: User) -> None:
    login(client, user, remember="true")
    submit(client, "/account/sessions", to="/account/sessions/end-all")
    assert client.get("/account").status_code == 302


def test_a_kept_session_is_not_sent_again_with_every_answer(client: Browser, user: User) -> None:
    login(client, user, remember="true")
    client.get("/items")
    assert client.get("/items").cookies == []


@pytest.mark.parametrize(("ahead", "status"), [(30, 200), (-15 * 24 * 60 * 60, 302)])
def test_a_cookie_runs_out_and_may_come_from_a_clock_that_is_ahead(
    client: Browser, user: User, monkeypatch: pytest.MonkeyPatch, ahead: int, status: int
) -> None:
    login(client, user)
    token = token_in(client.get("/account"))
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(TimestampSigner, "get_timestamp", lambda _signer: int(time.time()) + ahead)
        assert client.post("/account", {"csrf_token": token, "email": user.email}).cookies
    assert client.get("/account").status_code == status
