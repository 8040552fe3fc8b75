"""What every page tells a browser, whatever is on it."""

import pytest
from sqlalchemy.orm import Session

from app.errors import PROBLEM_JSON
from tests.pages.browser import Answer, Browser

HTML = "text/html,application/xhtml+xml,*/*;q=0.8"


def policy_of(answer: Answer) -> dict[str, list[str]]:
    parts = [part.split() for part in answer.headers["content-security-policy"].split(";")]
    return {name: sources for name, *sources in parts}


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Something goes wrong that nobody has expected."""

    def fail(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("the secret plan")

    monkeypatch.setattr(Session, "scalar", fail)


@pytest.mark.parametrize("path", ["/", "/account", "/nowhere", "/items/new", "/logout"])
def test_a_page_loads_and_runs_what_is_of_this_site_alone(auth_client: Browser, path: str) -> None:
    policy = policy_of(auth_client.get(path, Accept=HTML))
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert not {"*", "'unsafe-inline'", "'unsafe-eval'"} & {
        part for parts in policy.values() for part in parts
    }


@pytest.mark.parametrize("path", ["/account", "/items", "/nowhere"])
def test_a_page_is_neither_stored_nor_framed_nor_guessed_about(auth_client: Browser, path: str) -> None:
    headers = auth_client.get(path).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_a_page_that_failed_tells_nothing_but_how_the_log_knows_it(
    auth_client: Browser, broken: None
) -> None:
    answer = auth_client.get("/items", Accept=HTML)
    assert (answer.status_code, answer.media_type) == (500, "text/html")
    assert "secret plan" not in answer.text
    assert "RuntimeError" not in answer.text
    assert answer.headers["x-request-id"] in answer.text
    assert "content-security-policy" in answer.headers


def test_a_program_gets_a_problem_for_a_page_that_failed(auth_client: Browser, broken: None) -> None:
    answer = auth_client.get("/items", Accept="application/json")
    assert (answer.status_code, answer.media_type) == (500, PROBLEM_JSON)
    assert "secret plan" not in answer.text


def test_a_site_of_another_name_is_refused_with_a_page(client: Browser) -> None:
    answer = client.get("/login", Host="evil.example", Accept=HTML)
    assert (answer.status_code, answer.media_type) == (400, "text/html")
    assert "does not go by the name" in answer.text


@pytest.mark.parametrize("path", ["/", "/items", "/static/app.css"])
def test_one_may_ask_for_the_headers_of_a_page_alone(auth_client: Browser, path: str) -> None:
    assert auth_client.head(path).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_who_asks_about_health_gets_no_page(client: Browser, path: str) -> None:
    assert client.get(path, Accept=HTML).media_type == "application/json"
