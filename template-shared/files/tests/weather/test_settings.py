import pytest
from pydantic import ValidationError

from tests.isolation import make_settings


def test_an_address_that_is_none_is_refused_with_its_name() -> None:
    with pytest.raises(ValidationError, match="weather_url"):
        make_settings(weather_url="weather.example.com")
