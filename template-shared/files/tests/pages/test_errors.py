import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.errors import PROBLEM_JSON
from tests.pages.browser import Browser, token_in


@pytest.mark.parametrize(
    "accept",
    ["text/html", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "*/*", "image/png"],
)
def test_people_get_a_page(client: Browser, accept: str) -> None:
    answer = client.get("/nowhere", Accept=accept)
    assert answer.status_code == 404
    assert answer.media_type == "text/html"
    assert "Not Found" in answer.text


@pytest.mark.parametrize("accept", ["application/json", PROBLEM_JSON, "application/json, text/html;q=0.5"])
def test_programs_get_a_problem(client: Browser, accept: str) -> None:
    answer = client.get("/nowhere", Accept=accept)
    assert answer.status_code == 404
    assert answer.media_type == PROBLEM_JSON


def test_a_page_for_a_wrong_method_names_those_allowed(client: Browser) -> None:
    answer = client.get("/logout")
    assert answer.media_type == "text/html"
    assert "POST" in answer.headers["allow"]


def test_a_form_that_is_too_large_is_answered_with_a_page(client: Browser) -> None:
    answer = client.post("/login", {"username": "a" * 2**20})
    assert answer.status_code == 413
    assert "Content Too Large" in answer.text


def test_a_refused_form_says_what_to_do(client: Browser) -> None:
    answer = client.post("/login")
    assert answer.status_code == 400
    assert "reload the page" in answer.text


def test_an_error_page_needs_no_database(auth_client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("the database is away"))

    monkeypatch.setattr(Session, "scalar", fail)
    answer = auth_client.get("/items")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert "Try again in a moment." in answer.text


def test_what_a_failed_commit_has_announced_is_not_shown(
    auth_client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(_session: Session) -> None:
        raise OperationalError("COMMIT", None, Exception("gone"))

    form = {"name": "Lamp", "price": "12.50", "category": "home"}
    form["csrf_token"] = token_in(auth_client.get("/items/new"))
    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", lose)
        answer = auth_client.post("/items/new", form)
    assert answer.status_code == 503
    assert "The item is saved." not in answer.text + auth_client.get("/items").text
