from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from httpx2 import Client

from app.errors import ServiceUnavailable
from app.outgoing import make_http_client
from app.weather.errors import BadGateway, GatewayTimeout
from app.weather.schemas import WeatherOut
from app.weather.services import current_weather
from tests.replies import SILENCE, answer
from tests.upstream import Upstream, new_upstream
from tests.weather.replies import HEAD, NONSENSE

OBSERVATION = '{"temperature_c": 21.5, "observed_at": "2026-06-01T14:00:00+02:00", "wind": "light"}'


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with new_upstream() as upstream:
        yield upstream


@pytest.fixture
def http() -> Iterator[Client]:
    with make_http_client() as client:
        yield client


def test_the_weather_is_what_the_service_says(http: Client, upstream: Upstream) -> None:
    upstream.answers = [answer(OBSERVATION)]
    weather = current_weather(http, upstream.url, "São Paulo")
    observed_at = datetime(2026, 6, 1, 12, tzinfo=UTC)
    assert weather == WeatherOut(city="São Paulo", temperature_c=21.5, observed_at=observed_at)


@pytest.mark.parametrize("city", ["../../admin", "x?key=1&y", "x#y", "São Paulo"])
def test_a_city_cannot_change_where_the_question_goes(http: Client, upstream: Upstream, city: str) -> None:
    upstream.answers = [answer(OBSERVATION)]
    current_weather(http, upstream.url, city)
    (request,) = upstream.requests
    path, _, sent = request.split(" ")[1].partition("=")
    assert path == "/now?city"
    assert not any(character in sent for character in "?&=#/ã")


@pytest.mark.parametrize("reply", NONSENSE)
def test_nonsense_is_a_bad_gateway(http: Client, upstream: Upstream, reply: bytes) -> None:
    upstream.answers = [reply]
    with pytest.raises(BadGateway):
        current_weather(http, upstream.url, "Oslo")


def test_an_endless_answer_is_not_read_to_its_end(http: Client, upstream: Upstream) -> None:
    upstream.answers = [
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"400\r\n%s\r\n" % (b" " * 1024) * 1000
    ]
    with pytest.raises(BadGateway):
        current_weather(http, upstream.url, "Oslo")


def test_a_silent_service_is_a_timeout(http: Client, upstream: Upstream) -> None:
    upstream.answers = [SILENCE]
    with pytest.raises(GatewayTimeout):
        current_weather(http, upstream.url, "Oslo", deadline=0.05)


@pytest.mark.parametrize("rest", [b"X-Drop: ", b"Content-Length: 1000\r\n\r\n"])
def test_an_answer_that_comes_in_drops_is_not_waited_for(
    http: Client, upstream: Upstream, rest: bytes
) -> None:
    upstream.answers = [HEAD + rest + b"x" * 100]
    upstream.pause = 0.02
    with pytest.raises(GatewayTimeout):
        current_weather(http, upstream.url, "Oslo", deadline=0.3)


def test_nobody_there_is_a_bad_gateway(http: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.outgoing.pause_before", lambda *_: 0.0)
    with pytest.raises(BadGateway):
        current_weather(http, "http://127.0.0.1:1/now", "Oslo")


def test_without_a_service_there_is_no_weather(http: Client) -> None:
    with pytest.raises(ServiceUnavailable):
        current_weather(http, None, "Oslo")
