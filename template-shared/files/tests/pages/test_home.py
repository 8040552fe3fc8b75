import html

from app.about import NAME
from tests.pages.browser import Browser


def test_the_start_page_names_the_project(client: Browser) -> None:
    assert NAME in html.unescape(client.get("/").text)


def test_a_visitor_is_offered_an_account(client: Browser) -> None:
    page = client.get("/").text
    assert 'href="/register"' in page
    assert "Sign out" not in page


def test_one_who_is_signed_in_is_led_to_the_items(auth_client: Browser) -> None:
    page = auth_client.get("/").text
    assert 'href="/items"' in page
    assert "Sign out" in page
