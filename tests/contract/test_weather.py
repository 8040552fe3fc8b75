"""What another service is asked for."""

import pytest
from contract.accounts import Account
from contract.client import API, Client, assert_invalid, assert_problem
from contract.starters import Starter

WEATHER = f"{API}/weather"


@pytest.fixture
def asking(starter: Starter) -> None:
    if not starter.asks_weather:
        pytest.skip("the other service is not ours")


@pytest.mark.usefixtures("asking")
def test_the_weather_is_answered(ada: Account) -> None:
    answer = ada.client.get(f"{WEATHER}/Oslo")
    assert answer.status == 200
    assert answer.json == {"city": "Oslo", "temperature_c": -3.5, "observed_at": "2026-01-01T12:00:00Z"}


@pytest.mark.usefixtures("asking")
@pytest.mark.parametrize(("city", "status"), [("Nonsense", 502), ("Silence", 504)])
def test_a_service_that_fails_is_told_apart(ada: Account, city: str, status: int) -> None:
    assert_problem(ada.client.get(f"{WEATHER}/{city}"), status)


def test_the_weather_needs_a_login(client: Client) -> None:
    assert_problem(client.get(f"{WEATHER}/Oslo"), 401)


@pytest.mark.parametrize("city", ["%00", "%20", "x" * 101, "a%0Ab"])
def test_what_is_no_city_is_refused(ada: Account, city: str) -> None:
    assert_invalid(ada.client.get(f"{WEATHER}/{city}"), "/path/city")
