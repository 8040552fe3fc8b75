import io
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from app import create_app
from app.errors import PROBLEM_JSON
from tests.isolation import make_settings

RANDOM = "Jq3vN8-zTfRw5KxLpYd2HsBgVc7MaEuZ0iXoCnAtQk4"
JSON = {"Accept": "application/json"}


@pytest.fixture
def production(database_url: str) -> Flask:
    return create_app(make_settings(app_env="production", secret_key=RANDOM, database_url=database_url))


def test_without_settings_the_environment_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # Where there is no `.env`.
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SECRET_KEY", RANDOM)
    monkeypatch.setenv("DATABASE_URL", "sqlite://")
    configured: list[str] = []
    # That is for a process of its own, not for the one that runs the tests.
    monkeypatch.setattr(
        "app.application.configure_logs", lambda settings: configured.append(settings.log_level)
    )
    assert create_app().config["SECRET_KEY"] == RANDOM
    assert configured == ["info"]


def test_production_refuses_debug_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    with pytest.raises(ValueError, match="FLASK_DEBUG"):
        create_app(make_settings(app_env="production", secret_key=RANDOM))


@pytest.mark.parametrize("path", ["/healthz", "/nowhere"])
def test_every_answer_has_the_security_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_the_content_policy_allows_this_site_only(client: FlaskClient) -> None:
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert not {"unsafe-inline", "unsafe-eval", "*", "http"} & set(policy.replace("'", " ").split())


def test_only_production_demands_https(client: FlaskClient, production: Flask) -> None:
    assert "Strict-Transport-Security" not in client.get("/healthz").headers
    hsts = production.test_client().get("/healthz").headers["Strict-Transport-Security"]
    assert hsts.startswith("max-age=31536000")


def test_answers_are_not_stored(client: FlaskClient) -> None:
    assert client.get("/healthz").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "localhost@evil", "", "a b"])
def test_an_unknown_host_is_refused(client: FlaskClient, host: str) -> None:
    answer = client.get("/nowhere", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.text


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_may_use_any_host(client: FlaskClient, path: str) -> None:
    assert client.get(path, headers={"Host": "10.0.0.7:8000"}).status_code == 200


def test_a_star_allows_every_host_in_development(database_url: str) -> None:
    app = create_app(make_settings(allowed_hosts=["*"], database_url=database_url))
    assert app.test_client().get("/nowhere", headers={"Host": "demo.example"}).status_code == 404


@pytest.fixture
def reader(own_app: Flask) -> FlaskClient:
    """A client of an application with a view that reads a form."""

    @own_app.post("/length")
    def length() -> str:
        return str(len(request.form["text"]))

    return own_app.test_client()


def test_a_body_over_the_limit_is_refused(reader: FlaskClient) -> None:
    assert reader.post("/length", data={"text": "a" * 2**20}).status_code == 413


# `text=` comes before it.
@pytest.mark.parametrize(("length", "status"), [(2**10, 200), (2**20 - 5, 200), (2**20 - 4, 413)])
def test_a_chunked_body_over_the_limit_is_refused(reader: FlaskClient, length: int, status: int) -> None:
    answer = reader.post(
        "/length",
        input_stream=io.BytesIO(b"text=" + b"a" * length),
        headers={"Transfer-Encoding": "chunked", "Content-Type": "application/x-www-form-urlencoded"},
        # As gunicorn says about a body in chunks: the stream has an end.
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert answer.status_code == status


def test_a_body_that_was_cut_off_is_refused(reader: FlaskClient) -> None:
    answer = reader.post(
        "/length",
        input_stream=io.BytesIO(b"text=pay 1000 to X"),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        environ_overrides={"CONTENT_LENGTH": "36", "wsgi.input_terminated": True},
    )
    assert answer.status_code == 400


def test_another_method_is_refused_with_those_allowed(client: FlaskClient) -> None:
    answer = client.delete("/healthz", headers=JSON)
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_trace_is_refused(client: FlaskClient) -> None:
    assert client.open("/healthz", method="TRACE").status_code == 405


@pytest.mark.parametrize("path", ["/.env", "/.git/config", "/app/settings.py"])
def test_files_of_the_project_are_not_served(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.fixture
def broken(own_app: Flask) -> FlaskClient:
    @own_app.get("/broken")
    def fail() -> str:
        raise ZeroDivisionError("a secret detail")

    return own_app.test_client()


@pytest.mark.parametrize("headers", [{}, JSON])
def test_an_unexpected_error_tells_nothing(broken: FlaskClient, headers: dict[str, str]) -> None:
    answer = broken.get("/broken", headers=headers)
    assert answer.status_code == 500
    assert "a secret detail" not in answer.text
    assert "Traceback" not in answer.text


def test_an_unexpected_error_is_logged(broken: FlaskClient) -> None:
    with capture_logs() as lines:
        broken.get("/broken")
    assert "a secret detail" in str(lines[0]["exc_info"])


def test_a_problem_is_answered_in_its_own_type(client: FlaskClient) -> None:
    answer = client.get("/nowhere", headers=JSON)
    assert answer.content_type == PROBLEM_JSON
    assert answer.json == {"type": "about:blank", "title": "Not Found", "status": 404}
