"""The weather over HTTP. The other service is replaced by overriding the dependency that leads to it."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from httpx2 import AsyncClient, ConnectError, MockTransport, ReadTimeout, Request, Response

from app.application import create_app
from app.dependencies import get_http_client
from app.settings import Settings
from tests.accounts import create_account, sign_in
from tests.conftest import new_client
from tests.isolation import make_settings

OSLO = "/api/v1/weather/Oslo"


class Elsewhere:
    """Another service, within the test."""

    def __init__(self) -> None:
        self.answer: Response | Exception = Response(
            200, json={"temperature_c": -3.5, "observed_at": "2026-01-01T12:00:00Z"}
        )

    def __call__(self, request: Request) -> Response:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def settings(database_url: str) -> Settings:
    return make_settings(database_url=database_url, weather_url="http://weather.invalid/now")


@pytest.fixture
async def elsewhere(app: FastAPI) -> AsyncIterator[Elsewhere]:
    service = Elsewhere()
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


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (Response(500), 502),
        (Response(200, text="sunny"), 502),
        (ConnectError("weather.invalid is 10.0.0.8"), 502),
        (ReadTimeout("slow"), 504),
    ],
)
async def test_a_service_that_fails_is_answered_as_a_problem_of_its_own(
    auth_client: AsyncClient, elsewhere: Elsewhere, answer: Response | Exception, status: int
) -> None:
    elsewhere.answer = answer
    response = await auth_client.get(OSLO)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert "weather.invalid" not in response.text


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


async def test_without_a_service_the_weather_is_unavailable(database_url: str) -> None:
    app = create_app(make_settings(database_url=database_url))
    async with app.router.lifespan_context(app):
        resources = app.state.resources
        user = await create_account(resources, "ada@example.com")
        async with new_client(app, await sign_in(resources, user)) as client:
            response = await client.get(OSLO)
    assert response.status_code == 503
