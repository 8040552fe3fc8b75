"""How often one may try, over HTTP."""

import pytest

from app.auth.passwords import PasswordHasher
from app.errors import PROBLEM_JSON
from app.users.models import User
from tests.outbox import Outbox
from tests.pages.browser import Answer, Browser, submit, token_in
from tests.pages.site import Site, open_site
from tests.people import PASSWORD, WRONG


def login(client: Browser, password: str, email: str = "ada@example.com", **headers: str) -> Answer:
    form = {"csrf_token": token_in(client.get("/login")), "username": email, "password": password}
    headers.setdefault("Accept", "text/html")
    return client.post("/login", form, **headers)


def test_after_five_failures_an_account_is_closed_even_to_the_right_password(
    client: Browser, user: User
) -> None:
    failures = [login(client, WRONG).status_code for _ in range(5)]
    answer = login(client, PASSWORD)
    assert failures == [401] * 5
    assert answer.status_code == 429
    assert answer.media_type == "text/html"
    assert 14 * 60 < int(answer.headers["retry-after"]) <= 15 * 60
    assert "Wait a while" in answer.text


def test_a_program_gets_a_problem_when_it_tries_too_often(client: Browser) -> None:
    for _ in range(5):
        login(client, WRONG)
    answer = login(client, WRONG, Accept="application/json")
    assert (answer.status_code, answer.media_type) == (429, PROBLEM_JSON)
    assert "retry-after" in answer.headers


def test_an_account_that_does_not_exist_is_closed_in_the_same_way(client: Browser) -> None:
    statuses = [login(client, WRONG, "nobody@example.com").status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]


def test_letter_case_gives_no_more_attempts(client: Browser, user: User) -> None:
    for email in (
        "ada@example.com",
        "Ada@example.com",
        "ADA@EXAMPLE.COM",
        "ada@Example.com",
        "aDa@example.com",
    ):
        login(client, WRONG, email)
    assert login(client, WRONG, "adA@example.com").status_code == 429


def test_signing_in_is_not_counted(site: Site, user: User) -> None:
    statuses = [login(site.new_browser(), PASSWORD).status_code for _ in range(22)]
    assert statuses == [302] * 22


def test_a_refused_attempt_costs_no_hashing(
    client: Browser, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        login(client, WRONG)
    hashed: list[object] = []
    monkeypatch.setattr(PasswordHasher, "verify", lambda *arguments: hashed.append(arguments))
    assert (login(client, PASSWORD).status_code, hashed) == (429, [])


def test_after_twenty_failures_an_address_is_closed_for_every_account(client: Browser) -> None:
    statuses = [login(client, WRONG, f"user{n}@example.com").status_code for n in range(21)]
    assert statuses == [401] * 20 + [429]


def test_one_made_up_address_after_another_lifts_nothing(client: Browser, user: User) -> None:
    statuses = [login(client, WRONG, X_Forwarded_For=f"203.0.113.{n}").status_code for n in range(6)]
    assert statuses == [401] * 5 + [429]


def test_behind_a_trusted_proxy_each_client_is_counted_apart(migrated_url: str) -> None:
    with open_site(migrated_url, trusted_proxies="127.0.0.1") as site:
        client = site.new_browser()
        for number in range(20):
            login(client, WRONG, f"user{number}@example.com")
        assert login(client, WRONG).status_code == 429
        assert login(client, WRONG, X_Forwarded_For="203.0.113.9").status_code == 401


def test_guessing_the_current_password_is_counted_too(auth_client: Browser) -> None:
    new = {"new_password": "three blue herons at noon"}
    statuses = [
        submit(auth_client, "/account/password", current_password=WRONG, **new).status_code for _ in range(5)
    ]
    assert statuses == [403] * 5
    assert submit(auth_client, "/account/password", current_password=PASSWORD, **new).status_code == 429
    assert submit(auth_client, "/account/delete", current_password=PASSWORD).status_code == 429


def test_an_address_registers_ten_accounts_an_hour(client: Browser) -> None:
    answers = [
        submit(client, "/register", email=f"user{n}@example.com", password=PASSWORD) for n in range(11)
    ]
    assert [answer.status_code for answer in answers] == [302] * 10 + [429]
    assert 59 * 60 < int(answers[-1].headers["retry-after"]) <= 60 * 60


def test_an_address_has_ten_mails_sent_an_hour(
    client: Browser, auth_client: Browser, user: User, outbox: Outbox
) -> None:
    statuses = [submit(client, "/password-reset", email=user.email).status_code for _ in range(10)]
    assert statuses == [200] * 10
    assert submit(client, "/password-reset", email=user.email).status_code == 429
    assert submit(auth_client, "/account", to="/account/verify-email").status_code == 429
    moved = {"email": "countess@example.com", "full_name": "Ada"}
    assert submit(auth_client, "/account", **moved).status_code == 429
    assert len(outbox.messages) == 10


@pytest.mark.parametrize(
    ("page", "to", "fields"),
    [
        ("/account", None, {"email": "countess@example.com", "full_name": "Ada"}),
        ("/account", "/account/verify-email", {}),
        ("/register", None, {"email": "eve@example.com", "password": PASSWORD}),
        ("/password-reset", None, {"email": "eve@example.com"}),
    ],
)
def test_while_a_form_is_counted_no_connection_to_the_database_is_held(
    site: Site,
    auth_client: Browser,
    monkeypatch: pytest.MonkeyPatch,
    page: str,
    to: str | None,
    fields: dict[str, str],
) -> None:
    in_use: list[int] = []

    def note(address: str) -> str:
        in_use.append(site.connections_in_use())
        return address

    monkeypatch.setattr("app.rate_limits.address_key", note)
    answer = submit(auth_client, page, to=to, **fields)
    assert (answer.status_code < 400, in_use) == (True, [0])


def test_after_all_that_the_application_is_healthy(client: Browser, user: User) -> None:
    for _ in range(8):
        login(client, WRONG)
    assert client.get("/readyz").status_code == 200


def test_limits_can_be_switched_off(site: Site) -> None:
    site.start_over(rate_limit_enabled=False)
    client = site.new_browser()
    assert [login(client, WRONG).status_code for _ in range(22)] == [401] * 22
