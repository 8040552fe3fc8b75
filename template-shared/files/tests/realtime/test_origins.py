import pytest

from app.realtime.origins import is_welcome
from tests.isolation import make_settings

SETTINGS = make_settings(public_url="https://shop.example.com", cors_origins=["http://localhost:5173"])


def welcome(origin: str | None, *, scheme: str = "ws", host: str = "127.0.0.1:8000") -> bool:
    return is_welcome(origin, scheme=scheme, host=host, settings=SETTINGS)


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "http://127.0.0.1:8000",
        "https://shop.example.com",
        "https://SHOP.example.com",
        "http://localhost:5173",
    ],
)
def test_pages_of_this_site_and_of_those_that_are_listed_may_connect(origin: str | None) -> None:
    assert welcome(origin)


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "http://evil.example.com",
        "https://shop.example.com.evil.example.com",
        "https://shop.example.com@evil.example.com",
        "http://shop.example.com",
        "https://shop.example.com:444",
        "https://127.0.0.1:8000",
        "http://127.0.0.1:8001",
    ],
)
def test_pages_of_other_sites_may_not(origin: str) -> None:
    assert not welcome(origin)


def test_over_https_our_own_pages_are_those_over_https() -> None:
    assert welcome("https://127.0.0.1:8000", scheme="wss")
    assert not welcome("http://127.0.0.1:8000", scheme="wss")


def test_in_development_every_site_can_be_let_in() -> None:
    settings = make_settings(cors_origins=["*"])
    assert is_welcome("http://anywhere.example.com", scheme="ws", host="localhost", settings=settings)
