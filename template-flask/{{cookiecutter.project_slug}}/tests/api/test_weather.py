"""The weather over HTTP. The other service is replaced by another client for it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from httpx2 import Client, MockTransport, Request, Response

from app.api.resources import ApiResources
from tests.clients import connections_in_use, prepared
from tests.isolation import make_settings
from tests.outbox import Outbox
from tests.weather.replies import FAILURES

OSLO = "/api/v1/weather/Oslo"


class Elsewhere:
    """Another service, within the test."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        # While it was waited for.
        self.connections_in_use: list[int] = []
        self.answer: Response | Exception = Response(
            200, json={"temperature_c": -3.5, "observed_at": "2026-01-01T12:00:00Z"}
        )

    def __call__(self, request: Request) -> Response:
        self.connections_in_use.append(connections_in_use(self._app))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def elsewhere(app: Flask, database_url: str, outbox: Outbox) -> Iterator[Elsewhere]:
    settings = make_settings(database_url=database_url, weather_url="http://weather.invalid/now")
    prepared(app, settings, outbox)
    service = Elsewhere(app)
    kept: ApiResources = app.extensions["api"]
    with Client(transport=MockTransport(service)) as http:
        app.extensions["api"] = replace(kept, http=http)
        yield service
    app.extensions["api"] = kept


def test_the_weather_is_answered(auth_client: Client, elsewhere: Elsewhere) -> None:
    response = auth_client.get(OSLO)
    assert response.status_code == 200
    assert response.json() == {
        "city": "Oslo",
        "temperature_c": -3.5,
        "observed_at": "2026-01-01T12:00:00Z",
    }


@pytest.mark.parametrize(("answer", "status"), FAILURES)
def test_a_service_that_fails_is_answered_as_a_problem_of_its_own(
    auth_client: Client, elsewhere: Elsewhere, answer: Response | Exception, status: int
) -> None:
    elsewhere.answer = answer
    response = auth_client.get(OSLO)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "weather.invalid" not in response.text


def test_while_the_other_service_is_waited_for_no_connection_to_the_database_is_held(
    auth_client: Client, elsewhere: Elsewhere
) -> None:
    auth_client.get(OSLO)
    assert elsewhere.connections_in_use == [0]


def test_the_weather_needs_a_login(client: Client, elsewhere: Elsewhere) -> None:
    response = client.get(OSLO)
    assert response.status_code == 401


@pytest.mark.parametrize("city", ["%00", "%20", "x" * 101, "a%0Ab"])
def test_what_is_no_name_of_a_city_is_refused(auth_client: Client, elsewhere: Elsewhere, city: str) -> None:
    response = auth_client.get(f"/api/v1/weather/{city}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/path/city"


def test_without_a_service_the_weather_is_unavailable(auth_client: Client) -> None:
    response = auth_client.get(OSLO)
    assert response.status_code == 503
