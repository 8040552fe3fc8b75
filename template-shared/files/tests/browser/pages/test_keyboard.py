"""Nobody needs a mouse."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from app.items.models import Item
from app.users.models import User
from tests.browser.pages.conftest import Visit
from tests.browser.pages.steps import expect_notice, expect_title, sign_in
from tests.people import PASSWORD
from tests.records import Records

# What has the focus: its words, whether it can be seen to have it, and whether nothing is in front of it.
FOCUSED = """() => {
    const element = document.activeElement, style = getComputedStyle(element);
    const box = element.getBoundingClientRect();
    const front = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return {
        text: (element.name || element.innerText).trim(),
        ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        uncovered: element.contains(front) || front?.contains(element) || front?.labels?.length > 0,
    }
}"""


@pytest.fixture
def tab(visit: Visit) -> Page:
    return visit()


def type_into_fields(page: Page, *values: str) -> None:
    """Fill in the form that has the focus, and send it."""
    for number, value in enumerate(values):
        if number:
            page.keyboard.press("Tab")
        page.keyboard.type(value)
    page.keyboard.press("Enter")


def go_to(page: Page, text: str) -> None:
    """Press Tab until this has the focus."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED)["text"] == text:
            return
    raise AssertionError(f"{text!r} is not reached")


def test_the_first_stop_leads_past_the_navigation(tab: Page) -> None:
    tab.goto("/login")
    tab.keyboard.press("Tab")
    link = tab.get_by_role("link", name="Skip to the content")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("main")).to_be_focused()
    tab.keyboard.press("Tab")
    expect(tab.get_by_label("E-mail address")).to_be_focused()


def test_an_item_is_made_and_deleted_with_keys_alone(tab: Page, user: User) -> None:
    tab.goto("/login")
    go_to(tab, "username")
    type_into_fields(tab, user.email, PASSWORD)
    expect_title(tab, "Items")
    go_to(tab, "New item")
    tab.keyboard.press("Enter")
    expect_title(tab, "New item")
    go_to(tab, "name")
    type_into_fields(tab, "Field lamp", "Lighting", "much")
    expect(tab.get_by_label("Price")).to_be_focused()
    tab.keyboard.press("ControlOrMeta+A")
    type_into_fields(tab, "12.50")
    expect_notice(tab, "The item is saved.")
    go_to(tab, "Delete this item")
    tab.keyboard.press("Space")
    go_to(tab, "Delete for good")
    tab.keyboard.press("Enter")
    expect_notice(tab, "The item is deleted.")
    go_to(tab, "Sign out")
    tab.keyboard.press("Enter")
    expect_notice(tab, "You are signed out.")


@pytest.mark.parametrize("width", [390, 1280])
def test_what_has_the_focus_is_seen_and_comes_in_the_order_of_the_page(
    visit: Visit, user: User, records: Records, width: int
) -> None:
    records.add(
        Item(owner_id=user.id, name="Oak stool", category="Furniture", price=Decimal(80), description=None)
    )
    page = visit(viewport={"width": width, "height": 800})
    sign_in(page, user.email)
    expect_title(page, "Items")
    stops = []
    for _ in range(11):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUSED))
    assert [stop["text"] for stop in stops if not (stop["ring"] and stop["uncovered"])] == []
    texts = [stop["text"].splitlines()[-1] for stop in stops]
    start = ["Skip to the content", "Items", "Account", "Sign out", "New item"]
    assert [text for text in texts if text in start] == start
    assert texts[-5:] == ["keyword", "category", "sort", "Search", "Oak stool"]
