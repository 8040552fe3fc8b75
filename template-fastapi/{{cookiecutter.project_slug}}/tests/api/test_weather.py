"""The weather over HTTP. The other service is replaced by overriding the dependency that leads to it."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, MockTransport, Request, Response

from app.api.weather import get_http_client
from app.db import Database
from tests.databases import connections_in_use
from tests.isolation import make_settings
from tests.weather.replies import FAILURES

OSLO = "/api/v1/weather/Oslo"


class Elsewhere:
    """Another service, within the test."""

    def __init__(self, database: Database) -> None:
        self._database = database
        # While it was waited for.
        self.connections_in_use: list[int] = []
        self.answer: Response | Exception = Response(
            200, json={"temperature_c": -3.5, "observed_at": "2026-01-01T12:00:00Z"}
        )

    def __call__(self, request: Request) -> Response:
        self.connections_in_use.append(connections_in_use(self._database))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
async def elsewhere(app: FastAPI) -> AsyncIterator[Elsewhere]:
    settings = make_settings(weather_url="http://weather.invalid/now")
    app.state.resources = replace(app.state.resources, settings=settings)
    service = Elsewhere(app.state.resources.database)
    async with AsyncClient(transport=MockTransport(service)) as http:
        app.dependency_overrides[get_http_client] = lambda: http
        yield service


async def test_the_weather_is_answered(auth_client: AsyncClient, elsewhere: Elsewhere) -> None:
    response = await auth_client.get(OSLO)
    assert response.status_code == 200
    assert response.json() == {
        "city": "Oslo",
        "temperature_c": -3.5,
        "observed_at": "2026-01-01T12:00:00Z",
    }


@pytest.mark.parametrize(("answer", "status"), FAILURES)
async def test_a_service_that_fails_is_answered_as_a_problem_of_its_own(
    auth_client: AsyncClient, elsewhere: Elsewhere, answer: Response | Exception, status: int
) -> None:
    elsewhere.answer = answer
    response = await auth_client.get(OSLO)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "weather.invalid" not in response.text


async def test_while_the_other_service_is_waited_for_no_connection_to_the_database_is_held(
    auth_client: AsyncClient, elsewhere: Elsewhere
) -> None:
    await auth_client.get(OSLO)
    assert elsewhere.connections_in_use == [0]


async def test_the_weather_needs_a_login(client: AsyncClient, elsewhere: Elsewhere) -> None:
    response = await client.get(OSLO)
    assert response.status_code == 401


@pytest.mark.parametrize("city", ["%00", "%20", "x" * 101, "a%0Ab"])
async def test_what_is_no_name_of_a_city_is_refused(
    auth_client: AsyncClient, elsewhere: Elsewhere, city: str
) -> None:
    response = await auth_client.get(f"/api/v1/weather/{city}")
    assert response.status_code == 422
    assert response.json()["errors"][0]["pointer"] == "/path/city"


async def test_without_a_service_the_weather_is_unavailable(auth_client: AsyncClient) -> None:
    response = await auth_client.get(OSLO)
    assert response.status_code == 503
