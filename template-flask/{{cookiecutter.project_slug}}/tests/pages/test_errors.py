import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.errors import PROBLEM_JSON, Forbidden
from tests.pages.browser import token_in


@pytest.mark.parametrize(
    "accept",
    ["text/html", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "*/*", "image/png"],
)
def test_people_get_a_page(client: FlaskClient, accept: str) -> None:
    answer = client.get("/nowhere", headers={"Accept": accept})
    assert answer.status_code == 404
    assert answer.mimetype == "text/html"
    assert "Not Found" in answer.text


@pytest.mark.parametrize("accept", ["application/json", PROBLEM_JSON, "application/json, text/html;q=0.5"])
def test_programs_get_a_problem(client: FlaskClient, accept: str) -> None:
    answer = client.get("/nowhere", headers={"Accept": accept})
    assert answer.status_code == 404
    assert answer.content_type == PROBLEM_JSON


def test_an_error_of_ours_is_a_page_with_its_words(own_app: Flask, own_client: FlaskClient) -> None:
    @own_app.get("/forbidden")
    def forbid() -> str:
        raise Forbidden("Only on Sundays.")

    answer = own_client.get("/forbidden")
    assert answer.status_code == 403
    assert "Only on Sundays." in answer.text


def test_a_page_for_a_wrong_method_names_those_allowed(client: FlaskClient) -> None:
    answer = client.get("/logout")
    assert answer.mimetype == "text/html"
    assert "POST" in answer.headers["Allow"]


def test_a_form_that_is_too_large_is_answered_with_a_page(client: FlaskClient) -> None:
    answer = client.post("/login", data={"username": "a" * 2**20})
    assert answer.status_code == 413
    assert "Content Too Large" in answer.text


def test_a_refused_form_says_what_to_do(client: FlaskClient) -> None:
    answer = client.post("/login")
    assert answer.status_code == 400
    assert "reload the page" in answer.text


def test_an_error_page_needs_no_database(auth_client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("the database is away"))

    monkeypatch.setattr(Session, "scalar", fail)
    answer = auth_client.get("/items")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "Try again in a moment." in answer.text


def test_what_a_failed_commit_has_announced_is_not_shown(
    auth_client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lose(_session: Session) -> None:
        raise OperationalError("COMMIT", None, Exception("gone"))

    form = {"name": "Lamp", "price": "12.50", "category": "home"}
    form["csrf_token"] = token_in(auth_client.get("/items/new"))
    with monkeypatch.context() as patch:
        patch.setattr(Session, "commit", lose)
        answer = auth_client.post("/items/new", data=form)
    assert answer.status_code == 503
    assert "The item is saved." not in answer.text + auth_client.get("/items").text
