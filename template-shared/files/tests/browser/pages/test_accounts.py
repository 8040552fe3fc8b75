import re
import time

from playwright.sync_api import Locator, Page, expect

from app.users.models import User
from tests.browser.pages.conftest import Visit
from tests.browser.pages.steps import expect_notice, expect_title, fill_in, follow, press, sign_in, sign_out
from tests.browser.server import Site
from tests.people import PASSWORD
from tests.records import Records

NEW_PASSWORD = "eight patient harbours"
EMAIL = "grace@example.com"


def sessions_on(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("listitem").filter(has=page.get_by_role("button"))


def test_one_registers_confirms_the_address_and_signs_in(page: Page, site: Site, records: Records) -> None:
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="Create account").click()
    fill_in(page, email=EMAIL, full_name="Grace Hopper", password=PASSWORD)
    press(page, "Create account")
    expect_notice(page, "Your account is ready.")
    sign_in(page, EMAIL)
    expect_title(page, "Items")
    page.goto("/account")
    expect(page.get_by_text("not confirmed", exact=True)).to_be_visible()
    page.goto(site.link_mailed_to(EMAIL))
    press(page, "Confirm my address")
    expect_notice(page, "Your address is confirmed.")
    expect(page.get_by_text("confirmed", exact=True)).to_be_visible()


def test_a_password_that_is_too_short_is_told_beside_its_field(plain: Page) -> None:
    plain.goto("/register")
    fill_in(plain, email=EMAIL, password="short")
    press(plain, "Create account")
    field = plain.get_by_label("Password")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("^Use 15 to 128 characters"))


def test_a_sign_in_ends_with_the_browser_unless_it_is_to_last(visit: Visit, user: User) -> None:
    expires = {}
    for remember in (False, True):
        page = visit()
        sign_in(page, user.email, remember=remember)
        (cookie,) = page.context.cookies()
        expires[remember] = cookie["expires"]
    assert expires[False] == -1
    assert expires[True] > time.time() + 24 * 3600


def test_a_forgotten_password_is_replaced_with_the_mailed_link(page: Page, site: Site, user: User) -> None:
    page.goto("/login")
    follow(page, "Forgot your password?")
    fill_in(page, email=user.email)
    press(page, "Send the link")
    expect_title(page, "Look into your mail")
    link = site.link_mailed_to(user.email)
    page.goto(link)
    fill_in(page, password=NEW_PASSWORD)
    press(page, "Set the password")
    expect_notice(page, "Your new password is set.")
    sign_in(page, user.email, PASSWORD)
    expect_notice(page, "The e-mail address or the password is wrong.")
    sign_in(page, user.email, NEW_PASSWORD)
    expect_title(page, "Items")
    page.goto(link)
    expect_title(page, "This link is not valid")


def test_the_name_and_the_address_are_changed(plain: Page, site: Site, user: User) -> None:
    sign_in(plain, user.email)
    plain.goto("/account")
    fill_in(plain, full_name="Augusta Ada King", email=EMAIL)
    press(plain, "Save changes")
    expect_notice(plain, "Saved.")
    expect(plain.get_by_label("Your name")).to_have_value("Augusta Ada King")
    plain.goto(site.link_mailed_to(EMAIL))
    press(plain, "Confirm my address")
    expect_notice(plain, "Your address is confirmed.")


def test_a_new_password_needs_the_current_one_and_ends_all_sessions(plain: Page, user: User) -> None:
    sign_in(plain, user.email)
    plain.goto("/account")
    plain.get_by_role("navigation", name="Account").get_by_role("link", name="Password").click()
    fill_in(plain, current_password="not this one", new_password=NEW_PASSWORD)
    press(plain, "Change password")
    expect(plain.get_by_label("Current password")).to_have_attribute("aria-invalid", "true")
    fill_in(plain, current_password=PASSWORD, new_password=NEW_PASSWORD)
    press(plain, "Change password")
    expect_notice(plain, "Your password is changed.")
    sign_in(plain, user.email, NEW_PASSWORD)
    expect_title(plain, "Items")


def test_signing_out_everywhere_signs_out_the_other_browser(visit: Visit, user: User) -> None:
    here, there = visit(), visit(java_script_enabled=False)
    for page in (here, there):
        sign_in(page, user.email)
    here.goto("/account/sessions")
    expect(sessions_on(here)).to_have_count(2)
    press(here, "Sign out everywhere")
    expect_notice(here, "You are signed out everywhere.")
    there.goto("/items")
    expect_title(there, "Sign in")


def test_one_session_is_ended_from_another(visit: Visit, user: User) -> None:
    here, there = visit(), visit()
    for page in (there, here):
        sign_in(page, user.email)
    here.goto("/account/sessions")
    sessions_on(here).filter(has_not_text="this one").get_by_role("button").click()
    expect_notice(here, "That session has ended.")
    expect(sessions_on(here)).to_have_count(1)
    there.goto("/items")
    expect_title(there, "Sign in")


def test_one_who_signs_out_is_asked_to_sign_in_again(plain: Page, user: User) -> None:
    sign_in(plain, user.email)
    sign_out(plain)
    expect_notice(plain, "You are signed out.")
    plain.goto("/items/new")
    expect_title(plain, "Sign in")
    fill_in(plain, username=user.email, password=PASSWORD)
    press(plain, "Sign in")
    expect_title(plain, "New item")


def test_an_account_is_deleted_with_the_password(plain: Page, user: User) -> None:
    sign_in(plain, user.email)
    plain.goto("/account")
    follow(plain, "Delete account")
    fill_in(plain, current_password="not this one")
    press(plain, "Delete for good")
    expect(plain.get_by_label("Current password")).to_have_attribute("aria-invalid", "true")
    fill_in(plain, current_password=PASSWORD)
    press(plain, "Delete for good")
    expect_notice(plain, "Your account is deleted")
    sign_in(plain, user.email)
    expect_notice(plain, "The e-mail address or the password is wrong.")
