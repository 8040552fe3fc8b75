import re
from decimal import Decimal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.items.models import Item
from app.users.models import User
from tests.browser.pages.conftest import Visit
from tests.browser.pages.steps import add_item, expect_notice, expect_title, fill_in, follow, press, sign_in
from tests.browser.server import Site
from tests.records import Records


@pytest.fixture
def items(records: Records, user: User) -> None:
    """Two pages of things, and one that is none."""
    things = [(f"Thing {n:02}", "Things", n) for n in range(21)]
    records.add(
        *(
            Item(owner_id=user.id, name=name, category=category, price=Decimal(price), description=None)
            for name, category, price in [*things, ("Oak stool", "Furniture", 80)]
        )
    )


def names(page: Page) -> Locator:
    return page.get_by_role("rowheader")


def test_an_item_is_made_changed_and_deleted(page: Page, user: User) -> None:
    sign_in(page, user.email)
    expect(page.get_by_role("heading", name="No items yet")).to_be_visible()
    add_item(page, name="Field lamp", description="Warm light,\nfolds flat")
    expect_title(page, "Field lamp")
    follow(page, "Edit")
    fill_in(page, name="Desk lamp", price="20")
    press(page, "Save changes")
    expect_notice(page, "The changes are saved.")
    expect_title(page, "Desk lamp")
    expect(page.get_by_text("20.00")).to_be_visible()
    expect(page.get_by_role("button", name="Delete for good")).to_be_hidden()
    page.get_by_text("Delete this item").click()
    press(page, "Delete for good")
    expect_notice(page, "The item is deleted.")
    expect(page.get_by_role("heading", name="No items yet")).to_be_visible()


def test_what_is_wrong_is_told_beside_the_field(plain: Page, user: User) -> None:
    sign_in(plain, user.email)
    plain.goto("/items/new")
    fill_in(plain, name="Field lamp", category="Lighting", price="much")
    press(plain, "Save item")
    price = plain.get_by_label("Price")
    expect(price).to_have_attribute("aria-invalid", "true")
    expect(price).to_have_value("much")
    expect(price).to_be_focused()
    fill_in(plain, price="12.50")
    press(plain, "Save item")
    expect_notice(plain, "The item is saved.")


def test_the_list_is_searched_filtered_and_sorted(page: Page, user: User, items: None) -> None:
    sign_in(page, user.email)
    page.get_by_role("searchbox").fill("stool")
    press(page, "Search")
    expect(names(page)).to_have_text(["Oak stool"])
    page.get_by_role("searchbox").fill("")
    page.get_by_label("Category").select_option("Things")
    page.get_by_label("Sort by").select_option("Price, highest first")
    press(page, "Search")
    expect(names(page).first).to_have_text("Thing 20")
    expect(page.get_by_text("21 items")).to_be_visible()
    expect(page).to_have_url(re.compile("category=Things.*sort=-price"))
    page.get_by_role("searchbox").fill("unicorn")
    press(page, "Search")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()


def test_a_long_list_has_pages(page: Page, user: User, items: None) -> None:
    sign_in(page, user.email)
    page.goto("/items?sort=name")
    follow(page, "Next")
    expect(names(page)).to_have_text(["Thing 19", "Thing 20"])
    expect(page.get_by_text("Page 2 of 2")).to_be_visible()
    follow(page, "Previous")
    expect(names(page)).to_have_count(20)


def test_the_list_changes_while_one_types_and_the_page_stays(visit: Visit, user: User, items: None) -> None:
    page = visit()
    sign_in(page, user.email)
    page.evaluate("document.body.dataset.kept = 'yes'")
    page.get_by_role("searchbox").press_sequentially("stool")
    expect(names(page)).to_have_text(["Oak stool"])
    expect(page.locator("#result-count")).to_have_text("1 item")
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page).to_have_url(re.compile("keyword=stool"))
    assert page.evaluate("document.body.dataset.kept") == "yes"


def test_going_back_leads_to_the_list_as_it_was(visit: Visit, user: User, items: None) -> None:
    page = visit()
    sign_in(page, user.email)
    page.get_by_role("searchbox").press_sequentially("stool")
    expect(names(page)).to_have_count(1)
    follow(page, "Oak stool")
    expect_title(page, "Oak stool")
    page.go_back()
    expect(names(page)).to_have_text(["Oak stool"])
    page.go_back()
    expect(names(page)).to_have_count(20)


def test_a_search_that_is_refused_is_not_taken_for_its_result(
    browser: Browser, site: Site, user: User, items: None
) -> None:
    with browser.new_context(base_url=site.url) as context:
        page = context.new_page()
        sign_in(page, user.email)
        search = page.get_by_role("searchbox")
        search.evaluate("field => field.removeAttribute('maxlength')")
        search.fill("a" * 201)
        expect(page.locator("#results")).to_contain_text("Unprocessable Content")
        expect(names(page)).to_have_count(0)
        search.fill("stool")
        expect(names(page)).to_have_text(["Oak stool"])


def test_a_search_of_one_who_is_signed_out_meanwhile_leads_to_the_sign_in(
    visit: Visit, user: User, items: None
) -> None:
    page = visit()
    sign_in(page, user.email)
    page.context.clear_cookies()
    page.get_by_role("searchbox").press_sequentially("stool")
    expect_title(page, "Sign in")
