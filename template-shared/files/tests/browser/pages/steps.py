"""What people do on many pages."""

from playwright.sync_api import Page, expect

from tests.people import PASSWORD


def fill_in(page: Page, **fields: str) -> None:
    """Type into the fields of the form, by their names."""
    for name, value in fields.items():
        page.locator(f"main form[method=post] [name={name}]").fill(value)


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()


def sign_in(page: Page, email: str, password: str = PASSWORD, *, remember: bool = False) -> None:
    page.goto("/login")
    fill_in(page, username=email, password=password)
    page.get_by_label("Stay signed in").set_checked(remember)
    # Going elsewhere before the answer is there would take the sign-in back.
    with page.expect_navigation():
        press(page, "Sign in")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out", exact=True).click()


def expect_notice(page: Page, text: str) -> None:
    expect(page.locator(".notice", has_text=text)).to_be_visible()


def expect_title(page: Page, text: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(text)


def add_item(page: Page, **fields: str) -> None:
    page.goto("/items/new")
    fill_in(page, **{"name": "Field lamp", "category": "Lighting", "price": "12.50", **fields})
    press(page, "Save item")
    expect_notice(page, "The item is saved.")
