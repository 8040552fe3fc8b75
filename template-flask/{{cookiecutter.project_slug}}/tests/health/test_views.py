import pytest
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.errors import PROBLEM_JSON


@pytest.fixture
def database_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception("connection refused by db.internal"))

    monkeypatch.setattr(Session, "execute", fail)


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_a_status_and_nothing_else(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.json == {"status": "ok"}


def test_the_process_is_alive_while_the_database_is_away(client: FlaskClient, database_away: None) -> None:
    assert client.get("/healthz").status_code == 200


def test_the_process_is_not_ready_while_the_database_is_away(
    client: FlaskClient, database_away: None
) -> None:
    answer = client.get("/readyz", headers={"Accept": "text/html"})
    assert answer.status_code == 503
    assert answer.content_type == PROBLEM_JSON
    assert answer.headers["Retry-After"] == "5"
    assert "db.internal" not in answer.text


def test_a_probe_gets_no_page_of_any_error(client: FlaskClient) -> None:
    answer = client.post("/healthz", headers={"Accept": "text/html"})
    assert answer.status_code == 405
    assert answer.content_type == PROBLEM_JSON
