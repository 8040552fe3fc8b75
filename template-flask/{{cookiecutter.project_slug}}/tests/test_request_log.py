from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from tests.accounts import PASSWORD

WELL_FORMED = "7f3a9c1e-4b2d-4c88-9f10-aa00bb11cc22"


@pytest.fixture
def lines() -> Iterator[list[Any]]:
    with capture_logs() as lines:
        yield lines


def test_a_request_is_one_line(own_app: Flask, own_client: FlaskClient, lines: list[Any]) -> None:
    @own_app.get("/letters/<uuid:letter_id>")
    def read(letter_id: object) -> str:
        return "Dear Ada"

    own_client.get("/letters/0b0e6a52-8d3f-4a64-9d39-6f1f0a1f3c11")
    (line,) = lines
    assert line.pop("duration_ms") >= 0
    assert line == {
        "event": "request",
        "log_level": "info",
        "method": "GET",
        "route": "/letters/<uuid:letter_id>",
        "status": 200,
        "client": "127.0.0.1",
    }


def test_a_path_without_a_route_is_not_repeated(client: FlaskClient, lines: list[Any]) -> None:
    client.get("/reset/eyJhbGciOiJIUzI1NiJ9")
    assert [(line["route"], line["status"]) for line in lines] == [(None, 404)]


def test_what_a_request_says_is_not_logged(own_app: Flask, own_client: FlaskClient, lines: list[Any]) -> None:
    @own_app.post("/letters")
    def write() -> str:
        return request.form["password"]

    secrets = {"username": "ada@example.com", "password": PASSWORD}
    own_client.post("/letters?next=/hidden", data=secrets, headers={"Authorization": "Bearer tok"})
    own_client.post("/letters?token=eyJhbGciOiJIUzI1NiJ9")
    logged = str(lines)
    assert "/letters" in logged
    assert not any(said in logged for said in ("ada@", PASSWORD, "hidden", "tok", "eyJ"))


def test_an_answer_carries_the_id_of_its_request(client: FlaskClient) -> None:
    ids = [client.get("/healthz").headers["X-Request-ID"] for _ in range(2)]
    assert ids[0] != ids[1]
    assert all(len(request_id) == 32 for request_id in ids)


def test_a_well_formed_id_is_kept(client: FlaskClient) -> None:
    answer = client.get("/healthz", headers={"X-Request-ID": WELL_FORMED})
    assert answer.headers["X-Request-ID"] == WELL_FORMED


@pytest.mark.parametrize("given", ["", "x", "a" * 65, "with blanks in it", "<script>alert</script>"])
def test_another_id_is_replaced(client: FlaskClient, given: str) -> None:
    answer = client.get("/healthz", headers={"X-Request-ID": given})
    assert len(answer.headers["X-Request-ID"]) == 32


def test_a_refused_request_is_logged_too(client: FlaskClient, lines: list[Any]) -> None:
    client.get("/letters", headers={"Host": "evil.example"})
    assert [line["status"] for line in lines] == [400]


def test_an_unexpected_error_is_logged_once_and_answered_with_its_id(
    own_app: Flask, own_client: FlaskClient, lines: list[Any]
) -> None:
    @own_app.get("/broken/<secret>")
    def fail(secret: str) -> str:
        raise ZeroDivisionError

    answer = own_client.get("/broken/eyJhbGciOiJIUzI1NiJ9")
    assert [(line["event"], line["log_level"]) for line in lines] == [
        ("unexpected error", "error"),
        ("request", "info"),
    ]
    assert lines[0]["exc_info"]
    assert "eyJ" not in str([line | {"exc_info": None} for line in lines])
    assert answer.headers["X-Request-ID"] in answer.text


def test_a_program_gets_the_id_of_an_unexpected_error(own_app: Flask, own_client: FlaskClient) -> None:
    @own_app.get("/broken")
    def fail() -> str:
        raise ZeroDivisionError

    answer = own_client.get("/broken", headers={"Accept": "application/json"})
    assert answer.json is not None
    assert answer.headers["X-Request-ID"] in answer.json["detail"]
