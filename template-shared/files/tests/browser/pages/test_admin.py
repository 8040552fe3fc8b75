from playwright.sync_api import Page, expect

from app.users.models import User
from tests.browser.pages.conftest import Visit
from tests.browser.pages.steps import expect_notice, expect_title, press, sign_in


def test_an_administrator_ends_and_restores_the_access_of_somebody(
    plain: Page, visit: Visit, admin: User, user: User
) -> None:
    theirs = visit()
    sign_in(theirs, user.email)
    sign_in(plain, admin.email)
    plain.get_by_role("link", name="Users").click()
    plain.get_by_role("searchbox").fill(user.email)
    press(plain, "Search")
    expect(plain.get_by_role("rowheader")).to_have_count(1)
    press(plain, f"Deactivate: {user.email}")
    expect_notice(plain, f"The account of {user.email} is changed.")
    expect(plain.get_by_text("deactivated")).to_be_visible()
    theirs.goto("/items")
    expect_title(theirs, "Sign in")
    sign_in(theirs, user.email)
    expect_notice(theirs, "The e-mail address or the password is wrong.")
    press(plain, f"Activate: {user.email}")
    expect(plain.get_by_text("deactivated")).to_be_hidden()
    sign_in(theirs, user.email)
    expect_title(theirs, "Items")


def test_an_administrator_makes_another_one(plain: Page, visit: Visit, admin: User, user: User) -> None:
    theirs = visit()
    sign_in(theirs, user.email)
    expect(theirs.get_by_role("link", name="Users")).to_be_hidden()
    theirs.goto("/admin/users")
    expect(theirs.get_by_text("This page is for administrators.")).to_be_visible()
    sign_in(plain, admin.email)
    plain.goto("/admin/users")
    press(plain, f"Make admin: {user.email}")
    expect_notice(plain, f"The account of {user.email} is changed.")
    theirs.goto("/admin/users")
    expect_title(theirs, "Users")
